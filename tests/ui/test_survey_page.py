"""A survey on the Données page, and Enquêtes membres: its sections, for whom it is shown, a real survey of persons."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from datetime import date
from pathlib import Path

import needs_exports
import pyarrow as pa
import pytest
import surveys
import tool_exports
import uploads
import wave_exports
from app_session import go_to_page, open_page, type_in_table
from conftest import shared
from streamlit.testing.v1 import AppTest

from dse import french, paths, publication
from dse.errors import Refused
from dse.figures import REGISTRY
from dse.figures.surveys import SECTIONS
from dse.ingest import Upload
from dse.ingest.forms import form_files
from dse.ingest.surveys.draft import form_draft, form_writing
from dse.ingest.surveys.waves import new_wave, wave_points
from dse.store import Store
from dse.ui.frame import filters, menu
from dse.ui.frame.prose import format_sentence
from dse.ui.importing import survey_draft


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the team's forms, in a store that knows the organisations of the exports."""
    store = surveys.registered(tmp_path / "store")
    monkeypatch.setenv("DSE_STORE", str(store.path))
    own = store.path / "forms"
    own.mkdir()
    return own


def dropped(*names: str) -> AppTest:
    """The page, one export dropped, or several together."""
    test = open_page("donnees")
    test.session_state["partie"] = "Importer"
    test.run()
    uploads = map(surveys.export, names)
    test.file_uploader[0].set_value([(each.name, each.content, "text/csv") for each in uploads]).run()
    assert not test.exception
    return test


def test_a_known_survey_asks_for_its_wave_then_shows_what_will_change(forms: Path) -> None:
    shutil.copy(surveys.FORM, forms)
    test = dropped("limesurvey_texte.csv")
    (choice,) = [box for box in test.selectbox if box.label == "De quelle enquête sont ces réponses ?"]
    assert choice.options == ["Vague 2018", "Vague 2019"] and not test.error
    choice.set_value("2019").run()
    assert not test.exception and not test.error
    assert test.button(key="confirmer")


def test_an_unknown_survey_among_other_files_is_said_to_be_dropped_alone(forms: Path) -> None:
    advice = format_sentence(survey_draft.ALONE)
    pages = dropped("web.csv", "limesurvey_texte.csv"), dropped("web.csv")
    assert [advice in [box.value for box in test.info] for test in pages] == [True, False]


def test_an_unknown_survey_gets_a_form_that_is_saved_and_the_import_goes_on(
    forms: Path, tmp_path: Path
) -> None:
    test = dropped("web.csv")
    assert any("n’est pas reconnu" in box.value for box in test.markdown) and not test.error
    test.button(key="proposer_formulaire").click().run()
    assert not test.exception and not test.error
    fields = {box.label: box.value for box in (*test.text_input, *test.selectbox)}
    assert fields["Nom court de l’enquête"] == "web" and fields["Nom court de la vague"] == "2018"
    assert fields["Colonne de l’organisation"] == "Nom de votre structure"
    next(box for box in test.text_input if box.label == "Nom court de l’enquête").set_value(
        "Attentes 2018"
    ).run()
    test.button(key="enregistrer_formulaire").click().run()
    assert not test.exception
    saved = form_files.load_form(forms / "attentes-2018.toml")
    assert len(saved.survey.questions) == 3
    assert test.button(key="confirmer") and not test.error
    test.button(key="confirmer").click().run()
    store = Store(tmp_path / "store")
    assert store.read(store.current(), "survey_answers").num_rows


