"""Rows that the engine lays on the disk meanwhile: below the user's own cache, and nothing of a process that was killed stays."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from dse import paths, spill_folders
from dse.query.engine.duckdb_engine import DuckDBEngine
from dse.store import Store

KILLED = """
import os, pathlib
from dse.query.engine.duckdb_engine import DuckDBEngine
engine = DuckDBEngine()
folder = pathlib.Path(engine.run("select current_setting('temp_directory') as folder")["folder"][0].as_py())
(folder / "rows").write_bytes(b"rows")
print(folder, flush=True)
os._exit(9)
"""


def find_spill(engine: DuckDBEngine) -> Path:
    return Path(engine.run("select current_setting('temp_directory') as folder")["folder"][0].as_py())


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache of a user who has run nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    spill_folders._open_folder_of_process.cache_clear()
    return tmp_path / "cache"


@pytest.fixture
def leftover(cache: Path) -> Path:
    """Rows that a killed process had on the disk."""
    child = subprocess.run([sys.executable, "-c", KILLED], cwd=paths.ROOT, capture_output=True, text=True)
    folder = Path(child.stdout.strip())
    assert child.returncode == 9 and (folder / "rows").exists()
    return folder


def test_rows_lie_below_the_own_cache_and_go_with_the_engine(cache: Path) -> None:
    engine = DuckDBEngine()
    folder = find_spill(engine)
    assert cache in folder.parents and folder.exists()
    del engine
    assert not folder.exists()


def test_a_start_removes_the_rows_of_a_killed_process_and_those_of_nobody_else(leftover: Path) -> None:
    assert leftover.exists()
    engine = DuckDBEngine()
    assert not leftover.exists()
    spill_folders.remove_leftovers()
    assert find_spill(engine).exists()
    assert (
        len(list(find_spill(engine).parent.parent.iterdir())) == 2
    )  # the folder of this process and its lock


def test_forgetting_somebody_removes_them_too(own_demo: Store, leftover: Path) -> None:
    person = own_demo.read(own_demo.current(), "survey_respondents")["respondent_id"][0].as_py()
    own_demo.forget([person], "Nadia")
    assert not leftover.exists()


@pytest.mark.parametrize("name", [None, "file/dse"])
def test_without_a_cache_they_lie_where_temporary_files_do(
    name: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setattr(paths, "own_cache", lambda: tmp_path / name if name else None)
    assert find_spill(DuckDBEngine()).parent == Path(tempfile.gettempdir())
