"""Versions of the same bytes, built and asked once a session: a plugin of pytest, which conftest.py takes.

Most stores of tests are copies of the demo's or of the one of clean files. What differs between two engines of the same bytes (the folders
that must still be there, the answers kept, whether it is to be opened anew) is each one's own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow as pa
import pytest

import schemas
from dse.query import facts, versions
from dse.query.cache import Cache
from dse.query.engine import name_engine
from dse.query.engine.choice import DUCKDB
from dse.query.engine.duckdb_engine import DuckDBEngine
from dse.query.tables import load_codelists

VERSIONS_KEPT = 8
STATEMENTS_KEPT, BYTES_KEPT = 4_000, 16_000_000
REAL = versions.build_engine


class Twin(DuckDBEngine):
    """An engine over the relations of another, and over the rows that statements gave of them: neither ever changes."""

    def __init__(self, built: DuckDBEngine, rows: Cache) -> None:
        super().__init__(
            built.connection,
            Cache(versions.ANSWERS, versions.ANSWER_BYTES, versions._count_bytes),
            temp_directory="",
        )
        self._refusals, self._postponed, self._making = built._refusals, built._postponed, built._making
        self._rows = rows

    def _run(self, sql: str, parameters: dict[str, Any]) -> pa.Table:
        key = sql, repr(sorted(parameters.items()))
        return self._rows.get(key, lambda: super(Twin, self)._run(sql, parameters))

    def _lock(self) -> None:
        """It is locked already; the folders are those whose going is noticed."""


@pytest.fixture(scope="session", autouse=True)
def versions_built_once() -> Iterator[None]:
    """Only of tables that memory holds: the others are read from the files of their own store."""
    built = Cache(VERSIONS_KEPT)

    def build_engine(files: versions.Files, days: Any, unreadable: Any = (), **options: Any) -> Any:
        codelists = options.get("codelists") or load_codelists()
        if not options["is_materialized"] or unreadable or name_engine() != DUCKDB:
            return REAL(files, days, unreadable, **options)
        if (digests := _digest_files(files)) is None:
            return REAL(files, days, unreadable, **options)
        columns = [(column.name, column.type) for table, _ in files for column in schemas.columns(table)]
        key = facts.build_key(days, digests, codelists), repr(columns)
        twin = Twin(*built.get(key, lambda: (REAL(files, days, **options), _keep_rows())))
        twin.lock({path.parent for _, sources in files for path in sources})
        return twin

    with mock.patch.object(versions, "build_engine", build_engine):
        yield


def _keep_rows() -> Cache:
    return Cache(STATEMENTS_KEPT, BYTES_KEPT, lambda rows: rows.nbytes)


def _digest_files(files: versions.Files) -> dict[str, list[str]] | None:
    """What stands for the bytes of each table; None where one has no file that can be read."""
    digests: dict[str, list[str]] = {}
    for table, sources in files:
        if not all(isinstance(source, Path) and source.is_file() for source in sources):
            return None
        digests[table] = [hashlib.sha256(source.read_bytes()).hexdigest() for source in sources]
    return digests
