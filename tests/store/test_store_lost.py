"""The newest version cannot be read any more: nothing is built over it in silence, and nothing is stuck."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from store_rows import TABLES, eight, rows, tokens

from dse.errors import Damaged, Refused
from dse.store import Store
from dse.store.durability import disk
from dse.store.tables import parquet_files

NEWEST = "manifests/00000003.json"


@pytest.fixture
def store(tmp_path) -> Store:
    """Three versions."""
    store = Store(tmp_path / "store")
    for token in (1, 2, 3):
        store.commit(eight(token), parent=token - 1, author="Marie", message=f"Import {token}")
    return store


def damage_file(store: Store, name: str = NEWEST) -> bytes:
    """What the file held before."""
    path = store.path / name
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    return whole


def everything(store: Store) -> dict[Path, bytes]:
    folders = ("data", "manifests", "names")
    return {path: path.read_bytes() for folder in folders for path in (store.path / folder).iterdir()}


def find_problems(store: Store) -> list[tuple[str, str]]:
    return [(finding.kind, finding.file) for finding in store.check() if finding.kind != "leftover"]


@pytest.mark.parametrize(
    "action",
    [
        lambda store: store.commit(eight(4), parent=2, author="Paul", message=""),
        lambda store: store.commit(eight(2), parent=2, author="Paul", message=""),
        lambda store: store.undo(2, "Paul"),
        lambda store: store.undo(1, "Paul"),
    ],
    ids=["commit", "commit of what is there", "undo", "undo that would be refused"],
)
def test_nothing_is_saved_over_a_damaged_newest_version(store, action):
    damage_file(store)
    before = everything(store)
    with pytest.raises(Damaged, match=rf"{NEWEST}.*est endommagé.*sauvegarde.*revenez à la version 2"):
        action(store)
    assert everything(store) == before
    assert store.current().number == 2


@pytest.mark.parametrize("number", [1, 2])
def test_a_restore_goes_on_without_a_damaged_newest_version_and_says_so(store, number):
    assert store.lost() is None
    whole, before = damage_file(store), everything(store)
    assert store.lost() == 3
    made = store.restore(number, "Paul")
    assert (made.number, made.parent, made.target_version) == (4, 2, number)
    assert made.message == f"Retour à la version {number}, sans la version 3, qui ne se lit plus"
    assert tokens(store, made) == {number}
    assert store.lost() is None
    assert before.items() <= everything(store).items()
    assert store.commit({"offers": [rows("offers", 9)]}, parent=4, author="Paul", message="").number == 5
    assert find_problems(store) == [("damaged", NEWEST)]
    (store.path / NEWEST).write_bytes(whole)
    assert tokens(store, store.restore(3, "Paul")) == {3}
    assert find_problems(store) == []


def test_a_restore_that_goes_on_can_be_undone_and_restored_as_any_other(store):
    damage_file(store)
    store.restore(1, "Paul")
    assert tokens(store, store.undo(4, "Paul")) == {2}
    assert store.restore(2, "Paul").number == 5


def test_an_older_damaged_manifest_holds_nothing_back(store):
    damage_file(store, "manifests/00000002.json")
    assert store.commit(eight(4), parent=3, author="Paul", message="").number == 4


def test_a_store_of_which_no_version_can_be_read_takes_nothing_in(store):
    for number in (1, 2, 3):
        damage_file(store, f"manifests/0000000{number}.json")
    with pytest.raises(Damaged, match=rf"{NEWEST}.*sauvegarde.*dossier vide"):
        store.commit(eight(4), parent=0, author="Paul", message="")
    assert store.current() is None


def test_damage_among_the_manifests_is_told_without_reading_the_data(store, monkeypatch):
    assert store.damaged() == []
    damage_file(store)
    (store.path / "manifests" / "00000001.json").unlink()
    monkeypatch.setattr(disk, "digest", None)
    told = [(finding.kind, finding.file) for finding in store.damaged()]
    assert told == [("damaged", NEWEST), ("missing", "manifests/00000001.json")]
    assert all(finding.file in finding.sentence for finding in store.damaged())


def test_a_newest_manifest_that_is_gone_shows_by_the_data_it_left(store):
    (store.path / NEWEST).unlink()
    assert find_problems(store) == [("missing", NEWEST)]
    assert "interrompu" in store.check()[0].sentence
    # A page must not cry wolf while another computer saves or a folder synchronises.
    assert store.damaged() == []
    # An import that was cut before its manifest leaves the very same: it must go in when it is tried again.
    assert store.commit(eight(3), parent=2, author="Marie", message="").number == 3
    assert find_problems(store) == []


def test_all_manifests_gone_show_by_the_data_they_left(store):
    for path in (store.path / "manifests").iterdir():
        path.unlink()
    assert find_problems(store) == [("missing", "manifests/00000001.json")]


def test_data_older_than_the_newest_manifest_are_a_mere_leftover(store):
    old = store.path / "data" / "offers-0000000000000000.parquet"
    old.write_bytes(b"")
    os.utime(old, (1_000_000_000, 1_000_000_000))
    assert [(each.kind, each.file) for each in store.check()] == [("leftover", f"data/{old.name}")]


def test_a_newest_manifest_that_is_gone_shows_by_its_name_and_keeps_its_number(store):
    store.name(3, "Bilan 2019-2021")
    (store.path / NEWEST).unlink()
    assert find_problems(store) == [("missing", NEWEST)]
    with pytest.raises(Damaged, match=rf"{NEWEST}.*manque.*revenez à la version 2"):
        store.commit(eight(4), parent=2, author="Paul", message="")
    assert store.restore(2, "Paul").number == 4
    assert store.names() == {3: "Bilan 2019-2021"}
    assert find_problems(store) == [("missing", NEWEST)]


def test_a_version_between_others_whose_manifest_is_gone_is_missing_and_not_unheard_of(store):
    (store.path / "manifests" / "00000002.json").unlink()
    with pytest.raises(Damaged, match=r"manifests/00000002.json manque"):
        store.version(2)
    for number in (-1, 0, 4):
        with pytest.raises(Refused, match=f"La version {number} n’existe pas"):
            store.version(number)


@pytest.mark.parametrize("table", TABLES)
def test_a_restore_looks_at_every_file_even_if_nothing_has_changed(store, table):
    path = store.path / "data" / store.version(3).tables[table][0].name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(Damaged, match=path.name):
        store.restore(3, "Paul")


def test_rows_are_decoded_from_memory_that_is_not_pythons(monkeypatch):
    content = parquet_files.encode(rows("offers", 1))
    real, given = parquet_files.pa.BufferReader, []
    monkeypatch.setattr(parquet_files.pa, "BufferReader", lambda source: given.append(source) or real(source))
    assert parquet_files.decode(content).num_rows == 2
    address = parquet_files.pa.py_buffer(content).address
    assert [parquet_files.pa.py_buffer(each).address == address for each in given] == [False]
