"""A survey on the Données page: its wave is asked, and an unknown one gets a form to review."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import surveys
from streamlit.testing.v1 import AppTest

from dse import paths
from dse.ingest import form_files
from dse.store import Store


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of forms of one's own, and a store that knows the organisations of the exports."""
    store = surveys.registered(tmp_path / "store")
    monkeypatch.setenv("DSE_STORE", str(store.path))
    copied = tmp_path / "forms"
    shutil.copytree(paths.FORMS, copied)
    monkeypatch.setattr(paths, "FORMS", copied)
    # The default of an argument was taken before.
    from dse.ingest import proposal

    monkeypatch.setitem(proposal.propose.__kwdefaults__, "forms_directory", copied)
    return copied


def dropped(name: str) -> AppTest:
    """The page, one export dropped."""
    test = AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=60).run()
    test.switch_page("pages/donnees.py").run()
    test.session_state["partie"] = "Importer"
    test.run()
    upload = surveys.export(name)
    test.file_uploader[0].set_value([(upload.name, upload.content, "text/csv")]).run()
    assert not test.exception
    return test


def test_a_known_survey_asks_for_its_wave_then_shows_what_will_change(forms: Path) -> None:
    shutil.copy(surveys.FORM, forms)
    test = dropped("limesurvey_texte.csv")
    (choice,) = [box for box in test.selectbox if box.label == "Vague de l’enquête"]
    assert choice.options == ["Vague 2018", "Vague 2019"] and not test.error
    choice.set_value("2019").run()
    assert not test.exception and not test.error
    assert test.button(key="confirmer")


def test_an_unknown_survey_gets_a_form_that_is_saved_and_the_import_goes_on(
    forms: Path, tmp_path: Path
) -> None:
    test = dropped("web.csv")
    assert test.error
    test.button(key="proposer_formulaire").click().run()
    assert not test.exception and not test.error
    fields = {box.label: box.value for box in (*test.text_input, *test.selectbox)}
    assert fields["Nom court"] == "web" and fields["Vague"] == "2018"
    assert fields["Colonne de l’organisation"] == "Nom de votre structure"
    next(box for box in test.text_input if box.label == "Nom court").set_value("Attentes 2018").run()
    test.button(key="enregistrer_formulaire").click().run()
    assert not test.exception
    saved = form_files.load(forms / "attentes-2018.toml")
    assert len(saved.survey.questions) == 3
    assert test.button(key="confirmer") and not test.error
    test.button(key="confirmer").click().run()
    store = Store(tmp_path / "store")
    assert store.read(store.current(), "survey_answers").num_rows


def test_a_form_already_there_is_not_written_over(forms: Path) -> None:
    (forms / "web.toml").write_text((forms / "offre.toml").read_text(encoding="utf-8"), encoding="utf-8")
    before = (forms / "web.toml").read_bytes()
    test = dropped("web.csv")
    test.button(key="proposer_formulaire").click().run()
    test.button(key="enregistrer_formulaire").click().run()
    assert not test.exception and any("existe déjà" in each.value.replace("\\", "") for each in test.error)
    assert (forms / "web.toml").read_bytes() == before
