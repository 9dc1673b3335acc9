"""The day until which data go is kept with a version, had by those after it, and brought back with what they bring back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from store_rows import rows

from dse import french
from dse.store import Store, Version, describe_day
from dse.store.versions.version import parse_fields, render_fields

FIRST, SECOND = date(2023, 12, 31), date(2024, 6, 30)


def add(store: Store, seed: int, *tables: str, day: date | None = None) -> Version:
    current = store.current()
    changes = {table: [rows(table, seed)] for table in tables}
    number = current.number if current else 0
    return store.commit(changes, parent=number, author="Nadia", message="essai", as_of=day)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Three versions: without a day, then stopped on a day, then on a later one."""
    made = Store(tmp_path / "store")
    add(made, 1, "organisations", "memberships", "offers")
    add(made, 2, "memberships", day=FIRST)
    add(made, 2, "offers", day=SECOND)
    return made


def test_the_day_is_in_the_manifest_only_where_it_was_said(store: Store) -> None:
    fields = [json.loads((store.path / "manifests" / f"{number:08}.json").read_text()) for number in (1, 2)]
    assert "as_of" not in json.dumps(fields[0]) and '"2023-12-31"' in json.dumps(fields[1])
    assert [version.as_of for version in Store(store.path).versions()] == [SECOND, FIRST, None]
    for version in store.versions():
        assert parse_fields(json.loads(json.dumps(render_fields(version)))) == version
    assert describe_day(store.version(1)) == ""
    assert describe_day(store.current()) == f"données arrêtées au {french.day(SECOND)}"


def test_a_version_that_says_no_day_has_the_one_before(store: Store) -> None:
    assert add(store, 3, "memberships").as_of == SECOND
    assert add(store, 4, "memberships", day=FIRST).as_of == FIRST


def test_another_day_alone_makes_a_version_and_the_same_one_none(store: Store) -> None:
    assert add(store, 2, "offers", day=SECOND) is None
    assert add(store, 2, "offers", day=FIRST).number == 4
    assert store.undo(4, "Paul").as_of == SECOND


def test_undo_brings_back_the_day_before(store: Store) -> None:
    assert store.preview_undo(3).as_of == FIRST
    assert store.undo(3, "Paul").as_of == FIRST


def test_undo_brings_back_no_day_earlier_than_data_that_came_since(store: Store) -> None:
    add(store, 4, "memberships")
    assert store.preview_undo(3).as_of == SECOND
    assert store.undo(3, "Paul").as_of == SECOND
    assert store.undo(4, "Paul").as_of == FIRST


@pytest.mark.parametrize("order", [(4, 5), (5, 4)])
def test_two_undos_in_any_order_bring_back_the_day_of_the_tables_that_come_back(
    store: Store, order: tuple[int, int]
) -> None:
    add(store, 4, "memberships", day=date(2024, 9, 30))
    add(store, 4, "organisations", day=date(2024, 12, 31))
    for number in order:
        undone = store.undo(number, "Paul")
    assert (undone.tables, undone.as_of) == (store.version(3).tables, SECOND)


def test_what_an_undo_put_back_is_nothing_new(store: Store) -> None:
    add(store, 4, "activities", day=date(2024, 9, 30))
    add(store, 4, "organisations", day=date(2024, 12, 31))
    assert store.undo(3, "Paul").as_of == date(2024, 12, 31)
    assert store.undo(5, "Paul").as_of == date(2024, 9, 30)


def test_undo_of_an_earlier_version_keeps_the_day_said_since(store: Store) -> None:
    assert store.preview_undo(2).as_of == SECOND
    assert store.undo(2, "Paul").as_of == SECOND


@pytest.mark.parametrize(("number", "day"), [(1, None), (2, FIRST), (3, SECOND)])
def test_restore_brings_back_the_day_of_the_version(store: Store, number: int, day: date | None) -> None:
    assert store.preview_restore(number).as_of == day
    assert store.restore(number, "Paul").as_of == day


def test_going_back_to_the_same_tables_and_another_day_is_a_change(store: Store) -> None:
    add(store, 2, "offers", day=FIRST)
    assert store.restore(3, "Paul").as_of == SECOND
    assert store.current().number == 5
