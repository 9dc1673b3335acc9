"""Files and situations of the examples that a line of cells does not hold, by the name that a check gives (`built`).

Each is a function of the store that holds the clean files (not to be written) and of an empty folder. It gives an Upload
to be imported there, the Proposal of an import of its own, or the issues themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import catalogue
import grants
import surveys
import tool_exports
import uploads
import workbooks
from mutants import survey_judging
from query_builders import *  # noqa: F403 - checks name them
from workbook_builders import *  # noqa: F403 - checks name them

from dse import paths
from dse.cli import imports
from dse.contacts import contacts, forgetting, notes
from dse.ingest import Issue, Proposal, Upload, confirm, propose, pseudonyms
from dse.ingest.files import lines_to_correct
from dse.ingest.files.corrections import Corrections
from dse.ingest.forms import form_files
from dse.ingest.forms import matched_titles as titles
from dse.ingest.import_checks import MOST_LISTED, cap_issues
from dse.ingest.issues import Level
from dse.ingest.surveys.draft import form_draft, form_writing
from dse.store import Store

ANSWER = "camille@exemple.org;Ville Fictive;Plutôt d’accord;3;;"
MANY = 20  # members of a register
SHORTER = 14  # lines of an older export of it
_GRANT = "Rives d’Orvaine;Puits;01/02/2018;12500"


def forgotten_person(clean_store: Store, folder: Path) -> Proposal:
    form, file = surveys.small_form(folder), uploads.build_upload("petite.csv", surveys.HEADERS, ANSWER)
    store = surveys.registered(folder / "petit")
    uploads.accepted(store, file, form=form)
    store.forget([row["respondent_id"] for row in uploads.rows(store, "survey_respondents")], "Nadia")
    return propose([file], store, form=form)


def contacts_without_key(clean_store: Store, folder: Path) -> Proposal:
    store = Store(folder / "store")
    uploads.accepted(store, uploads.clean("membres"), uploads.clean("contacts"))
    with pseudonyms.use_key(b"1" * pseudonyms.KEY_BYTES):
        forgetting.forget(store, contacts.find_contacts(store, store.current(), "M001")[0], "Nadia")
    with pseudonyms.use_key(b"2" * pseudonyms.KEY_BYTES):
        return propose([uploads.clean("contacts")], store)


def activity_of_a_note_taken_away(clean_store: Store, folder: Path) -> Proposal:
    return _take_activity_away(folder, "Voir ACT-2016-001, à refaire.")


def activity_of_no_note_taken_away(clean_store: Store, folder: Path) -> Proposal:
    return _take_activity_away(folder, "Voir ACT-2016-0010, à refaire.")


def _take_activity_away(folder: Path, text: str) -> Proposal:
    """A complete file of a year whose first activity is gone, once a note says something."""
    store, titles = Store(folder / "store"), "Référence;Type;Intitulé;Date"
    kept = "ACT-2016-002;FORMATION;Mesurer;02/02/2016"
    lines = "ACT-2016-001;FORMATION;Suivre;01/02/2016", kept
    uploads.accepted(store, uploads.clean("membres"), uploads.build_upload("activites.csv", titles, *lines))
    notes.add(store, notes.Note("M001", date(2021, 5, 4), text), "Nadia")
    return propose([uploads.build_upload("activites.csv", titles, kept)], store, complete=True)


def set_aside_from_complete_file(clean_store: Store, folder: Path) -> Proposal:
    return _import_members_but_one(clean_store, complete=True)


def set_aside_from_file(clean_store: Store, folder: Path) -> Proposal:
    return _import_members_but_one(clean_store, complete=False)


def _import_members_but_one(store: Store, *, complete: bool) -> Proposal:
    file = uploads.clean("membres")
    set_aside = Corrections(set_aside=frozenset({(file.sha256, None, 2)}))
    return propose([file], store, complete=complete, corrections=set_aside)


def older_export(clean_store: Store, folder: Path) -> Proposal:
    lines = [f"X{number:03};Membre {number};FR;ONG;AUTRE" for number in range(MANY)]
    header = "Identifiant;Nom;Pays;Famille d’acteur;Champ"
    store = Store(folder / "store")
    uploads.accepted(store, uploads.build_upload("membres.csv", header, *lines))
    changed = [lines[0].replace(";FR;", ";BE;"), *lines[1:SHORTER]]
    return propose([uploads.build_upload("membres.csv", header, *changed)], store)


def wave_not_chosen(clean_store: Store, folder: Path) -> Proposal:
    second = '[waves.v2]\ntitle = "Vague 2"\nopened_on = 2019-01-01\nclosed_on = 2019-12-31\n[respondents]'
    return surveys.small(folder, ANSWER, form=surveys.small_form(folder, ("[respondents]", second)))


ATTENDANCE = [
    ["Activité", "Organisation", "Rôle", "Participants"],
    ["ACT-1", "M002", "PARTICIPANT", 1],
]


def sheet_of_attendance(clean_store: Store, folder: Path) -> Upload:
    return Upload("presences.xlsx", workbooks.render_xlsx({"Présences": ATTENDANCE}))


def sheet_of_notes(clean_store: Store, folder: Path) -> Upload:
    sheets = {"Présences": ATTENDANCE, "Notes": [["Un mot"], ["Deux"]]}
    return Upload("presences.xlsx", workbooks.render_xlsx(sheets))


def hidden_sheet(clean_store: Store, folder: Path) -> Upload:
    sheets = {"Accueil": [["Un mot"], ["Deux"]], "Présences": ATTENDANCE}
    return Upload("presences.xlsx", workbooks.render_xlsx(sheets, hidden=["Présences"]))


def second_answer(clean_store: Store, folder: Path) -> Proposal:
    form = surveys.small_form(folder, ('series = "petite"', 'series = "petite"\ndoubles = "last"'))
    return surveys.small(folder, ANSWER, ANSWER.replace("camille", " camille"), form=form)


def _read_refusal(folder: Path, *changes: tuple[str, str]) -> Proposal:
    form = surveys.small_form(folder, *changes)
    lines = [f"{ANSWER};{status}" for status in ("", "Not approved")]
    lines[1] = lines[1].replace("camille", "dominique")
    file = uploads.build_upload("petite.csv", f"{surveys.HEADERS};_validation_status", *lines)
    return propose([file], surveys.registered(folder / "petit"), form=form)


def refused_answer(clean_store: Store, folder: Path) -> Proposal:
    return _read_refusal(folder)


def refused_answer_left_out(clean_store: Store, folder: Path) -> Proposal:
    return _read_refusal(folder, ('series = "petite"', 'series = "petite"\nrefused = "left_out"'))


FORM_OF_ROLES = """
title = "Émargement"
[headers."Présence"]
values = { "venu" = "PARTICIPANT", "animateur" = "INTERVENANT" }
[headers."Structure"]
organisation = true
[[rows]]
table = "participations"
[rows.columns]
activity_id = "Activité"
organisation_id = "Structure"
role = "Présence"
participants = { constant = 1 }
"""


def unknown_text(clean_store: Store, folder: Path) -> Proposal:
    return _with_own_form(clean_store, folder, "absent")


def known_text(clean_store: Store, folder: Path) -> Proposal:
    return _with_own_form(clean_store, folder, "venu")


def _with_own_form(clean_store: Store, folder: Path, text: str) -> Proposal:
    form = folder / "emargement.toml"
    form.write_text(FORM_OF_ROLES, encoding="utf-8")
    file = uploads.build_upload("emargement.csv", "Activité;Structure;Présence", f"ACT-1;M002;{text}")
    return propose([file], clean_store, form=form)


def sheet_of_offers(clean_store: Store, folder: Path) -> Upload:
    return catalogue.upload("offre", catalogue.grid("offre"), "xlsx")


def converted_identifier(clean_store: Store, folder: Path) -> Upload:
    cells = catalogue.put(catalogue.grid("offre"), 2, "Identifiant", date(2019, 1, 3))
    return catalogue.upload("offre", cells, "xlsx")


def converted_text(clean_store: Store, folder: Path) -> Upload:
    cells = catalogue.put(catalogue.grid("offre"), 2, "Intitulé", date(2019, 1, 3))
    return catalogue.upload("offre", cells, "xlsx")


def wrong_matched_titles(clean_store: Store, folder: Path) -> list[Issue]:
    return _issues_of_titles(folder, "ceci n’est pas du TOML")


def matched_titles(clean_store: Store, folder: Path) -> list[Issue]:
    return _issues_of_titles(folder, '[titles]\n"Inscrits" = "Participants"\n')


def wrong_matched_values(clean_store: Store, folder: Path) -> list[Issue]:
    return _issues_of_titles(folder, '[values."Rôle"]\n"Orateur" = "ORATEUR"\n')


def matched_values(clean_store: Store, folder: Path) -> list[Issue]:
    return _issues_of_titles(folder, '[values."Rôle"]\n"Orateur" = "INTERVENANT"\n')


def _issues_of_titles(folder: Path, text: str) -> list[Issue]:
    path = titles.titles_path("presences", folder)
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    form = titles.apply_matches(form_files.find_form("presences", paths.FORMS), folder)
    return list(titles.report_unusable_matches([form]))


def file_that_does_not_exist(clean_store: Store, folder: Path) -> list[Issue]:
    return [imports.read_upload(folder / "membre.csv")]


def same_file_twice(clean_store: Store, folder: Path) -> Proposal:
    file = uploads.clean("membres")
    return propose([file, replace(file, name="membres (copie).csv")], clean_store)


def more_issues_than_listed(clean_store: Store, folder: Path) -> list[Issue]:
    issue = Issue("membres.csv", "Raison.", "Conseil.", code="IMP-206", level=Level.ERROR)
    return cap_issues(replace(issue, row=row) for row in range(MOST_LISTED + 2))


def survey_without_a_question(clean_store: Store, folder: Path) -> Proposal:
    file = uploads.build_upload("petite.csv", "Mail;Structure;Avis;Appuis;Texte", ANSWER.replace(";3;", ";"))
    return propose([file], surveys.registered(folder / "petit"), form=surveys.small_form(folder))


def survey_with_open_points(clean_store: Store, folder: Path) -> Proposal:
    """A form in which a point is left to be checked."""
    point = 'series = "petite"', 'series = "petite"\nto_check = ["Cette question va-t-elle de 1 à 5 ?"]'
    return surveys.small(folder, ANSWER, form=surveys.small_form(folder, point))


def answer_by_a_number_of_the_form(clean_store: Store, folder: Path) -> Proposal:
    """A number that stands for an answer in the form, as no file has written it so far."""
    form = surveys.small_form(folder, ('rank = 4, aliases = "4"', "rank = 4"))
    return surveys.small(folder, ANSWER.replace("Plutôt d’accord", "4"), form=form)


def boxes_without_a_no(clean_store: Store, folder: Path) -> Proposal:
    return _import_boxes(folder, tool_exports.without_no(tool_exports.kobo("/", with_cell=False)))


def boxes_with_a_no(clean_store: Store, folder: Path) -> Proposal:
    return _import_boxes(folder, tool_exports.kobo("/", with_cell=False))


def _import_boxes(folder: Path, upload: Upload) -> Proposal:
    draft = form_draft.draft_from_file(upload, series="e", answers={})
    form = form_writing.write_form(draft, folder / "form.toml")
    return propose([upload], surveys.registered(folder / "petit"), form=form)


def question_of_a_later_version(clean_store: Store, folder: Path) -> Proposal:
    return _import_boxes(folder, survey_judging.clean("kobo_labels").upload)


def answers_pasted_twice(clean_store: Store, folder: Path) -> Proposal:
    lines = [f"Ville Fictive;Plutôt d’accord;{1 + number % 5};;numéro {number}" for number in range(6)]
    form = surveys.small_form(folder, ('key = "Mail"\n', ""))
    file = uploads.build_upload("petite.csv", surveys.HEADERS.removeprefix("Mail;"), *lines, *lines)
    return propose([file], surveys.registered(folder / "petit"), form=form)


def dated_survey(folder: Path, *days: str) -> Proposal:
    form = surveys.small_form(folder, ('key = "Mail"', 'key = "Mail"\nsubmitted_on = "Le"'))
    lines = [f"{index}@exemple.org;Ville Fictive;Plutôt d’accord;3;;;{day}" for index, day in enumerate(days)]
    file = uploads.build_upload("petite.csv", f"{surveys.HEADERS};Le", *lines)
    return propose([file], surveys.registered(folder / "petit"), form=form)


def answer_after_wave(clean_store: Store, folder: Path) -> Proposal:
    return dated_survey(folder, "25/06/2019")


def answer_in_wave(clean_store: Store, folder: Path) -> Proposal:
    return dated_survey(folder, "25/06/2018")


def ambiguous_days(clean_store: Store, folder: Path) -> Proposal:
    return dated_survey(folder, "02/03/2018", "04/05/2018")


def second_survey(
    folder: Path, *changes: tuple[str, str], key: bytes = b"1" * pseudonyms.KEY_BYTES
) -> Proposal:
    store = surveys.registered(folder / "petit")
    file = uploads.build_upload("petite.csv", surveys.HEADERS, ANSWER)
    with pseudonyms.use_key(b"1" * pseudonyms.KEY_BYTES):
        uploads.accepted(store, file, form=surveys.small_form(folder))
    with pseudonyms.use_key(key):
        return propose([file], store, form=surveys.small_form(folder, ("[waves.v1]", "[waves.v2]"), *changes))


def second_wave(clean_store: Store, folder: Path) -> Proposal:
    return second_survey(folder)


def other_answers_of_a_wave(clean_store: Store, folder: Path) -> Proposal:
    """Another person's answers, imported as those of the wave that is there."""
    store, form = surveys.registered(folder / "petit"), surveys.small_form(folder)
    uploads.accepted(store, uploads.build_upload("petite.csv", surveys.HEADERS, ANSWER), form=form)
    other = uploads.build_upload("petite.csv", surveys.HEADERS, ANSWER.replace("camille", "claude"))
    return propose([other], store, form=form)


