"""What differs between two versions, counted by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

import schemas
from dse.errors import Damaged
from dse.store import Store, Version, difference
from dse.store.difference import TableDiff


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store")


def organisations(*values: tuple[str, str, str | None]) -> pa.Table:
    """Organisations from their identifier, name and country."""
    rows = [
        {"organisation_id": key, "name": name, "siren": None, "country": country, "successor_id": None}
        for key, name, country in values
    ]
    return pa.Table.from_pylist(rows, schemas.arrow_schema("organisations"))


def memberships(*values: tuple[str, date, date | None]) -> pa.Table:
    """Stays from the member, the day it joined and the day it left."""
    rows = [
        {"organisation_id": key, "joined_on": joined, "left_on": left, "college": None}
        for key, joined, left in values
    ]
    return pa.Table.from_pylist(rows, schemas.arrow_schema("memberships"))


def commit(store: Store, **tables: object) -> Version:
    """A version where each named table has these rows, in one file or in the parts listed."""
    current = store.current()
    changes = {name: given if isinstance(given, list) else [given] for name, given in tables.items()}
    return store.commit(
        changes, parent=current.number if current else 0, author="Marie", message="", sources=()
    )


def test_rows_are_added_changed_and_removed_by_key(store: Store) -> None:
    first = commit(
        store, organisations=organisations(("A", "Aube", "FR"), ("B", "Brume", None), ("C", "Cime", "FR"))
    )
    second = commit(
        store,
        organisations=organisations(
            ("A", "Aube", "FR"), ("C", "Cimes", "FR"), ("D", "Dune", None), ("E", "Est", "ML")
        ),
    )
    assert difference.count_changes_by_table(store, first, second) == {"organisations": TableDiff(4, 2, 1, 1)}
    detail = difference.find_changed_rows(store, first, second, "organisations")
    assert detail.added["organisation_id"].to_pylist() == ["D", "E"]
    assert detail.removed["name"].to_pylist() == ["Brume"]
    assert (detail.before["name"].to_pylist(), detail.after["name"].to_pylist()) == (["Cime"], ["Cimes"])


def test_an_empty_cell_equals_an_empty_cell_and_no_other(store: Store) -> None:
    first = commit(
        store, organisations=organisations(("A", "Aube", None), ("B", "Brume", None), ("C", "Cime", "FR"))
    )
    second = commit(
        store, organisations=organisations(("A", "Aube", None), ("B", "Brume", "FR"), ("C", "Cime", None))
    )
    detail = difference.find_changed_rows(store, first, second, "organisations")
    assert detail.after["organisation_id"].to_pylist() == ["B", "C"]
    assert difference.count_changes_by_table(store, first, second) == {"organisations": TableDiff(3, 0, 2, 0)}


def test_a_key_of_several_columns_counts_whole(store: Store) -> None:
    first = commit(
        store, memberships=memberships(("A", date(2013, 1, 1), None), ("B", date(2014, 1, 1), None))
    )
    second = commit(
        store,
        memberships=memberships(
            ("A", date(2013, 1, 1), date(2015, 12, 31)),
            ("A", date(2018, 1, 1), None),
            ("B", date(2014, 1, 2), None),
        ),
    )
    # A left (changed) and came back (added); B's first day is part of its key: one row goes, another comes.
    assert difference.count_changes_by_table(store, first, second) == {"memberships": TableDiff(3, 2, 1, 1)}


def test_only_tables_that_differ_are_told_in_the_order_of_the_schemas(store: Store) -> None:
    first = commit(store, organisations=organisations(("A", "Aube", None)))
    second = commit(store, memberships=memberships(("A", date(2013, 1, 1), None)))
    third = commit(store, organisations=organisations(("A", "Aube", None), ("B", "Brume", None)))
    assert difference.count_changes_by_table(store, None, first) == {"organisations": TableDiff(1, 1, 0, 0)}
    assert difference.count_changes_by_table(store, first, second) == {"memberships": TableDiff(1, 1, 0, 0)}
    assert list(difference.count_changes_by_table(store, None, third)) == ["organisations", "memberships"]
    assert difference.count_changes_by_table(store, third, first) == {
        "organisations": TableDiff(1, 0, 0, 1),
        "memberships": TableDiff(0, 0, 0, 1),
    }


def test_a_file_that_both_versions_have_is_not_read(store: Store) -> None:
    first = commit(store, organisations=organisations(("A", "Aube", None), ("B", "Brume", None)))
    (kept,) = first.tables["organisations"]
    second = commit(store, organisations=[kept, organisations(("C", "Cime", None))])
    (store.path / "data" / kept.name).write_bytes(b"damaged")
    assert difference.count_changes_by_table(store, first, second) == {"organisations": TableDiff(3, 1, 0, 0)}
    with pytest.raises(Damaged, match=kept.name):
        difference.count_changes_by_table(store, None, first)


def test_the_same_rows_in_other_files_do_not_differ(store: Store) -> None:
    whole = organisations(("A", "Aube", None), ("B", "Brume", None))
    first = commit(store, organisations=whole)
    second = commit(store, organisations=organisations(("A", "Aube", None)))
    third = commit(
        store, organisations=[second.tables["organisations"][0], organisations(("B", "Brume", None))]
    )
    assert first.tables != third.tables
    assert difference.count_changes_by_table(store, first, third) == {}


def test_rows_that_are_not_gone_are_not_removed() -> None:
    before = organisations(("A", "Aube", None), ("B", "Brume", None), ("C", "Cime", None))
    after = organisations(("A", "Aube", "FR"))
    gone = pa.array([True, True, False])
    detail = difference.compare_rows(before, after, "organisations", gone)
    assert detail.removed["organisation_id"].to_pylist() == ["B"]
    assert detail.counted(2) == TableDiff(2, 0, 1, 1)


def test_a_table_of_a_newer_release_is_left_out(store: Store) -> None:
    first = commit(store, organisations=organisations(("A", "Aube", None)))
    newer = Version(2, 1, first.created, "Marie", "", tables={**first.tables, "unheard_of": ()})
    newer.tables["unheard_of"] = first.tables["organisations"]
    assert difference.list_changed_tables(first, newer) == []
