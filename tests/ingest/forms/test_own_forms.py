"""Forms and matched titles of the team lie in its store's folder: beside ours, in their place, never in the application's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import surveys
import uploads
from app_session import open_page

from dse import cli, paths
from dse.demo.refresh import refresh_demo
from dse.errors import Refused
from dse.ingest import propose
from dse.ingest.forms import form_files, matched_titles
from dse.ingest.forms.definitions import INSTEAD_OF_OURS, OF_TEAM, OURS
from dse.ingest.forms.matched_titles import MatchedTitles
from dse.ingest.recognition import form_matching
from dse.ingest.surveys.draft import form_draft, form_writing
from dse.ingest.surveys.waves import form_updating, new_wave
from dse.store import Store
from schemas import renamed
from schemas.renamed import Renaming


@pytest.fixture
def own(store: Store, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the team's forms, in a store that has data."""
    monkeypatch.setenv("DSE_STORE", str(store.path))
    paths.team_forms().mkdir()
    return paths.team_forms()


def ours(name: str) -> str:
    return (paths.FORMS / f"{name}.toml").read_text(encoding="utf-8")


def titled(name: str) -> str:
    """One of our forms under the title of the team."""
    before = form_files.load_form(paths.FORMS / f"{name}.toml").title
    text = ours(name)
    assert f'title = "{before}"' in text
    return text.replace(f'title = "{before}"', 'title = "Le nôtre"')


def origins() -> dict[str, str]:
    return {form.name: form.origin for _, form in form_files.load_all_forms()}


def test_a_form_of_the_team_stands_beside_ours_or_in_the_place_of_the_one_of_its_name(own: Path) -> None:
    assert set(origins().values()) == {OURS}
    shutil.copy(surveys.FORM, own)
    (own / "offre.toml").write_text(titled("offre"), encoding="utf-8")
    assert (origins()["enquete"], origins()["offre"], origins()["membres"]) == (
        OF_TEAM,
        INSTEAD_OF_OURS,
        OURS,
    )
    assert form_files.find_form("offre").title == "Le nôtre"
    assert len(form_files.load_line_forms()) == len(form_files.load_line_forms(paths.FORMS))
    (own / "offre.toml").unlink()
    assert form_files.find_form("offre").title != "Le nôtre"


def test_a_wrong_form_of_the_team_is_said_and_locks_nothing(own: Path, store: Store) -> None:
    (own / "offre.toml").write_text("title = [", encoding="utf-8")
    (own / "copie.toml").write_text('name = "membres"\n' + ours("membres"), encoding="utf-8")
    named, broken = sorted(form_files.describe_forms_to_correct())
    assert "copie.toml" in named and "membres.toml" in named and str(own) in named
    assert "offre.toml" in broken and "laissé de côté" in broken
    assert origins()["offre"] == OURS and "copie" not in origins()
    assert not propose([uploads.clean("offre")], store).problems


