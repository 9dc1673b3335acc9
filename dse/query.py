"""Asking: what the reader chose, and the engine that answers over one version's files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import schemas
from dse import unreadable_tables, views, views_surveys
from dse.filters import FILTERS
from dse.store import InMemory, Source, Store
from dse.unreadable_tables import Files, UnreadTables

FIRST_YEAR, LAST_YEAR = 1, 9999
OPEN_CONNECTIONS = 4
# A version of so few rows is held in memory, its views with it: each is computed once, not at every question.
HELD_ROWS = 300_000
# Rows that questions to a version were answered with, by its connection while it is open.
QUESTIONS_KEPT, ROWS_KEPT = 512, 20_000
_KEEPING = Lock()
_KNOWN: WeakKeyDictionary[duckdb.DuckDBPyConnection, dict[tuple[str, str], pa.Table]] = WeakKeyDictionary()
_PARAMETER = re.compile(r"\$([a-z_]+)")


@dataclass(frozen=True)
class Selection:
    """What the reader chose. Years include both ends; an empty tuple means all codes."""

    first_year: int = FIRST_YEAR
    last_year: int = LAST_YEAR
    families: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    audience: str = "equipe"

    def parameters(self) -> dict[str, Any]:
        """The choice as named parameters of the figures' SQL."""
        chosen = {each.field: list(getattr(self, each.field)) for each in FILTERS}
        everything = {f"all_{field}": not codes for field, codes in chosen.items()}
        years = {"first_year": self.first_year, "last_year": self.last_year}
        themes = {"themes": list(self.themes or schemas.codelists.tops("themes"))}
        return years | chosen | everything | themes

    def keeping(self, breakdowns: Iterable[str]) -> Selection:
        """The same choice without the filters that are not among `breakdowns`."""
        kept = set(breakdowns)
        cleared: dict[str, Any] = {each.field: () for each in FILTERS if each.field not in kept}
        return replace(self, **cleared)


@dataclass(frozen=True)
class Ask:
    """A question put to one version with one selection; call it with SQL, get a small frame.

    `of_version` reads a table of an earlier version, where the store is at hand. It raises ReaderError where it cannot.
    """

    connection: duckdb.DuckDBPyConnection
    selection: Selection
    parameters: dict[str, Any] = field(default_factory=dict)
    of_version: Callable[[int, str], pd.DataFrame] | None = None

    def __call__(self, sql: str) -> pd.DataFrame:
        """Rows of a query, every column of an Arrow type. The SQL names its parameters, `$families`.

        StoreError if it reads a table that cannot be read.
        """
        known = self.selection.parameters() | self.parameters
        used = {name: known[name] for name in set(_PARAMETER.findall(sql))}
        return _rows(self.connection, sql, used).to_pandas(types_mapper=pd.ArrowDtype)

    def over(self, first_year: int, last_year: int) -> Ask:
        """The same question over other years."""
        return replace(self, selection=replace(self.selection, first_year=first_year, last_year=last_year))


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, used: dict[str, Any]) -> pa.Table:
    """Rows of a query, computed once for a version, which does not change: the figures of a page ask much the same."""
    known = _KNOWN.get(connection, {})
    asked = sql, repr(sorted(used.items()))
    if (found := known.get(asked)) is None:
        with unreadable_tables.refuse_unreadable(connection):
            found = connection.cursor().sql(sql, params=used).to_arrow_table()
        if found.num_rows <= ROWS_KEPT:
            _keep(known, asked, found)
    return found


def _keep(known: dict[tuple[str, str], pa.Table], asked: tuple[str, str], found: pa.Table) -> None:
    with _KEEPING:
        if len(known) >= QUESTIONS_KEPT:
            known.clear()
        known[asked] = found


def read(store: Store, number: int, table: str) -> pd.DataFrame:
    """A whole table of a version, every column of an Arrow type. ReaderError if it cannot be read."""
    return store.read(store.version(number), table).to_pandas(types_mapper=pd.ArrowDtype)


