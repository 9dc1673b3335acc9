"""The one seam to the database engine, DuckDB today: SQL and named parameters in, Arrow out. Nothing else imports duckdb."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

import duckdb
import pyarrow as pa

from dse.errors import Damaged, StoreError
from dse.query.cache import Cache
from dse.spill_folders import make_spill_folder

BATCH_ROWS = 65_536
# DuckDB warns that rows of `execute` are copied once more on their way to Arrow. They are few, and what it advises is slower: `Engine.run`.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)
_ABSENT = re.compile(r"Table with name (\w+) does not exist")
# A file that went since its relation was made: facts may, and every file of somebody who is forgotten.
_FILE_GONE = re.compile(r"No files found that match|Cannot open file .*No such file", re.DOTALL)
_CREATED = re.compile(r"\s*create (?:table|view) (\w+)")
_WORD = re.compile(r"[a-z_]+")
_PARAMETER = re.compile(r"\$([a-z_]+)")
_SQL_TYPES = {
    pa.string(): "varchar",
    pa.date32(): "date",
    pa.int64(): "bigint",
    pa.float64(): "double",
    pa.bool_(): "boolean",
}


class Engine:
    """Relations, and SQL over them. A relation that cannot be read is refused to whoever asks for it, and to nobody else.

    `answers` keeps what was asked where the rows cannot change, as those of a version; None elsewhere.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection | None = None,
        answers: Cache | None = None,
        **settings: Any,
    ) -> None:
        if "temp_directory" not in settings:
            # What does not fit in memory lies there meanwhile: nobody else may read it, and it goes with the engine.
            self._spill = make_spill_folder()
            settings["temp_directory"] = self._spill.name
        self.connection = connection or _connect(settings)
        self.answers = answers
        # Whether a statement met a file that went; who opens the engine anew sets it back.
        self.has_lost_files = False
        self._directories: list[Path] = []
        self._refusals: dict[str, str] = {}
        self._postponed: dict[str, Callable[[], None]] = {}
        self._making = RLock()

    def run(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pa.Table:
        """The rows of a statement. StoreError if it reads a relation that cannot be read."""
        self._make_postponed(sql)
        with self._refuse_unreadable():
            # `sql` would have the statement understood twice. What this copies is little: long tables are streamed.
            return self.connection.cursor().execute(sql, dict(parameters or {})).to_arrow_table()

    def stream(
        self, sql: str, parameters: Mapping[str, Any] | None = None, batch_rows: int = BATCH_ROWS
    ) -> Iterator[pa.RecordBatch]:
        """The rows of a statement, so many at a time: never all in memory."""
        self._make_postponed(sql)
        with self._refuse_unreadable():
            yield from (
                self.connection.cursor().sql(sql, params=dict(parameters or {})).to_arrow_reader(batch_rows)
            )

    def describe(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pa.Schema:
        """The columns that a statement gives."""
        return self.run(f"select * from ({sql}) limit 0", parameters).schema

    def create(self, sql: str, parameters: Mapping[str, Any] | None = None) -> None:
        """Make a view or a table; one that reads what cannot be read is refused as that is."""
        self._make_postponed(sql)
        try:
            with self._refuse_unreadable():
                self.connection.execute(sql, dict(parameters or {}))
        except Damaged:
            raise
        except StoreError as error:
            if created := _CREATED.match(sql):
                self._refusals[created[1]] = str(error)

    def create_from_rows(self, name: str, rows: pa.Table) -> None:
        """Make a table of rows."""
        self.connection.register("rows_to_copy", rows)
        self.connection.execute(f"create table {name} as select * from rows_to_copy")
        self.connection.unregister("rows_to_copy")

    def create_from_files(
        self,
        name: str,
        paths: Iterable[Path],
        columns: str,
        *,
        by_name: bool = False,
        is_materialized: bool = False,
    ) -> None:
        """Make a view over Parquet files, or a table where `is_materialized`. `columns` is SQL."""
        listed = ", ".join(_quote(path) for path in paths)
        option = ", union_by_name = true" if by_name else ""
        kind = "table" if is_materialized else "view"
        self.create(f"create {kind} {name} as select {columns} from read_parquet([{listed}]{option})")

    def keep(self, name: str, path: Path) -> None:
        """Write the rows of a relation to a Parquet file, which it is read from afterwards."""
        self.connection.execute(
            f"copy (select * from {name}) to {_quote(path)} (format parquet, compression zstd)"
        )
        self.connection.execute(f"drop {self._find_kind(name)} {name}")
        self.create_from_files(name, [path], "*")

    def _find_kind(self, name: str) -> str:
        sql = "select table_type from information_schema.tables where table_name = $name"
        return "view" if self.run(sql, {"name": name})["table_type"][0].as_py() == "VIEW" else "table"

    def postpone(self, name: str, make: Callable[[], None]) -> None:
        """Have a relation made when a statement first names it: most figures read few of them."""
        self._postponed[name] = make

    def _make_postponed(self, sql: str) -> None:
        """Make the relations that a statement names, and those that they read; who asks meanwhile waits."""
        with self._making:
            for name in _WORD.findall(sql):
                if (make := self._postponed.pop(name, None)) is None:
                    continue
                try:
                    make()
                except BaseException:
                    self._postponed[name] = make
                    raise

    def refuse(self, relation: str, reason: str) -> None:
        """Say of a relation why it is not there."""
        self._refusals[relation] = reason

    def lock(self, directories: Iterable[Path]) -> None:
        """Let statements read these folders and nothing else, for good."""
        self._directories = sorted(directories)
        allowed = ", ".join(_quote(path) for path in self._directories)
        self.connection.execute(f"set allowed_directories=[{allowed}]")
        self.connection.execute("set enable_external_access=false")
        self.connection.execute("set lock_configuration=true")

    def is_outdated(self) -> bool:
        """Whether files that it reads went, as far as is seen at a glance: facts may be deleted at any time."""
        return self.has_lost_files or not all(os.path.isdir(path) for path in self._directories)  # noqa: PTH112  asked for every figure

    @contextmanager
    def _refuse_unreadable(self) -> Iterator[None]:
        """StoreError where a statement reads what cannot be read: the engine, which binds every name, says which."""
        try:
            yield
        except duckdb.IOException as error:
            if not _FILE_GONE.search(str(error)):
                raise
            self.has_lost_files = True
            raise Damaged("Les données viennent de changer. Rechargez la page ou recommencez.") from error
        except duckdb.CatalogException as error:
            absent = _ABSENT.search(str(error))
            reason = self._refusals.get(absent[1]) if absent else None
            if reason is None:
                raise
            raise StoreError(reason) from error


def _connect(settings: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    extensions: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    connection = duckdb.connect(config=extensions | settings)
    connection.execute("set enable_progress_bar = false")  # it would go to the standard output
    return connection


def find_parameters(sql: str) -> set[str]:
    """The names of the parameters of a statement, `$families`."""
    return set(_PARAMETER.findall(sql))


def name_type(kind: pa.DataType) -> str:
    """The name in SQL of a type of a column."""
    return _SQL_TYPES.get(kind) or f"decimal({kind.precision},{kind.scale})"


def materialize(view: str) -> str:
    """The SQL of a view as that of a table with the same rows."""
    return view.replace("create view", "create table", 1)


def _quote(path: Path) -> str:
    return "'" + path.as_posix().replace("'", "''") + "'"
