"""The tables of a version and the lists of codes, as relations of an engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import schemas
from dse.query.engine import Engine, name_type
from dse.store import InMemory, Source

Codelist = Sequence[tuple[str, str, str | None, int | None]]
_CODELIST = pa.schema({"code": pa.string(), "label": pa.string(), "parent": pa.string(), "rank": pa.int32()})


def load_codelists() -> dict[str, Codelist]:
    """The codes of every list, the team's among them: code, label, parent and rank."""
    return {
        name: [(code.code, code.label, code.parent, code.rank) for code in schemas.codelists.load(name)]
        for name in schemas.codelists.names()
    }


def create_codelists(engine: Engine, codelists: Mapping[str, Codelist]) -> None:
    """Have the table of each codelist made where it is first read."""
    for name, codes in codelists.items():
        engine.postpone(f"codelist_{name}", partial(_create_codelist, engine, name, codes))


def _create_codelist(engine: Engine, name: str, codes: Codelist) -> None:
    columns = [pa.array([code[index] for code in codes], field.type) for index, field in enumerate(_CODELIST)]
    engine.create_from_rows(f"codelist_{name}", pa.Table.from_arrays(columns, schema=_CODELIST))


def create_tables(
    engine: Engine, files: Mapping[str, Sequence[Source]], *, is_materialized: bool = False
) -> None:
    """Make each table over its files, copied to memory where `is_materialized`."""
    for table, sources in files.items():
        rows = next((source.rows for source in sources if isinstance(source, InMemory)), None)
        if rows is not None:  # the one of its table
            engine.create_from_rows(table, rows)
        else:
            paths = [source for source in sources if isinstance(source, Path)]
            _create_table_of_files(engine, table, paths, is_materialized)


def _create_table_of_files(engine: Engine, table: str, paths: list[Path], is_materialized: bool) -> None:
    if not paths:
        engine.create_empty(table, {column.name: column.type for column in schemas.columns(table)})
        return
    in_files = [set(pq.read_schema(path).names) for path in paths]
    # A file may lack a column that may be empty: it was written before the column was.
    columns = ", ".join(
        column.name
        if any(column.name in names for names in in_files)
        else f"cast(null as {name_type(column.type)}) as {column.name}"
        for column in schemas.columns(table)
    )
    by_name = any(names != in_files[0] for names in in_files)
    engine.create_from_files(table, paths, columns, by_name=by_name, is_materialized=is_materialized)