def second_wave_of_the_same_file(clean_store: Store, folder: Path) -> Proposal:
    """Twelve answers, imported as a first wave and again as a second."""
    store = surveys.registered(folder / "petit")
    lines = [
        ANSWER.replace("camille", f"camille{place}").replace(";3;", f";{place % 5 + 1};")
        for place in range(12)
    ]
    file = uploads.build_upload("petite.csv", surveys.HEADERS, *lines)
    uploads.accepted(store, file, form=surveys.small_form(folder))
    return propose([file], store, form=surveys.small_form(folder, ("[waves.v1]", "[waves.v2]")))


def second_wave_with_another_key(clean_store: Store, folder: Path) -> Proposal:
    return second_survey(folder, key=b"2" * pseudonyms.KEY_BYTES)


def survey_with_changed_scale(clean_store: Store, folder: Path) -> Proposal:
    return second_survey(folder, ('code = "N", label = "Ni d’accord', 'code = "3", label = "Ni d’accord'))


def survey_of_another_series(clean_store: Store, folder: Path) -> Proposal:
    return second_survey(folder, ('series = "petite"', 'series = "autre"'))


def wave_of_another_series(clean_store: Store, folder: Path) -> Proposal:
    return second_survey(folder, ('series = "petite"', 'series = "autre"'), ("[waves.v2]", "[waves.v1]"))


