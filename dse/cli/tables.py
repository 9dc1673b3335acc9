"""`table`: a whole table of a version. It knows no figure, and so starts at once."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from functools import partial

import pyarrow as pa
import pyarrow.parquet

import schemas
from dse.cli import file_output, stores
from dse.cli.output import Outcome
from dse.errors import Refused
from dse.export.files import delimited_text
from dse.export.files.delimited_text import DIALECTS
from dse.store import Store

CHUNK = 1 << 20  # bytes


def table(options: argparse.Namespace) -> Outcome:
    """One table of a version, whole."""
    if options.name not in schemas.TABLES:
        raise Refused(
            f"La table « {options.name} » n’existe pas. Les tables sont : {', '.join(schemas.TABLES)}."
        )
    store = stores.readable_store(options)
    number = stores.get_version(store, options.version).number
    value = (
        store.read(store.version(number), options.name).to_pylist()
        if options.json and not options.out
        else None
    )
    return file_output.write_file(options, value, _table_pieces(store, number, options.name, options.format))


def _table_pieces(store: Store, number: int, name: str, format_: str) -> Iterator[bytes]:
    """The file of a table, in pieces: a table of any length is never whole in memory."""
    if format_ in DIALECTS:
        return delimited_text.render_table_csv(store, number, name, DIALECTS[format_])
    return _parquet(store.batches(store.version(number), name, delimited_text.BATCH_ROWS), name)


def _parquet(batches: Iterator[pa.RecordBatch], name: str) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as draft:
        with pyarrow.parquet.ParquetWriter(draft, schemas.arrow_schema(name)) as writer:
            for batch in batches:
                writer.write_batch(batch)
        draft.seek(0)
        yield from iter(partial(draft.read, CHUNK), b"")
