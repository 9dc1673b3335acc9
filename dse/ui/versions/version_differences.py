"""What differs between two versions, computed once for the same files, and in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import streamlit as st

import schemas
from dse import french
from dse.store import Store, Version, difference
from dse.store.difference import Detail, TableDiff
from dse.store.tables import lineage

COUNTS_CACHED, ROWS_CACHED = 1024, 8
MAX_TABLES = 3
Hashes = tuple[str, ...]


def count_changes(store: Store, before: Version | None, after: Version) -> dict[str, TableDiff]:
    """How each table whose rows differ changes. Damaged names a file that is not whole."""
    diffs = {
        table: _count(
            store.path, table, _list_hashes(before, table), _list_hashes(after, table), before, after
        )
        for table in difference.list_changed_tables(before, after)
    }
    return {table: diff for table, diff in diffs.items() if not diff.is_empty}


def read_changes(store: Store, before: Version | None, after: Version, table: str) -> Detail:
    """The rows of a table that differ. Damaged names a file that is not whole."""
    return _rows(store.path, table, _list_hashes(before, table), _list_hashes(after, table), before, after)


def get_parent(store: Store, version: Version) -> Version | None:
    """The version that one was made from; None for the first. Damaged if it cannot be read."""
    return store.version(version.parent) if version.parent else None


def find_last_import(store: Store, version: Version) -> Version:
    """A version, or the latest one before it that changed what figures tell of: what is decided or noted is no import."""
    return difference.find_last_change(store, version, schemas.TABLES.keys() - schemas.list_typed_tables())


def describe_change(diff: TableDiff) -> str:
    """`12 lignes ajoutées, 3 modifiées`: what happens to a table, nothing left out, nothing at zero."""
    parts = [(diff.added, "ajoutée"), (diff.changed, "modifiée"), (diff.removed, "retirée")]
    (first_count, verb), *others = [(number, verb) for number, verb in parts if number] or [(0, "changée")]
    line = f"{french.count(first_count, 'ligne')} {verb}{'s' if first_count > 1 else ''}"
    return ", ".join([line, *(french.count(number, verb) for number, verb in others)])


def describe_changes(diffs: Mapping[str, TableDiff], max_tables: int = MAX_TABLES) -> str:
    """What happens to several tables, in one line: by table up to `max_tables`, else summed."""
    if len(diffs) <= max_tables:
        return " ; ".join(
            f"{schemas.title(table)} : {describe_change(diff)}" for table, diff in diffs.items()
        )
    return f"{describe_change(_sum_changes(diffs.values()))} dans {french.count(len(diffs), 'table')}"


def _sum_changes(diffs: Iterable[TableDiff]) -> TableDiff:
    counts = [(diff.rows, diff.added, diff.changed, diff.removed) for diff in diffs]
    return TableDiff(*(sum(column) for column in zip(*counts, strict=True)))


def _list_hashes(version: Version | None, table: str) -> Hashes:
    return tuple(file.sha256 for file in lineage.get_lineage(version.tables, table).files) if version else ()


@st.cache_data(max_entries=COUNTS_CACHED, show_spinner="Comparaison des versions…")
def _count(
    store_path: Path, table: str, old: Hashes, new: Hashes, _before: Version | None, _after: Version
) -> TableDiff:
    return difference.count_changes(Store(store_path), _before, _after, table)


# As a resource, so that each reader gets the rows themselves: Arrow tables cannot be changed.
@st.cache_resource(max_entries=ROWS_CACHED, show_spinner="Comparaison des versions…")
def _rows(
    store_path: Path, table: str, old: Hashes, new: Hashes, _before: Version | None, _after: Version
) -> Detail:
    return difference.find_changed_rows(Store(store_path), _before, _after, table)
