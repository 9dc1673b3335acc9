"""Opening a version of a store for questions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import schemas
from dse.errors import StoreError
from dse.query import network_relations, offer_relations, relations, survey_relations
from dse.query.cache import Cache
from dse.query.engine import Engine, materialize, name_type
from dse.store import InMemory, Source, Store, Version

Files = tuple[tuple[str, tuple[Source, ...]], ...]
# A table, and what is wrong with it and what helps.
Unreadable = tuple[tuple[str, str], ...]

OPEN_VERSIONS = 4
# A version of so few rows is copied to memory, its views with it: each is computed once, not at every question.
MATERIALIZED_ROWS = 300_000
# Answers kept of an open version.
ANSWERS, ANSWER_BYTES = 512, 32_000_000
_open = Cache(OPEN_VERSIONS)


def open_version(store: Store, number: int) -> Engine:
    """The engine over one version of a store. A table that cannot be read is refused to whoever asks for it, and to nobody else."""
    version = store.version(number)
    files, unreadable = split_readable(store, version)
    rows = sum(file.rows for listed in version.tables.values() for file in listed)
    created_on = version.created.date().isoformat()
    is_materialized = rows <= MATERIALIZED_ROWS
    key = files, created_on, _codelists_key(), unreadable, is_materialized
    return _open.get(
        key, lambda: build_engine(files, created_on, unreadable, is_materialized=is_materialized)
    )


def close_versions() -> None:
    """Forget every open version."""
    _open.clear()


def read_table(store: Store, number: int, table: str) -> pd.DataFrame:
    """A complete table of a version, every column of an Arrow type. ReaderError if it cannot be read."""
    return store.read(store.version(number), table).to_pandas(types_mapper=pd.ArrowDtype)


def split_readable(store: Store, version: Version) -> tuple[Files, Unreadable]:
    """The files of every table that can be read; of the others, why they cannot."""
    files, unreadable = [], []
    for table in schemas.TABLES:
        try:
            files.append((table, tuple(store.files(version, table))))
        except StoreError as error:
            unreadable.append((table, str(error)))
    return tuple(files), tuple(unreadable)


def build_engine(
    files: Files, created_on: str, unreadable: Unreadable = (), *, is_materialized: bool
) -> Engine:
    """An engine over the tables of a version as it was on the day it was created."""
    alone: dict[str, Any] = {"threads": 1} if is_materialized else {}
    engine = Engine(answers=Cache(ANSWERS, ANSWER_BYTES, _count_bytes), **alone)
    for name in schemas.codelists.names():
        create_codelist(engine, name)
    for table, sources in files:
        _create_table(engine, table, sources, is_copied=is_materialized)
    for table, reason in unreadable:
        engine.refuse(table, reason)
    create_relations(engine, created_on, is_materialized=is_materialized)
    engine.lock({path.parent for _, sources in files for path in sources if isinstance(path, Path)})
    return engine


def create_relations(engine: Engine, created_on: str, *, is_materialized: bool) -> None:
    """Make the words of the field over the tables of an engine, as tables where `is_materialized`."""
    engine.create(relations.REFERENCE, {"created_on": created_on})
    engine.create(relations.YEARS)
    for view in (
        *relations.VIEWS,
        *network_relations.VIEWS,
        *survey_relations.VIEWS,
        *offer_relations.VIEWS,
    ):
        engine.create(materialize(view) if is_materialized else view)


def create_codelist(engine: Engine, name: str) -> None:
    """Make the table of a codelist."""
    kinds = {"code": pa.string(), "label": pa.string(), "parent": pa.string(), "rank": pa.int32()}
    codes = schemas.codelists.load(name)
    columns = [pa.array([getattr(code, part) for code in codes], kind) for part, kind in kinds.items()]
    engine.create_from_rows(f"codelist_{name}", pa.Table.from_arrays(columns, names=list(kinds)))


def _codelists_key() -> tuple[str, ...]:
    return tuple(
        f"{code.code}|{code.label}|{code.parent}|{code.rank}"
        for name in schemas.codelists.names()
        for code in schemas.codelists.load(name)
    )


def _create_table(engine: Engine, table: str, sources: tuple[Source, ...], *, is_copied: bool) -> None:
    for source in sources:
        if isinstance(source, InMemory):  # the one of its table
            engine.create_from_rows(table, source.rows)
            return
    _create_table_of_files(
        engine, table, [source for source in sources if isinstance(source, Path)], is_copied
    )


def _create_table_of_files(engine: Engine, table: str, paths: list[Path], is_copied: bool) -> None:
    if not paths:
        columns = ", ".join(f"{column.name} {name_type(column.type)}" for column in schemas.columns(table))
        engine.create(f"create table {table} ({columns})")
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
    engine.create_from_files(table, paths, columns, by_name=by_name, is_copied=is_copied)


def _count_bytes(value: object) -> int:
    if isinstance(value, pd.DataFrame):
        return int(value.memory_usage().sum())
    return value.nbytes if isinstance(value, pa.Table) else 0
