"""Codes that rows use and that no list has any more: they are made known, so that they keep a label wherever they are shown."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import schemas
from dse.store.durability.disk_errors import explain_read_errors
from dse.store.tables.migrated_copies import InMemory
from schemas import codelists

# Per process: file and fingerprint of the lists with which its codes were looked at.
_files_looked_at: set[tuple[str, str]] = set()


def register_file_codes(table: str, path: Path, fingerprint: str = "") -> None:
    """Make known the retired codes of an undamaged file of today's structure, checked last under the rules of `fingerprint`."""
    today = schemas.fingerprint(table)
    if fingerprint == today or (path.name, today) in _files_looked_at:
        return
    with explain_read_errors(path), pq.ParquetFile(path) as opened:
        there = [
            column.name for column in _columns_of_codes(table) if column.name in opened.schema_arrow.names
        ]
        _register_row_codes(table, opened.read(columns=there))
    _files_looked_at.add((path.name, today))


def register_copy_codes(table: str, copy: Path | InMemory) -> None:
    """The same of a table made from older files."""
    if isinstance(copy, InMemory):
        _register_row_codes(table, copy.rows)
    else:
        register_file_codes(table, copy)


def _register_row_codes(table: str, rows: pa.Table) -> None:
    for column in _columns_of_codes(table):
        if column.name in rows.column_names:
            _retire(column.codelists, pc.unique(rows[column.name]).drop_null().to_pylist())


def _columns_of_codes(table: str) -> list[schemas.Column]:
    return [column for column in schemas.columns(table) if column.codelists and _is_plain(column)]


def _is_plain(column: schemas.Column) -> bool:
    return not column.open and not column.parameters and column.type == pa.string()


def _retire(lists: tuple[str, ...], codes: list[str]) -> None:
    listed = {code for name in lists for code in codelists.allowed(name)}
    codelists.retire(lists, [code for code in codes if code not in listed])