def test_a_form_that_names_a_column_and_a_table_as_before_is_read_under_their_names_of_today(
    own: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = ours("offre").replace('table = "offers"', 'table = "services"').replace("note = ", "remark = ")
    (own / "offre.toml").write_text(was + 'replaces = ["remark"]\n', encoding="utf-8")
    (wrong,) = form_files.describe_forms_to_correct()
    assert "la table « services » n’existe pas" in wrong
    monkeypatch.setitem(renamed.RENAMED_TABLES, "services", Renaming("offers", "9.0.0"))
    monkeypatch.setitem(renamed.RENAMED_STORED_COLUMNS, ("offers", "remark"), Renaming("note", "9.0.0"))
    form_files._read.cache_clear()
    form = form_files.find_form("offre")
    assert form.rows[0].columns == form_files.load_form(paths.FORMS / "offre.toml").rows[0].columns
    assert (form.origin, form.rows[0].replaces) == (INSTEAD_OF_OURS, ("note",))
    (sentence,) = form_files.describe_forms_to_correct()
    assert "« services.remark » s’appelle « offers.note »" in sentence and "offre.toml" in sentence
    assert not propose([uploads.clean("offre")], store).problems


def test_titles_are_kept_with_the_data_and_known_by_themselves(own: Path) -> None:
    path = matched_titles.save_titles(form_files.find_form("membres"), MatchedTitles({"Dénomination": "Nom"}))
    assert path == own / "titres" / "membres.toml"
    (members,) = [form for form in form_matching.load_known_forms() if form.name == "membres"]
    assert "Dénomination" in members.headers["Nom"].aliases
    assert not (paths.FORMS / "titres").exists()


@pytest.mark.parametrize("name", ["enquete-membres", "questionnaires-fin"])
def test_a_survey_of_the_demonstration_takes_no_name_from_the_team(own: Path, name: str) -> None:
    draft = form_draft.draft_from_file(surveys.export("web.csv"), series=name)
    with pytest.raises(Refused, match="existe déjà"):
        form_writing.save_form(draft, series_imported={name})
    assert form_writing.save_form(draft, series_imported={"autre"}) == own / f"{name}.toml"
    assert origins()[name] == INSTEAD_OF_OURS
    assert form_files.find_form(name).survey.questions == draft.survey.questions
    with pytest.raises(Refused, match="existe déjà"):
        form_writing.save_form(draft)


def test_a_survey_takes_the_name_of_no_list(own: Path) -> None:
    draft = form_draft.draft_from_file(surveys.export("web.csv"), series="membres")
    with pytest.raises(Refused, match="existe déjà"):
        form_writing.save_form(draft)
    assert origins()["membres"] == OURS
    assert form_writing.save_form(form_draft.rename_draft(draft, "autre", "Autre")) == own / "autre.toml"


def test_a_wave_more_of_a_survey_of_ours_is_written_among_the_team_s(own: Path) -> None:

    before = ours("enquete-membres")
    known = form_files.load_form(paths.FORMS / "enquete-membres.toml").survey
    new = new_wave.draft_new_wave(surveys.export("web.csv"), paths.FORMS / "enquete-membres.toml")
    written = form_updating.save_updated_form(new, known)
    assert written == own / "enquete-membres.toml" and ours("enquete-membres") == before
    assert origins()["enquete-membres"] == INSTEAD_OF_OURS
    with pytest.raises(Refused, match="a changé entre-temps"):
        form_updating.save_updated_form(new, known)


def test_the_demo_is_read_with_our_forms_and_the_team_s_own_are_those_of_its_folder(
    own: Path, tmp_path: Path
) -> None:
    (own / "offre.toml").write_text(ours("offre").replace('"Intitulé', '"Nom de l’offre'), encoding="utf-8")
    assert origins()["offre"] == INSTEAD_OF_OURS
    assert refresh_demo(Store(tmp_path / "demo"))


def test_the_page_says_whose_a_form_is_and_where_it_lies(own: Path) -> None:
    (own / "offre.toml").write_text(titled("offre"), encoding="utf-8")
    (own / "rate.toml").write_text("title = [", encoding="utf-8")
    test = open_page("donnees")
    captions = " ".join(each.value.replace("\\", "") for each in test.caption)
    assert "à la place de celui du logiciel" in captions and str(own) in captions
    assert any("rate.toml" in each.value.replace("\\", "") for each in test.warning) and not test.exception


def test_the_folder_that_a_command_names_is_the_one_of_the_forms(
    own: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (own / "offre.toml").write_text("title = [", encoding="utf-8")
    arguments = ["template", "membres", "--out", str(tmp_path / "m.xlsx")]
    assert cli.main(arguments) == 0 and "offre.toml" in capfd.readouterr().err
    (tmp_path / "m.xlsx").unlink()
    assert cli.main([*arguments, "--store", str(tmp_path / "other")]) == 0
    assert "offre.toml" not in capfd.readouterr().err and paths.team_forms() == own
