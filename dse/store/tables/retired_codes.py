"""Codes that rows use and that no list has any more: they are made known, so that they keep a label wherever they are shown."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import schemas
from dse.store.durability.disk_errors import reading
from dse.store.tables.migrated_copies import InMemory
from schemas import codelists

# Per process: file and fingerprint of the lists with which its codes were looked at.
_seen: set[tuple[str, str]] = set()


def note(table: str, path: Path, fingerprint: str = "") -> None:
    """Make known the retired codes of an undamaged file of today's structure, checked last under the rules of `fingerprint`."""
    today = schemas.fingerprint(table)
    if fingerprint == today or (path.name, today) in _seen:
        return
    with reading(path), pq.ParquetFile(path) as opened:
        there = [column.name for column in _coded(table) if column.name in opened.schema_arrow.names]
        _note_rows(table, opened.read(columns=there))
    _seen.add((path.name, today))


def note_copy(table: str, copy: Path | InMemory) -> None:
    """The same of a table made from older files."""
    if isinstance(copy, InMemory):
        _note_rows(table, copy.rows)
    else:
        note(table, copy)


def _note_rows(table: str, rows: pa.Table) -> None:
    for column in _coded(table):
        if column.name in rows.column_names:
            _retire(column.codelists, pc.unique(rows[column.name]).drop_null().to_pylist())


def _coded(table: str) -> list[schemas.Column]:
    return [column for column in schemas.columns(table) if column.codelists and _is_plain(column)]


def _is_plain(column: schemas.Column) -> bool:
    return not column.open and not column.parameters and column.type == pa.string()


def _retire(lists: tuple[str, ...], codes: list[str]) -> None:
    known = {code for name in lists for code in codelists.allowed(name)}
    codelists.retire(lists, [code for code in codes if code not in known])
