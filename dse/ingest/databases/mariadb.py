"""MariaDB, through PyMySQL: one read-only snapshot, rows read as they come.

PyMySQL is pure Python: it takes the connection that we opened, and reads no option file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import pymysql
from pymysql import converters
from pymysql.constants import CR, ER, FIELD_TYPE
from pymysql.cursors import SSCursor

from dse.ingest.databases import failures, kinds, network
from dse.ingest.databases.failures import QueryFailure, SourceFailure
from dse.ingest.databases.kinds import Kind
from dse.ingest.databases.source import Source

MARGIN_SECONDS = 15  # after its own time-out, for a server that no longer answers
_BATCH_SIZE = 5_000  # rows
_NUMBERS = (
    FIELD_TYPE.TINY, FIELD_TYPE.SHORT, FIELD_TYPE.INT24, FIELD_TYPE.LONG, FIELD_TYPE.LONGLONG,
    FIELD_TYPE.FLOAT, FIELD_TYPE.DOUBLE, FIELD_TYPE.DECIMAL, FIELD_TYPE.NEWDECIMAL,
)  # fmt: skip
_KIND_BY_TYPE = {**dict.fromkeys(_NUMBERS, kinds.number), FIELD_TYPE.BIT: kinds.bits}
_DENIED = (ER.ACCESS_DENIED_ERROR, 1130, 1698)  # the last two: this machine, or another way to sign in
_NO_DATABASE = (ER.DBACCESS_DENIED_ERROR, ER.BAD_DB_ERROR)
_TOO_SLOW = (ER.STATEMENT_TIMEOUT,)
_READ_ONLY = (1792, 1290)  # the transaction, or the whole server, only reads
_FORBIDDEN = (
    ER.TABLEACCESS_DENIED_ERROR, ER.COLUMNACCESS_DENIED_ERROR, ER.PROCACCESS_DENIED_ERROR,
    ER.SPECIFIC_ACCESS_DENIED_ERROR,
)  # fmt: skip
_ENDED = (0, CR.CR_SERVER_GONE_ERROR, CR.CR_SERVER_LOST, CR.CR_CONN_HOST_ERROR)


@contextmanager
def open_session(source: Source, password: str) -> Iterator[pymysql.Connection]:
    """A connection on which nothing can be written. Raises SourceFailure."""
    con = _connect(source, password)
    try:
        _begin(con, source)
        yield con
    except (pymysql.Error, OSError) as error:
        raise _explain_stop(source, error) from None
    finally:
        with suppress(pymysql.Error, OSError):
            con.close()


def read_rows(
    con: pymysql.Connection, source: Source, sql: str
) -> Iterator[tuple[list[str], list[Kind], Sequence[Sequence[Any]]]]:
    """Names, kinds and some rows of what a statement gives, until there is none; once at least.

    Raises QueryFailure; SourceFailure if the connection ends.
    """
    cursor = con.cursor(SSCursor)
    try:
        cursor.execute(sql)
        if cursor.description is None:
            raise QueryFailure(failures.no_table())
        names = [column[0] for column in cursor.description]
        column_kinds: list[Kind] = [_KIND_BY_TYPE.get(column[1], kinds.text) for column in cursor.description]
        batch = cursor.fetchmany(_BATCH_SIZE)
        yield names, column_kinds, batch
        while len(batch) == _BATCH_SIZE:
            batch = cursor.fetchmany(_BATCH_SIZE)
            yield names, column_kinds, batch
    except pymysql.Error as error:
        if _get_code(error) in _ENDED:
            raise _explain_stop(source, error) from None
        raise _explain_query_failure(source, sql, error) from None
    finally:
        _abandon(cursor)


def _abandon(cursor: SSCursor) -> None:
    """Leave the rest of a result unread: closing the cursor would first read it all, however long."""
    if cursor._result is not None:
        cursor._result.unbuffered_active = False
    cursor.connection = None


def _connect(source: Source, password: str) -> pymysql.Connection:
    sock, tls = network.open_connection(source), network.create_tls_context(source)
    con = pymysql.Connection(
        host=source.host,
        port=source.port,
        user=source.user,
        password=password.encode("utf-8"),
        database=source.database,
        charset="utf8mb4",
        conv=converters.encoders,  # and no decoder: values as the server writes them
        ssl=tls,
        ssl_disabled=tls is None,
        read_timeout=source.connect_seconds,
        defer_connect=True,
    )
    try:
        con.connect(sock)
    except (pymysql.Error, OSError) as error:
        sock.close()
        raise _explain_stop(source, error) from None
    # The time-out of the beginning is not that of a query, and the driver offers no other way.
    con._read_timeout = source.query_seconds + MARGIN_SECONDS
    return con


def _begin(con: pymysql.Connection, source: Source) -> None:
    version = con.get_server_info()
    if "MariaDB" not in version:
        reason = f"{source.address} n’est pas un serveur MariaDB (version {version})"
        raise failures.failure(source, reason, "Exportez plutôt la base en CSV, et importez le fichier")
    with con.cursor() as cursor:
        cursor.execute(f"SET SESSION max_statement_time = {source.query_seconds}")
        cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")


def _explain_stop(source: Source, error: Exception) -> SourceFailure:
    if untrusted := network.find_tls_failure(error):
        return failures.untrusted(source, untrusted)
    code = _get_code(error)
    if code == CR.CR_SSL_CONNECTION_ERROR:
        return failures.untrusted(source, "le serveur n’a pas TLS")
    if code in _DENIED:
        return failures.denied(source)
    if code in _NO_DATABASE:
        return failures.no_database(source)
    if "timed out" in str(error):
        return failures.unreachable(source, "il ne répond plus")
    return failures.lost(source, _get_message(error))


def _explain_query_failure(source: Source, sql: str, error: Exception) -> QueryFailure:
    code = _get_code(error)
    if code in _TOO_SLOW:
        return QueryFailure(failures.too_slow(source))
    if code in _READ_ONLY:
        return QueryFailure(failures.writes())
    message = _get_message(error)
    if code in _FORBIDDEN:
        return QueryFailure(failures.forbidden(str(code), message, sql))
    line = re.search(r"at line (\d+)$", message)
    return QueryFailure(
        failures.wrong_sql(str(code or "inconnue"), message, sql, int(line[1]) if line else None)
    )


def _get_code(error: Exception) -> int | None:
    return error.args[0] if error.args and isinstance(error.args[0], int) else None


def _get_message(error: Exception) -> str:
    return str(error.args[-1]) if error.args else type(error).__name__
