"""The workbook of a dossier: a sheet a figure, numbers as numbers, no formula."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from dse.export.dossier import Contents, cells, outline
from dse.export.dossier.workbook import figure_sheet, figures_workbook

pytestmark = pytest.mark.xdist_group("few pages")


@pytest.fixture(scope="module")
def book(few_pages: Contents) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(figures_workbook.render_workbook(few_pages)))


def test_a_sheet_a_figure_behind_the_one_that_lists_them(book: Workbook, few_pages: Contents) -> None:
    entries = list(few_pages.entries())
    assert book.sheetnames[0] == "Lisez-moi" and len(book.sheetnames) == len(entries) + 1
    assert all(len(name) <= figure_sheet.LONGEST_NAME for name in book.sheetnames)
    listed = [row[0].value for row in book["Lisez-moi"].iter_rows(min_col=1, max_col=1) if row[0].hyperlink]
    assert listed == book.sheetnames[1:]
    assert any("fictives" in str(row[0].value) for row in book["Lisez-moi"].iter_rows(max_col=1))


def test_a_sheet_is_found_by_its_number_in_the_report_its_question_and_its_rows(
    book: Workbook, few_pages: Contents
) -> None:
    lines = [row for row in book["Lisez-moi"].iter_rows() if row[0].hyperlink]
    headings = [each.text for chapter in outline.number_chapters(few_pages) for each in chapter.figures]
    for line, heading, entry in zip(lines, headings, few_pages.entries(), strict=True):
        name, question, rows, finding = (cell.value for cell in line)
        assert line[0].hyperlink.location == f"'{name}'!A1"
        assert f"{name.split()[0]} {question}" == heading
        assert rows == len(list(figure_sheet.list_rows(few_pages, entry))) and finding
    back = [sheet.cell(figure_sheet.FIRST_ROW - 1, 1).hyperlink.location for sheet in book.worksheets[1:]]
    assert set(back) == {"'Lisez-moi'!A1"}


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("3.7 Et sur toute la période\u202f?", "3.7 Et sur toute la période"),
        ("3.2 Quelles familles d’acteurs servons-nous moins\u202f?", "3.2 Quelles familles d’acteurs…"),
        ("2.3 Et que disent vouloir les membres\u202f?", "2.3 Et que disent vouloir…"),
        ("2.4 Qu’est-ce qui a changé d’un triennal à l’autre\u202f?", "2.4 Qu’est-ce qui a changé…"),
        ("3.10 Combien de demandes, combien d’accompagnements\u202f?", "3.10 Combien de demandes…"),
        ("9.1 Qu'est-ce [ici] : a/b*c\\d", "9.1 Qu’est-ce ici abcd"),
    ],
)
def test_the_name_of_a_sheet_ends_with_a_word_and_keeps_its_apostrophes(heading: str, name: str) -> None:
    assert figure_sheet.sheet_name(heading) == name and len(name) <= figure_sheet.LONGEST_NAME


def test_no_title_of_a_column_is_cut(book: Workbook) -> None:
    for sheet in book.worksheets[1:]:
        for cell in sheet[figure_sheet.FIRST_ROW]:
            longest = max(map(len, cell.value.split()))
            assert sheet.column_dimensions[cell.column_letter].width >= longest + figure_sheet.ARROW


def test_numbers_are_numbers_dates_dates_and_titles_stay_in_sight(
    book: Workbook, few_pages: Contents
) -> None:
    for name, entry in zip(book.sheetnames[1:], few_pages.entries(), strict=True):
        sheet = book[name]
        assert sheet.freeze_panes == f"A{figure_sheet.FIRST_ROW + 1}"
        assert [cell.value for cell in sheet[figure_sheet.FIRST_ROW]] == figure_sheet.list_titles(entry)
        found = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=figure_sheet.FIRST_ROW + 1)]
        wanted = list(figure_sheet.list_rows(few_pages, entry))
        assert len(found) == len(wanted)
        for row, own in zip(found, wanted, strict=True):
            assert [_plain(each) for each in row] == [_as_read_back(each) for each in own]


def test_no_cell_is_a_formula(book: Workbook) -> None:
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def _plain(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value


def _as_read_back(cell: cells.Cell) -> object:
    """What a cell is read back as."""
    return {True: "oui", False: "non"}[cell] if isinstance(cell, bool) else cell


def test_a_table_too_long_for_a_sheet_says_where_the_whole_is(
    few_pages: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figure_sheet, "MOST_ROWS", 2)
    cut = openpyxl.load_workbook(io.BytesIO(figures_workbook.render_workbook(few_pages)))
    lines = [row for row in cut["Lisez-moi"].iter_rows() if row[0].hyperlink]
    for sheet, line, entry in zip(cut.worksheets[1:], lines, few_pages.entries(), strict=True):
        rows = len(list(figure_sheet.list_rows(few_pages, entry)))
        basis = sheet.cell(3, 1).value
        if rows <= 2:
            assert "entier" not in basis
            continue
        assert sheet.max_row == figure_sheet.FIRST_ROW + 2
        assert "Les 2\u00a0premières lignes sur" in basis
        assert basis.endswith(f"figures/{entry.figure.page}/{entry.name}.csv.")
        assert line[2].value == rows
