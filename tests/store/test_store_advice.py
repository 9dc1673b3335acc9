"""What a sentence of the store advises is done to the letter, and the trouble is over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from store_disks import Crash, operations
from store_rows import eight, tokens

from dse import cli
from dse.errors import StoreError
from dse.store import Store
from dse.store.durability import disk
from dse.store.records import layout
from dse.store.records.layout import Layout, lock_for_writing

LOCK = ".lock"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two versions."""
    store = Store(tmp_path / "store")
    for token in (1, 2):
        commit(store, token)
    return store


def commit(store: Store, token: int):
    current = store.current()
    number = current.number if current else 0
    return store.commit(eight(token), parent=number, author="Marie", message=f"Import {token}")


def refusal(action: Callable[[], object]) -> str:
    with pytest.raises(StoreError) as caught:
        action()
    return str(caught.value)


@pytest.fixture
def impatient(monkeypatch) -> None:
    monkeypatch.setattr(disk, "LOCK_TIMEOUT_S", 0.05)


def test_whoever_writes_is_named_with_the_hour_and_waiting_helps(store, impatient):
    goes, holds = threading.Event(), threading.Event()

    def write() -> None:
        with lock_for_writing(Layout(store.path), "Marie"):
            holds.set()
            goes.wait(10)

    writer = threading.Thread(target=write)
    began = datetime.now().astimezone()
    writer.start()
    holds.wait(10)
    minutes = {f"depuis {at:%H:%M} : Marie (" for at in (began, datetime.now().astimezone())}
    told = refusal(lambda: commit(store, 3))
    assert any(minute in told for minute in minutes) and "Attendez" in told
    goes.set()
    writer.join()
    assert commit(store, 3).number == 3


@pytest.mark.parametrize("note", [None, "hors d’âge", "ancienne"])
def test_another_program_that_holds_the_lock_accuses_nobody(store, impatient, note):
    """Marie has finished, or died long ago: only the file is named, and freeing it helps."""
    if note:
        since = (datetime.now(UTC) - 2 * layout.LONGEST_SILENCE).isoformat()
        old = {"hors d’âge": f"{since} {since} Marie (PC)", "ancienne": "Marie (PC)"}[note]
        (store.path / ".holder").write_text(old, encoding="utf-8")
    with disk.lock(store.path / LOCK):
        told = refusal(lambda: commit(store, 3))
    assert "Marie" not in told and f"retient le fichier {store.path / LOCK}" in told
    assert commit(store, 3).number == 3


@pytest.mark.parametrize("work", ["back_up", "put_back"])
def test_a_backup_that_lasts_is_still_named_with_the_hour_when_it_began(
    work, store, impatient, monkeypatch, tmp_path
):
    saved, clock = store.back_up(tmp_path / "a.zip").file, Clock()
    monkeypatch.setattr(layout, "datetime", clock)
    at, began = (
        store if work == "back_up" else Store(tmp_path / "other"),
        f"{clock.now(UTC).astimezone():%H:%M}",
    )
    told = []

    def wait(_share: float, what: str) -> None:
        clock.passed += 0.6 * layout.LONGEST_SILENCE
        if what in ("Copie des données", "Restauration des données"):
            told.append(refusal(lambda: commit(Store(at.path), 3)))

    if work == "back_up":
        at.back_up(tmp_path / "b.zip", wait)
    else:
        at.restore_backup(saved, wait)
    busy = {
        "back_up": "Un autre enregistrement est en cours",
        "put_back": "Une sauvegarde est en cours de restauration",
    }
    assert len(told) > 3 and all(busy[work] in each for each in told)
    if work == "back_up":
        assert all(f"depuis {began} : sauvegarde" in each for each in told)


class Clock:
    """A clock that a test puts forward."""

    passed = timedelta()
    fromisoformat = datetime.fromisoformat

    def now(self, zone: tzinfo) -> datetime:
        return datetime.now(zone) + self.passed


