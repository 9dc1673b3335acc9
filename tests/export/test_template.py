"""Templates: what they say of each column, what they offer, and that what is filled in them is imported."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
import uploads
import xlsx_seen
from conftest import tool
from template_lines import FILLED

import schemas
from dse import paths
from dse.export.templates import template
from dse.export.templates.choices import LONGEST_MESSAGE, LONGEST_TITLE
from dse.export.templates.columns import explain_columns
from dse.export.templates.form_workbook import sheet_name
from dse.ingest import Upload, propose
from dse.ingest.forms import form_files
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.example_lines import is_example
from dse.ingest.issues import letters
from dse.ingest.recognition import form_matching
from dse.store import Store
from schemas import codelists

FORMS = form_files.load_line_forms(paths.FORMS)
BY_NAME = {form.name: form for form in FORMS}
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)

# Rows that those three lines of each form make, counted by hand.
MADE = {
    "organisations": 3,
    "organisation_aliases": 2,
    "organisation_profiles": 3,
    "memberships": 2,
    "offers": 3,
    "accompaniments": 3,
    "accompaniment_organisations": 9,
    "theme_marks": 9,
    "activities": 3,
    "participations": 3,
    "indicators": 3,
    "indicator_baselines": 3,
    "indicator_periods": 3,
    "partnerships": 3,
    "changes": 3,
    "change_contributions": 9,
    "contacts": 3,
    "outputs": 3,
    "service_targets": 3,
}


def filled(form: Form, *, example: bool = True) -> Upload:
    """The template of a form with three lines under its example."""
    columns = explain_columns(form)
    lines = [[column.example for column in columns]] if example else []
    lines += [[row.get(column.name) for column in columns] for row in FILLED[form.name]]
    return xlsx_seen.upload(form, lines, f"{form.name}.xlsx")


@every_form
def test_a_template_is_its_form_a_guide_and_hidden_lists(form: Form) -> None:
    sheet, guide, lists = xlsx_seen.sheets(template.render_template(form))
    assert [each.name for each in (sheet, guide, lists)] == [form.title, "Lisez-moi", "Listes"]
    assert [each.is_hidden for each in (sheet, guide, lists)] == [False, False, True]
    assert sheet.row(1) == list(form.headers)
    assert not sheet.formulas + guide.formulas + lists.formulas


@every_form
def test_the_second_row_is_an_example_and_nothing_follows(form: Form) -> None:
    sheet, *_ = xlsx_seen.sheets(template.render_template(form))
    place = letters(list(form.headers).index(form.identity[0]))
    assert is_example(sheet.cells[f"{place}2"]) and not sheet.row(3)
    assert all(
        f"{letters(number)}2" in sheet.cells
        for number, each in enumerate(explain_columns(form))
        if each.requirement == "oui"
    )


@every_form
def test_each_column_has_a_note_and_a_message_that_excel_can_hold(form: Form) -> None:
    content = template.render_template(form)
    sheet, *_ = xlsx_seen.sheets(content)
    assert len(xlsx_seen.comments(content)) == len(form.headers) == len(sheet.validations)
    for rule in sheet.validations.values():
        assert 0 < len(rule["title"]) <= LONGEST_TITLE == 32
        assert 0 < len(rule["message"]) <= LONGEST_MESSAGE == 255


@every_form
def test_the_guide_explains_each_column(form: Form) -> None:
    _, guide, _ = xlsx_seen.sheets(template.render_template(form))
    texts = list(guide.cells.values())
    start = texts.index("Exemple") + 1
    rest = " ".join(texts[start:]).replace("\u00a0", " ")
    assert all(f"« {name} »" in rest for name in form.headers)
    assert all(each.explanation.endswith((".", "…")) and each.nature for each in explain_columns(form))


def test_drop_downs_hold_exactly_the_labels() -> None:
    sheet, _, lists = xlsx_seen.sheets(template.render_template(BY_NAME["membres"]))
    headers = sheet.row(1)
    offered = {"Pays": "countries", "Famille d’acteur": "actor_families", "Champ": "fields", "Catégorie juridique": "legal_categories", "Région": "regions", "Taille": "size_bands", "Collège": "colleges"}  # fmt: skip
    for number, header in enumerate(headers):
        rule = sheet.validations[letters(number)]
        if header in offered:
            assert rule["type"] == "list" and rule["refuses"] == "1"
            assert listed(lists, rule["source"]) == list(codelists.labels(offered[header]).values())
        elif header == "ESS":
            assert listed(lists, rule["source"]) == ["oui", "non"]
        else:
            assert rule["type"] in ("any", "date")


def test_a_cell_of_several_values_offers_its_list_and_refuses_nothing() -> None:
    sheet, _, lists = xlsx_seen.sheets(template.render_template(BY_NAME["offre"]))
    rule = sheet.validations[letters(sheet.row(1).index("Familles visées"))]
    assert (rule["type"], rule["refuses"]) == ("list", "0")
    assert listed(lists, rule["source"]) == list(codelists.labels("actor_families").values())


def listed(lists: xlsx_seen.SheetContent, source: str) -> list[str]:
    """Cells of a range such as Listes!$B$2:$B$10."""
    first, last = source.removeprefix("Listes!").replace("$", "").split(":")
    letter = first.rstrip("0123456789")
    rows = range(int(first.removeprefix(letter)), int(last.removeprefix(letter)) + 1)
    return [lists.cells[f"{letter}{row}"] for row in rows]


def test_what_is_obligatory_is_what_an_import_asks_for() -> None:
    obliged = {each.name: each.requirement for each in explain_columns(BY_NAME["membres"])}
    assert [name for name, each in obliged.items() if each == "oui"] == [
        "Nom",
        "Famille d’acteur",
        "Champ",
    ]
    obliged = {each.name: each.requirement for each in explain_columns(BY_NAME["indicateurs"])}
    assert obliged["Fin"] == "si « Début » est rempli" and obliged["Réalisé"] == "non"


@every_form
def test_a_template_with_its_example_alone_is_an_empty_file(tmp_path: Path, form: Form) -> None:
    proposal = propose([Upload("modele.xlsx", template.render_template(form))], Store(tmp_path))
    assert [each.code for each in proposal.problems] == ["IMP-112"]
    assert "exemple" in proposal.problems[0].reason and "sous sa ligne" in proposal.problems[0].advice
    assert not proposal.doubts and not proposal.notices and not proposal.changes


def test_three_lines_in_each_template_are_imported_and_nothing_of_the_examples(tmp_path: Path) -> None:
    store = Store(tmp_path)
    proposal = propose([filled(form) for form in FORMS], store)
    assert not proposal.problems and not proposal.doubts
    assert [(each.row, each.code) for each in proposal.notices] == [(2, "IMP-121")] * len(FORMS)
    assert "c’est l’exemple" in proposal.notices[0].sentence.lower()
    uploads.accepted(store, *(filled(form) for form in FORMS))
    counts = {table: len(uploads.rows(store, table)) for table in store.current().tables}
    assert counts == MADE


def test_problems_under_an_example_are_told_at_their_own_row(tmp_path: Path) -> None:
    form = BY_NAME["offre"]
    columns = explain_columns(form)
    wrong = {**FILLED["offre"][0], "Type": "Évaluassion"}
    lines = [
        [column.example for column in columns],
        *([row.get(each.name) for each in columns] for row in (FILLED["offre"][1], wrong)),
    ]
    proposal = propose([xlsx_seen.upload(form, lines)], Store(tmp_path))
    assert uploads.codes(proposal) == [("IMP-210", 4, letters(list(form.headers).index("Type")))]


def test_an_example_is_left_out_wherever_it_stands_in_a_csv_too(tmp_path: Path) -> None:
    lines = (
        "Identifiant;Intitulé;Type;Ouverture",
        "O1;Un;FORMATION;01/01/2018",
        "exemple 2;?;?;?",
        "O2;Deux;FORMATION;hier",
    )
    proposal = propose([uploads.build_upload("o.csv", *lines)], Store(tmp_path))
    assert uploads.codes(proposal) == [("IMP-205", 4, "D")]
    assert [each.row for each in proposal.notices] == [3]


@pytest.mark.parametrize(("text", "is_recognised"), [("EXEMPLE", True), ("Exemple-1", True), ("éxemple 2", True), ("EXEMPLE_A", True), (" exemple1", True), ("Exemples et preuves", False), ("Mon exemple", False), ("", False)])  # fmt: skip
def test_an_example_is_known_by_its_first_word(text: str, is_recognised: bool) -> None:
    assert is_example(text) is is_recognised


def test_a_machine_file_of_a_table_comes_back_whole(tmp_path: Path) -> None:
    file = uploads.build_upload("o.csv", "organisation_id;name", "EXEMPLE-1;Exemple")
    proposal = propose([file], Store(tmp_path))
    assert proposal.diffs["organisations"].added == 1 and not proposal.notices
    assert not xlsx_seen.sheets(template.render_template(form_matching.build_table_form("organisations")))[
        0
    ].row(2)


@pytest.mark.parametrize("table", schemas.TABLES)
def test_every_table_has_a_template_too(table: str) -> None:
    form = form_matching.build_table_form(table)
    assert xlsx_seen.sheets(template.render_template(form))[0].row(1) == list(form.headers)


def test_the_same_form_makes_the_same_bytes() -> None:
    content = template.render_template(BY_NAME["offre"])
    assert content == template.render_template(BY_NAME["offre"])
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert b"2018-01-01T00:00:00Z" in file.read("docProps/core.xml"), "no hour of the day in it"


@pytest.mark.parametrize(("title", "name"), [("Suivi [2018] : a/b?", "Suivi  2018    a b"), ("Lisez-moi", "Données"), ("'", "Données"), ("x" * 40, "x" * 31)])  # fmt: skip
def test_any_title_makes_the_name_of_a_sheet(title: str, name: str) -> None:
    assert sheet_name(title) == name


def test_a_form_of_ones_own_without_explanations_has_a_template(tmp_path: Path) -> None:
    header = "Une très longue question posée aux membres pendant le séminaire de septembre ?"
    path = tmp_path / "maison.toml"
    path.write_text(
        f'title = "=A/B"\n[headers."{header}"]\nvalues = {{ "=oui" = "EVALUATION", "non" = "FORMATION" }}\n'
        '[headers.Nom]\nhelp = "' + "Le nom de l’offre, en toutes lettres. " * 12 + '"\n'
        "[headers.Jour]\ndates = ['%d.%m.%Y']\n"
        f'[[rows]]\ntable = "offers"\ncolumns = {{ offer_id = "Code", title = "Nom", kind = "{header}", opened_on = "Jour" }}\n',
        encoding="utf-8",
    )
    form = form_files.load_form(path)
    sheet, _, lists = xlsx_seen.sheets(template.render_template(form))
    assert sheet.row(1) == list(form.headers) and sheet.validations["A"]["title"].endswith("…")
    assert listed(lists, sheet.validations["A"]["source"]) == ["=oui", "non"]
    assert sorted(len(rule["message"]) for rule in sheet.validations.values())[-1] in range(230, 256)
    assert sheet.row(2)[0] == "=oui" and "EXEMPLE" in sheet.row(2)
    assert not sheet.formulas and not lists.formulas


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> ElementTree.Element:
    """A filled template of accompaniments, saved again by LibreOffice."""
    place = tmp_path_factory.mktemp("office")
    file = place / "accompagnements.xlsx"
    file.write_bytes(filled(BY_NAME["accompagnements"]).content)
    command = [tool("soffice", "libreoffice"), f"-env:UserInstallation=file://{place}/profile", "--headless"]
    subprocess.run([*command, "--convert-to", "ods", "--outdir", str(place), str(file)], check=True, capture_output=True, timeout=240)  # fmt: skip
    with zipfile.ZipFile(file.with_suffix(".ods")) as ods:
        return ElementTree.fromstring(ods.read("content.xml"))


def test_a_spreadsheet_sees_dates_numbers_and_no_formula(opened: ElementTree.Element) -> None:
    cells = list(opened.iter(f"{TABLE}table-cell"))
    assert not [cell for cell in cells if cell.get(f"{TABLE}formula")]
    days = [cell.get(f"{OFFICE}date-value") for cell in cells if cell.get(f"{OFFICE}value-type") == "date"]
    assert {"2018-01-01", "2018-02-01", "2018-03-01", "2018-02-12"} <= set(days)
    amounts = [cell.get(f"{OFFICE}value") for cell in cells if cell.get(f"{OFFICE}value-type") == "float"]
    assert amounts.count("1200.5") == 3


def test_a_spreadsheet_keeps_the_lists_and_gives_back_the_same_rows(opened: ElementTree.Element) -> None:
    rules = [each.get(f"{TABLE}condition", "") for each in opened.iter(f"{TABLE}content-validation")]
    assert sum("cell-content-is-in-list" in rule for rule in rules) >= 5
