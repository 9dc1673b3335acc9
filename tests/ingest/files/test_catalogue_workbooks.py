"""Catalogue of bad inputs, C3: the structure of workbooks. Numbers are those of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import catalogue
import pytest
import surveys
import workbooks
from catalogue import (
    as_xlsx,
    fingerprinted,
    grid,
    is_accepted,
    is_asked,
    is_not_read,
    is_refused,
    letter,
    put,
    upload,
)

from dse.ingest import Upload
from dse.ingest.issues import letters
from dse.store import Store


def cell(reference: str, value: str) -> str:
    """XML of a cell that holds a text."""
    escaped = value.replace("&", "&amp;").replace("<", "&lt;")
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escaped}</t></is></c>'


def rows(cells: Sequence[Sequence[str]], instead: Mapping[str, str] | None = None, more: str = "") -> str:
    """XML of rows of texts, some cells given as XML by their place, and `more` cells on the first row."""
    rows_xml = []
    for row, line in enumerate(cells, 1):
        references = [f"{letters(column)}{row}" for column in range(len(line))]
        cells_xml = [
            (instead or {}).get(reference) or (cell(reference, value) if value else "")
            for reference, value in zip(references, line, strict=True)
        ]
        rows_xml.append(f'<row r="{row}">{"".join(cells_xml)}{more if row == 1 else ""}</row>')
    return "".join(rows_xml)


def book(name: str, body: str, after: str = "") -> Upload:
    """A workbook of one sheet given as XML."""
    sheet = workbooks.worksheet(body, after)
    return Upload(f"{name}.xlsx", workbooks.xlsx("", **{"xl/worksheets/sheet1.xml": sheet}))


def merged(*ranges: str) -> str:
    """XML of merged cells."""
    cells = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    return f"<mergeCells>{cells}</mergeCells>"


def test_31_titles_merged_with_an_empty_column(clean_store: Store) -> None:
    cells = [[*line[:1], "", *line[1:]] for line in grid("presences")]
    is_accepted(clean_store, book("presences", rows(cells), merged("A1:B1")))


def test_31_titles_merged_over_two_rows_and_a_heading_over_all(clean_store: Store) -> None:
    over_two = [grid("presences")[0], [""] * 5, *grid("presences")[1:]]
    is_accepted(
        clean_store, book("presences", rows(over_two), merged(*(f"{each}1:{each}2" for each in "ABCDE")))
    )
    headed = [["Présences 2018", "", "", "", ""], *grid("presences")]
    is_accepted(clean_store, book("presences", rows(headed), merged("A1:E1")), notices=["IMP-136"])


@pytest.mark.parametrize(
    ("name", "cell_range"), [("presences", "A2:A3"), ("presences", "D3:E3"), ("offre", "B2:B3")]
)
def test_31_merged_cells_of_lines(clean_store: Store, name: str, cell_range: str) -> None:
    column, row = cell_range[0], int(cell_range[1])
    is_refused(clean_store, [("IMP-222", row, column)], book(name, rows(grid(name)), merged(cell_range)))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(
    "total_label", ["Total", "TOTAL", "Moyenne", "Total général", "Sous-total", "Totaux :", "Somme"]
)
@pytest.mark.parametrize(("name", "column"), [("membres", 0), ("presences", 0), ("presences", 1)])
def test_32_a_last_line_that_sums_up(
    clean_store: Store, kind: str, total_label: str, name: str, column: int
) -> None:
    cells = grid(name)
    summing = [total_label if at == column else "" for at in range(len(cells[0]))]
    if name == "presences":
        summing[3:] = ["5", "2"]
    wanted = [("IMP-407", len(cells) + 1, letters(column))]
    is_refused(clean_store, wanted, upload(name, [*cells, summing], kind))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("total_label", ["Total", "TOTAL GÉNÉRAL", "Sous-total", "Totaux :", "Moyenne"])
@pytest.mark.parametrize(
    ("name", "header"),
    [("presences", "Organisation"), ("accompagnements", "Porteur"), ("changements", "Organisation")],
)
def test_32_a_sum_in_the_place_of_an_organisation(
    clean_store: Store, kind: str, total_label: str, name: str, header: str
) -> None:
    summing = [text if at < 2 else "" for at, text in enumerate(grid(name)[1])]
    summing[grid(name)[0].index(header)] = total_label
    cells = [*grid(name)[:2], summing, *grid(name)[2:]]
    is_refused(clean_store, [("IMP-407", 3, letter(name, header))], upload(name, cells, kind))


def test_32_a_sum_in_the_place_of_the_organisation_of_an_answer(tmp_path: Path) -> None:
    lines = ("a@b.fr;Ville Fictive;4;3;;", ";Sous-total;;3;;")
    proposal = surveys.small(tmp_path, *lines)
    assert [(each.code, each.row, each.column) for each in proposal.problems] == [("IMP-407", 3, "B")]


@pytest.mark.parametrize("index", range(3))
@pytest.mark.parametrize("name", ["presences", "membres"])
def test_35_the_sheet_is_found_among_others(clean_store: Store, name: str, index: int) -> None:
    others = [
        ("Lisez-moi", [["Ce classeur", "est rempli"], ["par", "l’équipe"]]),
        ("Notes", [["Un mot"], ["Deux"]]),
    ]
    wanted = [[None if each == "" else each for each in line] for line in grid(name)]
    sheets = dict([*others[:index], ("Données", wanted), *others[index:]])
    proposal = fingerprinted(clean_store, [Upload(f"{name}.xlsx", workbooks.render_xlsx(sheets))])
    assert proposal.status == "unchanged" and proposal.forms == (name,) and not proposal.doubts
    assert {each.code for each in proposal.notices} == {"IMP-137"}


def test_35_a_sheet_that_knows_little_asks(clean_store: Store) -> None:
    sheets = {
        "Divers": [["Nom", "Couleur", "Humeur", "Météo"], ["a", "b", "c", "d"]],
        "Présences": [[None if each == "" else each for each in line] for line in grid("presences")],
    }
    is_asked(clean_store, [("IMP-110", None, None)], Upload("presences.xlsx", workbooks.render_xlsx(sheets)))


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"])
@pytest.mark.parametrize(
    ("name", "header"), [("presences", "Participants"), ("accompagnements", "Pays"), ("membres", "Nom")]
)
def test_36_errors_of_formulas(clean_store: Store, error: str, name: str, header: str) -> None:
    reference = f"{letter(name, header)}2"
    failed = f'<c r="{reference}" t="e"><f>X</f><v>{error}</v></c>'
    is_refused(clean_store, [("IMP-220", 2, reference[0])], book(name, rows(grid(name), {reference: failed})))


@pytest.mark.parametrize("formula", ["<f>B1</f>", "<f>B1</f><v></v>", "<f>B1</f><v/>"])
@pytest.mark.parametrize(
    ("name", "header"), [("presences", "Participants"), ("accompagnements", "Pays"), ("membres", "Nom")]
)
def test_37_a_formula_never_calculated(clean_store: Store, formula: str, name: str, header: str) -> None:
    reference = f"{letter(name, header)}2"
    empty = f'<c r="{reference}">{formula}</c>'
    is_refused(clean_store, [("IMP-221", 2, reference[0])], book(name, rows(grid(name), {reference: empty})))


FAR = {39: "XFD1048576", 40: "AD1048576"}


@pytest.mark.parametrize("item", FAR)
@pytest.mark.parametrize("text", ["x", " ", "\u00a0"])
def test_39_40_a_cell_far_away(clean_store: Store, item: int, text: str) -> None:
    far = f'<row r="1048576">{cell(FAR[item], text)}</row>'
    proposal = is_not_read(clean_store, "IMP-134", book("presences", rows(grid("presences")) + far))
    assert f"« Feuille » : la cellule {FAR[item]} " in proposal.problems[0].reason


def test_42_hundreds_of_empty_formatted_columns(clean_store: Store) -> None:
    formatted = "".join(f'<c r="{letters(column)}1" s="0"/>' for column in range(30, 230))
    for name in ("presences", "membres"):
        is_accepted(clean_store, book(name, rows(grid(name), more=formatted)))


def test_43_numbers_stored_as_texts(clean_store: Store) -> None:
    for name in ("presences", "offre", "indicateurs", "activites", "accompagnements", "membres"):
        is_accepted(clean_store, book(name, rows(grid(name))))


@pytest.mark.parametrize(
    ("name", "header", "text", "table", "column"),
    [
        ("membres", "Région", "01", "organisation_profiles", "region"),
        ("offre", "Intitulé", "0123", "offers", "title"),
    ],
)
def test_43_leading_zeros_are_kept(
    clean_store: Store, name: str, header: str, text: str, table: str, column: str
) -> None:
    content = as_xlsx(put(grid(name), 3, header, text))
    proposal = fingerprinted(clean_store, [Upload(f"{name}.xlsx", content)])
    assert not proposal.problems and text in proposal.changes[table][column].to_pylist()


@pytest.mark.parametrize("since_1904", [False, True])
@pytest.mark.parametrize(
    ("day", "day_text"), [(date(2018, 4, 3), "03/04/2018"), (date(2018, 5, 12), "12/05/2018")]
)
def test_44_the_number_of_a_day_asks(clean_store: Store, since_1904: bool, day: date, day_text: str) -> None:
    number = (day - (date(1904, 1, 1) if since_1904 else date(1899, 12, 30))).days
    header = "Demande" if day.month == 4 else "Décision"
    cells = [[None if each == "" else each for each in line] for line in grid("accompagnements")]
    cells[1][grid("accompagnements")[0].index(header)] = number
    content = workbooks.render_xlsx({"Feuille": cells}, date_1904=since_1904)
    location = ("IMP-208", 2, letter("accompagnements", header))
    proposal = is_asked(clean_store, [location], Upload("accompagnements.xlsx", content))
    assert day_text in proposal.doubts[0].reason
