"""A wave more of a known survey: what is asked as before, otherwise, no more or newly is shown, and the form tells it."""

from __future__ import annotations

import json
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import surveys
import uploads
from app_session import open_page
from streamlit.testing.v1 import AppTest
from surveys import FORM, export, registered

from dse import cli
from dse.errors import Refused
from dse.ingest import Upload, propose
from dse.ingest.forms import form_files
from dse.ingest.forms import survey_form_building as survey_files
from dse.ingest.forms.survey_definitions import Survey
from dse.ingest.surveys.waves import (
    form_updating,
    new_wave,
    question_comparison,
    question_matching,
    wave_extension,
)
from dse.ingest.surveys.waves.new_wave import NewWave
from dse.store import Store

# The export of 2019, as it could come back in 2021.
CHANGES = (
    ("2019-", "2021-"),
    ("Êtes-vous membre du réseau ?", "Êtes-vous aujourd’hui membre du réseau ?"),
    ("[Des outils]", "[Des voyages]"),
    ("Pas du tout satisfait·e", "Insatisfait·e"),
    ('"Votre niveau d’expertise en genre [Commentaire]"', '"À quelle fréquence participez-vous ?"'),
    ("Toujours rien", "Souvent"),
    ('"Débutant";""', '"Débutant";"Jamais"'),
    ('"Dernière page"', '"Durée totale"'),
)


def third() -> Upload:
    """The export of a third wave."""
    text = export("limesurvey_texte.csv").content.decode("utf-8")
    for old, new in CHANGES:
        assert old in text, old
        text = text.replace(old, new)
    return Upload("membres-2021.csv", text.encode("utf-8"))


DAYS = {"dates": "2020-03-01 2020-04-30"}


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The team's forms: that of the survey of members."""
    store = registered(tmp_path / "store")
    monkeypatch.setenv("DSE_STORE", str(store.path))
    own = store.path / "forms"
    own.mkdir()
    shutil.copy(FORM, own)
    return own


def beside(forms: Path, **answers: str) -> NewWave:
    """The export beside the form, after answers to its points."""
    return new_wave.draft_new_wave(third(), forms / "enquete.toml", answers=answers)


def answered(forms: Path) -> NewWave:
    """The export beside the form, each point answered as it is proposed."""
    new = beside(forms)
    return beside(forms, **{point.key: point.proposed for point in new.points(new.pairs()) if point.proposed})


def with_wave(new: NewWave, pairs: question_matching.Pairs | None = None) -> Survey:
    """The survey with the wave, as it is proposed."""
    told = new.pairs() if pairs is None else pairs
    reviewed = new.to_review(new.verdicts(told))
    return wave_extension.add_wave(
        new, told, reviewed, new_wave.propose_wave(new), new_wave.match_respondent_fields(new)
    )


def test_each_question_is_shown_beside_the_known_one(forms: Path) -> None:
    new = beside(forms)
    pairs = new.pairs()
    verdicts = new.verdicts(pairs)
    seen = {
        each.wording: (pairs[each.question_id], verdicts[each.question_id].state) for each in new.questions
    }
    assert seen == {
        "Êtes-vous aujourd’hui membre du réseau ?": ("membre", question_comparison.REWORDED),
        "Êtes-vous satisfait·e de l’accompagnement ? [du conseil]": ("conseil", question_comparison.SAME),
        "Êtes-vous satisfait·e de l’accompagnement ? [du suivi]": ("suivi", question_comparison.RESCALED),
        "Qu’attendez-vous du réseau ?": ("attentes", question_comparison.RESCALED),
        "Qu’attendez-vous du réseau ? [Autre]": ("attentes-autre", question_comparison.SAME),
        "Recommanderiez-vous le réseau ?": ("recommande", question_comparison.SAME),
        "Votre niveau d’expertise en genre": ("genre", question_comparison.SAME),
        "À quelle fréquence participez-vous ?": (None, question_comparison.NEW),
    }
    assert [each.question_id for each in new.not_asked(pairs)] == ["genre-commentaire"]


