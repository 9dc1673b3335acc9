"""What an import would make of the tables: all that the checks on rows look at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.ingest.issues import Issue
from dse.ingest.registry import checks_on_rows
from dse.ingest.rows.batch import Batch
from dse.ingest.rows.gathering import Gathered
from dse.ingest.rows.merge import Merged
from dse.ingest.rows.row_building import Current, Reading

Finding = TypeVar("Finding")

# Those of some pseudonyms whose person was forgotten.
Forgotten = Callable[[Collection[str]], set[str]]


def nobody_forgotten(pseudonyms: Collection[str]) -> set[str]:
    """None of them was forgotten."""
    return set()


@dataclass(frozen=True)
class RowContext:
    """Rows of an import and the tables that they change, each by the name of its table.

    `gathered` are the rows of the files, each key once; `unkeyed` those whose key is incomplete; `changed` those of
    `gathered` that are new or differ from the row already there: an import answers for these alone. `merged` are the
    tables touched as they would be; `current` gives any table as it is. `readings` are the sheets, but for those of
    surveys. `is_complete`: what the files leave out is to go.
    """

    readings: Sequence[Reading]
    batches: Sequence[Batch]
    current: Current
    is_complete: bool = False
    find_forgotten: Forgotten = nobody_forgotten
    gathered: dict[str, Gathered] = field(default_factory=dict)
    unkeyed: dict[str, Gathered] = field(default_factory=dict)
    changed: dict[str, Gathered] = field(default_factory=dict)
    merged: dict[str, Merged] = field(default_factory=dict)
    _findings: dict[Callable[[RowContext], Any], Any] = field(default_factory=dict)

    def content(self, table: str) -> pa.Table:
        """A table as it would be after the import."""
        return self.merged[table].content if table in self.merged else self.current(table)

    def find_once(self, find: Callable[[RowContext], Finding]) -> Finding:
        """What a function finds in this context, sought once however many checks ask for it."""
        if find not in self._findings:
            self._findings[find] = find(self)
        return cast(Finding, self._findings[find])

    @cached_property
    def schema_failures(self) -> Mapping[str, Sequence[tuple[Gathered, schemas.Failure]]]:
        """What the schemas refuse in rows that the files bring, by table. Other checks report empty cells and repeated keys."""
        return {
            table: [
                (rows, failure)
                for rows in (self.unkeyed[table], self.changed[table])
                if rows.rows.num_rows
                for failure in schemas.failures(table, rows.rows)
                if not failure.is_structural
            ]
            for table in self.gathered
        }

    @cached_property
    def missing_values(self) -> Sequence[tuple[Gathered, int, str]]:
        """Rows of the files, and each column that the schema wants filled and that they leave empty."""
        return [
            (rows, row, column.name)
            for table, gathered in self.gathered.items()
            for rows in (self.unkeyed[table], gathered)
            for column in schemas.columns(table)
            if not column.nullable and rows.rows[column.name].null_count
            for row in pc.indices_nonzero(pc.is_null(rows.rows[column.name].combine_chunks())).to_pylist()
        ]


def check_rows(context: RowContext) -> Iterator[Issue]:
    """Issues of every check on rows, in the order of the codes."""
    for check in checks_on_rows():
        yield from check(context)
