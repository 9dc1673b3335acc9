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
_BATCH_SIZE = 5_000  # rows
_BYTES = 17  # the type of bytea
_KIND_BY_CATEGORY = {"N": kinds.number, "B": kinds.flag}
_DENIED, _NO_DATABASE = ("28P01", "28000"), ("3D000", "42501")
# The second is what a cursor answers to data changed inside WITH.
_READ_ONLY, _CURSOR = "25006", "DECLARE CURSOR must not contain data-modifying"
_TOO_SLOW, _FORBIDDEN = "57014", "42501"
_ENCODING = ("22021", "22P05")


@contextmanager
def open_session(source: Source, password: str) -> Iterator[pg8000.Connection]:
    """A connection on which nothing can be written. Raises SourceFailure."""
    con = _connect(source, password)
    try:
        con.run(f"SET statement_timeout = {source.query_seconds * 1000}")
        con.run(_BEGIN)
        yield con
    except (pg8000.Error, OSError) as error:
        raise _explain_stop(source, error) from None
    finally:
        with suppress(pg8000.Error, OSError):
            con.close()


def read_rows(
    con: pg8000.Connection, source: Source, sql: str
) -> Iterator[tuple[list[str], list[Kind], Sequence[Sequence[Any]]]]:
    """Names, kinds and some rows of what a statement gives, until there is none; once at least.

    Raises QueryFailure; SourceFailure if the connection ends.
    """
    try:
        # Not `run`, which takes « : » for a parameter and several statements at once.
        con.execute_unnamed(_DECLARE + sql)
        column_kinds = None
        while True:
            batch = con.execute_unnamed(f"FETCH {_BATCH_SIZE} FROM lignes")
            column_kinds = column_kinds or _find_kinds(con, batch.columns)
            yield [column["name"] for column in batch.columns], column_kinds, batch.rows
            if len(batch.rows) < _BATCH_SIZE:
                break
        con.run("CLOSE lignes")
    except pg8000.DatabaseError as error:
        con.run("ROLLBACK")
        con.run(_BEGIN)
        raise _explain_query_failure(source, sql, error) from None
    except (pg8000.Error, OSError) as error:
        raise _explain_stop(source, error) from None


def _connect(source: Source, password: str) -> pg8000.Connection:
    sock, tls = network.open_connection(source), network.create_tls_context(source)
    try:
        con = pg8000.Connection(
            source.user,
            host=source.host,
            database=source.database,
            password=password,
            application_name="DSE",
            startup_params={"client_encoding": "UTF8", "DateStyle": "ISO, DMY"},
            sock=sock,
            ssl_context=tls or False,
        )
    except (pg8000.Error, OSError) as error:
        sock.close()
        raise _explain_stop(source, error) from None
    # The time-out of the beginning is not that of a query, and the driver offers no other way.
    con._usock.settimeout(source.query_seconds + MARGIN_SECONDS)
    for oid in list(con.pg_types):
        con.register_in_adapter(oid, str)
    return con


def _find_kinds(con: pg8000.Connection, columns: Sequence[dict[str, Any]]) -> list[Kind]:
    """How each column is read, by the category that the server itself puts its type in."""
    oids = sorted({column["type_oid"] for column in columns})
    types = con.run("SELECT oid, typcategory FROM pg_type WHERE oid = ANY(:oids)", oids=oids)
    categories = {int(oid): category for oid, category in types}
    return [_find_kind(column["type_oid"], categories.get(column["type_oid"])) for column in columns]


def _find_kind(oid: int, category: str | None) -> Kind:
    if oid == _BYTES:
        return lambda value: kinds.text(None if value is None else b"")
    if category == "A":
        return lambda value: kinds.text(None if value is None else string_array_in(value))
    return _KIND_BY_CATEGORY.get(category, kinds.text)


def _explain_stop(source: Source, error: Exception) -> SourceFailure:
    if untrusted := network.find_tls_failure(error):
        return failures.untrusted(source, untrusted)
    if "refuses SSL" in str(error):
        return failures.untrusted(source, "le serveur n’a pas TLS")
    fields = _get_fields(error)
    if fields.get("C") in _DENIED:
        return failures.denied(source)
    if fields.get("C") in _NO_DATABASE:
        return failures.no_database(source)
    if isinstance(error.__cause__, TimeoutError) or isinstance(error, TimeoutError):
        return failures.unreachable(source, "il ne répond plus")
    return failures.lost(source, fields.get("M") or str(error))


def _explain_query_failure(source: Source, sql: str, error: Exception) -> QueryFailure:
    fields = _get_fields(error)
    code, message = fields.get("C"), fields.get("M", "")
    if code == _TOO_SLOW:
        return QueryFailure(failures.too_slow(source))
    if code == _READ_ONLY or message.startswith(_CURSOR):
        return QueryFailure(failures.writes())
    if code in _ENCODING:
        return QueryFailure(failures.undecodable())
    if code == _FORBIDDEN:
        return QueryFailure(failures.forbidden(code, message, sql))
    return QueryFailure(
        failures.wrong_sql(code or "inconnue", message, sql, _find_line(sql, fields.get("P")))
    )


def _find_line(sql: str, position: str | None) -> int | None:
    """The line of a statement, from the position of a sign in the text sent, counted from 1."""
    return (_DECLARE + sql).count("\n", 0, int(position)) + 1 if position else None


def _get_fields(error: Exception) -> dict[str, str]:
    """Fields of a server error: C its code, M its message, P the position in the statement."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, dict) else {}