def test_the_form_gets_the_wave_and_says_what_it_said_before(forms: Path) -> None:
    new = beside(forms)
    after = with_wave(new)
    wave = after.waves[-1]
    assert (wave.wave_id, wave.title) == ("2021", "Vague 2021")
    form_updating.save_updated_form(new, after)
    path = forms / "enquete.toml"
    assert path.read_text(encoding="utf-8").startswith("# Enquête fictive auprès des membres, deux vagues")
    told = form_files.load_form(path).survey
    assert told == after
    before = new.known_survey
    for each in before.waves:
        for question in before.questions:
            again = next(one for one in told.questions if one.question_id == question.question_id)
            asked = again.in_wave(each.wave_id)
            assert question.in_wave(each.wave_id) == (asked and replace(asked, waves=question.waves))
    asked = {each.question_id: each.in_wave("2021") for each in told.questions}
    assert asked["membre"].wording == "Êtes-vous aujourd’hui membre du réseau ?"
    assert asked["genre-commentaire"] is None and asked["suivi"].scale != "satisfaction-4"
    assert dict(asked["attentes"].option_columns).keys() == {"formations", "rencontres", "des-voyages"}
    (added,) = told.questions[len(before.questions) :]
    assert added.kind == "likert" and added.in_wave("2019") is None
    assert {spelling for each in told.dropped for spelling in each} >= {"Durée totale"}