def test_points_are_answered_a_group_at_a_time_undone_and_what_stays_open_is_confirmed(forms: Path) -> None:
    test = open_page("donnees")
    test.session_state["partie"] = "Importer"
    test.run()
    upload = tool_exports.plain()
    test.file_uploader[0].set_value([(upload.name, upload.content, "text/csv")]).run()
    test.button(key="proposer_formulaire").click().run()
    assert test.button(key="enregistrer_formulaire").disabled
    assert any("**2\u00a0points à vérifier**, tous sans réponse." in each.value for each in test.markdown)
    dash, bounds = "point_0_False_absence", "point_0_False_bornes-1-4"
    test.button_group(key=dash).set_value("SR").run()
    test.button_group(key=bounds).set_value("1-5").run()
    assert any("qui ont tous leur réponse" in each.value for each in test.markdown)
    test.button_group(key=dash).set_value(None).run()
    assert any("dont 1 sans réponse" in each.value for each in test.markdown)
    for box, day in zip(test.date_input, (date(2021, 3, 1), date(2021, 4, 30)), strict=False):
        box.set_value(day)
    test.run()
    test.button(key="enregistrer_formulaire").click().run()
    assert not test.exception
    survey = form_files.load_form(forms / "avis.toml").survey
    assert {(each.lowest, each.highest) for each in survey.questions if each.kind == "scale"} == {(1, 5)}
    assert len(survey.to_check) == 1 and "Que veut dire" in survey.to_check[0]
    assert any("restent à vérifier** (IMP" in each.value for each in test.markdown)


def test_what_was_corrected_in_the_tables_stays_when_a_point_is_answered_and_the_answer_undone(
    forms: Path,
) -> None:
    test = open_page("donnees")
    test.session_state["partie"] = "Importer"
    test.run()
    upload = tool_exports.plain()
    test.file_uploader[0].set_value([(upload.name, upload.content, "text/csv")]).run()
    test.button(key="proposer_formulaire").click().run()
    type_in_table(test, "questions", "Vos remarques", "keep", False)
    type_in_table(test, "questions", "Utilité de la visite", "wording", "La visite")
    type_in_table(test, "options", "Une fois par mois", "label", "Chaque mois")
    for answer in ("1-5", None, "1-4"):
        test.button_group(key="point_0_False_bornes-1-4").set_value(answer).run()
        assert not test.exception
    for box, day in zip(test.date_input, (date(2021, 3, 1), date(2021, 4, 30)), strict=False):
        box.set_value(day)
    test.run()
    test.button(key="enregistrer_formulaire").click().run()
    survey = form_files.load_form(forms / "avis.toml").survey
    wordings = [question.wording for question in survey.questions]
    assert "La visite" in wordings and "Vos remarques" not in wordings and len(wordings) == 3
    labels = [option.label for scale in survey.scales.values() for option in scale.options]
    assert "Chaque mois" in labels and "Une fois par mois" not in labels


def test_what_options_speak_of_is_proposed_on_the_page_and_corrected_in_their_table(forms: Path) -> None:
    needs_exports.add_own_theme(paths.team_codelists())
    test = propose_form(needs_exports.google())
    asked_about = {each.key.rpartition("_")[2] for each in test.button_group if each.key.startswith("point_")}
    assert asked_about == {"separateur-une-virgule", "sujets", "annees", "sans-sujet"}
    type_in_table(test, "options", "Sports collectifs", "theme", "Jeunesses")
    type_in_table(test, "options", "Égalité professionnelle", "theme", "—")
    test.button_group(key="point_0_False_annees").set_value("-3").run()
    type_in_table(test, "questions", needs_exports.ASKED, "most_choices", "2")
    assert not test.exception
    test.button(key="enregistrer_formulaire").click().run()
    survey = form_files.load_form(forms / "google.toml").survey
    (question,), (scale,) = survey.questions, survey.scales.values()
    assert (question.dimension, question.horizon_years, question.most_choices) == ("need", -3, 2)
    corrected = {**needs_exports.THEMES, "Sports collectifs": "JEUNESSES", "Égalité professionnelle": None}
    assert {option.label: option.theme for option in scale.options} == corrected