def survey_of_organisations(folder: Path, *lines: str) -> Proposal:
    unit = "closed_on = 2018-12-31", 'closed_on = 2018-12-31\nunit = "ORGANISATION"'
    return surveys.small(folder, *lines, form=surveys.small_form(folder, unit))


def answers_of_organisations(clean_store: Store, folder: Path) -> Proposal:
    return survey_of_organisations(folder, ANSWER)


def answer_without_organisation(clean_store: Store, folder: Path) -> Proposal:
    return survey_of_organisations(folder, ANSWER.replace("Ville Fictive", ""))


def two_spellings_of_a_new_name(clean_store: Store, folder: Path) -> Proposal:
    return _two_grants(clean_store, folder, "MIRE")


def two_new_names(clean_store: Store, folder: Path) -> Proposal:
    return _two_grants(clean_store, folder, "MIRE (groupe)")


def _two_grants(clean_store: Store, folder: Path, second: str) -> Proposal:
    lines = ("D-1;Miré;Puits;01/02/2018;12500", f"D-2;{second};École;05/03/2018;8300,50")
    return grants.propose_grants(clean_store, folder, *lines)


def renamed_organisation(clean_store: Store, folder: Path) -> Proposal:
    return _second_export(folder, "D-1;Source vive;Puits;01/02/2018;12500", grants.FIRST[1])


