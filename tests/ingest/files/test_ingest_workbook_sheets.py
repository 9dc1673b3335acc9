"""Workbooks through a whole import: which sheets are read, what is said of the others, what their cells settle."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path

import pytest
import uploads
import workbooks
from workbooks import ods, packed, parts, table, text

import schemas
from dse.ingest import Proposal, Upload, propose
from dse.ingest.recognition.form_matching import build_table_form
from dse.ingest.values import dates
from dse.store import Store

NOTES = [["Bienvenue"], ["Ce classeur sert à vous présenter."]]
TITLES = ["Identifiant", "Nom", "Adhésion", "Famille d’acteur", "Champ"]
KIND = ["ONG", "Solidarité internationale"]
MEMBERS = [TITLES, ["M1", "Terres d’Orvaine", date(2013, 3, 1), *KIND]]
OFFERS = [["Identifiant", "Intitulé", "Type", "Ouverture"], ["O1", "Fonds", "EVALUATION", date(2011, 1, 3)]]
PERIODS = ["indicator_id", "breakdown", "period_start", "period_end", "actual"]


def lines(name: str) -> list[list[str]]:
    """Lines of one of the files kept beside the tests, as texts."""
    content = uploads.clean(name).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content), delimiter=";"))


def proposed(folder: Path, sheets: dict, hidden: tuple[str, ...] = (), **options: object) -> Proposal:
    """What the import of a workbook into an empty store would do."""
    return propose([Upload("f.xlsx", workbooks.render_xlsx(sheets, hidden))], Store(folder), **options)


def list_locations(issues: tuple) -> list[tuple[str, str | None, int | None, str | None]]:
    return [(each.code, each.sheet, each.row, each.column) for each in issues]


def test_a_workbook_of_every_file_does_what_the_files_do(tmp_path: Path) -> None:
    files = propose(uploads.every_clean(), Store(tmp_path / "a"))
    book = proposed(tmp_path / "b", {name: lines(name) for name in uploads.CLEAN})
    assert book.status != "refused" and book.forms == files.forms == uploads.CLEAN
    assert book.code == files.code


def test_sheets_that_suit_a_form_are_read_and_others_are_named(tmp_path: Path) -> None:
    sheets = {
        "Notes": NOTES,
        "Membres": MEMBERS,
        "Offre": OFFERS,
        "Vide": [],
        "Titres": [["Référence", "Date"]],
    }
    proposal = proposed(tmp_path, sheets)
    assert not proposal.problems and proposal.forms == ("membres", "offre")
    sentence = "La feuille « Notes » n’est d’aucun formulaire : elle n’est pas lue."
    assert [each.reason for each in proposal.notices] == [sentence]


def test_hidden_sheets_are_silent_unless_they_are_read(tmp_path: Path) -> None:
    sheets = {
        "Membres": MEMBERS,
        "Listes": [["Pays", "Famille d’acteur"], ["France", "ONG"]],
        "Offre": OFFERS,
    }
    proposal = proposed(tmp_path, sheets, hidden=("Listes", "Offre"))
    assert not proposal.problems and proposal.forms == ("membres", "offre")
    assert [each.code for each in proposal.notices] == ["IMP-138"]


def test_a_sheet_that_lacks_little_is_refused_and_one_that_knows_little_is_asked_about(
    tmp_path: Path,
) -> None:
    near = proposed(tmp_path, {"Membres": MEMBERS, "Offre": [["Ident.", *OFFERS[0][1:]], OFFERS[1]]})
    assert [(each.code, each.sheet) for each in near.problems] == [("IMP-111", "Offre")]
    far = [["Nom", "Couleur", "Humeur", "Météo"], ["a", "b", "c", "d"]]
    little = proposed(tmp_path, {"Membres": MEMBERS, "Divers": far})
    assert not little.problems
    assert [(each.code, each.sheet) for each in little.doubts] == [("IMP-110", "Divers")]


def test_a_workbook_of_which_nothing_is_known_has_one_sentence(tmp_path: Path) -> None:
    proposal = proposed(tmp_path, {"A": NOTES, "B": NOTES})
    assert list_locations(proposal.problems) == [("IMP-110", "A", None, None)]


@pytest.mark.parametrize(
    "sheets", [{"A": [], "B": []}, {"Membres": MEMBERS[:1]}, {"M": MEMBERS[:1], "N": NOTES}]
)
def test_a_workbook_without_a_line_is_refused(tmp_path: Path, sheets: dict) -> None:
    assert [each.code for each in proposed(tmp_path, sheets).problems] == ["IMP-112"]


def test_an_example_alone_does_not_spoil_a_workbook_with_another_sheet(tmp_path: Path) -> None:
    example = [OFFERS[0], ["EXEMPLE-1", *OFFERS[1][1:]]]
    proposal = proposed(tmp_path, {"Membres": MEMBERS, "Offre": example})
    assert not proposal.problems and proposal.forms == ("membres",)


def test_problems_have_their_sheet_row_and_column(tmp_path: Path) -> None:
    wrong = [*MEMBERS, [], ["M2", "Autre", "31/02/2018", *KIND]]
    proposal = proposed(tmp_path, {"Lisez-moi": NOTES, "Membres": wrong})
    assert list_locations(proposal.problems) == [("IMP-206", "Membres", 4, "C")]
    assert "feuille « Membres », ligne 4, colonne C « Adhésion »" in proposal.problems[0].sentence


def cell(reference: str, value: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def kind(row: int) -> str:
    return cell(f"E{row}", KIND[0]) + cell(f"F{row}", KIND[1])


def members(more: str) -> bytes:
    names = ("Identifiant", "Nom", "Pays", "Ma note", "Famille d’acteur", "Champ")
    titles = "".join(cell(f"{letter}1", name) for letter, name in zip("ABCDEF", names, strict=True))
    first = cell("A2", "M1") + cell("B2", "Terres") + kind(2)
    rows = f'<row r="1">{titles}</row><row r="2">{first}</row>{more}'
    return packed(parts({"Membres": rows}))


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ('<c r="C3" t="e"><f>X</f><v>#REF!</v></c>', "IMP-220"),
        ('<c r="C3"><f>X</f></c>', "IMP-221"),
    ],
)
def test_errors_and_formulas_without_a_result_are_problems_at_their_cell(
    tmp_path: Path, bad: str, code: str
) -> None:
    content = members(f'<row r="3">{cell("A3", "M2")}{cell("B3", "Autre")}{bad}{kind(3)}</row>')
    proposal = propose([Upload("f.xlsx", content)], Store(tmp_path))
    assert list_locations(proposal.problems) == [(code, "Membres", 3, "C")]
    aside = members(
        f'<row r="3">{cell("A3", "M2")}{cell("B3", "Autre")}{bad.replace("C3", "D3")}{kind(3)}</row>'
    )
    assert not propose([Upload("f.xlsx", aside)], Store(tmp_path)).problems


def test_a_formula_without_a_result_is_told_once_where_a_value_is_needed(tmp_path: Path) -> None:
    content = members(f'<row r="3">{cell("A3", "M2")}<c r="B3"><f>X</f></c>{kind(3)}</row>')
    proposal = propose([Upload("f.xlsx", content)], Store(tmp_path))
    assert list_locations(proposal.problems) == [("IMP-221", "Membres", 3, "B")]


def test_an_error_in_an_ods_is_a_problem_at_its_cell(tmp_path: Path) -> None:
    failed = '<table:table-cell table:formula="of:=X" office:value-type="string" calcext:value-type="error"><text:p>#N/D</text:p></table:table-cell>'
    titles = "".join(text(each) for each in ("Identifiant", "Nom", "Pays", "Famille d’acteur", "Champ"))
    rows = [titles, text("M1") + text("Terres") + failed + "".join(map(text, KIND))]
    content = ods(table("".join(f"<table:table-row>{row}</table:table-row>" for row in rows), "Membres"))
    proposal = propose([Upload("f.ods", content)], Store(tmp_path))
    assert list_locations(proposal.problems) == [("IMP-220", "Membres", 2, "C")]


def test_an_error_saved_in_a_csv_is_a_problem_too(tmp_path: Path) -> None:
    upload = uploads.build_upload(
        "f.csv", "Identifiant;Nom;Famille d’acteur;Champ", f"M1;#N/A;{KIND[0]};{KIND[1]}"
    )
    assert list_locations(propose([upload], Store(tmp_path)).problems) == [("IMP-220", None, 2, "B")]


def test_merged_cells_of_lines_are_problems(tmp_path: Path) -> None:
    content = io.BytesIO()
    book = workbooks.xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("Membres")
    for row, values in enumerate([TITLES, ["M1", "Terres", "", *KIND], ["M2", "", "", *KIND]]):
        sheet.write_row(row, 0, values)
    sheet.merge_range("B2:B3", "Terres")
    book.close()
    proposal = propose([Upload("f.xlsx", content.getvalue())], Store(tmp_path))
    assert ("IMP-222", "Membres", 2, "B") in list_locations(proposal.problems)


@pytest.mark.parametrize("since_1904", [False, True])
def test_the_number_of_a_day_asks_and_is_right(tmp_path: Path, since_1904: bool) -> None:
    serial = (date(2018, 4, 3) - (date(1904, 1, 1) if since_1904 else date(1899, 12, 30))).days
    content = workbooks.render_xlsx(
        {"M": [MEMBERS[0], ["M1", "Terres", serial, *KIND]]}, date_1904=since_1904
    )
    proposal = propose([Upload("f.xlsx", content)], Store(tmp_path))
    assert [(each.code, each.value) for each in proposal.doubts] == [("IMP-208", str(serial))]
    assert "03/04/2018" in proposal.doubts[0].reason and not proposal.problems


def test_an_hour_beside_a_day_is_named(tmp_path: Path) -> None:
    proposal = proposed(
        tmp_path, {"M": [MEMBERS[0], ["M1", "Terres", datetime.fromisoformat("2018-04-03T14:30"), *KIND]]}
    )
    assert [(each.code, each.reason) for each in proposal.problems] == [
        ("IMP-205", "Il y a aussi une heure.")
    ]


DAYS = [date(2018, 1, 1), date(2018, 12, 31)]


def doubts(proposal: Proposal) -> list[str]:
    """Codes of doubts; the other tables that an indicator needs are not given here."""
    return [each.code for each in proposal.doubts if each.code == "IMP-215"]


def test_a_number_of_a_spreadsheet_is_never_taken_for_thousands(tmp_path: Path) -> None:
    titles = [each for each in build_table_form("indicator_periods").headers]
    known = {"indicator_id": "I1", "period_start": DAYS[0], "period_end": DAYS[1], "actual": 1.234}
    row = [known.get(column.name) for column in schemas.columns("indicator_periods")]
    typed = proposed(tmp_path, {"P": [titles, row]}, form="indicator_periods")
    assert doubts(typed) == []
    as_text = ["1.234" if each == 1.234 else each for each in row]
    assert doubts(proposed(tmp_path, {"P": [titles, as_text]}, form="indicator_periods")) == ["IMP-215"]


@pytest.mark.parametrize(
    ("header", "number", "codes"),
    [
        ("actual", "1.234", []),
        ("actual", '"1,234"', ["IMP-215"]),
        ("title", '"1,234"', []),
        ("title", "1.234", ["IMP-215"]),
    ],
)
def test_our_own_files_say_decimals_as_we_write_them(
    tmp_path: Path, header: str, number: str, codes: list[str]
) -> None:
    columns = [each for each in schemas.columns("indicator_periods") if each.name in PERIODS]
    title = schemas.column("indicator_periods", "actual").title
    names = [title if each.name == "actual" and header == "title" else each.name for each in columns]
    cells = {
        "indicator_id": "I1",
        "breakdown": "",
        "period_start": "2018-01-01",
        "period_end": "2018-12-31",
        "actual": number,
    }
    upload = uploads.build_upload("p.csv", ",".join(names), ",".join(cells[each.name] for each in columns))
    assert doubts(propose([upload], Store(tmp_path), form="indicator_periods")) == codes


def test_a_day_of_a_workbook_is_read_whatever_format_the_form_declares() -> None:
    assert dates.parse_date("2018-04-03", ("%m/%d/%Y",)) == (date(2018, 4, 3), None)
    assert dates.parse_date("2018-04-03", ("%Y-%d-%m",)) == (date(2018, 3, 4), None)
    assert dates.parse_date("2018-04-25", ("%Y-%d-%m",))[0] is None


def test_a_text_too_long_is_named_at_its_cell(tmp_path: Path) -> None:
    content = members(f'<row r="3">{cell("A3", "M2")}{cell("B3", "x" * 100_001)}{kind(3)}</row>')
    assert list_locations(propose([Upload("f.xlsx", content)], Store(tmp_path)).problems) == [
        ("IMP-109", "Membres", 3, "B")
    ]
