"""Rows to Parquet bytes and back: the same rows always give the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import schemas
from dse import __version__
from dse.errors import Refused
from dse.store.versions.version import DataFile

# A multiple of DuckDB's vector, small enough for two cores to share a file.
ROWS_PER_GROUP = 122_880


def arrange_rows(table: str, rows: pa.Table) -> pa.Table:
    """The columns of the schema, of its types, sorted by key. Refused if a column is missing or unknown."""
    schema = schemas.arrow_schema(table)
    if set(rows.column_names) != set(schema.names) or len(rows.column_names) != len(schema.names):
        expected, actual = ", ".join(schema.names), ", ".join(rows.column_names)
        raise Refused(
            f"La table « {schemas.title(table)} » n’a pas les colonnes attendues. "
            f"Donnez exactement {expected} (au lieu de {actual})."
        )
    typed = _cast_types(table, rows.select(schema.names))
    return typed.sort_by([(name, "ascending") for name in schemas.key(table)])


def encode(rows: pa.Table) -> bytes:
    """Parquet bytes of rows already arranged."""
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink, compression="zstd", row_group_size=ROWS_PER_GROUP, version="2.6")
    return sink.getvalue().to_pybytes()


def decode(content: bytes) -> pa.Table:
    """Rows of a file. pyarrow.ArrowException or OSError if it is no Parquet."""
    # Into memory of Arrow's own: its threads outlive the read, and freeing Python's from one of them while the
    # interpreter ends aborts the process (apache/arrow#34314).
    copy = pa.BufferOutputStream()
    copy.write(content)
    # Not read_table, which looks for folders: it takes twice as long.
    with pq.ParquetFile(pa.BufferReader(copy.getvalue())) as file:
        return file.read()


def describe_file(table: str, rows: pa.Table, content: bytes) -> DataFile:
    """What the manifest says of a file written today."""
    return DataFile(
        **name_and_size(table, content),
        rows=rows.num_rows,
        schema=schemas.fingerprint(table),
        structure=schemas.migrations.latest(),
        shape=schemas.structure_fingerprint(table),
        release=__version__,
    )


def name_and_size(table: str, content: bytes) -> dict[str, Any]:
    """What a file's bytes say of it: its name, hash and size."""
    digest = hashlib.sha256(content).hexdigest()
    return {"name": f"{table}-{digest[:16]}.parquet", "sha256": digest, "bytes": len(content)}


def join_rows(table: str, pieces: Sequence[pa.Table]) -> pa.Table:
    """Rows of several files, arranged as one."""
    return arrange_rows(table, pa.concat_tables([_cast_types(table, piece) for piece in pieces]))


def _cast_types(table: str, rows: pa.Table) -> pa.Table:
    # Without metadata nor nullability: a title that changes must not change the bytes.
    plain = pa.schema([pa.field(field.name, field.type) for field in schemas.arrow_schema(table)])
    try:
        return rows.replace_schema_metadata(None).cast(plain)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise Refused(
            f"La table « {schemas.title(table)} » n’a pas les types attendus. "
            "Vérifiez les dates et les nombres du fichier importé."
        ) from error
