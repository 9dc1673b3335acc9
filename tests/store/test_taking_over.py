"""What an earlier release left in the application's folder is taken over once into the team's, and nothing is lost."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from app_session import open_page
from old_application import (
    OWN_FORM,
    OWN_THEME,
    read_folder,
    use_application_data,
    write_team_files,
)

from dse import cli, paths
from dse.disclosure import SettingsError, audience, audiences
from dse.errors import Refused
from dse.store import Store
from dse.store.records.layout import Layout, lock_for_writing
from dse.team_files import leftovers, shipped_files, takeover, takeover_records
from schemas import codelists


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The `data/` of an application that a team has used: its own things among ours."""
    data = tmp_path / "application" / "data"
    data.mkdir(parents=True)
    for name in ("forms", "codelists"):
        shutil.copytree(paths.DATA / name, data / name)
    for name in ("sources.toml", "audiences.toml"):
        shutil.copy(paths.DATA / name, data)
    use_application_data(monkeypatch, data)
    monkeypatch.setenv("DSE_STORE", str(tmp_path / "store"))
    return data


def test_nothing_is_made_where_nothing_was_left(old: Path) -> None:
    assert takeover.take_over() == [] and not paths.team_folder().exists()


def test_what_was_left_is_copied_and_said_once_and_stays_where_it_was(old: Path) -> None:
    made, before = write_team_files(old), None
    before = read_folder(old)
    (said,) = takeover.take_over()
    assert read_folder(paths.team_folder(), made) == made and read_folder(old) == before
    assert all(name in said for name in made) and str(paths.team_folder()) in said
    assert takeover.take_over() == []
    assert takeover_records.describe_unread(paths.team_folder()) == [said]
    takeover_records.mark_read(paths.team_folder())
    assert takeover_records.describe_unread(paths.team_folder()) == [] and takeover.take_over() == []


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise")
@pytest.mark.parametrize("links", [True, False])
def test_what_only_its_owner_could_read_stays_so(
    old: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_team_files(old)
    (old / "sources.toml").chmod(0o600)
    (old / "ca.pem").chmod(0o400)
    if not links:
        monkeypatch.setattr(os, "link", refuse_link)
    takeover.take_over()
    rights = {
        name: stat.S_IMODE((paths.team_folder() / name).stat().st_mode) for name in ("sources.toml", "ca.pem")
    }
    assert rights == {"sources.toml": 0o600, "ca.pem": 0o600}
    assert stat.S_IMODE((paths.team_folder() / "forms" / "mes-adherents.toml").stat().st_mode) & 0o044


def refuse_link(source: Path, target: Path) -> None:
    raise OSError(errno.EPERM, "no links here")


@pytest.mark.parametrize(
    "line",
    [
        'password = "hunter2"',
        'Mot_de_Passe = "hunter2"',
        'password_env = "hunter2"',
        'url = "mysql://dse:hunter2@base"',
        'host = "dse:hunter2@base"',
        "mdp = hunter2",  # no TOML
    ],
)
def test_a_description_with_a_password_stays_where_it_was_and_is_said_once(old: Path, line: str) -> None:
    made = write_team_files(old)
    (old / "sources.toml").write_text(f"{made['sources.toml']}{line}\n", encoding="utf-8")
    *_, said = takeover.take_over()
    assert "sources.toml" in said and "mot de passe" in said and "password_env" in said
    assert "hunter2" not in "".join(read_folder(paths.team_folder()).values())
    assert not (paths.team_folder() / "sources.toml").exists()
    assert takeover.take_over() == []
    fit = made["sources.toml"] + 'password_env = "DSE_BASE_MDP"\n'
    (old / "sources.toml").write_text(fit, encoding="utf-8")
    (said,) = takeover.take_over()
    assert "sources.toml" in said and "repris" in said
    assert (paths.team_folder() / "sources.toml").read_text(encoding="utf-8") == fit


def test_what_is_in_both_is_said_and_neither_is_changed(old: Path) -> None:
    made = write_team_files(old)
    own = paths.team_folder() / "sources.toml"
    own.parent.mkdir()
    own.write_text("# les nôtres\n", encoding="utf-8")
    taken_over, both = takeover.take_over()
    assert "sources.toml" not in taken_over and "sources.toml" in both and "comparez" in both
    assert "retirez" not in both and "peuvent rester" in both
    assert own.read_text(encoding="utf-8") == "# les nôtres\n"
    assert (old / "sources.toml").read_text(encoding="utf-8") == made["sources.toml"]
    assert takeover.take_over() == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("code,label_fr\nEAU,Eau\n", "code,label_fr,rank\nEAU,Eau\nDECHETS,Déchets,11\n"),
        (
            "\ufeffcode;label_fr;rank\r\nEAU;Eau;",
            "\ufeffcode;label_fr;rank\r\nEAU;Eau;\r\nDECHETS;Déchets;11\r\n",
        ),
        ("code,label_fr,rank", "code,label_fr,rank\nDECHETS,Déchets,11\n"),
    ],
)
def test_lines_that_a_list_of_the_team_lacks_are_added_to_it(old: Path, before: str, after: str) -> None:
    write_team_files(old)
    own = paths.team_codelists() / "themes.csv"
    own.parent.mkdir(parents=True)
    own.write_bytes(before.encode("utf-8"))
    *_, said = takeover.take_over()
    assert own.read_bytes().decode("utf-8") == after
    assert "themes.csv" in said and "DECHETS" in said and "EAU" not in said and "retirez" not in said
    assert not codelists.faults() and codelists.labels("themes")["DECHETS"] == "Déchets"
    assert takeover.take_over() == [] and said in takeover_records.describe_unread(paths.team_folder())


