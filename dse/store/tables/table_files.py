"""Tables of a version: the files, verified before anyone parses them, and their rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import schemas
from dse.errors import Damaged
from dse.store.durability import disk
from dse.store.durability.disk_errors import reading
from dse.store.records.layout import Layout
from dse.store.tables import integrity, migrated_copies, parquet_files, retired_codes, structure
from dse.store.tables import lineage as origin
from dse.store.tables.lineage import Lineage, Tables
from dse.store.tables.migrated_copies import InMemory
from dse.store.versions import manifests
from dse.store.versions.version import DataFile

# Where the rows of a table are.
Source = Path | InMemory


def files(layout: Layout, tables: Tables, table: str) -> list[Source]:
    """Files of a table in the structure of today, a copy where they were written under an older one.

    A column that may be empty may be lacking. Damaged names the first file that is not the one that was checked, StoreError one
    that a newer release wrote.
    """
    for file in (file for held in tables.values() for file in held):
        structure.require_known_number(file)  # of any table: rows of this one may have gone there
    lineage = origin.of(tables, table)
    for name in lineage.tables:
        for file in lineage.tables[name]:
            require_whole(layout, name, file)
    if lineage.migrations:
        copy = migrated_copies.copy(layout, table, lineage.files, lambda: _migrated(layout, lineage, table))
        retired_codes.note_copy(table, copy)
        return [copy]
    paths = [layout.data / file.name for file in lineage.files]
    for path, file in zip(paths, lineage.files, strict=True):
        structure.require(table, path, file)
        retired_codes.note(table, path, file.schema)
    return paths


def read(layout: Layout, tables: Tables, table: str) -> pa.Table:
    """Rows of a table, empty if it has none."""
    pieces = [structure.conformed(table, _decoded(path)) for path in files(layout, tables, table)]
    return pa.concat_tables(pieces) if pieces else schemas.arrow_schema(table).empty_table()


def batches(layout: Layout, tables: Tables, table: str, rows: int) -> Iterator[pa.RecordBatch]:
    """Rows of a table, so many at a time: never all of them in memory. Each file is verified before any row is given."""
    return _batches(files(layout, tables, table), table, rows)


def row_count(layout: Layout, tables: Tables, table: str) -> int:
    """Rows of a table."""
    lineage = origin.of(tables, table)
    if lineage.migrations:
        return read(layout, tables, table).num_rows
    return sum(file.rows for file in lineage.files)


def _batches(sources: Sequence[Source], table: str, rows: int) -> Iterator[pa.RecordBatch]:
    for path in sources:
        if isinstance(path, InMemory):
            yield from path.rows.to_batches(rows)
            continue
        with reading(path), pq.ParquetFile(path) as opened:
            for batch in opened.iter_batches(rows, use_threads=False):
                yield structure.conformed(table, batch)


def _decoded(path: Source) -> pa.Table:
    if isinstance(path, InMemory):
        return path.rows
    with reading(path):
        return parquet_files.decode(disk.read(path))


def _migrated(layout: Layout, lineage: Lineage, table: str) -> pa.Table:
    """Rows of a table of today, from files of an older structure."""
    rows = {name: _as_written(layout, files) for name, files in lineage.tables.items()}
    for migration in lineage.migrations:
        given = {name: rows.pop(name) for name in migration.tables if name in rows}
        rows |= migration.apply(given)
    if table not in rows:
        return schemas.arrow_schema(table).empty_table()
    return parquet_files.arrange(table, structure.conformed(table, rows[table]))


def _as_written(layout: Layout, files: Sequence[DataFile]) -> pa.Table:
    pieces = [_decoded(layout.data / file.name) for file in files]
    return pa.concat_tables(pieces, promote_options="default")


def require_whole(layout: Layout, table: str, file: DataFile) -> None:
    """Damaged if a file is missing or is not the one that was checked."""
    found = integrity.trouble(layout.data / file.name, file)
    if found is None:
        return
    what = "manque" if found == integrity.MISSING else "est endommagé : ce n’est plus celui qui a été vérifié"
    raise Damaged(f"Le fichier data/{file.name} (table « {title(table)} ») {what}. {_way_out(layout, file)}")


def _way_out(layout: Layout, damaged: DataFile) -> str:
    backup = "récupérez ce fichier dans une sauvegarde"
    for version in manifests.whole(layout):
        if _is_whole(layout, version.tables, damaged):
            return f"Revenez à la version {version.number}, qui est entière, ou {backup}."
    return f"Aucune autre version n’est entière : {backup}."


def _is_whole(layout: Layout, tables: Tables, damaged: DataFile) -> bool:
    every = [file for files in tables.values() for file in files]
    return damaged not in every and all(
        integrity.trouble(layout.data / file.name, file) is None for file in every
    )


def title(table: str) -> str:
    """French title of a table, or its name if this release does not know it."""
    return schemas.title(table) if table in schemas.TABLES else table
