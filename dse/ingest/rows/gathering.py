"""Rows of one table from all files together, completed from the current version, each with its origin."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.rows.batch import Batch
from dse.store.difference import combine_chunks, join_key_columns

# Tables where a row holds from a date on, until the next one of the same owner.
DATED = {"organisation_profiles": "valid_from"}
_TOGETHER = 50_000  # rows at a time
_JOINED_BY, _EMPTY = "\x1f", "\x1e"


@dataclass(frozen=True)
class Gathered:
    """Rows of a table as the files give them, in the order of the batches.

    `starts` are where each batch begins; `positions` where each row stands among all rows of the batches;
    `keys` the joined keys, null where one is incomplete. `elsewhere` says which other row (by position) gave
    a column of a row that several files describe.
    """

    table: str
    batches: tuple[Batch, ...]
    starts: tuple[int, ...]
    positions: Sequence[int]
    rows: pa.Table
    keys: pa.Array
    elsewhere: Mapping[tuple[int, str], int] = field(default_factory=dict)

    def origin(self, row: int, column: str | None = None) -> tuple[Batch, int]:
        """Batch and line of the sheet that made a row, or that gave one of its columns."""
        position = self.positions[row]
        position = self.elsewhere.get((position, column or ""), position)
        number = bisect_right(self.starts, position) - 1
        batch = self.batches[number]
        return batch, batch.lines[position - self.starts[number]]

    def is_faulty(self, row: int, column: str | None) -> bool:
        """Whether the cell behind a value has already been reported."""
        batch, line = self.origin(row, column)
        return line in batch.faulty.get(column or "", ())

    def problem(self, fault: CellIssue, row: int, column: str | None) -> Issue:
        """A fault of a row, at the cell that fed the column."""
        batch, line = self.origin(row, column)
        return batch.sheet.problem(fault, line, batch.positions.get(column or ""))

    def take(self, indices: Sequence[int]) -> Gathered:
        """Only some rows, in the order asked."""
        index = pa.array(indices, pa.int64())
        return replace(
            self,
            rows=self.rows.take(index),
            keys=self.keys.take(index),
            positions=[self.positions[row] for row in indices],
        )


def array_of(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Values of a column as Arrow has them."""
    if not isinstance(values, DictionaryColumn):
        return pa.array(values, kind)
    codes = pa.Array.from_buffers(pa.int32(), len(values), [None, pa.py_buffer(values.indices)])
    return pa.array(values.dictionary, kind).take(codes)


def serialise_rows(rows: pa.Table) -> Iterator[memoryview]:
    """All values of rows, row by row, an empty one apart from a blank text, as bytes to be hashed."""
    for start in range(0, rows.num_rows, _TOGETHER):
        part = rows.slice(start, _TOGETHER)
        texts = [combine_chunks(part[name]).cast(pa.string()) for name in part.column_names]
        lines = pc.binary_join_element_wise(
            *texts, _JOINED_BY, null_handling="replace", null_replacement=_EMPTY
        )
        _, ends, signs = lines.buffers()
        used_ends = memoryview(ends).cast("i")[: len(lines) + 1]
        yield from (used_ends, memoryview(signs)[: used_ends[-1]])


def gather_rows(table: str, batches: Sequence[Batch], current: pa.Table) -> Gathered:
    """Every row of a table. Columns that a file lacks keep the value of the row already there."""
    keys_stored = join_key_columns(current, schemas.key(table))
    pieces: list[pa.Table] = []
    starts: list[int] = []
    for batch in batches:
        starts.append(sum(piece.num_rows for piece in pieces))
        pieces.append(_complete_batch(batch, current, keys_stored))
    rows = pa.concat_tables([current.slice(0, 0), *pieces])
    keys = join_key_columns(rows, schemas.key(table))
    return Gathered(table, tuple(batches), tuple(starts), range(rows.num_rows), rows, keys)


def _complete_batch(batch: Batch, current: pa.Table, keys_stored: pa.Array) -> pa.Table:
    columns = {
        column.name: array_of(batch.columns[column.name], column.type)
        for column in schemas.columns(batch.table)
        if column.name in batch.columns
    }
    positions = pc.index_in(
        join_key_columns(pa.table(columns), schemas.key(batch.table)), value_set=keys_stored
    )
    if batch.table in DATED and len(columns) < len(current.column_names):
        positions = pc.coalesce(positions, _rows_in_force(batch, current))
    schema = schemas.arrow_schema(batch.table)
    arrays = [
        columns[name] if name in columns else combine_chunks(current[name]).take(positions)
        for name in schema.names
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _rows_in_force(batch: Batch, current: pa.Table) -> pa.Array:
    """For each row, the current row of the same owner that holds at its date: what the file lacks goes on."""
    dated = DATED[batch.table]
    owned = [name for name in schemas.key(batch.table) if name != dated]
    spells: dict[tuple[Any, ...], list[tuple[Any, int]]] = defaultdict(list)
    for number, (since, *owner) in enumerate(_tuples(current.select([dated, *owned]).to_pydict())):
        spells[tuple(owner)].append((since, number))
    row_indices = []
    for since, *owner in _tuples({name: batch.columns[name] for name in (dated, *owned)}):
        before = [spell for spell in spells.get(tuple(owner), ()) if since and spell[0] <= since]
        row_indices.append(max(before)[1] if before else None)
    return pa.array(row_indices, pa.int32())


def _tuples(columns: Mapping[str, Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    return zip(*columns.values(), strict=True)