def test_a_pair_that_was_corrected_stays_when_a_point_of_the_new_wave_is_answered(forms: Path) -> None:
    export, _ = wave_exports.export("Google Forms", wave_exports.FIRST, 2018)
    draft = form_draft.draft_from_file(export, series="avis", wave_id="2018")
    form_writing.save_form(draft, forms)
    later, _ = wave_exports.export("Google Forms", wave_exports.CHANGES["rescaled"], 2021)
    test = open_page("donnees")
    test.session_state["partie"] = "Importer"
    test.run()
    test.file_uploader[0].set_value([(later.name, later.content, "text/csv")]).run()
    test.button(key="proposer_vague").click().run()
    role = "Quel est votre rôle dans la structure ?"
    type_in_table(test, "paires", role, "known", "Nouvelle question")
    group = next(
        each for each in test.button_group if "allaient de 0 à 10" in each.label.replace("\u00a0", " ")
    )
    group.set_value(wave_points.SAME_SCALE).run()
    assert not test.exception
    (pairs,) = [each.value for each in test.dataframe if "-paires_" in each.proto.id]
    assert pairs.set_index("wording").loc[role, "known"] == "Nouvelle question"


def propose_form(upload: Upload) -> AppTest:
    """The page with the form proposed of a file."""
    test = open_page("donnees")
    test.session_state["partie"] = "Importer"
    test.run()
    test.file_uploader[0].set_value([(upload.name, upload.content, "text/csv")]).run()
    return test.button(key="proposer_formulaire").click().run()


WITHOUT_NAMES = needs_exports.google()
WITH_NAMES = tool_exports.build(
    "besoins.csv",
    [
        ("Horodateur", [f"2022-06-{day:02d} 10:00:00" for day in range(1, 13)]),
        ("Votre organisation", [*surveys.NAMES] * 4),
        (needs_exports.ASKED, ["Genre, Climat", "Genre", "Climat"] * 4),
    ],
)


def list_texts(test: AppTest) -> list[str]:
    """What the page says, as plain text with ordinary spaces."""
    boxes = (*test.warning, *test.markdown, *test.caption)
    return [box.value.replace("\\", "").replace("\u00a0", " ").replace("\u202f", " ") for box in boxes]


@pytest.mark.parametrize(
    ("upload", "reach", "is_of_nobody"),
    [
        (WITHOUT_NAMES, "30 réponses, sans organisation. À lire dans Enquêtes membres seulement", True),
        (WITH_NAMES, "12 réponses, de 3 organisations. À lire dans Enquêtes membres ;", False),
    ],
    ids=["without", "with"],
)
def test_a_survey_without_organisations_is_said_to_reach_no_gap_before_and_after_its_import(
    upload: Upload, reach: str, is_of_nobody: bool, forms: Path
) -> None:
    test = propose_form(upload)
    assert (
        any("Aucune réponse ne sera rattachée à un membre" in text for text in list_texts(test))
        == is_of_nobody
    )
    (anonymous,) = [box for box in test.checkbox if box.label.startswith("Anonyme")]
    anonymous.set_value(not is_of_nobody).run()
    assert any("Aucune réponse ne sera rattachée à un membre" in text for text in list_texts(test))
    anonymous = next(box for box in test.checkbox if box.label.startswith("Anonyme"))
    anonymous.set_value(is_of_nobody).run()
    test.button(key="enregistrer_formulaire").click().run()
    test.button(key="confirmer").click().run()
    assert not test.exception and any(reach in text for text in list_texts(test))


IN_THE_WAY = re.compile(r"likert|dimension|item|nps|nom court|\bcodes?\b", re.IGNORECASE)


