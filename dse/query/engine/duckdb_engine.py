"""DuckDB, in this process: the engine of a store that one machine holds."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from dse.query.cache import Cache
from dse.query.engine.base import Engine
from dse.spill_folders import make_spill_folder

# DuckDB warns that rows of `execute` are copied once more on their way to Arrow. They are few, and what it advises is slower: `_run`.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)
_ABSENT = re.compile(r"Table with name (\w+) does not exist")
# A file that went since its relation was made: facts may, and every file of somebody who is forgotten.
_FILE_GONE = re.compile(r"No files found that match|Cannot open file .*No such file", re.DOTALL)


class DuckDBEngine(Engine):
    """A connection of DuckDB to its own memory, over files."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection | None = None,
        answers: Cache | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(answers)
        if "temp_directory" not in settings:
            # What does not fit in memory lies there meanwhile: nobody else may read it, and it goes with the engine.
            self._spill = make_spill_folder()
            settings["temp_directory"] = self._spill.name
        self.connection = connection or _connect(settings)

    def create_from_rows(self, name: str, rows: pa.Table) -> None:
        """Make a table of rows."""
        self.connection.register("rows_to_copy", rows)
        self.connection.execute(f"create table {name} as select * from rows_to_copy")
        self.connection.unregister("rows_to_copy")

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
        listed = ", ".join(_quote(path) for path in paths)
        option = ", union_by_name = true" if by_name else ""
        kind = "table" if is_materialized else "view"
        self.create(f"create {kind} {name} as select {columns} from read_parquet([{listed}]{option})")

    def keep(self, name: str, folder: Path) -> None:
        """Write the rows of a relation to a Parquet file of its name, which it is read from afterwards."""
        target = _quote(folder / f"{name}.parquet")
        self.connection.execute(f"copy (select * from {name}) to {target} (format parquet, compression zstd)")
        self.connection.execute(f"drop {self._find_kind(name)} {name}")
        self.create_from_kept(name, folder)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _run(self, sql: str, parameters: dict[str, Any]) -> pa.Table:
        # `sql` would have the statement understood twice. What this copies is little: long tables are streamed.
        return self.connection.cursor().execute(sql, parameters).to_arrow_table()

    def _stream(self, sql: str, parameters: dict[str, Any], batch_rows: int) -> Iterator[pa.RecordBatch]:
        yield from self.connection.cursor().sql(sql, params=parameters).to_arrow_reader(batch_rows)

    def _create(self, sql: str, parameters: dict[str, Any]) -> None:
        self.connection.execute(sql, parameters)

    def _lock(self) -> None:
        allowed = ", ".join(_quote(path) for path in self._directories)
        self.connection.execute(f"set allowed_directories=[{allowed}]")
        self.connection.execute("set enable_external_access=false")
        self.connection.execute("set lock_configuration=true")

    def _find_kind(self, name: str) -> str:
        sql = "select table_type from information_schema.tables where table_name = $name"
        return "view" if self.run(sql, {"name": name})["table_type"][0].as_py() == "VIEW" else "table"

    def _is_file_gone(self, error: Exception) -> bool:
        return isinstance(error, duckdb.IOException) and bool(_FILE_GONE.search(str(error)))

    def _find_absent(self, error: Exception) -> str | None:
        absent = _ABSENT.search(str(error)) if isinstance(error, duckdb.CatalogException) else None
        return absent[1] if absent else None


def _connect(settings: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    extensions: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    connection = duckdb.connect(config=extensions | settings)
    connection.execute("set enable_progress_bar = false")  # it would go to the standard output
    return connection


def _quote(path: Path) -> str:
    return "'" + path.as_posix().replace("'", "''") + "'"
