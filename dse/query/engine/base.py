"""What all engines do: relations made when they are first read, refused where they cannot be read, and SQL over them."""

from __future__ import annotations

import os
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

import pyarrow as pa

from dse.errors import Damaged, StoreError
from dse.query.cache import Cache

BATCH_ROWS = 65_536
CREATE_STATEMENT = re.compile(r"\s*create (table|view) (\w+) as\s")
CHANGED = "Les données viennent de changer. Rechargez la page ou recommencez."
_PART = re.compile(r"-of-(\d+)\.parquet$")
_WORD = re.compile(r"[a-z_]+")
_PARAMETER = re.compile(r"\$([a-z_]+)")
_SQL_TYPES = {
    pa.string(): "varchar",
    pa.date32(): "date",
    pa.int64(): "bigint",
    pa.float64(): "double",
    pa.bool_(): "boolean",
}


class EngineStopped(StoreError):
    """The engine does not answer any more; the message says what helps."""


class Engine(ABC):
    """Relations, and SQL over them. A relation that cannot be read is refused to whoever asks for it, and to nobody else.

    SQL is that of DuckDB, in words that every engine has; parameters are named, `$families`. `answers` keeps what was asked where the
    rows cannot change, as those of a version; None elsewhere.
    """

    def __init__(self, answers: Cache | None = None) -> None:
        self.answers = answers
        # Whether a statement met a file that went, or the engine stopped: it is to be opened anew.
        self.must_be_reopened = False
        self._directories: list[Path] = []
        self._refusals: dict[str, str] = {}
        self._postponed: dict[str, Callable[[], None]] = {}
        self._making = RLock()

    def run(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pa.Table:
        """The rows of a statement. StoreError if it reads a relation that cannot be read."""
        self._make_postponed(sql)
        with self._refuse_unreadable():
            return self._run(sql, dict(parameters or {}))

    def stream(
        self, sql: str, parameters: Mapping[str, Any] | None = None, batch_rows: int = BATCH_ROWS
    ) -> Iterator[pa.RecordBatch]:
        """The rows of a statement, so many at a time: never all in memory."""
        self._make_postponed(sql)
        with self._refuse_unreadable():
            yield from self._stream(sql, dict(parameters or {}), batch_rows)

    def describe(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pa.Schema:
        """The columns that a statement gives."""
        return self.run(f"select * from ({sql}) as statement limit 0", parameters).schema

    def create(self, sql: str, parameters: Mapping[str, Any] | None = None) -> None:
        """Make a view or a table; one that reads what cannot be read is refused as that is."""
        self._make_postponed(sql)
        try:
            with self._refuse_unreadable():
                self._create(sql, dict(parameters or {}))
        except (Damaged, EngineStopped):
            raise
        except StoreError as error:
            if created := CREATE_STATEMENT.match(sql):
                self._refusals[created[2]] = str(error)

    def create_empty(self, name: str, columns: Mapping[str, pa.DataType]) -> None:
        """Make a table without rows."""
        self.create_from_rows(name, pa.schema(list(columns.items())).empty_table())

    @abstractmethod
    def create_from_rows(self, name: str, rows: pa.Table) -> None:
        """Make a table of rows."""

    @abstractmethod
    def create_from_files(
        self,
        name: str,
        paths: Sequence[Path],
        columns: str,
        *,
        by_name: bool = False,
        is_materialized: bool = False,
    ) -> None:
        """Make a view over Parquet files, or a table where `is_materialized`. `columns` is SQL."""

    @abstractmethod
    def keep(self, name: str, folder: Path) -> None:
        """Write the rows of a relation to Parquet files of its name, which it is read from afterwards."""

    def create_from_kept(self, name: str, folder: Path) -> None:
        """Make a view over the files that `keep` wrote. Damaged where one is gone."""
        paths = sorted(folder.glob(f"{name}.*parquet"))
        if not paths or len(paths) != _count_parts(paths[0]):
            self.must_be_reopened = True
            raise Damaged(CHANGED)
        self.create_from_files(name, paths, "*")

    def postpone(self, name: str, make: Callable[[], None]) -> None:
        """Have a relation made when a statement first names it: most figures read few of them."""
        self._postponed[name] = make

    def refuse(self, relation: str, reason: str) -> None:
        """Say of a relation why it is not there."""
        self._refusals[relation] = reason

    def lock(self, directories: Iterable[Path]) -> None:
        """Let statements read these folders and nothing else, for good."""
        self._directories = sorted(directories)
        self._lock()

    def is_outdated(self) -> bool:
        """Whether files that it reads went, as far as is seen at a glance: facts may be deleted at any time."""
        return self.must_be_reopened or not all(os.path.isdir(path) for path in self._directories)  # noqa: PTH112  asked for every figure

    @abstractmethod
    def close(self) -> None:
        """Give back what the engine holds."""

    @abstractmethod
    def _run(self, sql: str, parameters: dict[str, Any]) -> pa.Table: ...

    @abstractmethod
    def _stream(self, sql: str, parameters: dict[str, Any], batch_rows: int) -> Iterator[pa.RecordBatch]: ...

    @abstractmethod
    def _create(self, sql: str, parameters: dict[str, Any]) -> None: ...

    @abstractmethod
    def _lock(self) -> None: ...

    @abstractmethod
    def _is_file_gone(self, error: Exception) -> bool: ...

    @abstractmethod
    def _find_absent(self, error: Exception) -> str | None:
        """The relation that a statement names and that is not there, if this is why it failed."""

    def _explain_failure(self, error: Exception) -> str | None:
        """What a reader can do about another failure; None where nothing."""
        return None

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

    @contextmanager
    def _refuse_unreadable(self) -> Iterator[None]:
        """StoreError where a statement reads what cannot be read: the engine, which binds every name, says which."""
        try:
            yield
        except Exception as error:
            if self._is_file_gone(error):
                self.must_be_reopened = True
                raise Damaged(CHANGED) from error
            if sentence := self._explain_failure(error):
                self.must_be_reopened = True
                raise EngineStopped(sentence) from error
            reason = self._refusals.get(self._find_absent(error) or "")
            if reason is None:
                raise
            raise StoreError(reason) from error


def name_part(relation: str, number: int, count: int) -> str:
    """The name of one of the files that a relation is kept in; it says how many there are."""
    return f"{relation}.{number}-of-{count}.parquet"


def _count_parts(path: Path) -> int:
    count = _PART.search(path.name)
    return int(count[1]) if count else 1


def find_parameters(sql: str) -> set[str]:
    """The names of the parameters of a statement, `$families`."""
    return set(_PARAMETER.findall(sql))


def name_type(kind: pa.DataType) -> str:
    """The name in SQL of a type of a column."""
    return _SQL_TYPES.get(kind) or f"decimal({kind.precision},{kind.scale})"


def materialize(view: str) -> str:
    """The SQL of a view as that of a table with the same rows."""
    return view.replace("create view", "create table", 1)
