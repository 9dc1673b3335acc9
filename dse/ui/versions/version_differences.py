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

COUNTS_KEPT, ROWS_KEPT = 1024, 8
TABLES_NAMED = 3
Hashes = tuple[str, ...]


def counts(store: Store, before: Version | None, after: Version) -> dict[str, TableDiff]:
    """How each table whose rows differ changes. Damaged names a file that is not whole."""
    found = {
        table: _count(store.path, table, _hashes(before, table), _hashes(after, table), before, after)
        for table in difference.list_changed_tables(before, after)
    }
    return {table: diff for table, diff in found.items() if not diff.is_empty}


def rows(store: Store, before: Version | None, after: Version, table: str) -> Detail:
    """The rows of a table that differ. Damaged names a file that is not whole."""
    return _rows(store.path, table, _hashes(before, table), _hashes(after, table), before, after)


def parent(store: Store, version: Version) -> Version | None:
    """The version that one was made from; None for the first. Damaged if it cannot be read."""
    return store.version(version.parent) if version.parent else None


def told(diff: TableDiff) -> str:
    """`12 lignes ajoutées, 3 modifiées`: what happens to a table, nothing left out, nothing at zero."""
    parts = [(diff.added, "ajoutée"), (diff.changed, "modifiée"), (diff.removed, "retirée")]
    (first, word), *others = [(number, word) for number, word in parts if number] or [(0, "changée")]
    line = f"{french.count(first, 'ligne')} {word}{'s' if first > 1 else ''}"
    return ", ".join([line, *(french.count(number, word) for number, word in others)])


def summed(diffs: Mapping[str, TableDiff], named: int = TABLES_NAMED) -> str:
    """What happens to several tables, in one line: each by name where they are `named` at most, else all together."""
    if len(diffs) <= named:
        return " ; ".join(f"{schemas.title(table)} : {told(diff)}" for table, diff in diffs.items())
    return f"{told(_total(diffs.values()))} dans {french.count(len(diffs), 'table')}"


def _total(diffs: Iterable[TableDiff]) -> TableDiff:
    figures = [(each.rows, each.added, each.changed, each.removed) for each in diffs]
    return TableDiff(*(sum(column) for column in zip(*figures, strict=True)))


def _hashes(version: Version | None, table: str) -> Hashes:
    return tuple(file.sha256 for file in lineage.get_lineage(version.tables, table).files) if version else ()


@st.cache_data(max_entries=COUNTS_KEPT, show_spinner="Comparaison des versions…")
def _count(
    place: Path, table: str, old: Hashes, new: Hashes, _before: Version | None, _after: Version
) -> TableDiff:
    return difference.count_changes(Store(place), _before, _after, table)


# As a resource, so that each reader gets the rows themselves: Arrow tables cannot be changed.
@st.cache_resource(max_entries=ROWS_KEPT, show_spinner="Comparaison des versions…")
def _rows(
    place: Path, table: str, old: Hashes, new: Hashes, _before: Version | None, _after: Version
) -> Detail:
    return difference.find_changed_rows(Store(place), _before, _after, table)