def another_organisation(clean_store: Store, folder: Path) -> Proposal:
    return _second_export(folder, *grants.FIRST, "D-3;Source vive;Puits;01/02/2019;9000")


def _second_export(folder: Path, *lines: str) -> Proposal:
    store = Store(folder / "store")
    confirm(
        grants.propose_grants(store, folder, *grants.FIRST),
        store,
        code="all",
        author="Nadia",
        message="Premier export",
    )
    return grants.propose_grants(store, folder, *lines)


def line_moved_down(clean_store: Store, folder: Path) -> Proposal:
    return _number_again(folder, "Source vive;Puits;01/02/2018;9000", _GRANT)


def line_added_last(clean_store: Store, folder: Path) -> Proposal:
    return _number_again(folder, _GRANT, "Source vive;Puits;01/02/2018;9000")


def line_left_out(clean_store: Store, folder: Path) -> Proposal:
    """Two numbered lines, then one of them alone."""
    return _number_again(folder, _GRANT, first=(_GRANT, "Source vive;Puits;01/02/2018;9000"))


def line_given_back(clean_store: Store, folder: Path) -> Proposal:
    """A numbered line, then another in a file of lines to correct."""
    line = "Source vive;Puits;01/02/2018;9000;2;Montant : ce n’est pas un nombre.;Écrivez un nombre."
    header = ";".join((grants.NUMBERED_HEADER, *lines_to_correct.TITLES))
    return _number_again(folder, line, header=header)


