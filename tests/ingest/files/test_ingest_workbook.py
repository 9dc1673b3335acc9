"""Workbooks to cells: each at its row and its letters, as a text that the parsers read exactly."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from functools import partial

import openpyxl
import pytest
import workbooks
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from workbooks import ods, only, read, table, text, worksheet, xlsx

from dse.ingest.files import two_row_titles, workbook_values
from dse.ingest.files.cells import DAY_ZERO_1904
from dse.ingest.issues import CellIssue
from dse.ingest.values import dates

# Moments of a spreadsheet have no time zone.
moment = partial(datetime, tzinfo=None)
HEADERS = '<row r="1"><c r="A1" t="inlineStr"><is><t>Activité</t></is></c></row>'


def line(content: bytes) -> tuple[str, ...]:
    """The cells of the first line under the titles."""
    return tuple(column[0] for column in only(content).columns)


def test_cells_keep_the_row_and_the_letters_they_have_in_the_file() -> None:
    rows = (
        '<row r="4"><c r="C4" t="inlineStr"><is><t>Activité</t></is></c>'
        '<c r="D4" t="inlineStr"><is><t>Organisation</t></is></c></row>'
        '<row r="5"><c r="C5"><v>1</v></c></row><row r="9"><c r="D9"><v>2</v></c></row>'
    )
    sheet = only(xlsx(rows))
    assert sheet.headers == ("", "", "Activité", "Organisation")
    assert sheet.header_row == 4 and sheet.numbers == (5, 9)
    assert sheet.columns[2] == ("1", "") and sheet.columns[3] == ("", "2")
    problem = sheet.problem_at(CellIssue("Constat.", "Conseil.", code="IMP-000"), 9, 3)
    assert (problem.sheet, problem.row, problem.column) == ("Feuille", 9, "D")
    assert problem.location == "f.xlsx, feuille « Feuille », ligne 9, colonne D « Organisation »"


def test_cells_without_a_place_follow_the_one_before() -> None:
    rows = '<row><c t="inlineStr"><is><t>Activité</t></is></c></row><row r="3"><c r="B3"><v>1</v></c><c><v>2</v></c></row><row><c><v>5</v></c></row>'
    sheet = only(xlsx(rows))
    assert sheet.numbers == (3, 4)
    assert [column[:2] for column in sheet.columns] == [("", "5"), ("1", ""), ("2", "")]


def test_titles_may_stand_under_a_heading_and_it_is_said() -> None:
    lines = [
        ["Bilan 2018"],
        [],
        ["Tous les membres"],
        ["Activité", "Organisation", "Rôle"],
        ["A1", "M1", "x"],
    ]
    sheet = only(workbooks.render_xlsx({"F": lines}))
    assert sheet.header_row == 4 and sheet.headers == ("Activité", "Organisation", "Rôle")
    assert sheet.numbers == (5,) and [each.code for each in sheet.notices] == ["IMP-136"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (12.0, "12"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1234.5, "1234.5"),
        (12.119999999999999, "12.12"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.3333333333333333"),
        (1e21, "1000000000000000000000"),
        (1e-7, "0.0000001"),
        (78785123400015.0, "78785123400015"),
        (True, "oui"),
        (False, "non"),
        (date(2018, 4, 3), "2018-04-03"),
        (moment(2018, 4, 3), "2018-04-03"),
        (moment(2018, 4, 3, 14, 30), "2018-04-03T14:30:00"),
        (moment(2018, 4, 3, 14, 29, 59, 999_600), "2018-04-03T14:30:00"),
        (moment(2018, 4, 2, 23, 59, 59, 999_600), "2018-04-03"),
        (time(14, 30), "14:30:00"),
        (timedelta(hours=26, minutes=5), "26:05:00"),
        (timedelta(hours=-1), "-1:00:00"),
        ("0012", "0012"),
        (" mi-temps ", " mi-temps "),
    ],
)
def test_values_become_the_texts_that_parsers_read(value: object, expected: str) -> None:
    assert workbook_values.format_value(value) == expected


def test_texts_keep_zeros_and_apostrophes_and_numbers_are_numbers() -> None:
    cells = ["0012", "'49", "=1+1", "VRAI", True, 12, 12.5, date(2018, 4, 3)]
    found = line(workbooks.render_xlsx({"F": [["Activité"] * 8, cells]}))
    assert found == ("0012", "'49", "=1+1", "VRAI", "oui", "12", "12.5", "2018-04-03")


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_are_right_from_1900_and_from_1904(since_1904: bool) -> None:
    days = [date(1960, 2, 29), date(2018, 4, 3), moment(2018, 4, 3, 14, 30)]
    content = workbooks.render_xlsx({"F": [["Activité"] * 3, days]}, date_1904=since_1904)
    assert line(content) == ("1960-02-29", "2018-04-03", "2018-04-03T14:30:00")
    assert (only(content).day_zero == DAY_ZERO_1904) is since_1904


def test_empty_formatted_columns_and_rows_cost_nothing() -> None:
    formatted = "".join(f'<row r="{row}"><c r="XFD{row}" s="0"/></row>' for row in (2, 1_048_576))
    sheet = only(xlsx(HEADERS + '<row r="2"><c r="A2"><v>1</v></c></row>' + formatted))
    assert sheet.headers == ("Activité",) and sheet.numbers == (2,)


def test_a_column_without_a_title_is_kept_only_if_it_holds_something() -> None:
    sheet = only(workbooks.render_xlsx({"F": [["Activité", None, None], ["A", None, "note"], ["B"]]}))
    assert sheet.headers == ("Activité", "", "") and sheet.columns[2] == ("note", "")


def test_repeated_titles_are_named_at_the_row_they_have() -> None:
    rows = "".join(
        f'<c r="{letter}3" t="inlineStr"><is><t>{title}</t></is></c>'
        for letter, title in (("A", "Activité"), ("B", "Rôle"), ("C", "rôle"))
    )
    sheet = only(xlsx(f'<row r="3">{rows}</row><row r="4"><c r="A4"><v>1</v></c></row>'))
    assert [(each.code, each.row, each.column) for each in sheet.problems] == [("IMP-108", 3, "C")]


def test_merged_titles_are_harmless_and_merged_cells_are_named() -> None:
    rows = HEADERS + '<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="B3"><v>4</v></c></row>'
    merged = (
        '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:A3"/><mergeCell ref="C2:C3"/></mergeCells>'
    )
    sheet = only(xlsx("", **{"xl/worksheets/sheet1.xml": worksheet(rows, merged)}))
    assert {place: fault.code for place, fault in sheet.cell_issues.items()} == {(2, 0): "IMP-222"}


@pytest.mark.parametrize("formula", ["<f>B1</f>", "<f>B1</f><v></v>", "<f>B1</f><v/>"])
def test_a_formula_without_a_result_is_known_even_alone_on_its_line(formula: str) -> None:
    sheet = only(
        xlsx(f'{HEADERS}<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="A3">{formula}</c></row>')
    )
    assert sheet.numbers == (2, 3)
    assert {place: fault.code for place, fault in sheet.cell_issues.items()} == {(3, 0): "IMP-221"}


def test_a_formula_whose_result_is_an_empty_text_is_calculated() -> None:
    row = '<row r="2"><c r="A2" t="str"><f>""</f><v></v></c><c r="B2"><f>1+1</f><v>2</v></c></row>'
    sheet = only(xlsx(HEADERS + row))
    assert not sheet.cell_issues and [column[0] for column in sheet.columns] == ["", "2"]


@pytest.mark.parametrize(
    ("code", "displayed", "codes"),
    [
        ("0000000", "0043528", None),
        ("mmm-yy", "2019-03-04", "IMP-226"),
        ("yyyy", "2019-03-04", "IMP-226"),
        ("d-mmm", "2019-03-04", "IMP-226"),
        ("dd/mm/yyyy", "2019-03-04", None),
        ("[$-40C]d mmmm yyyy;@", "2019-03-04", None),
        ("0.00", "43528", None),
    ],
)
def test_zeros_that_a_format_shows_are_read_and_a_date_shown_in_part_is_doubted(
    code: str, displayed: str, codes: str | None
) -> None:
    styles = (
        f'<styleSheet xmlns="{workbooks.MAIN}"><numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs></styleSheet>'
    )
    sheet = only(
        xlsx(f'{HEADERS}<row r="2"><c r="A2" s="1"><v>43528</v></c></row>', **{"xl/styles.xml": styles})
    )
    assert sheet.columns[0] == (displayed,)
    assert [fault.code for fault in sheet.cell_issues.values()] == ([codes] if codes else [])


@pytest.mark.parametrize("number", ["-5", "0"])
def test_a_day_that_no_calendar_has_is_not_an_empty_cell(number: str) -> None:
    styles = f'<styleSheet xmlns="{workbooks.MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    cells = f'<c r="A2"><v>1</v></c><c r="B2" s="1"><v>{number}</v></c>'
    (_, day) = line(xlsx(f'{HEADERS}<row r="2">{cells}</row>', **{"xl/styles.xml": styles}))
    assert day == "00:00:00"
    assert dates.parse_date(day)[1].code == "IMP-205"


def test_formulas_of_a_library_are_not_zeros() -> None:
    content = io.BytesIO()
    book = workbooks.xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Activité", "Rôle"])
    sheet.write_row(1, 0, ["A", "=1+1"])
    sheet.write_row(2, 0, ["B", 0])
    book.close()
    assert [*only(content.getvalue()).cell_issues] == [(2, 1)]


@pytest.mark.parametrize("displayed", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"])
def test_errors_are_kept_as_errors_at_their_place(displayed: str) -> None:
    cells = f'<c r="A2"><v>1</v></c><c r="B2" t="e"><f>X</f><v>{displayed}</v></c>'
    sheet = only(
        xlsx(f'{HEADERS}<row r="2">{cells}</row><row r="5"><c r="C5" t="e"><v>{displayed}</v></c></row>')
    )
    assert sheet.numbers == (2, 5)
    assert sheet.columns[1][0] == sheet.columns[2][1] == displayed


def test_an_ods_is_read_with_its_repeated_rows_and_columns() -> None:
    twice = text("x", 'table:number-columns-repeated="2"')
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        f"<table:table-row><table:table-cell/>{text('Activité')}{text('Organisation')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/>'
        f"{twice}"
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    sheet = only(ods(table(rows)), "f.ods")
    assert sheet.header_row == 3 and sheet.numbers == (4, 5, 6)
    assert sheet.headers == ("", "Activité", "Organisation") and sheet.columns[2] == ("x", "x", "x")


def test_values_of_an_ods_are_read_and_its_comments_are_not() -> None:
    cells = (
        '<table:table-cell office:value-type="float" office:value="1234.5"><text:p>1 234,50</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2018-04-03"><text:p>03/04/18</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2018-04-03T14:30:00"><text:p>.</text:p></table:table-cell>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>VRAI</text:p></table:table-cell>'
        '<table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50 %</text:p></table:table-cell>'
        '<table:table-cell office:value-type="currency" office:value="12"><text:p>12 €</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><office:annotation><text:p>Note</text:p></office:annotation>'
        "<text:p>00<text:s/>12</text:p></table:table-cell>"
    )
    titles = "".join(text(each) for each in ("Activité", *"bcdefg"))
    content = ods(
        table(f"<table:table-row>{titles}</table:table-row><table:table-row>{cells}</table:table-row>")
    )
    assert line(content) == ("1234.5", "2018-04-03", "2018-04-03T14:30:00", "oui", "0.5", "12", "00 12")


def test_a_far_cell_of_an_ods_with_a_comment_only_is_empty() -> None:
    note = "<office:annotation><text:p>Voir avec Nadia</text:p></office:annotation>"
    far = (
        f'<table:table-cell table:number-columns-repeated="400"/><table:table-cell>{note}</table:table-cell>'
    )
    rows = f"<table:table-row>{text('Activité')}{far}</table:table-row><table:table-row>{text('A')}</table:table-row>"
    assert only(ods(table(rows))).columns == (("A",),)


def test_errors_and_empty_formulas_of_an_ods_are_known() -> None:
    cells = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
        ' calcext:value-type="error"><text:p>#DIV/0 !</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=X" office:value-type="float" office:value="0"><text:p>Err:508</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1+1"/>'
        '<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value=""><text:p/></table:table-cell>'
    )
    titles = "".join(text(each) for each in ("Activité", *"bcd"))
    content = ods(
        table(f"<table:table-row>{titles}</table:table-row><table:table-row>{cells}</table:table-row>")
    )
    assert line(content)[:2] == ("#DIV/0 !", "Err:508")
    assert {place: fault.code for place, fault in only(content).cell_issues.items()} == {(2, 2): "IMP-221"}


VALUES = st.one_of(
    st.none(),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]), min_size=1, max_size=12
    ),
    st.integers(-(10**9), 10**9),
    st.integers(-(10**9), 10**9).map(lambda cents: cents / 100),
    st.booleans(),
    st.dates(date(1905, 1, 1), date(2100, 1, 1)),
    st.datetimes(moment(1905, 1, 1), moment(2100, 1, 1)).map(
        lambda timestamp: timestamp.replace(microsecond=0)
    ),
)
GRIDS = st.lists(st.lists(VALUES, max_size=6), min_size=1, max_size=6)


def by_xlsxwriter(grid: list[list[object]]) -> bytes:
    """A grid written by XlsxWriter, titles first."""
    return workbooks.render_xlsx({"F": [["Activité"], *grid]}, strings_to_urls=False)


def by_openpyxl(grid: list[list[object]]) -> bytes:
    """A grid written by openpyxl, titles first."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Activité"
    for row, cells in enumerate(grid, 2):
        for column, value in enumerate(cells, 1):
            cell = book.active.cell(row, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("write", [by_xlsxwriter, by_openpyxl])
@settings(max_examples=30, deadline=None)
@given(grid=GRIDS)
def test_any_grid_comes_back_cell_for_cell(write, grid: list[list[object]]) -> None:
    texts = ["" if value is None else str(value) for value in grid[0]]
    assume(two_row_titles.join_titles(["Activité"], texts) is None)
    wanted = {
        (row, column): workbook_values.format_value(value)
        for row, cells in enumerate(grid, 2)
        for column, value in enumerate(cells)
        if value is not None and any(str(each).strip() for each in cells if each is not None)
    }
    (sheet,) = read(write(grid), fitness=lambda headers: "Activité" in headers[:1])
    assert {
        (row, column): cell
        for column, cells in enumerate(sheet.columns)
        for row, cell in zip(sheet.numbers, cells, strict=True)
        if cell
    } == {place: cell for place, cell in wanted.items() if cell}
