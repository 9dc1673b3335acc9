"""A contact or a note is a version, and no data of the network: figures do not move by it, going back does not lose it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import counted_store
import pytest
import uploads

import schemas
from dse import cli, paths
from dse.cli.commands import TYPED_TABLES
from dse.contacts import contacts, forgetting, notes
from dse.contacts.contacts import Contact
from dse.contacts.notes import Note
from dse.errors import StoreError
from dse.query import Query, Selection, open_version
from dse.store import Store, UndoRefused
from dse.store.tables import past_values
from dse.ui.frame.data import DataSource

AWA = Contact("M001", "Awa Bellombre", "Direction", "awa.bellombre@example.org")
STORES = sorted(
    path for path in (paths.ROOT / "tests" / "fixtures" / "stores").iterdir() if path.name.isdigit()
)
NOTE = Note("M001", date(2021, 5, 4), "Rappeler jeudi.")
LATER = replace(NOTE, text="Rappeler vendredi.")


@pytest.fixture
def noted(tmp_path: Path) -> Store:
    """Members, then a contact, then a note."""
    store = Store(tmp_path / "store")
    uploads.accepted(store, uploads.clean("membres"))
    contacts.add(store, AWA, "Nadia")
    notes.add(store, NOTE, "Nadia")
    return store


def count_rows(store: Store) -> list[int]:
    return [store.read(store.current(), table).num_rows for table in ("contacts", "notes")]


def test_going_back_to_a_version_leaves_the_contacts_and_notes_typed_since(noted: Store) -> None:
    uploads.accepted(noted, uploads.clean("offre"))
    assert "offers" not in noted.restore(1, "Nadia").tables
    assert count_rows(noted) == [1, 1]


@pytest.mark.parametrize(("also", "rows_after"), [(["notes"], [1, 0]), (["contacts", "notes"], [0, 0])])
def test_going_back_takes_them_back_too_where_it_is_asked(
    noted: Store, also: list[str], rows_after: list[int]
) -> None:
    noted.restore(1, "Nadia", also=also)
    assert count_rows(noted) == rows_after


def test_an_import_of_members_is_not_undone_before_what_is_noted_of_them(noted: Store) -> None:
    with pytest.raises(UndoRefused, match=r"Contacts \(version 2\), Notes \(version 3\)"):
        noted.undo(1, "Nadia")
    assert count_rows(noted) == [1, 1]
    for number in (3, 2, 1):
        noted.undo(number, "Nadia")
    assert "organisations" not in noted.current().tables


def test_an_undo_of_a_note_takes_it_back_until_another_is_written(noted: Store) -> None:
    noted.undo(3, "Nadia")
    assert count_rows(noted) == [1, 0]
    number = notes.add(noted, NOTE, "Nadia").number
    notes.add(noted, LATER, "Nadia")
    with pytest.raises(UndoRefused):
        noted.undo(number, "Nadia")


def read_days(store: Store) -> list[tuple[object, ...]]:
    query = Query(open_version(store, store.current().number), Selection())
    return [tuple(row) for row in query("select * from reference").itertuples(index=False)]


def test_a_note_moves_no_day_and_no_year(tmp_path: Path) -> None:
    memberships = [
        {"organisation_id": "M1", "joined_on": date(2010, 1, 1), "left_on": date(2022, 6, 30)},
    ]
    organisation = {"organisation_id": "M1", "name": "Une"}
    store = counted_store.commit_tables(
        tmp_path / "store", date(2022, 1, 15), {"organisations": [organisation], "memberships": memberships}
    )
    imported = read_days(store)
    key = DataSource(store.path, store.current(), is_demo=False).key
    note = {"note_id": "NOTE-2022-001", "organisation_id": "M1", "written_on": date(2022, 9, 1), "text": "A"}
    counted_store.commit_next(store, date(2022, 9, 1), {"notes": [note]})
    assert read_days(store) == imported
    assert DataSource(store.path, store.current(), is_demo=False).key == key
    counted_store.commit_next(
        store, date(2022, 9, 2), {"organisations": [organisation | {"name": "Une autre"}]}
    )
    assert read_days(store) != imported
    assert DataSource(store.path, store.current(), is_demo=False).key != key


def test_every_table_for_the_team_alone_is_one_that_going_back_leaves() -> None:
    assert schemas.list_typed_tables() == ["decisions", "contacts", "notes", "next_steps"]
    assert list(TYPED_TABLES) == schemas.list_typed_tables()


@pytest.fixture(params=STORES, ids=lambda path: path.name)
def past_store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store of an earlier release, which had no contacts."""
    return Store(shutil.copytree(request.param, tmp_path / "past"))


def test_a_store_of_an_earlier_release_takes_contacts_and_notes_and_goes_back(past_store: Store) -> None:
    (organisation_id, *_) = past_store.read(past_store.current(), "organisations")[
        "organisation_id"
    ].to_pylist()
    number = past_store.current().number
    assert contacts.find_contacts(past_store, past_store.current(), organisation_id) == []
    contacts.add(past_store, replace(AWA, organisation_id=organisation_id), "Nadia")
    notes.add(past_store, replace(NOTE, organisation_id=organisation_id), "Nadia")
    assert past_store.current().tables.keys() - past_store.version(number).tables.keys() == {
        "contacts",
        "notes",
    }
    past_store.restore(1, "Nadia")
    assert count_rows(past_store) == [1, 1] and past_store.check() == []


def test_a_store_that_takes_no_writing_says_so_and_keeps_what_it_has(
    noted: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "read-only")

    monkeypatch.setattr("dse.store.durability.disk.make_directory", refuse)
    monkeypatch.setattr("dse.store.durability.disk.write", refuse, raising=False)
    (awa,) = contacts.read_contacts(noted, noted.current())
    for write in (
        lambda: notes.add(noted, LATER, "Nadia"),
        lambda: contacts.correct(noted, awa, replace(awa, role="Présidence"), "Nadia"),
        lambda: forgetting.forget(noted, awa, "Nadia"),
    ):
        with pytest.raises(StoreError):
            write()
    assert count_rows(noted) == [1, 1]


def test_an_earlier_file_that_is_damaged_refuses_no_new_note(noted: Store) -> None:
    notes.add(noted, LATER, "Nadia")
    (file,) = noted.version(3).tables["notes"]
    (noted.path / "data" / file.name).write_bytes(b"damaged")
    past_values._values_of_tables.clear()
    assert notes.add(noted, replace(NOTE, text="Rappeler lundi."), "Nadia").number == 5


def test_the_command_goes_back_to_notes_only_where_it_is_told(noted: Store) -> None:
    store = ["--store", str(noted.path)]
    assert cli.main([*store, "restore", "2"]) == 0 and count_rows(noted) == [1, 1]
    assert cli.main([*store, "restore", "2", "--with-notes"]) == 0 and count_rows(noted) == [1, 0]
    assert cli.main([*store, "restore", "1", "--with-contacts", "--with-notes"]) == 0
    assert count_rows(noted) == [0, 0]
