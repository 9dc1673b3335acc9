"""A workbook (.xlsx, .ods) to sheets of cells, each cell with the row and the letters it has there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from dse.ingest.files import cell_comments, hidden_rows, title_rows
from dse.ingest.files.archive import LARGEST_FILE
from dse.ingest.files.cells import (
    DAY_ZERO,
    DAY_ZERO_1904,
    LONGEST_CELL,
    NO_LINES,
    Sheet,
    Upload,
    has_three_decimals,
    null_signs,
    repeated_headers,
)
from dse.ingest.files.two_row_titles import join_titles
from dse.ingest.files.workbook_process import answer
from dse.ingest.files.workbook_values import NUMBER, TEXT
from dse.ingest.issues import CellIssue, shorten
from dse.ingest.spelling import clean

_EMPTY = CellIssue("IMP-112", "Le classeur est vide.", "Vérifiez l’export et recommencez.")
_TOO_LONG = CellIssue("IMP-109", "Le texte de la cellule est trop long.", "Raccourcissez-le.")
_UNCALCULATED = CellIssue(
    "IMP-221",
    "Cette formule n’a pas été calculée.",
    "Ouvrez le classeur dans un tableur, enregistrez-le et recommencez.",
)

_PARTIAL = CellIssue(
    "IMP-226",
    "La cellule n’affiche pas toute la date : son jour ou son année n’ont peut-être été écrits par personne.",
    "Affichez la date entière et vérifiez-la, ou confirmez.",
    doubtful=True,
)

Row = tuple[int, list[int]]


def read(upload: Upload, fitness: Callable[[Sequence[str]], float]) -> tuple[Sheet, ...]:
    """Sheets of a workbook that hold something; one without cells where the file is not read.

    `fitness` tells how well a row of headers suits the forms, to find the titles under a heading or a logo.
    """
    told, file = answer(upload.beginning(LARGEST_FILE + 1)), Sheet(upload.shown)
    if isinstance(told, CellIssue):
        return (replace(file, problems=(file.problem(told),)),)
    day_zero = DAY_ZERO_1904 if told["since_1904"] else DAY_ZERO
    filled = [each for each in told["sheets"] if each["rows"]]
    if not filled:
        return (replace(file, problems=(file.problem(_EMPTY),)),)
    return tuple(_sheet(upload.shown, each, day_zero, fitness) for each in filled)


def _sheet(
    file: str, told: Mapping[str, Any], day_zero: date, fitness: Callable[[Sequence[str]], float]
) -> Sheet:
    texts: list[str] = told["texts"]
    rows: list[Row] = told["rows"]
    found = title_rows.find_title_row(
        [[texts[cell] for cell in cells] for _, cells in rows[: title_rows.SEARCHED_ROWS]], fitness
    )
    first_rows = [number for number, _ in rows[: title_rows.SEARCHED_ROWS]]
    titles, rows = list(found.headers), rows[found.above :]
    if len(rows) > 1 and (over_two := join_titles(titles, [clean(texts[cell]) for cell in rows[1][1]])):
        titles, rows = over_two, rows[1:]
    width = max(len(cells) for _, cells in rows)
    sheet = Sheet(
        file,
        headers=(*titles, *[""] * (width - len(titles))),
        columns=tuple(_column(rows[1:], texts, column) for column in range(width)),
        numbers=tuple(number for number, _ in rows[1:]),
        name=told["name"],
        is_hidden=told["is_hidden"],
        header_row=rows[0][0],
        typed=_typed(rows[1:], texts, told["kinds"]),
        held=dict(_held(rows[1:], told["kinds"], width)),
        day_zero=day_zero,
    )
    lacking = () if sheet.numbers else (sheet.problem(NO_LINES),)
    return replace(
        sheet,
        spoilt=dict(_spoilt(sheet, told)),
        problems=(*repeated_headers(sheet), *lacking, *_unfit_cells(sheet, texts)),
        doubts=(
            *title_rows.title_row_doubts(sheet, found, first_rows),
            *hidden_rows.doubts(sheet, told["hidden"]),
            *cell_comments.struck(sheet, told["struck"]),
        ),
        notices=(*title_rows.title_row_notices(sheet, found), *cell_comments.noted(sheet, told["noted"])),
    )


def _column(rows: Sequence[Row], texts: Sequence[str], column: int) -> tuple[str, ...]:
    return tuple(texts[cells[column]] if column < len(cells) else "" for _, cells in rows)


def _typed(rows: Sequence[Row], texts: Sequence[str], kinds: str) -> frozenset[tuple[int, int]]:
    """Numbers that would be doubtful, were they texts."""
    sure = {place for place, kind in enumerate(kinds) if kind == NUMBER and has_three_decimals(texts[place])}
    if not sure:
        return frozenset()
    return frozenset(
        (number, column) for number, cells in rows for column, cell in enumerate(cells) if cell in sure
    )


def _held(rows: Sequence[Row], kinds: str, width: int) -> Iterator[tuple[int, str]]:
    """For each column of days, hours or flags, the letters of what its cells hold, by spreadsheet row."""
    if not set(kinds) - {TEXT, NUMBER}:
        return
    for column in range(width):
        letters = [TEXT] * (rows[-1][0] + 1 if rows else 0)
        for number, cells in rows:
            if column < len(cells):
                letters[number] = kinds[cells[column]]
        if set(letters) - {TEXT, NUMBER}:
            yield column, "".join(letters)


def _spoilt(sheet: Sheet, told: Mapping[str, Any]) -> Iterator[tuple[tuple[int, int], CellIssue]]:
    lines = {row: line for line, row in enumerate(sheet.numbers)}
    for row, column in told["percentages"]:
        if row in lines and column < len(sheet.columns):
            yield (row, column), _percentage(sheet.columns[column][lines[row]])
    for row, column in told["partial"]:
        if row in lines and column < len(sheet.columns):
            yield (row, column), _PARTIAL
    for row, column, sign in told["currencies"]:
        yield (row, column), _in_currency(sign)
    for row, column in told["uncalculated"]:
        yield (row, column), _UNCALCULATED
    for row, column, span in told["merged"]:
        if row in lines and column < len(sheet.columns) and sheet.columns[column][lines[row]].strip():
            yield (row, column), _merged(span)


def _percentage(text: str) -> CellIssue:
    """A doubt: the cell holds 0.42 and shows 42 %."""
    held, shown = (
        f"{each:f}".replace(".", ",") for each in (Decimal(text), (Decimal(text) * 100).normalize())
    )
    reason = f"La cellule affiche {shown} % et contient {held} : c’est {held} qui est lu."
    return CellIssue(
        "IMP-225", reason, f"Écrivez {shown} sans format de pourcentage, ou confirmez.", doubtful=True
    )


def _in_currency(sign: str) -> CellIssue:
    reason = f"La cellule affiche un montant en « {shorten(sign)} », lu tel quel."
    return CellIssue(
        "IMP-230", reason, "Convertissez-le dans l’unité de la colonne, ou confirmez.", doubtful=True
    )


def _merged(span: str) -> CellIssue:
    reason = f"Les cellules {span.replace(':', ' à ')} sont fusionnées."
    return CellIssue(
        "IMP-222", reason, "Défusionnez-les, et écrivez la valeur sur chaque ligne où elle vaut."
    )


def _unfit_cells(sheet: Sheet, texts: Sequence[str]) -> Iterator[Any]:
    if any("\x00" in text for text in texts):
        yield from null_signs(sheet)
    if any(len(text) > LONGEST_CELL for text in texts):
        for column, cells in enumerate(sheet.columns):
            for line in (line for line, text in enumerate(cells) if len(text) > LONGEST_CELL):
                yield sheet.problem(_TOO_LONG, line, column)
