"""Tables of a version: the files, verified before anyone parses them, and their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import schemas
from dse.errors import Damaged
from dse.store import disk, integrity, manifests, parquet
from dse.store.layout import Layout
from dse.store.messages import reading
from dse.store.version import DataFile

Tables = Mapping[str, Sequence[DataFile]]


def files(layout: Layout, tables: Tables, table: str) -> list[Path]:
    """Paths of a table, each undamaged and fit for the schema of today. Damaged names the first that is not."""
    paths = []
    for file in tables.get(table, ()):
        path = layout.data / file.name
        require_whole(layout, table, file)
        if not integrity.fits_today(table, path, file):
            raise Damaged(
                f"Le fichier data/{file.name} (table « {title(table)} ») ne respecte plus le schéma "
                "d’aujourd’hui. Réimportez cette table, ou utilisez la version du logiciel qui l’a enregistrée."
            )
        paths.append(path)
    return paths


def read(layout: Layout, tables: Tables, table: str) -> pa.Table:
    """Rows of a table, empty if it has none."""
    schema = schemas.arrow_schema(table)
    pieces = []
    for path in files(layout, tables, table):
        with reading(path):
            pieces.append(parquet.decode(disk.read(path)).cast(schema))
    return pa.concat_tables(pieces) if pieces else schema.empty_table()


def batches(layout: Layout, tables: Tables, table: str, rows: int) -> Iterator[pa.RecordBatch]:
    """Rows of a table, so many at a time: never all of them in memory. Each file is verified before any row is given."""
    return _batches(files(layout, tables, table), schemas.arrow_schema(table), rows)


def _batches(paths: Sequence[Path], schema: pa.Schema, rows: int) -> Iterator[pa.RecordBatch]:
    for path in paths:
        with reading(path), pq.ParquetFile(path) as opened:
            for batch in opened.iter_batches(rows, use_threads=False):
                yield batch.cast(schema)


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