def connect(store: Store, number: int) -> duckdb.DuckDBPyConnection:
    """The connection to one version of a store. A table that cannot be read is refused to whoever asks for it, and to nobody else."""
    version = store.version(number)
    files, unread = unreadable_tables.split_readable(store, version)
    rows = sum(file.rows for listed in version.tables.values() for file in listed)
    created_on = version.created.date().isoformat()
    connection = _connection(files, created_on, _codelists_key(), unread, is_held=rows <= HELD_ROWS)
    _KNOWN.setdefault(connection, {})
    return connection


@lru_cache(maxsize=OPEN_CONNECTIONS)
def _connection(
    files: Files,
    created_on: str,
    codelists: tuple[str, ...],
    unread: UnreadTables,
    *,
    is_held: bool,
) -> duckdb.DuckDBPyConnection:
    alone: dict[str, Any] = {"threads": 1} if is_held else {}
    connection = duckdb.connect(
        config={"autoinstall_known_extensions": False, "autoload_known_extensions": False, **alone}
    )
    prepared = held if is_held else str
    for name in schemas.codelists.names():
        _register_codelist(connection, name)
    for table, sources in files:
        connection.execute(prepared(_base_view(connection, table, sources)))
    unreadable_tables.register_unreadable(connection, unread)
    unreadable_tables.create_relation(connection, views.REFERENCE, {"created_on": created_on})
    for sql in (views.YEARS, *map(prepared, (*views.VIEWS, *views_surveys.VIEWS))):
        unreadable_tables.create_relation(connection, sql)
    _lock(connection, {path.parent for _, sources in files for path in sources if isinstance(path, Path)})
    return connection


def held(view: str) -> str:
    """The SQL of a view as that of a table with the same rows."""
    return view.replace("create view", "create table", 1)


def _codelists_key() -> tuple[str, ...]:
    return tuple(
        f"{code.code}|{code.label}|{code.parent}|{code.rank}"
        for name in schemas.codelists.names()
        for code in schemas.codelists.load(name)
    )


def _register_codelist(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    parts = {"code": "varchar", "label": "varchar", "parent": "varchar", "rank": "integer"}
    listed = schemas.codelists.load(name)
    columns = ", ".join(f"unnest(?::{kind}[]) as {part}" for part, kind in parts.items())
    values = [[getattr(each, part) for each in listed] for part in parts]
    connection.execute(f"create table codelist_{name} as select {columns}", values)


def _base_view(connection: duckdb.DuckDBPyConnection, table: str, sources: tuple[Source, ...]) -> str:
    for source in sources:
        if isinstance(source, InMemory):  # the one of its table
            connection.register(f"rows_of_{table}", source.rows)
            return f"create view {table} as select * from rows_of_{table}"
    return _view_of_files(table, tuple(source for source in sources if isinstance(source, Path)))


def _view_of_files(table: str, paths: tuple[Path, ...]) -> str:
    if not paths:
        columns = ", ".join(f"{each.name} {_sql_type(each.type)}" for each in schemas.columns(table))
        return f"create table {table} ({columns})"
    listed = ", ".join("'" + path.as_posix().replace("'", "''") + "'" for path in paths)
    there = [set(pq.read_schema(path).names) for path in paths]
    # A file may lack a column that may be empty: it was written before the column was.
    columns = ", ".join(
        each.name
        if any(each.name in names for names in there)
        else f"cast(null as {_sql_type(each.type)}) as {each.name}"
        for each in schemas.columns(table)
    )
    by_name = ", union_by_name = true" if any(names != there[0] for names in there) else ""
    return f"create view {table} as select {columns} from read_parquet([{listed}]{by_name})"


def _sql_type(kind: pa.DataType) -> str:
    names = {
        pa.string(): "varchar",
        pa.date32(): "date",
        pa.int64(): "bigint",
        pa.float64(): "double",
        pa.bool_(): "boolean",
    }
    return names.get(kind) or f"decimal({kind.precision},{kind.scale})"


def _lock(connection: duckdb.DuckDBPyConnection, directories: set[Path]) -> None:
    """Let the connection read the store's data and nothing else."""
    allowed = ", ".join("'" + path.as_posix().replace("'", "''") + "'" for path in sorted(directories))
    connection.execute(f"set allowed_directories=[{allowed}]")
    connection.execute("set enable_external_access=false")
    connection.execute("set lock_configuration=true")
