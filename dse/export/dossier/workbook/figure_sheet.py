"""The sheet of a figure: question, finding, basis, table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

import pyarrow as pa
from xlsxwriter.worksheet import Worksheet

from dse import french
from dse.export.dossier import cells, shared_sentences
from dse.export.dossier.contents import Contents, Entry
from dse.export.dossier.files import FRENCH
from dse.export.dossier.workbook.styles import Styles
from dse.figures.readable import list_columns
from schemas import Column

INDEX = "Lisez-moi"
LONGEST_NAME = 31
FIRST_ROW = 5  # of data, under question, finding, basis, link to the index and column titles
NARROWEST, WIDEST = 10, 48
MOST_ROWS = 100_000  # of a sheet: a spreadsheet holds ten times as many, and opens them slowly
ARROW = 3  # letters that the arrow of a filter covers
A4 = 9
_FORBIDDEN = str.maketrans({**dict.fromkeys("[]:*?/\\", ""), "\u202f": " ", "\u00a0": " ", "'": "’"})
_SHORT = 3  # letters of a word that says nothing at the end


@dataclass(frozen=True)
class Table:
    """What a sheet has under its lines: titles, the columns that they are of (None for that of the triennial), rows."""

    titles: list[str]
    columns: list[Column | None]
    rows: list[list[cells.Cell]]


def sheet_name(heading: str) -> str:
    """`3.12 Qui a recours à quoi` of the heading of a figure in the report, ended by `…` where a spreadsheet allows no more."""
    name = " ".join(heading.translate(_FORBIDDEN).split())
    if len(name) <= LONGEST_NAME:
        return name
    words = name[:LONGEST_NAME].split(" ")[:-1]
    while len(words) > 2 and len(words[-1].rpartition("’")[2]) <= _SHORT:
        words.pop()
    return " ".join(words).rstrip(",;.") + "…"


def list_titles(entry: Entry) -> list[str]:
    """The titles of a sheet: those of the figure, after that of the triennial if two are compared."""
    own = [column.label for column in entry.figure.columns]
    return [shared_sentences.TRIENNIAL, *own] if entry.before is not None else own


def list_rows(contents: Contents, entry: Entry) -> Iterator[list[cells.Cell]]:
    """The rows of a sheet, those of the triennial compared with after the others."""
    for code, answer in shared_sentences.answers(contents, entry):
        for row in cells.display_rows(entry.figure, answer):
            yield [code, *row] if entry.before is not None else row


def write_sheet(sheet: Worksheet, contents: Contents, entry: Entry, styles: Styles) -> int:
    """Fill the sheet of a figure; returns the number of rows of its table."""
    rows = sum(len(answer.table) for _, answer in shared_sentences.answers(contents, entry))
    lines = [
        entry.figure.question,
        shared_sentences.finding(entry.answer),
        shared_sentences.foot(contents, entry)
        + describe_cut(rows, f"dans {FRENCH}/{entry.figure.page}/{entry.name}.csv"),
    ]
    sheet.write_url(len(lines), 0, f"internal:'{INDEX}'!A1", styles["link"], string="← Toutes les figures")
    titles = list_titles(entry)
    declared = [None] * (len(titles) - len(entry.figure.columns)) + list(entry.figure.columns)
    table = Table(titles, declared, list(islice(list_rows(contents, entry), MOST_ROWS)))
    write_table(sheet, lines, table, styles)
    return rows


def write_table(sheet: Worksheet, lines: Sequence[str], table: Table, styles: Styles) -> None:
    """Fill a sheet: the lines, the first of which is the title, then the table."""
    table = _select_read(table)
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, french.typeset(line), styles["line" if number else "title"])
    for column_index, (title, column) in enumerate(zip(table.titles, table.columns, strict=True)):
        sheet.write_string(
            FIRST_ROW - 1, column_index, title, styles["head_number" if _is_numeric(column) else "head"]
        )
        sheet.set_column(
            column_index,
            column_index,
            _column_width(title, [row[column_index] for row in table.rows], column),
        )
    for number, row in enumerate(table.rows, FIRST_ROW):
        for column_index, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _write_cell(sheet, number, column_index, cell, column, styles)
    _lay_out(sheet, len(table.rows), len(table.titles))


def _select_read(table: Table) -> Table:
    """The table with the columns that readers are shown."""
    places = [place for place, column in enumerate(table.columns) if column is None or list_columns([column])]
    if len(places) == len(table.columns):
        return table
    titles, columns = [table.titles[place] for place in places], [table.columns[place] for place in places]
    return Table(titles, columns, [[row[place] for place in places] for row in table.rows])


def describe_cut(rows: int, where: str) -> str:
    """Where the whole of a table is that is too long for a sheet; empty of one that is not."""
    if rows <= MOST_ROWS:
        return ""
    first = french.count(MOST_ROWS, "première ligne", "premières lignes")
    return f" · Les {first} sur {french.number(rows)} : le tableau entier est {where}."


def _is_numeric(column: Column | None) -> bool:
    """Whether a column holds numbers."""
    if column is None:
        return False
    kind = column.type
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)


def _column_width(title: str, column_cells: list[cells.Cell], column: Column | None) -> int:
    """Letters that a column needs: any of its numbers, the longest word of its title, a title of two lines."""
    needed = [
        len(str(cell) if column is None else cells.format_cell(cell, column)) + 2 for cell in column_cells
    ]
    titled = max(len(title) // 2, *map(len, title.split())) + ARROW
    return max(titled, min(max(needed, default=0), WIDEST), NARROWEST)


def _write_cell(
    sheet: Worksheet, row: int, column_index: int, cell: cells.Cell, column: Column | None, styles: Styles
) -> None:
    if cell is None:
        return
    if isinstance(cell, bool | str):
        kind = "mark" if _is_numeric(column) else "text"
        sheet.write_string(row, column_index, cells.format_cell(cell, column), styles[kind])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column_index, cell, styles["date"])
    else:
        kind = "year" if column.name in cells.YEARS else f"number{cells.count_decimals(cell, column)}"
        sheet.write_number(row, column_index, cell, styles[kind])


def _lay_out(sheet: Worksheet, rows: int, columns: int) -> None:
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.autofilter(FIRST_ROW - 1, 0, FIRST_ROW - 1 + max(rows, 1), columns - 1)
    sheet.repeat_rows(FIRST_ROW - 1)
    set_up_printing(sheet)


def set_up_printing(sheet: Worksheet) -> None:
    """Lay a sheet out for paper: as wide as a page, its name and the page at the foot."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RPage &P sur &N")
