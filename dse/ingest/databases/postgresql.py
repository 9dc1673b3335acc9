"""PostgreSQL, through pg8000: one read-only snapshot, statements read through a cursor.

pg8000 is pure Python: it takes the connection that we opened, and reads no PG… variable that would lead elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import pg8000.native as pg8000
from pg8000.converters import string_array_in

from dse.ingest.databases import failures, kinds, network
from dse.ingest.databases.failures import QueryFailure, SourceFailure
from dse.ingest.databases.kinds import Kind
from dse.ingest.databases.source import Source

MARGIN_SECONDS = 15  # after its own time-out, for a server that no longer answers
_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_DECLARE = "DECLARE lignes NO SCROLL CURSOR FOR "
_AT_ONCE = 5_000  # rows
_BYTES = 17  # the type of bytea
_CATEGORIES = {"N": kinds.number, "B": kinds.flag}
_DENIED, _NO_DATABASE = ("28P01", "28000"), ("3D000", "42501")
# The second is what a cursor answers to data changed inside WITH.
_READ_ONLY, _CURSOR = "25006", "DECLARE CURSOR must not contain data-modifying"
_TOO_SLOW, _FORBIDDEN = "57014", "42501"
_ENCODING = ("22021", "22P05")


@contextmanager
def session(source: Source, password: str) -> Iterator[pg8000.Connection]:
    """A connection on which nothing can be written. Raises SourceFailure."""
    con = _connection(source, password)
    try:
        con.run(f"SET statement_timeout = {source.query_seconds * 1000}")
        con.run(_BEGIN)
        yield con
    except (pg8000.Error, OSError) as error:
        raise _stopped(source, error) from None
    finally:
        with suppress(pg8000.Error, OSError):
            con.close()


def rows(
    con: pg8000.Connection, source: Source, sql: str
) -> Iterator[tuple[list[str], list[Kind], Sequence[Sequence[Any]]]]:
    """Names, kinds and some rows of what a statement gives, until there is none; once at least.

    Raises QueryFailure; SourceFailure if the connection ends.
    """
    try:
        # Not `run`, which takes « : » for a parameter and several statements at once.
        con.execute_unnamed(_DECLARE + sql)
        found = None
        while True:
            read = con.execute_unnamed(f"FETCH {_AT_ONCE} FROM lignes")
            found = found or _kinds(con, read.columns)
            yield [column["name"] for column in read.columns], found, read.rows
            if len(read.rows) < _AT_ONCE:
                break
        con.run("CLOSE lignes")
    except pg8000.DatabaseError as error:
        con.run("ROLLBACK")
        con.run(_BEGIN)
        raise _query_failure(source, sql, error) from None
    except (pg8000.Error, OSError) as error:
        raise _stopped(source, error) from None


def _connection(source: Source, password: str) -> pg8000.Connection:
    sock, trust = network.connected(source), network.trust(source)
    try:
        con = pg8000.Connection(
            source.user,
            host=source.host,
            database=source.database,
            password=password,
            application_name="DSE",
            startup_params={"client_encoding": "UTF8", "DateStyle": "ISO, DMY"},
            sock=sock,
            ssl_context=trust or False,
        )
    except (pg8000.Error, OSError) as error:
        sock.close()
        raise _stopped(source, error) from None
    # The time-out of the beginning is not that of a query, and the driver offers no other way.
    con._usock.settimeout(source.query_seconds + MARGIN_SECONDS)
    for oid in list(con.pg_types):
        con.register_in_adapter(oid, str)
    return con


def _kinds(con: pg8000.Connection, columns: Sequence[dict[str, Any]]) -> list[Kind]:
    """How each column is read, by the category that the server itself puts its type in."""
    oids = sorted({column["type_oid"] for column in columns})
    told = con.run("SELECT oid, typcategory FROM pg_type WHERE oid = ANY(:oids)", oids=oids)
    categories = {int(oid): category for oid, category in told}
    return [_kind(column["type_oid"], categories.get(column["type_oid"])) for column in columns]


def _kind(oid: int, category: str | None) -> Kind:
    if oid == _BYTES:
        return lambda value: kinds.text(None if value is None else b"")
    if category == "A":
        return lambda value: kinds.text(None if value is None else string_array_in(value))
    return _CATEGORIES.get(category, kinds.text)


def _stopped(source: Source, error: Exception) -> SourceFailure:
    if untrusted := network.why(error):
        return failures.untrusted(source, untrusted)
    if "refuses SSL" in str(error):
        return failures.untrusted(source, "le serveur n’a pas TLS")
    told = _told(error)
    if told.get("C") in _DENIED:
        return failures.denied(source)
    if told.get("C") in _NO_DATABASE:
        return failures.no_database(source)
    if isinstance(error.__cause__, TimeoutError) or isinstance(error, TimeoutError):
        return failures.unreachable(source, "il ne répond plus")
    return failures.lost(source, told.get("M") or str(error))


def _query_failure(source: Source, sql: str, error: Exception) -> QueryFailure:
    told = _told(error)
    code, said = told.get("C"), told.get("M", "")
    if code == _TOO_SLOW:
        return QueryFailure(failures.too_slow(source))
    if code == _READ_ONLY or said.startswith(_CURSOR):
        return QueryFailure(failures.writes())
    if code in _ENCODING:
        return QueryFailure(failures.undecodable())
    if code == _FORBIDDEN:
        return QueryFailure(failures.forbidden(code, said, sql))
    return QueryFailure(failures.wrong_sql(code or "inconnue", said, sql, _line(sql, told.get("P"))))


def _line(sql: str, position: str | None) -> int | None:
    """The line of a statement, from the place of a sign in what was sent, counted from 1."""
    return (_DECLARE + sql).count("\n", 0, int(position)) + 1 if position else None


def _told(error: Exception) -> dict[str, str]:
    """What the server says: code, message."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, dict) else {}
