"""Rows to Parquet bytes and back: the same rows always give the same bytes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import schemas
from dse import __version__
from dse.errors import Refused
from dse.store.versions.version import DataFile
from schemas import row_keys

# A multiple of DuckDB's vector, small enough for two cores to share a file.
ROWS_PER_GROUP = 122_880
_PIECE = 2**22  # bytes


def arrange_rows(table: str, rows: pa.Table) -> pa.Table:
    """The columns of the schema, of its types, sorted by key. Refused if a column is missing or unknown."""
    typed = select_columns(table, rows)
    order = find_order(table, typed)
    return typed if order is None else typed.take(order)


def select_columns(table: str, rows: pa.Table) -> pa.Table:
    """The columns of the schema, of its types. Refused if a column is missing or unknown."""
    schema = schemas.arrow_schema(table)
    if set(rows.column_names) != set(schema.names) or len(rows.column_names) != len(schema.names):
        expected, actual = ", ".join(schema.names), ", ".join(rows.column_names)
        raise Refused(
            f"La table « {schemas.title(table)} » n’a pas les colonnes attendues. "
            f"Donnez exactement {expected} (au lieu de {actual})."
        )
    return _cast_types(table, rows.select(schema.names))


def find_order(table: str, rows: pa.Table) -> pa.Array | None:
    """Positions of rows in the order of their keys; None where they stand so."""
    numbers = row_keys.number_keys(rows, schemas.key(table))
    if row_keys.is_ascending(numbers):
        return None
    return pa.array(np.argsort(numbers, kind="stable").astype(np.int32 if len(numbers) < 2**31 else np.int64))


def encode(rows: pa.Table) -> bytes:
    """Parquet bytes of rows already arranged."""
    return b"".join(encode_in_pieces(rows))


def encode_in_pieces(rows: pa.Table, order: pa.Array | None = None) -> list[bytes]:
    """The same as pieces, of rows to be taken in this order: of those, a copy of one group at a time is made."""
    source = rows if order is None else rows.combine_chunks()  # rows of several pieces are slow to take
    sink = _Pieces()
    with (
        pa.PythonFile(sink, mode="w") as file,
        pq.ParquetWriter(file, rows.schema, compression="zstd", version="2.6") as writer,
    ):
        for start in range(0, max(1, rows.num_rows), ROWS_PER_GROUP):
            group = (
                source.slice(start, ROWS_PER_GROUP)
                if order is None
                else source.take(order[start : start + ROWS_PER_GROUP])
            )
            writer.write_table(group.combine_chunks(), row_group_size=ROWS_PER_GROUP)
    return sink.finish()


class _Pieces(io.RawIOBase):
    """A file to be written that is kept as pieces: one that grows would be copied again and again."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._rest = bytearray()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, content: Any) -> int:
        """Add bytes."""
        self._rest += content
        if len(self._rest) >= _PIECE:
            self._end_piece()
        return len(content)

    def finish(self) -> list[bytes]:
        """Everything that was written."""
        self._end_piece()
        return self._pieces

    def _end_piece(self) -> None:
        if self._rest:
            self._pieces.append(bytes(self._rest))
            self._rest = bytearray()


def decode(content: bytes, columns: Sequence[str] | None = None) -> pa.Table:
    """Rows of a file; of some columns only, those of them that it has. pyarrow.ArrowException or OSError if it is no Parquet."""
    # Into memory of Arrow's own: its threads outlive the read, and freeing Python's from one of them while the
    # interpreter ends aborts the process (apache/arrow#34314).
    copy = pa.BufferOutputStream()
    copy.write(content)
    # Not read_table, which looks for folders: it takes twice as long.
    with pq.ParquetFile(pa.BufferReader(copy.getvalue())) as file:
        return file.read(columns)


def describe_file(table: str, rows: int, content: Sequence[bytes]) -> DataFile:
    """What the manifest says of a file written today."""
    return DataFile(
        **name_and_size(table, content),
        rows=rows,
        schema=schemas.fingerprint(table),
        structure=schemas.migrations.latest(),
        shape=schemas.structure_fingerprint(table),
        release=__version__,
    )


def name_and_size(table: str, content: Sequence[bytes]) -> dict[str, Any]:
    """What a file's bytes, in pieces, say of it: its name, hash and size."""
    hashed = hashlib.sha256()
    for piece in content:
        hashed.update(piece)
    digest = hashed.hexdigest()
    return {"name": f"{table}-{digest[:16]}.parquet", "sha256": digest, "bytes": sum(map(len, content))}


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
