"""The workbook of a dossier: a sheet a figure, numbers as numbers, no formula."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from dse.export.dossier import Contents, cells
from dse.export.dossier import workbook as made

pytestmark = pytest.mark.xdist_group("few pages")


@pytest.fixture(scope="module")
def book(few_pages: Contents) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(made.workbook(few_pages)))


def test_a_sheet_a_figure_behind_the_one_that_lists_them(book: Workbook, few_pages: Contents) -> None:
    entries = list(few_pages.entries())
    assert book.sheetnames[0] == "Lisez-moi" and len(book.sheetnames) == len(entries) + 1
    assert all(len(name) <= made.LONGEST_NAME for name in book.sheetnames)
    listed = [row[0].value for row in book["Lisez-moi"].iter_rows(min_col=1, max_col=1) if row[0].hyperlink]
    assert listed == book.sheetnames[1:]
    assert any("fictives" in str(row[0].value) for row in book["Lisez-moi"].iter_rows(max_col=1))


def test_numbers_are_numbers_dates_dates_and_titles_stay_in_sight(
    book: Workbook, few_pages: Contents
) -> None:
    for name, entry in zip(book.sheetnames[1:], few_pages.entries(), strict=True):
        sheet = book[name]
        assert sheet.freeze_panes == f"A{made.FIRST_ROW + 1}"
        assert [cell.value for cell in sheet[made.FIRST_ROW]] == made.columns(few_pages, entry)
        found = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=made.FIRST_ROW + 1)]
        wanted = list(made.rows(few_pages, entry))
        assert len(found) == len(wanted)
        for row, own in zip(found, wanted, strict=True):
            assert [_plain(each) for each in row] == [_shown(each) for each in own]


def test_no_cell_is_a_formula(book: Workbook) -> None:
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def _plain(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value


def _shown(cell: cells.Cell) -> object:
    """What a cell is read back as."""
    return {True: "oui", False: "non"}[cell] if isinstance(cell, bool) else cell