def test_the_review_of_a_survey_has_no_technical_word_and_its_remarks_beside_the_questions(
    forms: Path,
) -> None:
    test = propose_form(WITH_NAMES)
    questions, options = (
        next(each for each in test.dataframe if f"-{name}_" in each.proto.id)
        for name in ("questions", "options")
    )
    assert list(questions.proto.column_order)[:4] == ["keep", "wording", "notes", "dimension"]
    titles = [each.label for each in (*test.expander, *test.selectbox, *test.checkbox, *test.button_group)]
    columns = [json.loads(each.proto.columns) for each in (questions, options)]
    titles += [json.dumps(config, ensure_ascii=False) for each in columns for name, config in each.items()]
    shown = [*titles, *list_texts(test), *map(str, questions.value.to_numpy().ravel())]
    assert not [text for text in shown if IN_THE_WAY.search(text)]


def test_an_anonymous_export_of_a_known_survey_is_proposed_so_and_may_be_another(forms: Path) -> None:
    form_writing.save_form(form_draft.draft_from_file(WITH_NAMES, series="avis"), forms)
    title, cells = needs_exports.ASKED, ["Genre, Climat", "Genre", "Climat"] * 4
    days = [f"2025-06-{day:02d} 10:00:00" for day in range(1, 13)]
    upload = tool_exports.build("Sans noms.csv", [("Horodateur", days), (title, cells)])
    test = open_page("donnees")
    test.session_state["partie"] = "Importer"
    test.run()
    drop_again(test, upload)
    test.button(key="proposer_vague").click().run()
    (anonymous,) = [box for box in test.checkbox if box.label.startswith("Anonyme")]
    assert anonymous.value and any("rattachée à un membre" in text for text in list_texts(test))
    test.radio(key="suite_0").set_value(False).run()
    titles = {box.label: box.value for box in test.text_input}
    assert titles["Titre de la vague"] == "Sans noms 2025"


@pytest.mark.parametrize("year", [2025, 2022])
@pytest.mark.parametrize("title", ["Votre organisation", "Votre métier"])
def test_a_new_wave_under_known_titles_is_offered_first_and_nothing_is_refused_beside_it(
    forms: Path, year: int, title: str
) -> None:
    def answer(year: int, cells: list[str]) -> Upload:
        days = [f"{year}-06-{day:02d} 10:00:00" for day in range(1, 13)]
        columns = [("Horodateur", days), (title, [*surveys.NAMES] * 4), (needs_exports.ASKED, cells)]
        return tool_exports.build(f"besoins {year}.csv", columns)

    first = answer(2022, ["Genre, Climat", "Genre", "Climat"] * 4)
    draft = form_draft.draft_from_file(first, series="avis", wave_id="2022")
    uploads.accepted(Store(paths.store_path()), first, form=form_writing.save_form(draft, forms))
    before = Store(paths.store_path()).current().number
    test = open_page("donnees")
    test.session_state["partie"] = "Importer"
    test.run()
    drop_again(test, answer(year, ["Genre"] * 12))
    assert not test.exception and not test.error
    assert not [button for button in test.button if button.key == "confirmer"]
    assert format_sentence(survey_draft.NEW_WAVE) in [box.value for box in test.info]
    test.button(key="meme_vague").click().run()
    is_refused = [box for box in test.error if "Import refusé" in box.value]
    assert bool(is_refused) == (year == 2025)
    test.button(key="proposer_vague").click().run()
    test.button(key="ajouter_vague").click().run()
    assert not test.exception and not test.error
    test.button(key="confirmer").click().run()
    store = Store(paths.store_path())
    assert store.current().number == before + 1
    answers = store.read(store.current(), "survey_respondents")["wave_id"].to_pylist()
    assert len(answers) == 24 and len(set(answers)) == 2


def drop_again(test: AppTest, upload: Upload) -> AppTest:
    """The page once the file that it imported is dropped again."""
    return test.file_uploader[0].set_value([(upload.name, upload.content, "text/csv")]).run()


