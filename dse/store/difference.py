"""What differs between two versions, row by row: rows are the same where their keys are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.errors import ReaderError
from dse.store.snapshots import Store
from dse.store.tables import lineage
from dse.store.versions.version import DataFile, Version
from schemas import row_keys

_JOINED_BY = "\x1f"


@dataclass(frozen=True)
class TableDiff:
    """How a table changes: rows afterwards, and how many are added, changed and removed."""

    rows: int
    added: int
    changed: int
    removed: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.added or self.changed or self.removed)


@dataclass(frozen=True)
class Detail:
    """The rows behind a diff, sorted by key. `before` and `after` are the changed rows, side by side."""

    added: pa.Table
    removed: pa.Table
    before: pa.Table
    after: pa.Table

    def counted(self, rows: int) -> TableDiff:
        """Counts of what differs, for a table of so many rows afterwards."""
        return TableDiff(rows, self.added.num_rows, self.after.num_rows, self.removed.num_rows)


def count_changes_by_table(store: Store, before: Version | None, after: Version) -> dict[str, TableDiff]:
    """How each table whose rows differ changes. Damaged names a file that is not whole."""
    diffs = {
        table: count_changes(store, before, after, table) for table in list_changed_tables(before, after)
    }
    return {table: diff for table, diff in diffs.items() if not diff.is_empty}


def count_changes(store: Store, before: Version | None, after: Version, table: str) -> TableDiff:
    """How one table changes. Damaged names a file that is not whole."""
    detail = find_changed_rows(store, before, after, table)
    return detail.counted(store.row_count(after, table))


def list_changed_tables(before: Version | None, after: Version) -> list[str]:
    """Tables that come from other files, in the order of the schemas; one of a newer release is left out."""
    old = before.tables if before else {}
    return [
        table
        for table in schemas.TABLES
        if lineage.get_lineage(old, table) != lineage.get_lineage(after.tables, table)
    ]


def find_last_change(store: Store, version: Version, tables: Collection[str]) -> Version:
    """A version, or the latest one before it that changed one of some tables or the day until which the data go; the one after an
    earlier one that cannot be read."""
    while parent := _find_parent(store, version):
        is_other_day = parent.as_of != version.as_of
        if is_other_day or not set(tables).isdisjoint(list_changed_tables(parent, version)):
            break
        version = parent
    return version


def _find_parent(store: Store, version: Version) -> Version | None:
    try:
        return store.version(version.parent) if version.parent else None
    except ReaderError:
        return None


def find_changed_rows(store: Store, before: Version | None, after: Version, table: str) -> Detail:
    """Rows of a table that differ from one version to the other. Damaged names a file that is not whole.

    A file that both have is not read: a key stands in one file of a table, and in no other.
    """
    if _is_direct(before, table) and _is_direct(after, table):
        old, new = _files(before, table), _files(after, table)
        shared = set(old) & set(new)
        return compare_rows(
            _read_without(store, after, table, old, shared),
            _read_without(store, after, table, new, shared),
            table,
        )
    was = store.read(before, table) if before else schemas.arrow_schema(table).empty_table()
    return compare_rows(was, store.read(after, table), table)


def _is_direct(version: Version | None, table: str) -> bool:
    """Whether a version has the rows of a table in files of that table, under the structure of today."""
    return version is None or not lineage.get_lineage(version.tables, table).migrations


def compare_rows(
    before: pa.Table, after: pa.Table, table: str, is_removed: pa.Array | pa.ChunkedArray | None = None
) -> Detail:
    """What differs between two tables of complete, distinct keys; an empty cell equals an empty cell.

    `gone` says of each row of `before` whether it is removed where `after` lacks it; without it, all are.
    """
    key = schemas.key(table)
    keys_before, keys_after = join_key_columns(before, key), join_key_columns(after, key)
    positions = pc.index_in(keys_after, value_set=keys_before)
    is_new = pc.is_null(positions)
    matched, old = after.filter(pc.invert(is_new)), before.take(positions.drop_null())
    missing = _find_unmatched(before.num_rows, positions)
    differs = _find_differing(old, matched)
    return Detail(
        added=sort_by_key(after.filter(is_new), key),
        removed=sort_by_key(
            before.filter(missing if is_removed is None else pc.and_(missing, is_removed)), key
        ),
        before=sort_by_key(old.filter(differs), key),
        after=sort_by_key(matched.filter(differs), key),
    )


def _find_unmatched(count: int, positions: pa.Array) -> pa.Array:
    """Of so many rows, those that stand at none of some positions."""
    is_unmatched = np.ones(count, bool)
    is_unmatched[combine_chunks(positions).drop_null().to_numpy()] = False
    return pa.array(is_unmatched)


def join_key_columns(rows: pa.Table, columns: Sequence[str]) -> pa.Array:
    """One text a row for some columns, null where one of them is."""
    texts = [combine_chunks(rows[name]).cast(pa.string()) for name in columns]
    return texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, _JOINED_BY)


def combine_chunks(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """A column in one piece."""
    if isinstance(column, pa.Array):
        return column
    combined = column.combine_chunks()
    return pa.concat_arrays(combined.chunks) if isinstance(combined, pa.ChunkedArray) else combined


def sort_by_key(rows: pa.Table, key: Sequence[str]) -> pa.Table:
    """Rows in one piece, sorted by key."""
    combined, numbers = rows.combine_chunks(), row_keys.number_keys(rows, key)
    return combined if row_keys.is_ascending(numbers) else combined.take(np.argsort(numbers, kind="stable"))


def _find_differing(before: pa.Table, after: pa.Table) -> pa.Array:
    differs = pa.repeat(False, before.num_rows)
    for name in before.column_names:
        old, new = combine_chunks(before[name]), combine_chunks(after[name])
        one_empty = pc.xor(pc.is_null(old), pc.is_null(new))
        differs = pc.or_(differs, pc.coalesce(pc.not_equal(old, new), one_empty))
    return differs


def _files(version: Version | None, table: str) -> tuple[DataFile, ...]:
    return tuple(version.tables.get(table, ())) if version else ()


def _read_without(
    store: Store, version: Version, table: str, files: tuple[DataFile, ...], without: set[DataFile]
) -> pa.Table:
    remaining = tuple(file for file in files if file not in without)
    return store.read(replace(version, tables={table: remaining}), table)
