"""Catalogue of bad inputs: what people mark on a cell instead of writing it: text struck through, notes, colours."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pytest
import workbooks
import xlsxwriter
from catalogue import Location, fingerprinted, grid, is_asked, put

from dse.ingest import Upload
from dse.store import Store

KINDS = ("xlsx", "ods")
STRUCK, NOTED, COLOURED = "struck", "noted", "coloured"
STYLES = (
    '<style:style style:name="barre" style:family="table-cell">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="rouge" style:family="table-cell">'
    '<style:text-properties fo:color="#ff0000" style:text-line-through-style="none"/></style:style>'
)
ODS_STYLE = {STRUCK: 'table:style-name="barre"', COLOURED: 'table:style-name="rouge"'}


def marked(kind: str, marks: Mapping[tuple[int, int], str]) -> Upload:
    """The attendances with one number changed, some of their cells marked: rows from 1, columns from 0."""
    cells = put(grid("presences"), 3, "Participants", "2")
    made = in_ods(cells, marks) if kind == "ods" else in_xlsx(cells, marks)
    return Upload(f"presences.{kind}", made)


def in_xlsx(cells: list[list[str]], marks: Mapping[tuple[int, int], str]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        formats = {
            STRUCK: book.add_format({"font_strikeout": True}),
            COLOURED: book.add_format({"font_color": "red", "bg_color": "yellow"}),
        }
        for row, line in enumerate(cells, 1):
            for column, text in enumerate(line):
                sheet.write_string(row - 1, column, text, formats.get(marks.get((row, column), "")))
                if marks.get((row, column)) == NOTED:
                    sheet.write_comment(row - 1, column, "À revoir avec Camille")
    return content.getvalue()


def in_ods(cells: list[list[str]], marks: Mapping[tuple[int, int], str]) -> bytes:
    return workbooks.ods(workbooks.table(in_lines(cells, marks)), STYLES)


def in_lines(cells: list[list[str]], marks: Mapping[tuple[int, int], str], of_rows: str = "") -> str:
    return "".join(
        f"<table:table-row {of_rows}>{''.join(ods_cell(text, marks.get((row, column), '')) for column, text in enumerate(line))}"
        "</table:table-row>"
        for row, line in enumerate(cells, 1)
    )


def ods_cell(text: str, mark: str) -> str:
    note = "<office:annotation><text:p>À revoir</text:p></office:annotation>" if mark == NOTED else ""
    style = ODS_STYLE.get(mark, "")
    return f'<table:table-cell office:value-type="string" {style}>{note}<text:p>{text}</text:p></table:table-cell>'


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("struck", "location", "reason"),
    [
        ([(4, 1)], ("IMP-149", 4, "B"), "La ligne 4 a du texte barré"),
        ([(4, 0), (4, 1)], ("IMP-149", None, None), "La ligne 4 a du texte barré"),
        (
            [(2, 0), (4, 1)],
            ("IMP-149", None, None),
            "2 lignes sur 3 ont du texte barré, lu comme le reste : 2 et 4.",
        ),
    ],
)
def test_what_is_struck_through_is_read_and_asked_about(
    clean_store: Store, kind: str, struck: list[tuple[int, int]], location: Location, reason: str
) -> None:
    proposal = is_asked(clean_store, [location], marked(kind, dict.fromkeys(struck, STRUCK)))
    assert reason in proposal.doubts[0].reason
    assert proposal.diffs["participations"].changed == 1


@pytest.mark.parametrize("column", ["", 'table:default-cell-style-name="barre"'])
@pytest.mark.parametrize("row", ["", 'table:default-cell-style-name="barre"'])
def test_a_cell_without_a_style_is_struck_through_as_its_row_or_its_column(
    clean_store: Store, column: str, row: str
) -> None:
    """LibreOffice leaves the style out of the cells that have that of their column."""
    plain = {(1, at): COLOURED for at in range(5)} | {(2, at): COLOURED for at in range(5)}
    lines = in_lines(put(grid("presences"), 3, "Participants", "2"), plain, row)
    columns = f'<table:table-column/><table:table-column table:number-columns-repeated="4" {column}/>'
    made = workbooks.ods(workbooks.table(columns + lines), STYLES)
    wanted = [("IMP-149", None, None)] if column or row else []
    is_asked(clean_store, wanted, Upload("presences.ods", made))


@pytest.mark.parametrize("kind", KINDS)
def test_notes_are_told_by_their_places_and_not_by_what_they_say(clean_store: Store, kind: str) -> None:
    notes = [(row, column) for row in (2, 3) for column in (0, 1, 3)]
    proposal = fingerprinted(clean_store, [marked(kind, dict.fromkeys(notes, NOTED))])
    assert proposal.status == "ready"
    (notice,) = proposal.notices
    assert notice.code == "IMP-150" and "Camille" not in notice.sentence
    assert notice.reason == "6 commentaires ne sont pas lus (A2, B2, D2, A3, B3…)."


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mark", [STRUCK, NOTED])
def test_nothing_is_said_of_marks_on_titles(clean_store: Store, kind: str, mark: str) -> None:
    proposal = fingerprinted(clean_store, [marked(kind, {(1, column): mark for column in range(5)})])
    assert proposal.status == "ready" and not proposal.notices


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_said_of_colours(clean_store: Store, kind: str) -> None:
    proposal = fingerprinted(clean_store, [marked(kind, dict.fromkeys([(2, 0), (3, 1)], COLOURED))])
    assert proposal.status == "ready" and not proposal.notices


def test_a_note_whose_place_cannot_be_read_refuses_the_file(clean_store: Store) -> None:
    members = workbooks.members(marked("xlsx", {(2, 0): NOTED}).content)
    members["xl/comments1.xml"] = members["xl/comments1.xml"].replace(b'ref="A2"', b'ref="?"')
    proposal = fingerprinted(clean_store, [Upload("presences.xlsx", workbooks.packed(members))])
    assert proposal.status == "refused"
