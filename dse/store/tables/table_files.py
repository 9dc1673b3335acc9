"""Tables of a version: the files, verified before anyone parses them, and their rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import schemas
from dse.errors import Damaged
from dse.store.durability import disk
from dse.store.durability.disk_errors import explain_read_errors
from dse.store.records.layout import Layout
from dse.store.tables import integrity, migrated_copies, parquet_files, retired_codes, structure
from dse.store.tables import lineage as origin
from dse.store.tables.lineage import Lineage, Tables
from dse.store.tables.migrated_copies import InMemory
from dse.store.versions import manifests
from dse.store.versions.version import DataFile

# Where the rows of a table are.
Source = Path | InMemory


def find_files(layout: Layout, tables: Tables, table: str) -> list[Source]:
    """Files of a table in the structure of today, a copy where they were written under an older one.

    A column that may be empty may be lacking. Damaged names the first file that is not the one that was checked, StoreError one
    that a newer release wrote.
    """
    structure.require_known_numbers(tables)
    lineage = origin.get_lineage(tables, table)
    for name in lineage.tables:
        for file in lineage.tables[name]:
            require_intact(layout, name, file)
    if lineage.migrations:
        copy = migrated_copies.get_copy(
            layout, table, lineage.files, lambda: _migrate_rows(layout, lineage, table)
        )
        retired_codes.register_copy_codes(table, copy)
        return [copy]
    paths = [layout.data / file.name for file in lineage.files]
    for path, file in zip(paths, lineage.files, strict=True):
        structure.require_todays_structure(table, path, file)
        retired_codes.register_file_codes(table, path, file.schema)
    return [*paths]


def read_rows(layout: Layout, tables: Tables, table: str) -> pa.Table:
    """Rows of a table, empty if it has none."""
    pieces = [
        structure.conform_rows(table, _decode_source(path)) for path in find_files(layout, tables, table)
    ]
    return pa.concat_tables(pieces) if pieces else schemas.arrow_schema(table).empty_table()


def read_columns(layout: Layout, tables: Tables, table: str, columns: Sequence[str]) -> pa.Table:
    """Some columns of a table, without decoding the others."""
    pieces = [
        structure.conform_rows(table, _decode_source(path, columns)).select(columns)
        for path in find_files(layout, tables, table)
    ]
    return pa.concat_tables(pieces) if pieces else schemas.arrow_schema(table).empty_table().select(columns)


def read_batches(layout: Layout, tables: Tables, table: str, rows: int) -> Iterator[pa.RecordBatch]:
    """Rows of a table, so many at a time: never all of them in memory. Each file is verified before any row is given."""
    return _batches(find_files(layout, tables, table), table, rows)


def count_rows(layout: Layout, tables: Tables, table: str) -> int:
    """Rows of a table."""
    lineage = origin.get_lineage(tables, table)
    if lineage.migrations:
        return read_rows(layout, tables, table).num_rows
    return sum(file.rows for file in lineage.files)


def _batches(sources: Sequence[Source], table: str, rows: int) -> Iterator[pa.RecordBatch]:
    for path in sources:
        if isinstance(path, InMemory):
            yield from path.rows.to_batches(rows)
            continue
        with explain_read_errors(path), pq.ParquetFile(path) as opened:
            for batch in opened.iter_batches(rows, use_threads=False):
                yield structure.conform_rows(table, batch)


def _decode_source(path: Source, columns: Sequence[str] | None = None) -> pa.Table:
    if isinstance(path, InMemory):
        return path.rows
    with explain_read_errors(path):
        return parquet_files.decode(disk.read(path), columns)


def _migrate_rows(layout: Layout, lineage: Lineage, table: str) -> pa.Table:
    """Rows of a table of today, from files of an older structure."""
    rows = {name: _read_unmigrated(layout, files) for name, files in lineage.tables.items()}
    for migration in lineage.migrations:
        inputs = {name: rows.pop(name) for name in migration.tables if name in rows}
        rows |= migration.apply(inputs)
    if table not in rows:
        return schemas.arrow_schema(table).empty_table()
    return parquet_files.arrange_rows(table, structure.conform_rows(table, rows[table]))


def _read_unmigrated(layout: Layout, files: Sequence[DataFile]) -> pa.Table:
    pieces = [_decode_source(layout.data / file.name) for file in files]
    return pa.concat_tables(pieces, promote_options="default")


def require_intact(layout: Layout, table: str, file: DataFile) -> None:
    """Damaged if a file is missing or is not the one that was checked."""
    trouble = integrity.find_trouble(layout.data / file.name, file)
    if trouble is None:
        return
    what = (
        "manque" if trouble == integrity.MISSING else "est endommagé : ce n’est plus celui qui a été vérifié"
    )
    raise Damaged(
        f"Le fichier data/{file.name} (table « {table_title(table)} ») {what}. {_describe_way_out(layout, file)}"
    )


def _describe_way_out(layout: Layout, damaged: DataFile) -> str:
    backup = "récupérez ce fichier dans une sauvegarde"
    for version in manifests.load_readable_versions(layout):
        if _is_intact_without(layout, version.tables, damaged):
            return f"Revenez à la version {version.number}, qui est entière, ou {backup}."
    return f"Aucune autre version n’est entière : {backup}."


def _is_intact_without(layout: Layout, tables: Tables, damaged: DataFile) -> bool:
    every = [file for files in tables.values() for file in files]
    return damaged not in every and all(
        integrity.find_trouble(layout.data / file.name, file) is None for file in every
    )


def table_title(table: str) -> str:
    """French title of a table, or its name if this release does not know it."""
    return schemas.title(table) if table in schemas.TABLES else table