def test_what_an_imported_survey_speaks_of_is_corrected_by_dropping_its_file_again(forms: Path) -> None:
    test = propose_form(WITH_NAMES)
    type_in_table(test, "options", "Genre", "theme", "Jeunesses")
    test.button(key="enregistrer_formulaire").click().run()
    test.button(key="confirmer").click().run()
    drop_again(test, WITH_NAMES)
    assert any("Aucun changement" in box.value for box in test.info)
    test.button(key="corriger_formulaire").click().run()
    assert test.button(key="enregistrer_correction").disabled
    type_in_table(test, "options", "Genre", "theme", "Genre")
    type_in_table(test, "questions", needs_exports.ASKED, "horizon_years", "1")
    test.button(key="enregistrer_correction").click().run()
    test.button(key="confirmer").click().run()
    assert not test.exception and not test.error
    store = Store(paths.store_path())
    options = store.read(store.current(), "survey_options").to_pylist()
    assert {row["label"]: row["theme"] for row in options} == {"Genre": "GENRE", "Climat": "CLIMAT"}
    (item,) = store.read(store.current(), "survey_items").to_pylist()
    assert item["horizon_years"] == 1
    assert store.read(store.current(), "survey_answers").num_rows == 24


def test_a_form_that_is_left_as_it_was_goes_on_with_its_import(forms: Path) -> None:
    test = propose_form(WITH_NAMES)
    test.button(key="enregistrer_formulaire").click().run()
    (path,) = forms.glob("*.toml")
    before = path.read_bytes()
    test.button(key="corriger_formulaire").click().run()
    type_in_table(test, "options", "Genre", "theme", "Jeunesses")
    test.button(key="laisser_formulaire").click().run()
    assert path.read_bytes() == before and test.button(key="confirmer")


def test_answers_that_all_came_once_are_counted_beside_their_question(forms: Path) -> None:
    labels = list(needs_exports.THEMES)
    cells = [", ".join(several) for size in (1, 2) for several in itertools.combinations(labels, size)]
    days = [f"2022-06-{day:02d} 10:00:00" for day, _ in enumerate(cells, 1)]
    test = propose_form(
        tool_exports.build("seules.csv", [("Horodateur", days), (needs_exports.ASKED, cells)])
    )
    assert any(f"venues une seule fois ({len(cells)})" in text for text in list_texts(test))


def test_lines_of_a_grid_are_told_apart_and_no_code_is_shown(forms: Path) -> None:
    test = propose_form(tool_exports.google())
    questions, options = (
        next(each for each in test.dataframe if f"-{name}_" in each.proto.id)
        for name in ("questions", "options")
    )
    lines = questions.value.set_index("wording")["grid_line"]
    assert lines["Votre avis [Le suivi]"] == "Le suivi" and lines["Quels thèmes ?"] == "—"
    assert "grid_line" in questions.proto.column_order and "code" not in options.proto.column_order
    without_grid = propose_form(tool_exports.plain())
    (questions,) = [each for each in without_grid.dataframe if "-questions_" in each.proto.id]
    assert "grid_line" not in questions.proto.column_order


def test_the_structure_of_limesurvey_is_only_asked_for_where_it_may_be_one(forms: Path) -> None:
    def ask(upload: Upload) -> bool:
        return any("LimeSurvey" in each.label for each in propose_form(upload).file_uploader)

    assert ask(tool_exports.limesurvey("dash")) and ask(tool_exports.plain())
    assert not ask(tool_exports.google())


