"""A form as an XLSX workbook: its sheet to fill, « Lisez-moi », and the lists behind the drop-downs."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dse.export.templates.choices import LISTS, add_choices, describe_header
from dse.export.templates.columns import TemplateColumn
from dse.export.templates.guide import write_guide
from dse.export.templates.layout_cells import Cell
from dse.export.templates.styles import Styles, format_cell
from dse.ingest.forms.example_lines import GUIDE_SHEET

_LONGEST_SHEET_NAME = 31
_NARROWEST, _WIDEST, _WIDEST_CHOICE = 11, 46, 28  # columns, in signs
_ROWS_MEASURED = 500  # lines, for the width of a column
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class WorkbookContent:
    """Columns of a workbook, lines under them, and first sentences of its guide.

    `made_on` is its date of creation: the same contents give the same bytes.
    """

    title: str
    columns: tuple[TemplateColumn, ...]
    lines: Sequence[Sequence[Cell]]
    guide: tuple[str, ...]
    made_on: datetime
    is_example: bool = False


def render_workbook(content: WorkbookContent) -> bytes:
    """The workbook as XLSX."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True, **_SAFE}) as book:
        book.set_properties({"title": content.title, "created": content.made_on})
        styles = Styles(book)
        sheet = book.add_worksheet(sheet_name(content.title))
        guide, lists = book.add_worksheet(GUIDE_SHEET), book.add_worksheet(LISTS)
        lists.hide()
        _fill_sheet(sheet, content, styles)
        add_choices(sheet, lists, content.columns)
        write_guide(guide, content.title, content.guide, content.columns, styles)
        sheet.activate()
    return output.getvalue()


def sheet_name(title: str) -> str:
    """A title as the name of a sheet, which Excel limits, and which no other sheet has."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '")[:_LONGEST_SHEET_NAME].rstrip(" '")
    return (
        plain if plain and plain.lower() not in (GUIDE_SHEET.lower(), LISTS.lower(), "history") else "Données"
    )


def _fill_sheet(sheet: Worksheet, content: WorkbookContent, styles: Styles) -> None:
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 1)
    for number, column in enumerate(content.columns):
        texts = [format_cell(line[number]) for line in content.lines[:_ROWS_MEASURED]]
        sheet.set_column(number, number, _column_width(column, texts), styles.cell(column.kind))
        sheet.write_string(0, number, column.name, styles.header(column.requirement))
        sheet.write_comment(
            0, number, describe_header(column), {"x_scale": 2.2, "y_scale": 1.4, "font_size": 10}
        )
    for row, line in enumerate(content.lines, 1):
        for number, (column, value) in enumerate(zip(content.columns, line, strict=True)):
            if value is not None:
                _write_cell(
                    sheet, row, number, value, styles.cell(column.kind, value, is_example=content.is_example)
                )
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write_cell(sheet: Worksheet, row: int, column: int, value: Cell, style: Format) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, datetime.min.time()), style)
    else:
        sheet.write_number(row, column, value, style)


def _column_width(column: TemplateColumn, texts: Sequence[str]) -> int:
    """Width for the longest text or choice; the header may take two lines."""
    header = max(map(len, column.name.split())) if len(column.name) > _NARROWEST else len(column.name)
    longest = max(
        [
            header,
            len(column.name) // 2,
            *map(len, texts),
            *(min(len(choice), _WIDEST_CHOICE) for choice in column.choices),
            len(format_cell(column.example)),
        ]
    )
    return min(max(longest + 3, _NARROWEST), _WIDEST)