def test_older_waves_and_the_new_one_are_imported_with_the_form_that_was_saved(
    forms: Path, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    path = forms / "enquete.toml"
    uploads.accepted(store, export("limesurvey_texte.csv"), form=path, wave="2019")
    new = answered(forms)
    form_updating.save_updated_form(new, with_wave(new))
    assert propose([export("limesurvey_texte.csv")], store, form=path, wave="2019").status == "unchanged"
    proposal = propose([third()], store, form=path, wave="2021")
    assert not proposal.problems and not proposal.doubts
    items = {
        (each["wave_id"], each["question_id"]): each for each in proposal.changes["survey_items"].to_pylist()
    }
    assert items["2021", "membre"]["wording"] != items["2019", "membre"]["wording"]
    assert items["2021", "suivi"]["scale_id"] != items["2019", "suivi"]["scale_id"]
    assert items["2021", "conseil"]["scale_id"] == items["2019", "conseil"]["scale_id"]
    # Claire answers both times, under one pseudonym.
    people = [each["respondent_id"] for each in proposal.changes["survey_respondents"].to_pylist()]
    assert len(people) == 4 and len(set(people)) < 4


def test_a_person_may_say_that_a_question_is_another(forms: Path) -> None:
    new = beside(forms)
    pairs = {name: None if known == "membre" else known for name, known in new.pairs().items()}
    after = with_wave(new, pairs)
    asked = {each.question_id: each for each in after.questions}
    assert asked["membre"].in_wave("2021") is None
    fresh = [each for each in after.questions if each.wording.startswith("Êtes-vous aujourd’hui")]
    assert len(fresh) == 1 and fresh[0].in_wave("2018") is None


def test_a_filter_follows_the_question_that_is_reworded(tmp_path: Path) -> None:
    path = surveys.small_form(tmp_path)
    lines = [f"p{line}@exemple.invalid;Ville Fictive;4;3;eval;Un mot" for line in range(3)]
    headers = surveys.HEADERS.replace("Avis", "Votre avis").replace("Mail;", "Courriel;")
    new = new_wave.draft_new_wave(uploads.build_upload("p-2020.csv", headers, *lines), path, answers=DAYS)
    pairs = new.pairs() | {each.question_id: "avis" for each in new.questions if each.wording == "Votre avis"}
    after = with_wave(new, pairs)
    text = next(each for each in after.questions if each.question_id == "texte")
    assert text.in_wave("2020").asked_when.columns == ("Votre avis",)
    assert text.in_wave("v1").asked_when.columns == ("Avis",)
    assert after.respondent_columns("key") == ("Mail", "Courriel")


def test_a_form_whose_text_cannot_be_added_to_is_written_anew(tmp_path: Path) -> None:
    inline = ('columns = "Note"', 'columns = "Note"\nwaves = { v1 = { wording = "Votre note ?" } }')
    path = surveys.small_form(
        tmp_path, inline, ('title = "Petite enquête"', 'title = "Petite"\nhelp = "Une aide."')
    )
    lines = [f"p{line}@exemple.invalid;Ville Fictive;4;9;eval;Un mot" for line in range(3)]
    new = new_wave.draft_new_wave(
        uploads.build_upload("p-2020.csv", surveys.HEADERS, *lines), path, answers=DAYS
    )
    after = with_wave(new)
    assert form_updating.update_text(new.content, new.known_survey, after) is None
    form_updating.save_updated_form(new, after)
    told = form_files.load_form(path)
    assert told.survey == after and (told.title, told.help, told.name) == ("Petite", "Une aide.", "petite")
    note = next(each for each in after.questions if each.question_id == "note")
    assert (note.in_wave("v1").highest, note.in_wave("2020").highest) == (5, 10)


def test_a_form_that_has_changed_meanwhile_is_not_written_over(forms: Path) -> None:
    new = beside(forms)
    path = forms / "enquete.toml"
    path.write_text(new.content + "# Une remarque\n", encoding="utf-8")
    with pytest.raises(Refused, match="a changé entre-temps"):
        form_updating.save_updated_form(new, with_wave(new))
    assert path.read_text(encoding="utf-8").endswith("# Une remarque\n")


def test_the_command_adds_the_wave_to_the_form_that_knows_the_survey(
    forms: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "membres-2021.csv"
    file.write_bytes(third().content)
    form = forms / "enquete.toml"
    before = form.read_bytes()
    assert cli.main(["draft", str(file), "--out", "-"]) == 0
    out, err = capfd.readouterr()
    assert form.read_bytes() == before and "[waves.2021]" in out
    assert "Dates des réponses : 05/03/2021" in err
    assert "Libellé changé (membre)" in err and "Non posée cette fois : « Votre niveau d’expertise" in err
    assert survey_files.build_from_toml("e", tomllib.loads(out)).survey.wave("2021")
    assert cli.main(["draft", str(file), "--series", "membres", "--wave", "v3", "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["file"] == str(form) and form_files.load_form(form).survey.wave("v3")
    assert cli.main(["draft", str(file), "--wave", "v3"]) == 2
    told = capfd.readouterr().err
    assert "déjà dans le formulaire" in told and f"retirez d’abord {form}" in told
    assert cli.main(["import", str(file), "--wave", "v3", "--confirm", "all"]) == 0
    capfd.readouterr()
    assert cli.main(["draft", str(file), "--wave", "v3"]) == 2
    assert "retirez" not in capfd.readouterr().err
    # Under a name of its own it is another survey.
    assert cli.main(["draft", str(file), "--series", "autre", "--out", "-"]) == 0
    assert tomllib.loads(capfd.readouterr().out)["series"] == "autre"


def page(upload: Upload) -> AppTest:
    """The page, one export dropped."""
    test = open_page("donnees")
    test.session_state["partie"] = "Importer"
    test.run()
    test.file_uploader[0].set_value([(upload.name, upload.content, "text/csv")]).run()
    assert not test.exception
    return test


def test_on_the_page_the_wave_is_reviewed_added_and_imported(forms: Path, tmp_path: Path) -> None:
    test = page(third())
    test.button(key="proposer_vague").click().run()
    assert not test.exception and not test.error
    assert any(
        "« Enquête fictive" in each.value and "posée une nouvelle fois" in each.value
        for each in test.markdown
    )
    (name,) = [box for box in test.text_input if box.label == "Nom court de la vague"]
    assert name.value == "2021"
    assert any("du formulaire" in each.value and "non posée" in each.value for each in test.caption)
    test.button(key="ajouter_vague").click().run()
    assert not test.exception and not test.error
    assert form_files.load_form(forms / "enquete.toml").survey.wave("2021")
    test.button(key="confirmer").click().run()
    assert not test.exception
    waves = uploads.rows(Store(tmp_path / "store"), "survey_waves")
    assert [each["wave_id"] for each in waves] == ["2021"]


def test_on_the_page_an_export_that_resembles_a_survey_may_be_another(forms: Path) -> None:
    strange = third().content.decode("utf-8").replace('"Adresse mail"', '"Adresse e-mail"')
    test = page(Upload("membres-2021.csv", strange.encode("utf-8")))
    test.button(key="proposer_formulaire").click().run()
    assert not test.exception and test.button(key="ajouter_vague")
    (choice,) = [each for each in test.radio if each.label == "Ce fichier est"]
    choice.set_value(False).run()
    assert not test.exception and test.button(key="enregistrer_formulaire")


def test_a_statement_that_would_fall_inside_a_text_is_not_lost(tmp_path: Path) -> None:
    several = 'title = "Petite enquête"\nhelp = """Une aide :\n[en deux lignes]"""'
    path = surveys.small_form(tmp_path, ('title = "Petite enquête"', several))
    lines = [f"p{line}@exemple.invalid;Ville Fictive;4;3;eval;Un mot;fr" for line in range(3)]
    headers = f"{surveys.HEADERS};Langue de départ"
    new = new_wave.draft_new_wave(uploads.build_upload("p-2020.csv", headers, *lines), path, answers=DAYS)
    after = with_wave(new)
    form_updating.save_updated_form(new, after)
    assert form_files.load_form(path).survey == after and ("Langue de départ",) in after.dropped
