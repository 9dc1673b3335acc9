"""What a table becomes: rows already there, rows of the files, and rows that the files take away."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.ingest.rows.gathering import Gathered
from dse.store.difference import Detail, TableDiff, compare_rows, join_key_columns, sort_by_key


@dataclass(frozen=True)
class Merged:
    """A table after the import, with what differs."""

    table: str
    content: pa.Table
    detail: Detail

    @property
    def diff(self) -> TableDiff:
        """Counts of what differs."""
        return self.detail.counted(self.content.num_rows)


def merge_rows(gathered: Gathered, current: pa.Table, absent: pa.Array) -> Merged:
    """The table after the import. `absent` says of each current row whether the files take it away.

    Rows of `gathered` have complete, distinct keys; a row that they give is never taken away.
    """
    key = schemas.key(gathered.table)
    is_in_files = pc.is_in(join_key_columns(current, key), value_set=gathered.keys)
    stays = pc.invert(pc.or_(absent, is_in_files))
    content = sort_by_key(pa.concat_tables([current.filter(stays), gathered.rows]), key)
    return Merged(gathered.table, content, compare_rows(current, gathered.rows, gathered.table, absent))


def select_changed_rows(gathered: Gathered, merged: Merged) -> Gathered:
    """Rows of the files that are new or differ from the one already there: an import answers for these alone."""
    detail, key = merged.detail, schemas.key(gathered.table)
    if detail.added.num_rows + detail.after.num_rows == gathered.rows.num_rows:
        return gathered
    keys = [join_key_columns(rows, key) for rows in (detail.added, detail.after)]
    is_brought = pc.is_in(gathered.keys, value_set=pa.concat_arrays(keys))
    return gathered.take(pc.indices_nonzero(is_brought).to_pylist())