def test_a_writer_that_leaves_takes_its_note_away(store):
    assert not (store.path / ".holder").exists()
    with pytest.raises(StoreError):
        store.commit(eight(3), parent=0, author="Marie", message="")
    assert not (store.path / ".holder").exists()


def interrupted(store: Store, token: int) -> None:
    """An import that is cut once its data are there."""
    with operations() as seen:
        commit(Store(store.path.parent / "other"), token)
    at = len(seen.done) - 1 - seen.done[::-1].index("link")
    with operations(at - 4), pytest.raises(Crash):
        commit(store, token)


def test_an_interrupted_import_is_no_loss_and_is_done_again(store):
    for token in (3, 4):  # twice cut, of different data
        interrupted(store, token)
    assert {each.kind for each in store.check()} == {"leftover"}
    assert all("interrompu" in each.sentence and "refaites-le" in each.sentence for each in store.check())
    assert cli.main(["--store", str(store.path), "check"]) == 0
    assert commit(store, 4).number == 3
    assert tokens(store, store.current()) == {4}
    assert {each.sentence.partition(" n’")[2] for each in store.check()} == {
        "appartient à aucune version lisible : il peut rester."
    }


def test_a_manifest_that_is_lost_is_told_even_after_an_interrupted_import(store):
    interrupted(store, 3)
    commit(store, 4)
    (store.path / "manifests" / "00000003.json").unlink()
    assert [each.file for each in store.check() if each.kind == "missing"] == ["manifests/00000003.json"]
    assert cli.main(["--store", str(store.path), "check"]) == 4


def test_a_full_disk_is_no_loss_either(store):
    with operations() as seen:
        commit(Store(store.path.parent / "other"), 3)
    for at in range(len(seen.done)):
        with operations(at, lambda: OSError(28, "No space left on device")):
            try:
                commit(store, 5 + at)
            except StoreError:
                assert {each.kind for each in store.check()} <= {"leftover"}, seen.done[at]


def harm(path: Path, kind: str) -> None:
    whole = path.read_bytes()
    path.unlink()
    if kind == "damaged":
        path.write_bytes(whole[:-5])


def put_aside(path: Path) -> None:
    """What the sentence asks for: another name, or an empty file of that name."""
    aside = path.with_name(f"{path.stem}-ecarte.json")
    path.rename(aside) if path.exists() else aside.touch()


KINDS = pytest.mark.parametrize("kind", ["damaged", "missing"])


@KINDS
def test_a_name_whose_record_is_lost_is_given_again(store, kind):
    store.name(1, "Bilan 2013-2015")
    store.name(2, "Bilan 2016-2018")
    path = store.path / "names" / "00000001.json"
    harm(path, kind)
    (finding,) = store.check()
    assert finding.kind == kind and "donnez de nouveau son nom" in finding.sentence
    assert "00000001-ecarte.json" in finding.sentence and "sauvegarde" in finding.sentence
    put_aside(path)
    store.name(1, "Bilan 2013-2015")
    assert store.names() == {1: "Bilan 2013-2015", 2: "Bilan 2016-2018"}
    assert [(each.kind, each.file) for each in store.check()] == [("leftover", "names/00000001-ecarte.json")]


def test_the_number_of_a_record_put_aside_is_not_given_again(store):
    store.name(1, "Bilan")
    path = store.path / "names" / "00000001.json"
    harm(path, "damaged")
    put_aside(path)
    store.name(1, "Bilan")
    assert sorted(each.name for each in path.parent.iterdir()) == ["00000001-ecarte.json", "00000002.json"]


@KINDS
def test_an_older_version_that_is_lost_is_chosen_no_more(store, kind):
    harm(store.path / "manifests" / "00000001.json", kind)
    told = refusal(lambda: store.version(1))
    assert "manifests/00000001.json" in told and "choisissez une autre version" in told
    assert store.version(2) == store.current()
