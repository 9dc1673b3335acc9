"""Whether this release reads a file as it stands: its columns, its types and its keys.

A column that may be empty may be lacking. Rules on values are no part of it: what was accepted once stays readable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import schemas
from dse.errors import Damaged
from dse.store.durability.disk_errors import explain_read_errors, newer_release_error
from dse.store.records.layout import Layout
from dse.store.versions.version import DataFile

# Per process: hash of a file and fingerprint of the structure that it was found to have.
_files_of_today: set[tuple[str, str]] = set()


def require_todays_structure(table: str, path: Path, file: DataFile) -> None:
    """Raise unless an undamaged file has the structure of today: StoreError names the newer release that wrote it, Damaged the file."""
    fingerprint = schemas.structure_fingerprint(table)
    if file.shape == fingerprint or (file.sha256, fingerprint) in _files_of_today:
        return
    with explain_read_errors(path), pq.ParquetFile(path) as opened:
        schema = opened.schema_arrow
        _require_known_columns(table, schema.names, file)
        reason = _describe_misfit(table, schema) or _describe_broken_rows(table, opened, schema.names)
    if reason:
        raise Damaged(
            f"Le fichier data/{file.name} (table « {schemas.title(table)} ») n’a pas la structure d’aujourd’hui : "
            f"{reason}. Installez la version du logiciel qui l’a écrit ({file.release or '1.0'}), ou une plus récente."
        )
    _files_of_today.add((file.sha256, fingerprint))


def require_known_release(layout: Layout, table: str, file: DataFile) -> None:
    """StoreError, naming the release, where a newer one wrote a file: its structure, its table or a column is not known.

    What cannot be looked at is left to who reads the file.
    """
    require_known_number(file)
    if table not in schemas.TABLES:
        if not any(table in migration.tables for migration in schemas.migrations.MIGRATIONS):
            raise newer_release_error(f"data/{file.name} (table « {table} »)", file.release)
    elif file.structure == schemas.migrations.latest() and file.shape != schemas.structure_fingerprint(table):
        with suppress(OSError, pa.ArrowException):
            _require_known_columns(table, pq.read_schema(layout.data / file.name).names, file)


def require_known_numbers(tables: Mapping[str, Sequence[DataFile]]) -> None:
    """The same of every file of a version: rows of one table may have gone to another."""
    newest = schemas.migrations.latest()
    for file in (file for files in tables.values() for file in files if file.structure > newest):
        require_known_number(file)


def require_known_number(file: DataFile) -> None:
    """StoreError, naming the release, where a file was written under a structure newer than today's."""
    if file.structure > schemas.migrations.latest():
        raise newer_release_error(f"data/{file.name}", file.release)


def conform_rows(table: str, rows: pa.Table | pa.RecordBatch) -> pa.Table | pa.RecordBatch:
    """Rows with the columns of today, in their order and of their types; a column that they lack is empty."""
    schema = schemas.arrow_schema(table)
    arrays = [
        rows[field.name].cast(field.type)
        if field.name in rows.schema.names
        else pa.nulls(rows.num_rows, field.type)
        for field in schema
    ]
    return type(rows).from_arrays(arrays, schema=schema)


def _require_known_columns(table: str, names: list[str], file: DataFile) -> None:
    if unknown := [name for name in names if name not in schemas.structure(table)]:
        place = f"data/{file.name} (table « {schemas.title(table)} », colonne « {unknown[0]} »)"
        raise newer_release_error(place, file.release)


def _describe_misfit(table: str, schema: pa.Schema) -> str | None:
    for field in schemas.arrow_schema(table):
        if field.name not in schema.names:
            if not field.nullable:
                return f"il lui manque la colonne « {_column_title(table, field.name)} »"
        elif schema.field(field.name).type != field.type:
            return f"la colonne « {_column_title(table, field.name)} » n’est pas du type attendu"
    return None


def _describe_broken_rows(table: str, opened: pq.ParquetFile, names: list[str]) -> str | None:
    filled = [field.name for field in schemas.arrow_schema(table) if not field.nullable]
    rows = opened.read(columns=filled)
    for name in filled:
        if rows[name].null_count:
            return f"la colonne « {_column_title(table, name)} » a des cellules vides"
    key = list(schemas.key(table))
    if rows.select(key).group_by(key).aggregate([]).num_rows < rows.num_rows:
        return "des lignes y ont la même clé"
    return None


def _column_title(table: str, name: str) -> str:
    return schemas.column(table, name).title