def test_a_form_already_there_is_not_written_over(forms: Path) -> None:
    (forms / "web.toml").write_text(
        (paths.FORMS / "offre.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    before = (forms / "web.toml").read_bytes()
    test = dropped("web.csv")
    test.button(key="proposer_formulaire").click().run()
    test.button(key="enregistrer_formulaire").click().run()
    assert not test.exception and any("existe déjà" in each.value.replace("\\", "") for each in test.error)
    assert (forms / "web.toml").read_bytes() == before


# --- Enquêtes membres ---


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch):
    """The page over a store taken for the team's, at an address."""

    def over(store: Store, **words: str) -> AppTest:
        monkeypatch.setenv("DSE_STORE", str(store.path))
        test = open_page("enquetes", **words)
        assert not test.exception and [box.value for box in test.error] == []
        return test

    return over


def questions(test: AppTest) -> list[str]:
    return [box.value.replace("\u202f", " ") for box in test.subheader]


def searches_answers(test: AppTest) -> bool:
    """Whether the box that searches free answers is there."""
    return "recherche_reponses" in [box.key for box in test.text_input]


def list_section_questions(section: str) -> list[str]:
    return [figure.question for figure in SECTIONS[section].figures]


def test_a_section_is_chosen_kept_and_written_in_the_address(page, demo_store: Store) -> None:
    test = page(demo_store)
    assert questions(test) == list_section_questions("participation") and "section" not in test.query_params
    test.button_group(key="section_enquetes").set_value("satisfaction").run()
    assert questions(test) == list_section_questions("satisfaction")
    assert "satisfaction" in test.query_params["section"]
    test.multiselect(key="familles").set_value(["ONG"]).run()
    assert questions(test) == list_section_questions("satisfaction")


def test_a_link_opens_its_section_and_an_unknown_one_is_told(page, demo_store: Store) -> None:
    assert questions(page(demo_store, section="representativite")) == list_section_questions(
        "representativite"
    )
    test = page(demo_store, section="licorne")
    assert questions(test) == list_section_questions("participation")
    assert any("licorne" in box.value for box in test.warning)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_choice_that_selects_nobody_says_so_once(page, demo_store: Store, section: str) -> None:
    test = page(demo_store, section=section, annees="2013")
    (box,) = test.info
    assert "Aucune enquête ne s’est terminée en 2013" in box.value and not test.subheader
    assert ("élargissez les années" in box.value) == (section != "attentes")  # of which no other year has any


def test_a_section_with_nothing_to_say_says_why(page, demo_store: Store) -> None:
    test = page(demo_store, section="besoins", familles="SYNDICAT", regions="01")
    assert not test.subheader
    told = " ".join(box.value for box in test.info)
    assert all(format_sentence(question) in told for question in list_section_questions("besoins"))


def audiences(test: AppTest) -> list[str]:
    return test.selectbox(key="_lowered").options


def test_the_public_can_be_lowered_and_its_list_raises_nothing(page, demo_store: Store) -> None:
    test = page(demo_store, section="autres")
    assert audiences(test) == ["Équipe", "Projection", "Diffusion"] and searches_answers(test)
    assert "sans « public »" in french.typeset(test.selectbox(key="_lowered").help).replace("\u00a0", " ")
    test.selectbox(key="_lowered").set_value("projection").run()
    assert audiences(test) == ["Projection", "Diffusion"] and not searches_answers(test)
    assert "projection" in test.query_params["public"]
    test.selectbox(key="_lowered").set_value("diffusion").run()
    assert audiences(test) == ["Diffusion"]
    go_to_page(test, "donnees")
    assert audiences(test) == ["Diffusion"] and test.info


def way_up(test: AppTest) -> list[str]:
    return [button.label for button in test.button if button.key == "confirmer_equipe"]


def test_a_public_lowered_on_the_page_comes_back_up_by_a_button_that_asks(page, demo_store: Store) -> None:
    test = page(demo_store, section="autres", familles="ONG")
    assert not way_up(test)
    test.selectbox(key="_lowered").set_value("diffusion").run()
    assert way_up(test) and not searches_answers(test)
    test.button(key="confirmer_equipe").click().run()
    assert (
        not test.exception
        and audiences(test) == ["Équipe", "Projection", "Diffusion"]
        and searches_answers(test)
    )
    assert "public" not in test.query_params and test.query_params["familles"] == "ONG"
    assert not way_up(test)


def test_the_way_back_up_is_kept_from_page_to_page(page, demo_store: Store) -> None:
    test = page(demo_store)
    test.selectbox(key="_lowered").set_value("projection").run()
    assert way_up(go_to_page(test, "recours"))
    assert way_up(go_to_page(test, "donnees"))


@pytest.mark.parametrize("requested_audience", ["projection", "diffusion", "inconnu"])
def test_an_address_that_asks_for_a_public_offers_no_way_up(
    page, demo_store: Store, requested_audience: str
) -> None:
    test = page(demo_store, public=requested_audience)
    assert not way_up(test)
    test.selectbox(key="_lowered").set_value("diffusion").run()
    assert not way_up(test) and not way_up(go_to_page(test, "recours"))
    assert not way_up(go_to_page(test, "donnees")) and not way_up(go_to_page(test, "projection"))


def test_an_address_that_lowers_further_takes_the_way_up_away(page, demo_store: Store) -> None:
    test = page(demo_store)
    test.selectbox(key="_lowered").set_value("projection").run()
    test.query_params["public"] = "diffusion"
    assert audiences(test.run()) == ["Diffusion"] and not way_up(test)


def test_a_return_that_was_never_offered_raises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    held = {menu.AUDIENCE: "projection", filters._LOWERED_BY_ADDRESS: True}
    monkeypatch.setattr(filters.st, "session_state", held)
    filters._return_to_team()
    assert held[menu.AUDIENCE] == "projection"


@pytest.mark.parametrize("is_otherwise", [False, True])
def test_a_figure_is_given_to_a_public_only_as_it_was_published(
    page, demo_store: Store, monkeypatch: pytest.MonkeyPatch, is_otherwise: bool
) -> None:
    def require(*_: object) -> None:
        if is_otherwise:
            raise Refused("Cette figure dirait autre chose.")

    monkeypatch.setattr(publication, "require_as_published", require)
    test = page(demo_store, section="satisfaction", public="diffusion")
    test.session_state["fichiers_satisfaction"] = True
    test.run()
    assert any("pas gardée comme publiée" in box.value for box in test.caption)
    offered = [each.label for each in test.get("download_button")]
    assert offered == ([] if is_otherwise else ["Excel", "CSV", "Image", "CSV brut"])
    assert any("autre chose" in box.value for box in test.warning) == is_otherwise


def test_a_choice_that_was_never_offered_raises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    held = {menu.AUDIENCE: "projection", filters._AUDIENCE_CHOICE: "equipe"}
    monkeypatch.setattr(filters.st, "session_state", held)
    filters._restrict_audience()
    assert held[menu.AUDIENCE] == "projection"


def test_the_real_survey_tells_not_asked_from_no(page, tmp_path: Path) -> None:
    """Persons without organisation; what the author of the survey counts as no is theirs and what was not asked."""
    export = shared("limesurvey_patrimoine_vaud") / "results-survey4914.xlsx"
    form = paths.ROOT / "tests" / "forms" / "patrimoine.toml"
    store = Store(tmp_path / "store")
    uploads.accepted(store, Upload(export.name, export.read_bytes()), form=form)
    test = page(store, section="autres")
    data = [each.data.data for chart in test.get("vega_lite_chart") for each in chart.proto.datasets]
    drawn = " ".join(str(pa.ipc.open_stream(each).read_all().to_pylist()) for each in data)
    assert REGISTRY["single_choices"].question in questions(test)
    assert "non posée à 7" in drawn and "non posée à 124" in drawn


@pytest.mark.parametrize("is_imported", [False, True])
def test_a_survey_of_the_demonstration_is_asked_again_only_where_it_was_imported(
    forms: Path, own_demo: Store, monkeypatch: pytest.MonkeyPatch, is_imported: bool
) -> None:
    if is_imported:
        monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    monkeypatch.setattr(
        new_wave, "_share_of_known_questions", lambda draft, survey: float(survey.series == "enquete-membres")
    )
    test = dropped("web.csv")
    test.button(key="proposer_formulaire").click().run()
    assert not test.exception
    assert [each.label for each in test.radio].count("Ce fichier est") == int(is_imported)
