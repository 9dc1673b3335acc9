"""What undo and restore would do, told beforehand: exactly what they then do, and nothing is written meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_rows import commit, decision_rows, eight, read_files, rows

from dse.errors import Conflict, Damaged, Refused
from dse.store import Store, UndoRefused
from dse.store.commits import undo_and_restore

FOLDERS = ("data", "manifests", "names", "tmp")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store of three versions: all tables, two changed, another."""
    made = Store(tmp_path / "store")
    commit(made, 1)
    commit(made, 2, "offers", "memberships")
    commit(made, 3, "activities")
    return made


def describe_version(version):
    """What can be told of a version before it is made."""
    return version.number, version.parent, version.action, version.target_version, version.tables


@pytest.mark.parametrize("number", [2, 3])
def test_an_undo_makes_the_version_that_was_told(store: Store, number: int) -> None:
    before = read_files(store, *FOLDERS)
    foretold = store.preview_undo(number)
    assert read_files(store, *FOLDERS) == before
    assert describe_version(store.undo(number, "Paul")) == describe_version(foretold)
    assert describe_version(store.preview_undo(4)) == describe_version(store.undo(4, "Paul"))


def test_an_undo_that_would_be_refused_is_refused_beforehand_with_the_same_list(store: Store) -> None:
    before = read_files(store, *FOLDERS)
    with pytest.raises(UndoRefused) as beforehand:
        store.preview_undo(1)
    with pytest.raises(UndoRefused) as then:
        store.undo(1, "Paul")
    assert (str(beforehand.value), beforehand.value.later) == (str(then.value), then.value.later)
    assert {(change.table, change.version) for change in beforehand.value.later} == {
        ("offers", 2),
        ("memberships", 2),
        ("activities", 3),
    }
    assert read_files(store, *FOLDERS) == before


def test_an_undo_of_rows_that_later_ones_cite_is_refused_beforehand(tmp_path: Path) -> None:
    store = Store(tmp_path / "cited")
    commit(store, 1, "organisations")
    commit(store, 1, "memberships")
    with pytest.raises(UndoRefused, match="Adhésions"):
        store.preview_undo(1)


@pytest.mark.parametrize("also", [[], ["decisions"]])
def test_a_restore_makes_the_version_that_was_told(tmp_path: Path, also: list[str]) -> None:
    store = Store(tmp_path / "decided")
    store.commit({**eight(1), "decisions": [decision_rows("avant")]}, parent=0, author="Marie", message="")
    store.commit({**eight(2), "decisions": [decision_rows("après")]}, parent=1, author="Marie", message="")
    before = read_files(store, *FOLDERS)
    foretold = store.preview_restore(1, also)
    assert read_files(store, *FOLDERS) == before
    assert (foretold.tables["decisions"] == store.version(1).tables["decisions"]) == bool(also)
    assert describe_version(store.restore(1, "Paul", also)) == describe_version(foretold)


def test_a_restore_that_changes_nothing_is_told_as_the_current_version(store: Store) -> None:
    assert store.preview_restore(3) == store.current()
    store.undo(3, "Paul")
    assert store.preview_restore(2) == store.current()


def test_what_is_damaged_or_unknown_is_said_beforehand(store: Store) -> None:
    with pytest.raises(Refused, match="La version 9 n’existe pas"):
        store.preview_undo(9)
    (offers,) = store.version(1).tables["offers"]
    (store.path / "data" / offers.name).unlink()
    for foretell in (lambda: store.preview_undo(2), lambda: store.preview_restore(1)):
        with pytest.raises(Damaged, match=offers.name):
            foretell()


def test_a_restore_without_a_lost_newest_version_is_told(store: Store) -> None:
    newest = store.path / "manifests" / "00000003.json"
    newest.write_bytes(newest.read_bytes()[:-9])
    with pytest.raises(Damaged):
        store.preview_undo(2)
    assert describe_version(store.preview_restore(2)) == describe_version(store.restore(2, "Paul"))
    assert store.current().number == 4


def test_what_was_told_is_not_saved_over_someone_elses_version(store: Store) -> None:
    foretold = store.preview_undo(3)
    store.commit({"offers": [rows("offers", 7)]}, parent=3, author="Karim", message="entre-temps")
    assert store.undo(3, "Paul").number == foretold.number + 1


def test_a_version_saved_between_the_checks_and_the_writing_is_a_conflict(store: Store, monkeypatch) -> None:
    real = undo_and_restore._require_readable_after

    def late(layout, way):
        monkeypatch.setattr(undo_and_restore, "_require_readable_after", real)
        store.commit({"offers": [rows("offers", 7)]}, parent=3, author="Karim", message="entre-temps")
        return real(layout, way)

    monkeypatch.setattr(undo_and_restore, "_require_readable_after", late)
    with pytest.raises(Conflict, match="Karim"):
        store.undo(3, "Paul")
    assert store.current().author == "Karim"