def _number_again(
    folder: Path, *lines: str, first: Sequence[str] = (_GRANT,), header: str = grants.NUMBERED_HEADER
) -> Proposal:
    """Numbered lines, once an output cites the number of the first of them."""
    store = Store(folder / "store")
    confirm(
        grants.propose_numbered(store, folder, *first),
        store,
        code="all",
        author="Nadia",
        message="Premier export",
    )
    titles = "Référence de la production;Accompagnement;Intitulé de la production;Type;Remise le"
    output = "PROD-1;SUBVENTIONS-2018-0001;Rapport d’étape;RAPPORT;15/02/2020"
    uploads.accepted(store, uploads.build_upload("productions.csv", titles, output))
    return grants.propose_numbered(store, folder, *lines, header=header)


def line_of_nothing(clean_store: Store, folder: Path) -> Proposal:
    return _lines_with_condition(clean_store, folder, "D-2;Ville de Montclair;;05/03/2018;8300,50")


def line_of_something(clean_store: Store, folder: Path) -> Proposal:
    return _lines_with_condition(clean_store, folder, grants.FIRST[1])


def _lines_with_condition(clean_store: Store, folder: Path, second: str) -> Proposal:
    changes = {"[rows.columns]": 'when = "Objet"\n[rows.columns]'}
    return grants.propose_grants(clean_store, folder, grants.FIRST[0], second, changes=changes)


def line_that_sums_up(clean_store: Store, folder: Path) -> Proposal:
    return _lines_and_last(clean_store, folder, "25001,00")


def line_that_does_not(clean_store: Store, folder: Path) -> Proposal:
    return _lines_and_last(clean_store, folder, "25002,00")


def _lines_and_last(clean_store: Store, folder: Path, last: str) -> Proposal:
    lines = (*grants.FIRST, "D-3;Source vive;Puits;01/02/2019;4200,50", f"D-4;Orvaine;Tout;01/02/2019;{last}")
    return grants.propose_grants(clean_store, folder, *lines)


def hidden_column(clean_store: Store, folder: Path) -> Upload:
    return Upload("presences.xlsx", hide_columns(workbooks.render_xlsx({"Présences": ATTENDANCE}), 3, 4))


def hide_columns(content: bytes, first: int, last: int) -> bytes:
    """A workbook of one sheet whose columns, counted from 1, are hidden."""
    written = workbooks.members(content)
    columns = (
        f'<cols><col min="{first}" max="{last}" width="0" hidden="1" customWidth="1"/></cols><sheetData>'
    )
    name = "xl/worksheets/sheet1.xml"
    assert b"<sheetData>" in written[name] and b"<cols>" not in written[name]
    written[name] = written[name].replace(b"<sheetData>", columns.encode())
    return workbooks.packed(written)


IGNORING = 'ignore = "^Extraction du"'


def ignored_line(clean_store: Store, folder: Path) -> Proposal:
    return grants.propose_grants(
        clean_store, folder, *grants.FIRST, "Extraction du 12/03/2020", header=IGNORING
    )


def no_ignored_line(clean_store: Store, folder: Path) -> Proposal:
    return grants.propose_grants(clean_store, folder, *grants.FIRST, header=IGNORING)


def data_stopped_early(clean_store: Store, folder: Path) -> Proposal:
    return _propose_activities(clean_store).stopped_on(date(2018, 6, 30))


def data_stopped_after(clean_store: Store, folder: Path) -> Proposal:
    return _propose_activities(clean_store).stopped_on(date(2019, 12, 31))


def _propose_activities(clean_store: Store) -> Proposal:
    title, *lines = catalogue.grid("activites")
    return propose([catalogue.upload("activites", [title, *lines])], clean_store)
