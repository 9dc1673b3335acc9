"""Spark: the engine of a store that one machine does not hold. The same statements, translated; the same rows."""

from __future__ import annotations

import os
import re
import shutil
import weakref
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from py4j.protocol import Py4JNetworkError
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import array, lit

from dse.query.cache import Cache
from dse.query.engine.base import CREATE_STATEMENT, Engine, EngineStopped, name_part
from dse.query.engine.spark_session import REMOTE
from dse.query.engine.spark_sql import translate

_ABSENT = re.compile(r"`(?:\w+`\.`)*(\w+)`")
_FILE_GONE = ("FILE_NOT_EXIST", "PATH_NOT_FOUND", "FileNotFoundException")
_STOPPED = re.compile(r"stopped SparkContext|StatusCode\.UNAVAILABLE|INVALID_HANDLE\.SESSION")
_PATTERN_SIGN = re.compile(r"([\\\[\]{}*?])")
NOT_MOUNTED = (
    "Spark ne voit pas le dossier des données ({folder}). Rendez-le accessible au même endroit sur chaque machine qui calcule, "
    "ou retirez la variable DSE_ENGINE."
)


class SparkEngine(Engine):
    """A session of Spark, whose temporary views are the relations."""

    def __init__(self, session: SparkSession, answers: Cache | None = None) -> None:
        super().__init__(answers)
        self.session = session
        self._paths: list[Path] = []
        # Rows that were computed are there as long as somebody here holds them.
        self._computed: list[DataFrame] = []
        # A distant session holds them until it is told, or for an hour.
        if os.environ.get(REMOTE):
            weakref.finalize(self, session.stop)

    def create_from_rows(self, name: str, rows: pa.Table) -> None:
        """Make a table of rows."""
        self.session.createDataFrame(rows).createOrReplaceTempView(name)

    def create_from_files(
        self,
        name: str,
        paths: Sequence[Path],
        columns: str,
        *,
        by_name: bool = False,
        is_materialized: bool = False,
    ) -> None:
        """Have a view made over Parquet files, or a table where `is_materialized`, when it is first read: to look at the files of every
        table takes Spark longer than most questions. `columns` is SQL."""
        self._paths += paths
        self.postpone(name, partial(self._read_files, name, paths, columns, by_name, is_materialized))

    def _read_files(
        self, name: str, paths: Sequence[Path], columns: str, by_name: bool, is_materialized: bool
    ) -> None:
        with self._refuse_unreadable():
            reader = self.session.read.option("mergeSchema", by_name)
            rows = reader.parquet(*(_PATTERN_SIGN.sub(r"\\\1", _locate(path)) for path in paths))
            rows.createOrReplaceTempView(f"{name}_files")
            selected = self._build_rows(f"select {columns} from {name}_files", {})
            self._register(name, selected, is_materialized=is_materialized)

    def keep(self, name: str, folder: Path) -> None:
        """Write the rows of a relation to Parquet files of its name, which it is read from afterwards."""
        self._make_postponed(name)
        written = folder / f"{name}-parts"
        self.session.table(name).write.option("compression", "zstd").parquet(_locate(written))
        parts = sorted(written.glob("part-*"))
        if not parts:
            raise EngineStopped(NOT_MOUNTED.format(folder=folder))
        for number, part in enumerate(parts, start=1):
            part.rename(folder / name_part(name, number, len(parts)))
        shutil.rmtree(written)
        self.create_from_kept(name, folder)

    def close(self) -> None:
        """Forget the rows that were computed. Spark itself goes on, for other versions."""
        self._computed.clear()

    def _run(self, sql: str, parameters: dict[str, Any]) -> pa.Table:
        return self._build_rows(sql, parameters).toArrow()

    def _stream(self, sql: str, parameters: dict[str, Any], batch_rows: int) -> Iterator[pa.RecordBatch]:
        schema = self.describe(sql, parameters)
        rows = self._build_rows(sql, parameters).toLocalIterator(prefetchPartitions=True)
        while batch := [row.asDict() for row in islice(rows, batch_rows)]:
            yield pa.RecordBatch.from_pylist(batch, schema)

    def _create(self, sql: str, parameters: dict[str, Any]) -> None:
        created = CREATE_STATEMENT.match(sql)
        assert created  # noqa: S101 - our own statements
        rows = self._build_rows(sql[created.end() :], parameters)
        self._register(created[2], rows, is_materialized=created[1] == "table")

    def _register(self, name: str, rows: DataFrame, *, is_materialized: bool) -> None:
        if is_materialized:
            self._computed.append(rows.localCheckpoint())
            rows = self._computed[-1].coalesce(1)
        rows.createOrReplaceTempView(name)

    def _build_rows(self, sql: str, parameters: dict[str, Any]) -> DataFrame:
        values = {name: _bind(value) for name, value in parameters.items()}
        return self.session.sql(translate(sql), args=values)

    def _lock(self) -> None:
        """Nothing to do: with `runSQLOnFiles` off, no statement names a file."""

    def _is_file_gone(self, error: Exception) -> bool:
        return self._misses_file(error) and not self._is_there(error)

    def _find_absent(self, error: Exception) -> str | None:
        if not isinstance(error, AnalysisException) or error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            return None
        absent = _ABSENT.search(str(error))
        return absent[1] if absent else None

    def _explain_failure(self, error: Exception) -> str | None:
        if self._misses_file(error):
            return NOT_MOUNTED.format(folder=self._paths[0].parent)
        if isinstance(error, Py4JNetworkError | ConnectionError) or _STOPPED.search(str(error)):
            return (
                "Spark ne répond plus : il s’est arrêté, ou la machine qui le porte n’est plus joignable. Rechargez la page ou recommencez ; "
                "si cela ne suffit pas, relancez Spark s’il est ailleurs, puis l’application."
            )
        return None

    def _misses_file(self, error: Exception) -> bool:
        return any(sign in str(error) for sign in _FILE_GONE)

    def _is_there(self, error: Exception) -> bool:
        """Whether the file that Spark misses is seen from here."""
        message = str(error)
        missed = [path for path in self._paths if path.name in message]
        return bool(missed) and all(path.exists() for path in missed)


def _bind(value: Any) -> Any:
    """A value as Spark binds it."""
    return array(*map(lit, value)) if isinstance(value, list) else value


def _locate(path: Path) -> str:
    """The address of a path, letter by letter: Spark would take `%20` for three letters."""
    return f"file:///{path.absolute().as_posix().lstrip('/')}"
