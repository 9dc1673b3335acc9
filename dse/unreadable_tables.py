"""Tables of a version that cannot be read: a query that reads one is refused by name, and no other is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from weakref import WeakKeyDictionary

import duckdb

import schemas
from dse.errors import StoreError
from dse.store import Source, Store, Version

Files = tuple[tuple[str, tuple[Source, ...]], ...]
# A table, and what is wrong with it and what helps.
UnreadTables = tuple[tuple[str, str], ...]
# The same of the tables and views of a connection, while it is open.
_REFUSED: WeakKeyDictionary[duckdb.DuckDBPyConnection, dict[str, str]] = WeakKeyDictionary()
_ABSENT = re.compile(r"Table with name (\w+) does not exist")
_CREATED = re.compile(r"\s*create (?:table|view) (\w+)")


def split_readable(store: Store, version: Version) -> tuple[Files, UnreadTables]:
    """The files of every table that can be read; of the others, why they cannot."""
    files, unread = [], []
    for table in schemas.TABLES:
        try:
            files.append((table, tuple(store.files(version, table))))
        except StoreError as error:
            unread.append((table, str(error)))
    return tuple(files), tuple(unread)


def register_unreadable(connection: duckdb.DuckDBPyConnection, unread: UnreadTables) -> None:
    """Say of a new connection which tables are not there."""
    _REFUSED[connection] = dict(unread)


def create_relation(
    connection: duckdb.DuckDBPyConnection, sql: str, used: Mapping[str, str] | None = None
) -> None:
    """Make a view or a table; one that reads what cannot be read is refused as that is."""
    try:
        with refuse_unreadable(connection):
            connection.execute(sql, used)
    except StoreError as error:
        if created := _CREATED.match(sql):
            _REFUSED[connection][created[1]] = str(error)


@contextmanager
def refuse_unreadable(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """StoreError where a query reads a table that cannot be read: the engine, which binds every name, says which."""
    try:
        yield
    except duckdb.CatalogException as error:
        absent = _ABSENT.search(str(error))
        why = _REFUSED.get(connection, {}).get(absent[1]) if absent else None
        if why is None:
            raise
        raise StoreError(why) from error
