"""Rows of a version that the rules of today would refuse: they were accepted once, stay, and may be mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

import schemas
from dse.errors import Damaged
from dse.ingest.checks.table_rules import describe_failure
from dse.ingest.issues import shorten
from dse.store import Store, Version
from dse.store.tables import lineage


@dataclass(frozen=True)
class OutdatedRow:
    """One value that a rule of today refuses, or a whole row where `column` is None. `key` is that of the row, in full."""

    table: str
    key: tuple[str, ...]
    column: str | None
    value: str | None
    reason: str
    advice: str


def outdated_rows(store: Store, version: Version) -> list[OutdatedRow]:
    """Every such row of a version, by table. A table that cannot be read is left out: `check` names it."""
    return [row for table in schemas.TABLES for row in _find_in_table(store, version, table)]


def count_rows(rows: Iterable[OutdatedRow]) -> int:
    """How many rows they are about: one may break several rules."""
    return len({(row.table, row.key) for row in rows})


def _find_in_table(store: Store, version: Version, table: str) -> Iterator[OutdatedRow]:
    files = lineage.get_lineage(version.tables, table).files
    if all(file.schema == schemas.fingerprint(table) for file in files):
        return
    try:
        rows = store.read(version, table)
    except Damaged:
        return
    for failure in schemas.failures(table, rows):
        if not failure.is_structural:
            yield _describe_failure(table, rows, failure)


def _format_key(table: str, name: str, value: object) -> str:
    """A part of a key as a reader knows it: the label of a code, else as it stands."""
    lists = schemas.column(table, name).codelists
    labels = (schemas.codelists.labels(name).get(str(value)) for name in lists)
    return next((label for label in labels if label), str(value))


def _describe_failure(table: str, rows: pa.Table, failure: schemas.Failure) -> OutdatedRow:
    fault = describe_failure(failure)
    key = tuple(_format_key(table, name, rows[name][failure.row].as_py()) for name in schemas.key(table))
    column = schemas.column(table, failure.column) if failure.column else None
    is_shown = column is not None and not column.personal
    return OutdatedRow(
        schemas.title(table),
        key,
        column.title if column else None,
        shorten(str(failure.value)) if is_shown else None,
        fault.reason,
        fault.advice,
    )
