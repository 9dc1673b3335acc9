"""Cells that a spreadsheet holds as a day, an hour or a flag where a text stands: it may have made them of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dse.ingest.files.cells import Sheet
from dse.ingest.files.workbook_values import DAY, FLAG, HOUR
from dse.ingest.issues import CellIssue
from dse.ingest.values.parsing import ParsedColumn

_MADE = {
    DAY: "une date, faite peut-être d’un texte tel que « 3-1 » ou « mars 1 »",
    HOUR: "une heure, faite peut-être d’un texte tel que « 3:1 »",
    FLAG: "une valeur logique, VRAI ou FAUX, lue « oui » ou « non »",
}


def converted(
    parsed: ParsedColumn, sheet: Sheet, place: int, *, is_identifier: bool
) -> Iterator[tuple[int, CellIssue]]:
    """Lines, from 0, whose text is none for the spreadsheet: a doubt, or a fault where an identifier is wanted."""
    held = sheet.held.get(place)
    if not held:
        return
    for line, value in enumerate(parsed.values):
        letter = held[sheet.numbers[line]]
        if letter in _MADE and _is_text(value, sheet.columns[place][line]):
            yield line, _fault(letter, doubtful=not is_identifier)


def _is_text(value: Any, text: str) -> bool:
    """Whether a value, one of several, or the free text of an answer, is the text of its cell."""
    if isinstance(value, tuple | list):
        return any(_is_text(each, text) for each in value)
    return text in (value, getattr(value, "text", None))


def _fault(letter: str, *, doubtful: bool) -> CellIssue:
    advice = "Mettez la cellule au format Texte et retapez ce qui y était écrit"
    return CellIssue(
        "IMP-227",
        f"La cellule contient {_MADE[letter]}.",
        f"{advice}, ou confirmez." if doubtful else f"{advice}.",
        doubtful,
    )
