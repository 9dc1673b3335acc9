"""Backups on the Données page: made and downloaded in two clicks, put back where there is no data."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from functools import partialmethod
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import streamlit as st
from app_session import go_to_page, open_page
from streamlit.testing.v1 import AppTest

from dse import paths
from dse.store import Store
from dse.store.durability import disk
from dse.ui.frame import menu
from dse.ui.versions import backups

FIXTURE = paths.ROOT / "tests" / "fixtures" / "stores" / "1"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The team's store: a copy of the one that release 1.1.0 wrote."""
    made = Store(shutil.copytree(FIXTURE, tmp_path / "store"))
    monkeypatch.setenv("DSE_STORE", str(made.path))
    return made


@pytest.fixture
def empty(store: Store, demo_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The team's store where there is none yet."""
    monkeypatch.setattr(paths, "DEMO_STORE", demo_store.path)
    monkeypatch.setenv("DSE_STORE", str(tmp_path / "new"))
    return Store(tmp_path / "new")


def page() -> AppTest:
    """The page, at the versions."""
    test = open_page("donnees")
    test.session_state["partie"] = "Versions"
    test.run()
    assert not test.exception
    return test


def get_text(test: AppTest) -> str:
    """Everything that the page says, without Markdown escapes, every space an ordinary one."""
    kinds = (test.markdown, test.caption, test.info, test.success, test.warning, test.error)
    text = "\n".join(box.value for kind in kinds for box in kind)
    return text.replace("\\", "").replace("\u00a0", " ").replace("\u202f", " ")


def downloads(test: AppTest) -> list[str]:
    return [each.label for each in test.get("download_button") if each.key == "telecharger_sauvegarde"]


def content(folder: Path) -> dict[str, bytes]:
    names = [name for name in disk.files(folder) if name not in (".lock", ".holder")]
    return {name: (folder / name).read_bytes() for name in names}


def test_a_click_makes_the_backup_and_the_next_downloads_it(
    store: Store, tmp_path: Path, pseudonym_key: Path
) -> None:
    test = page()
    assert downloads(test) == [] and f"{pseudonym_key.name}" in get_text(test)
    test.button(key="sauvegarder").click().run()
    assert downloads(test) == ["Télécharger la sauvegarde"]
    assert "La sauvegarde est prête : version 8, 43 fichiers" in get_text(test)
    elsewhere = Store(tmp_path / "elsewhere")
    saved = tmp_path / "downloaded.zip"
    saved.write_bytes(test.session_state[backups._READY].file.read())
    elsewhere.restore_backup(saved)
    assert content(elsewhere.path) == content(store.path)
    assert downloads(test.run()) == ["Télécharger la sauvegarde"]
    assert not test.get("file_uploader") or "restaurer" not in [each.key for each in test.button]


def files_with(tmp: Path) -> list[Path]:
    """Files left anywhere in the folder of passing things."""
    return [path for path in tmp.rglob("*") if path.is_file()]


def test_a_backup_is_nowhere_on_the_disk_but_while_it_waits_to_be_downloaded(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = tmp_path / "passing"
    passing.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    test = page()
    test.button(key="sauvegarder").click().run()
    first = test.session_state[backups._READY]
    test.button(key="sauvegarder").click().run()
    second = test.session_state[backups._READY]
    assert first.file.closed and not second.file.closed
    assert files_with(passing) == [] or os.name == "nt"  # gone with the process, even one that is killed
    assert second.download()[:2] == b"PK"
    assert downloads(test.run()) == [] and "a été téléchargée, et n’est plus gardée ici" in get_text(test)
    assert second.file.closed and files_with(passing) == []
    assert "n’est plus gardée" not in get_text(test.run()) and "détruisez les anciennes" in get_text(test)


def test_a_damaged_store_is_told_and_nothing_is_offered_to_download(store: Store) -> None:
    (damaged,) = store.current().tables["offers"]
    (store.path / "data" / damaged.name).write_bytes(b"")
    test = page()
    test.button(key="sauvegarder").click().run()
    assert f"La sauvegarde n’est pas faite. Le fichier data/{damaged.name} est endommagé" in get_text(test)
    assert downloads(test) == [] and "sauvegarder_quand_meme" not in [each.key for each in test.button]


def test_something_old_that_is_damaged_is_told_and_a_second_click_backs_up_the_rest(
    store: Store, tmp_path: Path
) -> None:
    (store.path / "manifests" / "00000001.json").write_bytes(b"{")
    test = page()
    test.button(key="sauvegarder").click().run()
    assert "manifests/00000001.json" in get_text(test) and downloads(test) == []
    test.button(key="sauvegarder_quand_meme").click().run()
    assert downloads(test) and "déjà abîmés ou manquants : manifests/00000001.json" in get_text(test)
    elsewhere = Store(tmp_path / "elsewhere")
    saved = tmp_path / "downloaded.zip"
    saved.write_bytes(test.session_state[backups._READY].file.read())
    assert "manifests/00000001.json" in elsewhere.restore_backup(saved).warning


def test_a_key_among_the_data_is_said_and_nothing_is_backed_up(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_KEY_FILE", str(store.path / "ma.cle"))
    test = page()
    assert "est dans le dossier des données" in get_text(test)
    assert "sauvegarder" not in [each.key for each in test.button]


def uploaded(content: bytes) -> AppTest:
    """The page of a team without data, to which a file was given to be put back."""
    test = page()
    (uploader,) = [each for each in test.file_uploader if "sauvegarde" in each.label]
    uploader.set_value([("ma sauvegarde.zip", content, "application/zip")]).run()
    return test.button(key="restaurer").click().run()


def test_a_backup_is_put_back_where_there_is_no_data(store: Store, empty: Store, tmp_path: Path) -> None:
    saved = store.back_up(tmp_path / "a.zip").file
    test = uploaded(saved.read_bytes())
    assert not test.exception and not test.error
    assert "La sauvegarde est restaurée. La clé des pseudonymes n’en fait pas partie" in get_text(test)
    assert content(empty.path) == content(store.path)
    assert "restaurer" not in [each.key for each in test.button]
    assert len(test.radio[0].options) == 8  # the versions, no longer the demo


def test_a_damaged_backup_is_refused_and_the_page_stays(store: Store, empty: Store, tmp_path: Path) -> None:
    saved = store.back_up(tmp_path / "a.zip").file
    test = uploaded(saved.read_bytes()[:-40])
    assert "La sauvegarde ma sauvegarde.zip est endommagée ou incomplète" in get_text(test)
    assert not empty.path.exists()


def test_a_restoration_that_was_cut_is_said_and_offered_again(
    store: Store, empty: Store, tmp_path: Path
) -> None:
    saved = store.back_up(tmp_path / "a.zip").file
    empty.path.mkdir()
    (empty.path / "restoring.json").write_bytes(b"{")
    for name in ("vue-ensemble", "bilan", "projection", "deroules"):
        test = open_page(name).run()
        assert "sa restauration a été interrompue" in get_text(test) and "démonstration" not in get_text(
            test
        ), name
    assert "sa restauration a été interrompue" in get_text(page()) and "démonstration" not in get_text(page())
    test = uploaded(saved.read_bytes())
    assert "La sauvegarde est restaurée." in get_text(test)
    assert content(empty.path) == content(store.path)


@pytest.fixture
def leave_at_bar(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Somebody leaves for another page as soon as a bar is there; what it tells of goes on once this is set."""
    may_end, texts, real = Event(), list[str](), st.progress

    def progress(share: float, text: str) -> Any:
        texts.append(text)
        bar = real(share, text)
        return bar if texts[1:] else st.switch_page(menu.get_script("deroules"))

    monkeypatch.setattr(st, "progress", progress)
    for name in ("back_up", "restore_backup"):
        monkeypatch.setattr(Store, name, partialmethod(do_once_set, may_end, getattr(Store, name)))
    return may_end


def do_once_set(store: Store, may_begin: Event, action: Callable[..., Any], *args: Any) -> Any:
    assert may_begin.wait(60)
    return action(store, *args)


def come_back(test: AppTest, may_end: Event) -> AppTest:
    """The page once it is over."""
    assert "sauvegarder" not in [each.key for each in test.button]
    may_end.set()
    test.session_state["partie"] = "Versions"
    return go_to_page(test, "donnees")


def test_a_click_elsewhere_does_not_stop_a_backup(store: Store, leave_at_bar: Event) -> None:
    test = page()
    test.button(key="sauvegarder").click().run()
    assert downloads(come_back(test, leave_at_bar)) == ["Télécharger la sauvegarde"]


def restore_behind_bar(store: Store, folder: Path, leave_at_bar: Event) -> AppTest:
    """The page that somebody left while a backup of a store is restored."""
    leave_at_bar.set()
    saved = store.back_up(folder / "a.zip").file
    leave_at_bar.clear()
    return uploaded(saved.read_bytes())


def test_a_click_elsewhere_does_not_stop_a_restoration(
    store: Store, empty: Store, tmp_path: Path, leave_at_bar: Event
) -> None:
    test = restore_behind_bar(store, tmp_path, leave_at_bar)
    assert "restaurer" not in [each.key for each in test.button] and not empty.path.exists()
    assert "La sauvegarde est restaurée" in get_text(come_back(test, leave_at_bar))
    assert content(empty.path) == content(store.path)


def leave_beside_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody leaves for another page as soon as the first bar is there."""
    real, leavings = st.progress, [menu.get_script("deroules")]

    def progress(share: float, text: str) -> Any:
        bar = real(share, text)
        return st.switch_page(leavings.pop()) if leavings else bar

    monkeypatch.setattr(st, "progress", progress)


def test_another_window_keeps_its_backup_and_is_told_that_one_is_being_made(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, other, may_end = page(), page(), Event()
    other.button(key="sauvegarder").click().run()
    monkeypatch.setattr(Store, "back_up", partialmethod(do_once_set, may_end, Store.back_up))
    leave_beside_bar(monkeypatch)
    window.button(key="sauvegarder").click().run()
    assert "se fait dans une autre fenêtre" in get_text(other.run()) and downloads(other)
    window = come_back(window, may_end)
    assert downloads(window) and "se fait dans une autre fenêtre" not in get_text(other.run())
    assert window.session_state[backups._READY] is not other.session_state[backups._READY]
    window.button(key="sauvegarder").click().run()
    assert other.session_state[backups._READY].download()[:2] == b"PK"
    assert downloads(window.run()) and not downloads(other.run())


def test_a_backup_asked_for_in_two_windows_is_made_for_each(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, other, may_end = page(), page(), Event()
    monkeypatch.setattr(Store, "back_up", partialmethod(do_once_set, may_end, Store.back_up))
    leave_beside_bar(monkeypatch)
    window.button(key="sauvegarder").click().run()
    may_end.set()
    other.button(key="sauvegarder").click().run()
    window = come_back(window, may_end)
    assert downloads(window) and downloads(other)
    assert window.session_state[backups._READY] is not other.session_state[backups._READY]


def test_a_restoration_is_told_to_another_window(
    store: Store, empty: Store, tmp_path: Path, leave_at_bar: Event
) -> None:
    test = restore_behind_bar(store, tmp_path, leave_at_bar)
    other = page()
    assert "remise en place dans une autre fenêtre" in get_text(other) and not other.get("file_uploader")
    come_back(test, leave_at_bar)
    assert "autre fenêtre" not in get_text(other.run()) and len(other.radio[0].options) == 8


def test_the_page_is_whole_while_files_are_checked_and_only_who_asked_is_answered(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, other, may_end = page(), page(), Event()
    keys = [button.key for button in other.button]
    monkeypatch.setattr(Store, "check", partialmethod(do_once_set, may_end, Store.check))
    real, acts = st.progress, [st.stop]

    def progress(share: float, text: str) -> Any:
        bar = real(share, text)
        return acts.pop()() if acts else bar

    monkeypatch.setattr(st, "progress", progress)
    window.button(key="verifier").click().run()
    assert [button.key for button in window.button] == keys and window.button(key="verifier").disabled
    assert [button.key for button in other.run().button] == keys
    assert "vérifiés dans une autre fenêtre" in get_text(other) and not other.button(key="verifier").disabled
    may_end.set()
    assert "Tous les fichiers sont intacts." in get_text(window.run())
    assert "intacts" not in get_text(other.run())
