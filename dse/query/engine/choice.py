"""Which engine answers: DuckDB, or Spark where `DSE_ENGINE` says so, and how much of the machine it takes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from dse.errors import StoreError
from dse.query.cache import Cache
from dse.query.engine.base import Engine

VARIABLE = "DSE_ENGINE"
DUCKDB, SPARK = "duckdb", "spark"
# A version in memory answers soonest on one thread. One that is read where it lies is worked on in smaller pieces beyond so much
# memory; each thread needs some.
_SETTINGS_IN_MEMORY: dict[str, Any] = {"threads": 1}
_SETTINGS_ON_DISK: dict[str, Any] = {
    "memory_limit": "200MB",
    "threads": min(2, os.cpu_count() or 1),
    # Memory that a statement no longer needs goes back to the system a second later; else the server would hold it for good.
    "allocator_background_threads": True,
}
# Of the process that makes facts. Beyond it, work lies on the disk.
_BUILDER_MEMORY = "400MB"


def open_engine(answers: Cache | None = None, *, is_small: bool) -> Engine:
    """An engine for a version: one that memory holds, or one that is read where it lies. StoreError where it does not start."""
    if name_engine() == SPARK:
        return _open_spark(answers, is_small=is_small)
    from dse.query.engine.duckdb_engine import DuckDBEngine

    return DuckDBEngine(answers=answers, **(_SETTINGS_IN_MEMORY if is_small else _SETTINGS_ON_DISK))


def open_builder(spill: Path) -> Engine:
    """An engine that makes facts. What does not fit in memory lies in `spill`, or where Spark is told to lay it."""
    if name_engine() == SPARK:
        return _open_spark(is_small=False)
    from dse.query.engine.duckdb_engine import DuckDBEngine

    return DuckDBEngine(memory_limit=_BUILDER_MEMORY, temp_directory=spill.as_posix())


def name_engine() -> str:
    """The engine chosen. StoreError for one that we do not know."""
    name = os.environ.get(VARIABLE, "").strip().lower() or DUCKDB
    if name not in (DUCKDB, SPARK):
        raise StoreError(
            f"La variable {VARIABLE} vaut « {name} », et ce moteur n’existe pas. Mettez-y « {DUCKDB} » ou « {SPARK} », ou retirez-la."
        )
    return name


def _open_spark(answers: Cache | None = None, *, is_small: bool) -> Engine:
    try:
        from dse.query.engine.spark_engine import SparkEngine
        from dse.query.engine.spark_session import open_session
    except ImportError as error:
        raise StoreError(
            f"Le moteur Spark n’est pas installé (il manque {error.name}). Avec le Python du dossier .venv, lancez « python -m pip install "
            f"-r .requirements-spark.txt » dans le dossier de l’outil, ou retirez la variable {VARIABLE}."
        ) from error
    return SparkEngine(open_session(is_small=is_small), answers)