def test_a_line_of_the_same_code_stays_as_the_team_s_folder_has_it(old: Path) -> None:
    path = old / "codelists" / "themes.csv"
    path.write_text(path.read_text(encoding="utf-8") + OWN_THEME + "EAU,Eau,,,,12,,\n", encoding="utf-8")
    own = paths.team_codelists() / "themes.csv"
    own.parent.mkdir(parents=True)
    own.write_text("code,label_fr\nDECHETS,Ordures\n", encoding="utf-8")
    added, different = takeover.take_over()
    assert own.read_text(encoding="utf-8") == "code,label_fr,rank\nDECHETS,Ordures\nEAU,Eau,12\n"
    assert "EAU" in added and "DECHETS" not in added
    assert "DECHETS" in different and "EAU" not in different and "valent" in different
    assert "retirez" not in different and takeover.take_over() == []


def test_a_wrong_list_of_the_team_waits_for_the_lines_it_lacks(old: Path) -> None:
    write_team_files(old)
    own = paths.team_codelists() / "themes.csv"
    own.parent.mkdir(parents=True)
    own.write_text("code,label_fr\nEAU,\n", encoding="utf-8")
    *_, said = takeover.take_over()
    assert "faute" in said and own.read_text(encoding="utf-8") == "code,label_fr\nEAU,\n"
    assert takeover.take_over() == [said]
    own.write_text("code,label_fr\nEAU,Eau\n", encoding="utf-8")
    (said,) = takeover.take_over()
    assert "DECHETS" in said and "DECHETS" in own.read_text(encoding="utf-8")


def test_a_list_that_a_former_release_left_in_both_places_is_merged(old: Path) -> None:
    path = old / "codelists" / "themes.csv"
    path.write_text(path.read_text(encoding="utf-8") + OWN_THEME, encoding="utf-8")
    own = paths.team_codelists() / "themes.csv"
    own.parent.mkdir(parents=True)
    own.write_text("code,label_fr\nEAU,Eau\n", encoding="utf-8")
    (left,) = leftovers.find_leftovers(paths.team_folder())
    layout = Layout(paths.team_folder())
    with lock_for_writing(layout, "essai"):
        takeover_records.append_record(
            layout, [{"file": left.file, "sha256": left.sha256, "outcome": takeover_records.BOTH}]
        )
    (said,) = takeover.take_over()
    assert "DECHETS" in said and "DECHETS" in own.read_text(encoding="utf-8")
    assert takeover.take_over() == []


def test_what_is_changed_again_in_the_old_place_is_told(old: Path) -> None:
    write_team_files(old)
    takeover.take_over()
    (old / "forms" / "mes-adherents.toml").write_text(OWN_FORM + "# autre\n", encoding="utf-8")
    (said,) = takeover.take_over()
    assert "forms/mes-adherents.toml" in said and "comparez" in said


def test_a_list_that_only_lost_lines_has_nothing_of_the_team(old: Path) -> None:
    path = old / "codelists" / "sectors.csv"
    path.write_text(
        "".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8"
    )
    assert takeover.take_over() == []


def test_line_endings_of_a_checkout_make_nothing_the_teams(old: Path) -> None:
    for path in (*old.glob("*.toml"), *(old / "codelists").glob("*.csv")):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert takeover.take_over() == []


