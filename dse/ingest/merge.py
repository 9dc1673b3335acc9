"""What a table becomes: rows already there, rows of the files, and rows that the files take away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.ingest.gather import Gathered, joined


@dataclass(frozen=True)
class TableDiff:
    """What an import does to a table: rows afterwards, and how many differ from the current version."""

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


@dataclass(frozen=True)
class Merged:
    """A table after the import, with what differs."""

    table: str
    content: pa.Table
    detail: Detail

    @property
    def diff(self) -> TableDiff:
        """Counts of what differs."""
        detail = self.detail
        return TableDiff(
            self.content.num_rows, detail.added.num_rows, detail.after.num_rows, detail.removed.num_rows
        )


def merge(gathered: Gathered, current: pa.Table, absent: pa.Array) -> Merged:
    """The table after the import. `absent` says of each current row whether the files take it away.

    Rows of `gathered` have complete, distinct keys; a row that they give is never taken away.
    """
    key = schemas.key(gathered.table)
    known = joined(current, key)
    given = pc.is_in(known, value_set=gathered.keys)
    positions = pc.index_in(gathered.keys, value_set=known)
    is_new = pc.is_null(positions)
    matched, before = gathered.rows.filter(pc.invert(is_new)), current.take(positions.drop_null())
    differs = _differs(before, matched)
    removed = pc.and_(absent, pc.invert(given))
    stays = pc.invert(pc.or_(removed, given))
    content = pa.concat_tables([current.filter(stays), gathered.rows])
    detail = Detail(
        added=_sorted(gathered.rows.filter(is_new), key),
        removed=_sorted(current.filter(removed), key),
        before=_sorted(before.filter(differs), key),
        after=_sorted(matched.filter(differs), key),
    )
    return Merged(gathered.table, _sorted(content, key), detail)


def _differs(before: pa.Table, after: pa.Table) -> pa.Array:
    """Whether each row of two tables of the same keys, in the same order, differs; empty equals empty."""
    differs = pa.repeat(False, before.num_rows)
    for name in before.column_names:
        old, new = before[name].combine_chunks(), after[name].combine_chunks()
        one_empty = pc.xor(pc.is_null(old), pc.is_null(new))
        differs = pc.or_(differs, pc.coalesce(pc.not_equal(old, new), one_empty))
    return differs


def _sorted(rows: pa.Table, key: Sequence[str]) -> pa.Table:
    return rows.combine_chunks().sort_by([(name, "ascending") for name in key])
