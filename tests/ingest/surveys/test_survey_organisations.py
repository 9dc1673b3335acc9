"""For which organisation somebody answers: found as in a list of members, asked once where it is not known, and no person is shown."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import surveys
import uploads
from app_session import open_page

import schemas
from dse import cli
from dse.errors import Refused
from dse.ingest import Upload, confirm, propose
from dse.ingest.proposal import load_organisations
from dse.ingest.surveys.draft import form_draft, form_writing, points
from dse.ingest.surveys.draft.form_draft import Draft
from dse.ingest.surveys.tools.limesurvey_structure import CodedText, LssQuestion
from dse.ingest.surveys.tools.survey_tool import Structure
from dse.ingest.surveys.waves import form_updating, new_wave, wave_extension
from dse.store import Store

SPELLED = "Assoc. Fictive Un"  # of O1, « Association Fictive Un »
PERSONS = ("camille@exemple.org", "Mme Camille Durand", "Camille Durand")
TITLES = (
    "Votre organisation",
    "ORGA. Votre organisation",
    "ORGA. Quelle est votre structure ?",
    "ORGA. Nom de votre association",
    "Pour quelle association répondez-vous ?",
    "Nom de votre association / collectivité",
    "Votre structure ou organisation",
    "Your organisation",
    "ORGA. Name of your organization",
)
PRESENCES = "Identifiant de l’activité,Organisation,Rôle,Participants\nA1,{name},participant,2\n"


def export(title: str, *names: str, year: int = 2021) -> Upload:
    """Answers, each for an organisation."""
    lines = [
        f"{line};{year}-03-{1 + line:02d} 10:00:00;{name};{1 + line % 5}"
        for line, name in enumerate(names, 1)
    ]
    headers = f"id. ID de la réponse;submitdate. Date de soumission;{title};N. Votre note"
    return uploads.build_upload(f"avis-{year}.csv", headers, *lines)


def listed(*labels: str, wording: str = "Votre organisation") -> Structure:
    """A questionnaire whose question ORGA is a list of these, coded A1, A2…"""
    answers = tuple(CodedText(f"A{place}", {"fr": label}) for place, label in enumerate(labels, 1))
    question = LssQuestion("ORGA", "L", {"fr": wording}, answers=answers, has_other=True)
    return Structure(("fr",), {"fr": "Avis"}, (question,))


def drafted(upload: Upload, structure: Structure | None = None) -> Draft:
    """The draft of an export."""
    return form_draft.draft_from_file(upload, series="avis", wave_id="2021", structure=structure)


@pytest.mark.parametrize("title", TITLES)
def test_a_name_that_is_not_known_is_asked_about_as_in_a_list_of_members(title: str, tmp_path: Path) -> None:
    upload = export(title, "Ville Fictive", SPELLED, SPELLED)
    form = form_writing.write_form(drafted(upload), tmp_path / "avis.toml")
    store = surveys.registered(tmp_path / "store")
    proposal = propose([upload], store, form=form)
    (unknown,) = proposal.unknown_names
    assert (unknown.name, unknown.cells, unknown.candidates[0]) == (SPELLED, 2, "O1")
    told = propose([upload], store, form=form, names={SPELLED: "O1"})
    assert not told.problems and told.diffs["organisation_aliases"].added == 1
    confirm(told, store, code="all", author="Nadia", message="Import")
    people = uploads.rows(store, "survey_respondents")
    assert sorted(row["organisation_id"] for row in people) == ["O1", "O1", "O3"]


def test_a_name_said_of_answers_is_known_in_lists_and_the_other_way_round(tmp_path: Path) -> None:
    upload = export("Votre organisation", SPELLED)
    form = form_writing.write_form(drafted(upload), tmp_path / "avis.toml")
    alias = uploads.build_upload("autres.csv", "alias,organisation_id", f"{SPELLED},O1")
    first = surveys.registered(tmp_path / "first")
    uploads.accepted(first, alias)
    assert not propose([upload], first, form=form).problems
    second = surveys.registered(tmp_path / "second")
    uploads.accepted(second, upload, form=form, names={SPELLED: "O1"})
    partnership = uploads.build_upload(
        "partenariats.csv",
        "partnership_id,organisation_id,department,kind,depth,started_on,ended_on",
        f"P1,{SPELLED},,AUTRE,1,2020-01-01,",
    )
    assert not propose([partnership], second).unknown_names


@pytest.mark.parametrize("person", PERSONS)
def test_a_person_in_the_place_of_an_organisation_is_neither_shown_nor_asked_about(
    person: str, tmp_path: Path
) -> None:
    upload = export("Votre organisation", "Ville Fictive", person)
    form = form_writing.write_form(drafted(upload), tmp_path / "avis.toml")
    proposal = propose([upload], surveys.registered(tmp_path / "store"), form=form)
    assert uploads.codes(proposal) == [("IMP-301", 3, "C")] and not proposal.unknown_names
    said = [
        text
        for issue in (*proposal.problems, *proposal.doubts)
        for text in (issue.sentence, issue.advice, str(issue.value))
    ]
    assert not any(part in text for text in said for part in person.split()[-1:])


def test_codes_of_a_list_of_organisations_are_read_as_the_names_that_they_stand_for(tmp_path: Path) -> None:
    structure = listed("Ville Fictive", SPELLED, "Collectif Fictif")
    upload = export("ORGA", "A1", "A2", "Collectif Fictif", "-oth-")
    draft = drafted(upload, structure)
    assert draft.survey.respondent_columns("organisation") == ("ORGA",)
    form = form_writing.write_form(draft, tmp_path / "avis.toml")
    store = surveys.registered(tmp_path / "store")
    assert [unknown.name for unknown in propose([upload], store, form=form).unknown_names] == [SPELLED]
    uploads.accepted(store, upload, form=form, names={SPELLED: "O1"})
    given = {row["organisation_id"] for row in uploads.rows(store, "survey_respondents")}
    assert given == {"O3", "O1", "O2", None}


def test_a_list_of_kinds_is_a_question(tmp_path: Path) -> None:
    structure = listed("Association", "Collectivité", wording="Votre structure")
    draft = drafted(export("ORGA", "A1", "A2", "A1"), structure)
    assert "organisation" not in draft.survey.respondents
    assert [question.question_id for question in draft.survey.questions] == ["avis-structure", "avis-note"]


@pytest.mark.parametrize("none", ["aucune", "Hors réseau", "néant", "-", "NC", "s.o.", "Non concerné·e"])
def test_what_says_that_there_is_no_organisation_is_none_and_is_not_asked_about(
    none: str, tmp_path: Path
) -> None:
    upload = export("Votre organisation", "Ville Fictive", none)
    form = form_writing.write_form(drafted(upload), tmp_path / "avis.toml")
    store = surveys.registered(tmp_path / "store")
    proposal = propose([upload], store, form=form)
    assert not proposal.problems and not proposal.unknown_names
    people = proposal.changes["survey_respondents"].to_pylist()
    assert sorted(str(row["organisation_id"]) for row in people) == ["None", "O3"]


def test_an_organisation_that_is_called_so_is_found_all_the_same(tmp_path: Path) -> None:
    upload = export("Votre organisation", "Ville Fictive", "Néant")
    store = surveys.registered(tmp_path / "store")
    uploads.accepted(store, uploads.build_upload("autres.csv", "alias,organisation_id", "Néant,O1"))
    form = form_writing.write_form(drafted(upload), tmp_path / "avis.toml")
    people = propose([upload], store, form=form).changes["survey_respondents"].to_pylist()
    assert sorted(row["organisation_id"] for row in people) == ["O1", "O3"]


def test_a_name_may_be_said_to_be_of_no_organisation_and_becomes_no_other_name(tmp_path: Path) -> None:
    upload = export("Votre organisation", "Ville Fictive", "Amicale du quartier")
    form = form_writing.write_form(drafted(upload), tmp_path / "avis.toml")
    store = surveys.registered(tmp_path / "store")
    (unknown,) = propose([upload], store, form=form).unknown_names
    assert unknown.may_be_none
    names = {unknown.name: schemas.WITHOUT_ORGANISATION}
    uploads.accepted(store, upload, form=form, names=names)
    given = {row["organisation_id"] for row in uploads.rows(store, "survey_respondents")}
    assert given == {"O3", None} and uploads.rows(store, "organisation_aliases") == []
    lines = f"Activité,Organisation,Rôle,Participants\nA1,{unknown.name},participant,2\n"
    (needed,) = propose([Upload("presences.csv", lines.encode())], store).unknown_names
    assert needed.name == unknown.name and not needed.may_be_none


KINDS = ("Association", "Collectivité", "Entreprise")


def test_kinds_of_organisation_under_a_title_that_asks_for_a_name_are_a_question(tmp_path: Path) -> None:
    upload = export("Votre structure", *(KINDS * 8))
    draft = drafted(upload)
    assert "organisation" not in draft.survey.respondents
    question = draft.survey.questions[0]
    assert (question.wording, question.kind) == ("Votre structure", "single")
    form = form_writing.write_form(draft, tmp_path / "avis.toml")
    assert not propose([upload], surveys.registered(tmp_path / "store"), form=form).problems


@pytest.mark.parametrize(
    ("names", "proposed"),
    [
        (("Locale", "Nationale", "Internationale"), points.NAMES_OF_ORGANISATIONS),
        (("Association", "ONG", "Le Lien"), points.KINDS),
    ],
)
def test_few_answers_that_come_again_and_again_are_asked_about(
    names: tuple[str, ...], proposed: str, tmp_path: Path
) -> None:
    upload = export("Votre structure", *(names * 8))
    (point,) = [point for point in drafted(upload).points if point.key == points.NAMES]
    assert point.proposed == proposed and point.is_open and sum(count for _, count in point.counts) == 24
    for answer in (points.NAMES_OF_ORGANISATIONS, points.KINDS):
        draft = form_draft.draft_from_file(
            upload, series="avis", wave_id="2021", answers={points.NAMES: answer}
        )
        assert ("organisation" in draft.survey.respondents) == (answer == points.NAMES_OF_ORGANISATIONS)
        assert len(draft.survey.questions) == 1 + (answer == points.KINDS)
        form = form_writing.write_form(draft, tmp_path / f"{answer}.toml")
        later = export("Votre structure", *(names * 8), year=2023)
        new = new_wave.draft_new_wave(later, form, wave_id="2023")
        assert not new.not_asked(new.pairs()) and points.NAMES not in [
            point.key for point in new.points(new.pairs())
        ]


def test_names_that_come_again_and_again_are_not_asked_about() -> None:
    draft = drafted(export("Votre structure", *(surveys.NAMES * 8)))
    assert (
        points.NAMES not in [point.key for point in draft.points]
        and "organisation" in draft.survey.respondents
    )


def test_a_list_of_names_that_somebody_answered_by_a_kind_stays_the_column_of_organisations() -> None:
    upload = export("Votre structure", "Ville Fictive", "Association", "Collectif Fictif", SPELLED)
    assert drafted(upload).survey.respondent_columns("organisation") == ("Votre structure",)


def test_a_code_that_stands_for_another_organisation_in_the_next_wave_is_refused(tmp_path: Path) -> None:
    upload = export("ORGA", "A1", "A2")
    form = form_writing.write_form(
        drafted(upload, listed("Ville Fictive", "Collectif Fictif")), tmp_path / "avis.toml"
    )
    later = export("ORGA", "A1", "A3", year=2023)

    def extended(*labels: str) -> dict[str, str]:
        new = new_wave.draft_new_wave(later, form, wave_id="2023", structure=listed(*labels))
        pairs = new.pairs()
        reviewed = new.to_review(new.verdicts(pairs))
        fields = new_wave.match_respondent_fields(new)
        survey = wave_extension.add_wave(new, pairs, reviewed, new_wave.propose_wave(new), fields)
        return dict(survey.respondents["organisation"].values)

    assert (
        extended("Ville Fictive", "Collectif Fictif", "Association Fictive Un")["A3"]
        == "Association Fictive Un"
    )
    with pytest.raises(Refused, match="en toutes lettres"):
        extended("Collectif Fictif", "Ville Fictive")


@pytest.mark.parametrize("answer", [None, "autre", "meme"])
def test_codes_without_their_questionnaire_are_read_as_before_only_if_a_person_says_so(
    answer: str | None, tmp_path: Path
) -> None:
    upload = export("ORGA", "A1", "A2")
    form = form_writing.write_form(
        drafted(upload, listed("Ville Fictive", "Collectif Fictif")), tmp_path / "avis.toml"
    )
    answers = {} if answer is None else {"organisations-par-codes": answer}
    later = export("ORGA", "A2", "A1", "A2", year=2023)
    new = new_wave.draft_new_wave(later, form, wave_id="2023", answers=answers)
    pairs = new.pairs()
    (point,) = [point for point in new.points(pairs) if point.key == "organisations-par-codes"]
    assert dict(point.counts) == {"A1 : Ville Fictive": 1, "A2 : Collectif Fictif": 2}
    assert (point.proposed, point.chosen) == ("autre", answer)
    reviewed = new.to_review(new.verdicts(pairs))
    wave, fields = new_wave.propose_wave(new), new_wave.match_respondent_fields(new)
    if answer != "meme":
        with pytest.raises(Refused, match="structure de cette enquête"):
            wave_extension.add_wave(new, pairs, reviewed, wave, fields)
        return
    form_updating.save_updated_form(new, wave_extension.add_wave(new, pairs, reviewed, wave, fields))
    proposal = propose([later], surveys.registered(tmp_path / "store"), form=form, wave="2023")
    assert not proposal.problems
    people = proposal.changes["survey_respondents"].to_pylist()
    assert sorted(row["organisation_id"] for row in people) == ["O2", "O2", "O3"]


def test_names_in_full_of_the_next_wave_ask_nothing(tmp_path: Path) -> None:
    form = form_writing.write_form(
        drafted(export("ORGA", "A1", "A2"), listed("Ville Fictive", "Collectif Fictif")),
        tmp_path / "avis.toml",
    )
    later = export("ORGA", "Collectif Fictif", "Ville Fictive", year=2023)
    new = new_wave.draft_new_wave(later, form, wave_id="2023")
    assert not [point for point in new.points(new.pairs()) if point.key == "organisations-par-codes"]


def test_the_command_takes_the_organisation_of_a_name_from_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    store = surveys.registered(tmp_path / "store")
    monkeypatch.setenv("DSE_STORE", str(store.path))
    upload = export("Votre organisation", SPELLED)
    file, form, names = (tmp_path / name for name in (upload.name, "avis.toml", "noms.toml"))
    file.write_bytes(upload.content)
    form_writing.write_form(drafted(upload), form)
    assert cli.main(["import", str(file), "--as", str(form), "--confirm", "all"]) != 0
    assert "--names FICHIER" in capfd.readouterr().out.replace("\n", " ")
    names.write_text(f'"{SPELLED}" = "O1"\n', encoding="utf-8")
    command = ["import", str(file), "--as", str(form), "--names", str(names), "--confirm", "all"]
    assert cli.main(command) == 0
    assert uploads.rows(store, "organisation_aliases") == [{"alias": SPELLED, "organisation_id": "O1"}]
    names.write_text("Assoc", encoding="utf-8")
    assert cli.main(command) == 2 and "une réponse par ligne" in capfd.readouterr().err


def test_the_page_asks_of_which_organisation_a_respondent_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = surveys.registered(tmp_path / "store")
    monkeypatch.setenv("DSE_STORE", str(store.path))
    upload = export("Votre organisation", "Ville Fictive", SPELLED, "Camille Durand")
    (store.path / "forms").mkdir()
    form_writing.write_form(drafted(upload), store.path / "forms" / "avis.toml")
    test = open_page("donnees")
    test.session_state["partie"] = "Importer"
    test.run()
    test.file_uploader[0].set_value([(upload.name, upload.content, "text/csv")]).run()
    assert not test.exception
    (box,) = [box for box in test.selectbox if SPELLED in box.label]
    assert box.options[0].startswith("Association Fictive Un")
    shown = [element.value for element in (*test.markdown, *test.caption, *test.error, *test.warning)]
    assert not any("Durand" in str(text) for text in shown)


@pytest.mark.parametrize("answer", [points.NAMES_OF_ORGANISATIONS, points.KINDS])
def test_names_of_members_under_any_title_say_who_answers_unless_a_person_says_otherwise(
    answer: str, tmp_path: Path
) -> None:
    organisations = load_organisations(surveys.registered(tmp_path / "store"))
    upload = export("G1Q1", *surveys.NAMES[:3], "Un groupe sans nom", "")
    answers = {}
    for proposed in (True, False):
        draft = form_draft.draft_from_file(upload, answers=answers, organisations=organisations)
        (point,) = [point for point in draft.points if point.key == points.NAMES]
        assert point.proposed == points.NAMES_OF_ORGANISATIONS and point.is_open == proposed
        is_taken = proposed or answer == points.NAMES_OF_ORGANISATIONS
        assert ("organisation" in draft.survey.respondents, draft.survey.waves[0].is_anonymous) == (
            is_taken,
            not is_taken,
        )
        assert ("G1Q1" in read_columns(draft)[1]) != is_taken
        answers = {points.NAMES: answer}


def test_two_members_among_other_answers_make_no_column_of_organisations(tmp_path: Path) -> None:
    organisations = load_organisations(surveys.registered(tmp_path / "store"))
    for names in (surveys.NAMES[:2], (*surveys.NAMES[:3], "Un", "Deux", "Trois")):
        draft = form_draft.draft_from_file(export("G1Q1", *names), organisations=organisations)
        assert "organisation" not in draft.survey.respondents


def draft_columns(tmp_path: Path, *titles: str, columns: list[list[str]], **options: object) -> Draft:
    lines = [
        f"2021/03/01 10:0{at}:00,{','.join(cells)}" for at, cells in enumerate(zip(*columns, strict=True))
    ]
    upload = uploads.build_upload("avis-2021.csv", ",".join(("Horodateur", *titles)), *lines)
    organisations = load_organisations(Store(tmp_path / "store"))
    return form_draft.draft_from_file(upload, organisations=organisations, **options)


def read_columns(draft: Draft) -> tuple[tuple[str, ...], list[str]]:
    """The column of organisations, and the questions."""
    return draft.survey.respondent_columns("organisation"), [each.wording for each in draft.survey.questions]


def test_numbers_are_no_names_of_members_though_a_store_numbers_them(tmp_path: Path) -> None:
    members = [f"{number},Association {name},,FR," for number, name in enumerate(("Un", "Deux", "Trois"), 1)]
    head = "organisation_id,name,siren,country,successor_id"
    uploads.accepted(Store(tmp_path / "store"), uploads.build_upload("o.csv", head, *members))
    names = ["Association Un", "Association Deux", "Association Trois"]
    draft = draft_columns(tmp_path, "Votre note sur 10", "G1Q1", columns=[["1", "2", "3"], names])
    assert read_columns(draft) == (("G1Q1",), ["Votre note sur 10"])


def test_where_several_columns_name_members_a_person_says_which_is_the_one_of_who_answers(
    tmp_path: Path,
) -> None:
    surveys.registered(tmp_path / "store")
    names = list(surveys.NAMES)
    columns = [[*names, "Un groupe"], [*names[::-1], names[0]], ["4", "5", "4", "5"]]
    read = {}
    for answer in (None, "noms", "noms-2", points.KINDS):
        answers = {points.NAMES: answer} if answer else {}
        draft = draft_columns(tmp_path, "G1Q1", "G1Q2", "Votre note", columns=columns, answers=answers)
        (point,) = [point for point in draft.points if point.key == points.NAMES]
        assert "« G1Q2 » et « G1Q1 »" in point.question and list(dict(point.choices)) == [
            "noms",
            "noms-2",
            "sortes",
        ]
        read[answer] = read_columns(draft)
    assert read[None] == read["noms"] == (("G1Q2",), ["G1Q1", "Votre note"])
    assert read["noms-2"] == (("G1Q1",), ["G1Q2", "Votre note"])
    assert read[points.KINDS] == ((), ["G1Q1", "G1Q2", "Votre note"])


def test_members_under_a_title_that_asks_for_others_are_proposed_as_a_question(tmp_path: Path) -> None:
    surveys.registered(tmp_path / "store")
    title = "Avec quel membre du réseau coopérez-vous ?"
    draft = draft_columns(tmp_path, title, columns=[list(surveys.NAMES)])
    (point,) = [point for point in draft.points if point.key == points.NAMES]
    assert point.proposed == points.KINDS and read_columns(draft) == ((), [title])


def test_a_column_that_is_new_in_the_next_wave_is_asked_about_and_one_of_the_form_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = surveys.registered(tmp_path / "store")
    monkeypatch.setenv("DSE_STORE", str(store.path))
    names, notes = list(surveys.NAMES), ["4", "5", "4"]
    first = draft_columns(tmp_path, "G1Q1", "Votre note", columns=[names, notes])
    path = form_writing.write_form(first, tmp_path / "avis.toml")
    organisations = load_organisations(store)
    for titles, column, asked in (
        (["G1Q1", "Partenaire", "Votre note"], "G1Q1", False),
        (["Membre cité", "Votre note"], None, True),
    ):
        columns = [[*names], [*names[::-1]], notes][-len(titles) :]
        lines = [
            f"2024/03/01 10:0{at}:00,{','.join(cells)}" for at, cells in enumerate(zip(*columns, strict=True))
        ]
        upload = uploads.build_upload("avis-2024.csv", ",".join(("Horodateur", *titles)), *lines)
        new = new_wave.draft_new_wave(upload, path, organisations=organisations)
        assert new.draft.survey.respondent_columns("organisation") == ((column,) if column else ())
        assert any(point.key == points.NAMES for point in new.open_points(new.pairs())) == asked


def test_the_command_knows_the_members_of_the_store(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    surveys.registered(tmp_path / "store")
    file = tmp_path / "avis-2021.csv"
    file.write_bytes(export("G1Q1", *surveys.NAMES[:3]).content)
    assert cli.main(["draft", str(file), "--out", "-", "--store", str(tmp_path / "store")]) == 0
    assert tomllib.loads(capsys.readouterr().out)["respondents"]["organisation"] == "G1Q1"


def test_the_page_knows_the_members_of_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    surveys.registered(tmp_path / "store")
    monkeypatch.setenv("DSE_STORE", str(tmp_path / "store"))
    upload = export("G1Q1", *surveys.NAMES[:3])
    test = open_page("donnees")
    test.session_state["partie"] = "Importer"
    test.run()
    test.file_uploader[0].set_value([(upload.name, upload.content, "text/csv")]).run()
    test.button(key="proposer_formulaire").click().run()
    assert not test.exception
    (column,) = [box for box in test.selectbox if box.label == "Colonne de l’organisation"]
    assert column.value == "G1Q1"