def test_a_folder_that_takes_no_writing_is_said_and_the_old_place_is_read(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_team_files(old)

    def refuse(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr("dse.store.durability.disk.make_directory", refuse)
        with pytest.raises(takeover.NotTakenOver) as refused:
            takeover.take_over()
    said = str(refused.value)
    assert "n’est pas repris" in said and "n’accepte pas l’écriture" in said and "Errno" not in said
    assert (old / "forms" / "mes-adherents.toml") in leftovers.list_form_files()
    assert leftovers.find_titles_file("membres") == old / "forms" / "titres" / "membres.toml"
    assert paths.sources() == old / "sources.toml" and paths.audiences() == old / "audiences.toml"
    takeover.take_over()
    assert (old / "forms" / "mes-adherents.toml") not in leftovers.list_form_files()
    assert (old / "forms" / "membres.toml") in leftovers.list_form_files() and leftovers.find_titles_file(
        "membres"
    ) is None
    assert paths.sources() == paths.team_folder() / "sources.toml"
    assert paths.audiences() == paths.team_folder() / "audiences.toml"


def test_what_was_taken_over_counts_when_the_application_is_replaced(old: Path) -> None:
    write_team_files(old)
    takeover.take_over()
    assert codelists.labels("themes")["DECHETS"] == "Déchets"
    assert not codelists.faults()


def test_all_that_this_release_brings_is_known_to_be_ours() -> None:
    files = [*paths.FORMS.glob("*.toml"), *paths.CODELISTS.glob("*.csv"), paths.SOURCES, paths.AUDIENCES]
    strange = [
        path.name
        for path in files
        if not shipped_files.is_ours(path.relative_to(paths.DATA).as_posix(), path.read_bytes())
    ]
    assert not strange, "add them to data/shipped.csv: .venv/bin/python -m tests.record"


def test_a_command_says_what_it_took_over_and_the_next_says_nothing(
    old: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write_team_files(old)
    (
        old / "forms" / "mes-adherents.toml"
    ).unlink()  # no form at all: one more sentence, that is not of this test
    file = tmp_path / "vide.csv"
    file.write_text("a;b\n1;2\n", encoding="utf-8")
    assert cli.main(["import", str(file), "--json"]) == 2
    told = capfd.readouterr()
    (said,) = json.loads(told.out)["own_files"]
    assert said in told.err and "forms/titres/membres.toml" in said
    assert cli.main(["import", str(file), "--json"]) == 2
    told = capfd.readouterr()
    assert "own_files" not in json.loads(told.out) and "repris" not in told.err


def test_a_folder_that_a_command_names_takes_over_for_itself(old: Path, tmp_path: Path) -> None:
    made = write_team_files(old)
    assert cli.main(["figures", "--store", str(tmp_path / "autre")]) == 0
    assert not (tmp_path / "autre").exists()  # misspelt, perhaps
    (tmp_path / "autre").mkdir()
    assert cli.main(["figures", "--store", str(tmp_path / "autre")]) == 0
    assert read_folder(tmp_path / "autre", made) == made and not (tmp_path / "store").exists()


@pytest.mark.parametrize("command", [["demo", "--store"], ["versions", "--store"]])
def test_a_folder_of_the_demo_takes_nothing_over(old: Path, tmp_path: Path, command: list[str]) -> None:
    write_team_files(old)
    (tmp_path / "autre").mkdir()
    cli.main([*command, str(tmp_path / "autre")])
    assert (tmp_path / "autre" / "sources.toml").exists() == (command[0] == "versions")


def test_a_backup_takes_the_place_of_what_was_only_taken_over(
    old: Path, own_demo: Store, tmp_path: Path
) -> None:
    backup = own_demo.back_up(tmp_path / "sauvegarde.zip")
    made, before = write_team_files(old), None
    (old / "forms" / "mes-adherents.toml").unlink()  # no form at all: the page would say so
    before = read_folder(old)
    takeover.take_over()
    page = open_page("donnees")
    page.session_state["partie"] = "Versions"
    assert page.run().get("file_uploader") and "sauvegarder" not in [each.key for each in page.button]
    assert cli.main(["backup", str(backup.file), "--restore"]) == 0
    restored = Store(paths.team_folder())
    assert restored.current() is not None and not restored.check() and read_folder(old) == before
    assert not (paths.team_folder() / "sources.toml").exists()
    takeover.take_over()
    assert (paths.team_folder() / "sources.toml").read_text(encoding="utf-8") == made["sources.toml"]
    assert not restored.is_empty(leftovers.list_copies)


@pytest.mark.parametrize("changed", ["the copy", "the original", "another file"])
def test_what_exists_nowhere_else_stays_in_the_way_of_a_backup(
    old: Path, own_demo: Store, tmp_path: Path, changed: str
) -> None:
    backup = own_demo.back_up(tmp_path / "sauvegarde.zip")
    write_team_files(old)
    takeover.take_over()
    store = Store(paths.team_folder())
    assert store.is_empty(leftovers.list_copies) and not store.is_empty()
    file = {"the copy": store.path / "ca.pem", "the original": old / "ca.pem"}.get(
        changed, store.path / "notes.txt"
    )
    file.write_text("autre", encoding="utf-8")
    before = read_folder(store.path)
    with pytest.raises(Refused, match="notes.txt" if changed == "another file" else "ca.pem"):
        store.restore_backup(backup.file, copies=leftovers.list_copies)
    assert {name: read_folder(store.path)[name] for name in before} == before


def test_the_page_says_what_was_taken_over_until_it_is_read(
    old: Path, own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    write_team_files(old)
    (old / "forms" / "mes-adherents.toml").unlink()
    open_page("vue-ensemble")
    test = open_page("donnees")
    (said,) = [each.value for each in test.info if "repris" in each.value]
    assert "titres/membres" in said.replace("\\", "") and not test.warning
    test.button(key="reprise_lue").click().run()
    assert not test.exception and not any("repris" in each.value for each in test.info)
    assert not any("repris" in each.value for each in open_page("donnees").info)


@pytest.fixture
def next_start() -> Iterator[Callable[[], None]]:
    """What a new process knows of the settings: nothing."""
    audiences._of_team.cache_clear()
    yield audiences._of_team.cache_clear
    audiences._of_team.cache_clear()


def test_the_team_s_settings_are_the_ones_read_and_wrong_ones_stop(
    old: Path, next_start: Callable[[], None]
) -> None:
    own = paths.team_folder() / "audiences.toml"
    own.parent.mkdir()
    text = (old / "audiences.toml").read_text(encoding="utf-8")
    own.write_text(text.replace("cell = 5 ", "cell = 6 "), encoding="utf-8")
    assert audience("projection").thresholds.cell == 6
    next_start()
    own.write_text("[equipe", encoding="utf-8")
    with pytest.raises(SettingsError, match=str(own.parent)):
        audience("projection")
    own.write_text(text, encoding="utf-8")
    assert audience("projection").thresholds.cell == 5


def test_wrong_settings_are_named_by_check_and_leave_page_donnees_open(
    old: Path,
    own_demo: Store,
    next_start: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    (own_demo.path / "audiences.toml").write_text("[equipe", encoding="utf-8")
    assert cli.main(["check", "--json"]) == 0
    told = capfd.readouterr()
    (said,) = json.loads(told.out)["own_files"]
    assert "audiences.toml" in said and "TOML (fin du fichier)" in said and said in told.err
    test = open_page("donnees")
    assert any("fin du fichier" in each.value for each in test.warning) and not test.error
    test.session_state["partie"] = "Versions"
    test.run()
    assert test.button(key="sauvegarder") and not test.error and not test.exception
    assert any("fin du fichier" in each.value for each in open_page("tendances").error)
    assert not open_page("donnees", public="diffusion").tabs


def test_thresholds_stay_when_the_team_s_settings_appear_or_go_while_the_dashboard_is_open(
    old: Path, next_start: Callable[[], None]
) -> None:
    own = paths.team_folder() / "audiences.toml"
    own.parent.mkdir()
    assert audience("diffusion").thresholds.cell == 5
    text = (old / "audiences.toml").read_text(encoding="utf-8")
    own.write_text(text.replace("cell = 5 ", "cell = 3 "), encoding="utf-8")
    assert audience("diffusion").thresholds.cell == 5
    next_start()
    assert audience("diffusion").thresholds.cell == 3
    own.unlink()
    assert audience("diffusion").thresholds.cell == 3


def test_where_no_database_is_described_the_advice_names_the_folder(
    old: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sync", "--dry-run"]) == 2
    assert f"Copiez {old / 'sources.toml'} dans {paths.team_folder()}" in capfd.readouterr().err
    own = paths.team_folder() / "sources.toml"
    own.parent.mkdir(exist_ok=True)
    own.write_text("[base]\n", encoding="utf-8")
    assert cli.main(["sync", "--dry-run"]) == 2 and "il manque" in capfd.readouterr().err
