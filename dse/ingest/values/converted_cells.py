"""Cells that a spreadsheet holds as a day, an hour or a flag where a text is expected: it may have converted a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dse.ingest.files.cells import Sheet
from dse.ingest.files.workbook_values import DAY, FLAG, HOUR
from dse.ingest.issues import CellIssue, Level
from dse.ingest.registry import ERROR, QUESTION, built, check
from dse.ingest.values.parsing import ParsedColumn

_MOSTLY = 0.9  # of the filled cells of a column of days
_FEWEST = 3
_CONVERSIONS = {
    DAY: "une date, faite peut-être d’un texte tel que « 3-1 » ou « mars 1 »",
    HOUR: "une heure, faite peut-être d’un texte tel que « 3:1 »",
    FLAG: "une valeur logique, VRAI ou FAUX, lue « oui » ou « non »",
}


def check_converted_cells(
    parsed: ParsedColumn, sheet: Sheet, column: int, *, is_key: bool
) -> Iterator[tuple[int, CellIssue]]:
    """Lines, from 0, whose cell is no text for the spreadsheet: a question; an error in a column of keys."""
    kinds = sheet.cell_kinds.get(column)
    if not kinds:
        return
    for line, value in enumerate(parsed.values):
        letter = kinds[sheet.numbers[line]]
        if letter in _CONVERSIONS and _is_text(value, sheet.columns[column][line]):
            yield line, describe_converted_cell(letter, ERROR if is_key else QUESTION)


def are_days(sheet: Sheet, column: int) -> bool:
    """Whether the spreadsheet holds nearly every filled cell of a column as a day; a few may all have become one."""
    kinds = sheet.cell_kinds.get(column)
    filled = [
        row for row, text in zip(sheet.numbers, sheet.columns[column], strict=True) if kinds and text.strip()
    ]
    return len(filled) >= _FEWEST and sum(kinds[row] == DAY for row in filled) >= _MOSTLY * len(filled)


def _is_text(value: Any, text: str) -> bool:
    """Whether a value, one of several, or the free text of an answer, is the text of its cell."""
    if isinstance(value, tuple | list):
        return any(_is_text(item, text) for item in value)
    return text in (value, getattr(value, "text", None))


@check(
    "IMP-227",
    level=ERROR,
    milder=QUESTION,
    title="Cellule convertie par le tableur",
    explanation=(
        "Le tableur tient cette cellule pour une date, une heure ou une valeur logique, là où l’on attend un texte. Il l’a "
        "peut-être faite d’un code ou d’un titre tel que « 3-1 », qui serait perdu. C’est une erreur dans une "
        "colonne d’identifiants, une question dans les autres."
    ),
    advice="Mettez la cellule au format Texte et retapez ce qui y était écrit, ou confirmez si c’est une question.",
    trips=(
        built("Un classeur dont une référence d’offre est devenue une date.", "converted_identifier"),
        built("Un classeur dont un intitulé d’offre est devenu une date.", "converted_text"),
    ),
    passes=built("Un classeur d’offres dont les dates sont des dates.", "sheet_of_offers"),
)
def describe_converted_cell(letter: str, level: Level) -> CellIssue:
    """A cell that is no text for the spreadsheet; `letter` is the kind of what it holds."""
    advice = "Mettez la cellule au format Texte et retapez ce qui y était écrit"
    return CellIssue(
        f"La cellule contient {_CONVERSIONS[letter]}.",
        f"{advice}, ou confirmez." if level is QUESTION else f"{advice}.",
        level=level,
    )
