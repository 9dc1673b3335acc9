"""Read a workbook (.xlsx, .ods) as sheets of cells, each cell with the spreadsheet row and column it has there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Any

from dse.ingest.files import title_rows, workbook_markup
from dse.ingest.files.archive import LARGEST_FILE
from dse.ingest.files.cells import (
    DAY_ZERO,
    DAY_ZERO_1904,
    LONGEST_CELL,
    NO_LINES,
    Sheet,
    Upload,
    find_null_signs,
    find_repeated_headers,
    has_three_decimals,
)
from dse.ingest.files.file_checks import refuse_long_cell, refuse_no_lines
from dse.ingest.files.two_row_titles import LOOKED_AT, join_questions_above, join_titles
from dse.ingest.files.workbook_checks import (
    ask_about_currency,
    ask_about_partial_date,
    ask_about_percentage,
    refuse_merged_cells,
    refuse_uncalculated,
)
from dse.ingest.files.workbook_process import read_in_child
from dse.ingest.files.workbook_values import NUMBER, TEXT
from dse.ingest.issues import CellIssue, letters, shorten
from dse.ingest.spelling import clean

_EMPTY = refuse_no_lines("Le classeur est vide.", "Vérifiez l’export et recommencez.")
_TOO_LONG = refuse_long_cell("Le texte de la cellule est trop long.", "Raccourcissez-le.")
_UNCALCULATED = refuse_uncalculated(
    "Cette formule n’a pas été calculée.",
    "Ouvrez le classeur dans un tableur, enregistrez-le et recommencez.",
)

_PARTIAL = ask_about_partial_date(
    "La cellule n’affiche pas toute la date : son jour ou son année n’ont peut-être été écrits par personne.",
    "Affichez la date entière et vérifiez-la, ou confirmez.",
)

_CELL = re.compile(r"\$?([A-Z]+)\$?([0-9]+)")
Row = tuple[int, list[int]]  # spreadsheet row; indices of its cells in the texts of the sheet


def read_sheets(upload: Upload, fitness: Callable[[Sequence[str]], float]) -> tuple[Sheet, ...]:
    """Sheets of a workbook that are not empty; one without cells where the file cannot be read.

    `fitness` scores how well a row of headers suits the forms, to find the titles under a heading or a logo.
    """
    workbook = read_in_child(upload.read_beginning(LARGEST_FILE + 1))
    file = Sheet(upload.display_name)
    if isinstance(workbook, CellIssue):
        return (replace(file, problems=(file.problem(workbook),)),)
    day_zero = DAY_ZERO_1904 if workbook["since_1904"] else DAY_ZERO
    filled = [sheet for sheet in workbook["sheets"] if sheet["rows"]]
    if not filled:
        return (replace(file, problems=(file.problem(_EMPTY),)),)
    return tuple(_build_sheet(upload.display_name, sheet, day_zero, fitness) for sheet in filled)


def _build_sheet(
    file: str, scanned: Mapping[str, Any], day_zero: date, fitness: Callable[[Sequence[str]], float]
) -> Sheet:
    texts: list[str] = scanned["texts"]
    rows: list[Row] = scanned["rows"]
    titles_found = title_rows.find_title_row(
        [[texts[cell] for cell in cells] for _, cells in rows[: title_rows.SEARCHED_ROWS]], fitness
    )
    first_rows = [number for number, _ in rows[: title_rows.SEARCHED_ROWS]]
    titles, rows = list(titles_found.headers), rows[titles_found.above :]
    if len(rows) > 1 and (over_two := join_titles(titles, [clean(texts[cell]) for cell in rows[1][1]])):
        titles, rows = over_two, rows[1:]
    elif titles_found.above:
        above = scanned["rows"][titles_found.above - 1][1]
        lines = [[texts[cell] for cell in cells] for _, cells in rows[1 : 1 + LOOKED_AT]]
        if joined := join_questions_above([clean(texts[cell]) for cell in above], titles, lines):
            titles, titles_found = joined, replace(titles_found, above=0, lines=())
    width = max(len(cells) for _, cells in rows)
    sheet = Sheet(
        file,
        headers=(*titles, *[""] * (width - len(titles))),
        columns=tuple(_build_column(rows[1:], texts, column) for column in range(width)),
        numbers=tuple(number for number, _ in rows[1:]),
        name=scanned["name"],
        is_hidden=scanned["is_hidden"],
        header_row=rows[0][0],
        numeric_cells=_find_numeric_cells(rows[1:], texts, scanned["kinds"]),
        cell_kinds=dict(_list_cell_kinds(rows[1:], scanned["kinds"], width)),
        day_zero=day_zero,
    )
    no_lines = () if sheet.numbers else (sheet.problem(NO_LINES),)
    return replace(
        sheet,
        cell_issues=dict(_find_cell_issues(sheet, scanned)),
        problems=(*find_repeated_headers(sheet), *no_lines, *_check_texts(sheet, texts)),
        doubts=(
            *title_rows.find_questions(sheet, titles_found, first_rows),
            *workbook_markup.find_hidden_rows(sheet, scanned["hidden_rows"]),
            *workbook_markup.find_struck_text(sheet, scanned["struck_cells"]),
        ),
        notices=(
            *title_rows.find_notices(sheet, titles_found),
            *workbook_markup.find_hidden_columns(sheet, scanned["hidden_columns"]),
            *workbook_markup.find_comments(sheet, scanned["commented_cells"]),
        ),
    )


def _build_column(rows: Sequence[Row], texts: Sequence[str], column: int) -> tuple[str, ...]:
    return tuple(texts[cells[column]] if column < len(cells) else "" for _, cells in rows)


def _find_numeric_cells(rows: Sequence[Row], texts: Sequence[str], kinds: str) -> frozenset[tuple[int, int]]:
    """Cells of numbers that would be doubtful if they were texts."""
    sure = {index for index, kind in enumerate(kinds) if kind == NUMBER and has_three_decimals(texts[index])}
    if not sure:
        return frozenset()
    return frozenset(
        (number, column) for number, cells in rows for column, cell in enumerate(cells) if cell in sure
    )


def _list_cell_kinds(rows: Sequence[Row], kinds: str, width: int) -> Iterator[tuple[int, str]]:
    """For each column with days, hours or flags, one letter a spreadsheet row: the kind of its cell."""
    if not set(kinds) - {TEXT, NUMBER}:
        return
    for column in range(width):
        letters = [TEXT] * (rows[-1][0] + 1 if rows else 0)
        for number, cells in rows:
            if column < len(cells):
                letters[number] = kinds[cells[column]]
        if set(letters) - {TEXT, NUMBER}:
            yield column, "".join(letters)


def _find_cell_issues(
    sheet: Sheet, scanned: Mapping[str, Any]
) -> Iterator[tuple[tuple[int, int], CellIssue]]:
    lines = {row: line for line, row in enumerate(sheet.numbers)}
    for row, column in scanned["percentages"]:
        if row in lines and column < len(sheet.columns):
            yield (row, column), _ask_about_percentage(sheet.columns[column][lines[row]])
    for row, column in scanned["partial_dates"]:
        if row in lines and column < len(sheet.columns):
            yield (row, column), _PARTIAL
    for row, column, sign in scanned["currencies"]:
        yield (row, column), _ask_about_currency(sign)
    for row, column in scanned["uncalculated"]:
        yield (row, column), _UNCALCULATED
    for row, column, span in scanned["merged"]:
        is_filled = row in lines and column < len(sheet.columns) and sheet.columns[column][lines[row]].strip()
        if is_filled and not _is_harmless(sheet, column, span):
            yield (row, column), _refuse_merged(span)


def _ask_about_percentage(text: str) -> CellIssue:
    """The question about a cell that holds 0.42 and shows 42 %."""
    value, percentage = (
        f"{number:f}".replace(".", ",") for number in (Decimal(text), (Decimal(text) * 100).normalize())
    )
    reason = f"La cellule affiche {percentage} % et contient {value} : c’est {value} qui est lu."
    return ask_about_percentage(reason, f"Écrivez {percentage} sans format de pourcentage, ou confirmez.")


def _ask_about_currency(sign: str) -> CellIssue:
    reason = f"La cellule affiche un montant en « {shorten(sign)} », lu tel quel."
    return ask_about_currency(reason, "Convertissez-le dans l’unité de la colonne, ou confirmez.")


def _is_harmless(sheet: Sheet, column: int, span: str) -> bool:
    """Whether cells are merged within a row, with others that stand under no title: no value is missing."""
    first, last = (_CELL.fullmatch(name) for name in span.split(":"))
    if not first or not last or first[2] != last[2]:
        return False
    others = takewhile(lambda index: letters(index - 1) != last[1], range(column + 1, len(sheet.headers)))
    return not any(sheet.headers[index] for index in others)


def _refuse_merged(span: str) -> CellIssue:
    reason = f"Les cellules {span.replace(':', ' à ')} sont fusionnées."
    return refuse_merged_cells(reason, "Défusionnez-les, et écrivez la valeur sur chaque ligne où elle vaut.")


def _check_texts(sheet: Sheet, texts: Sequence[str]) -> Iterator[Any]:
    if any("\x00" in text for text in texts):
        yield from find_null_signs(sheet)
    if any(len(text) > LONGEST_CELL for text in texts):
        for column, cells in enumerate(sheet.columns):
            for line in (line for line, text in enumerate(cells) if len(text) > LONGEST_CELL):
                yield sheet.problem(_TOO_LONG, line, column)
