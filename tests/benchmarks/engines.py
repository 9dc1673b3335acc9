"""The same questions put to DuckDB and to Spark on this machine: facts, every figure, memory, and what Spark writes to share out rows."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from dse import figures
from dse.query import Selection, prepare_version
from dse.store import Store
from tests.benchmarks.measure import Line

PERIOD = 2016, 2018
DRIVER_MEMORY = "4g"


def measure_engines(store: Path) -> list[Line]:
    """Each engine in a process of its own, on a copy of the store that has no facts yet; nothing where Spark is not installed."""
    if importlib.util.find_spec("pyspark") is None:
        return []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        duckdb, spark = (_ask_engine(store, folder / engine, engine) for engine in ("duckdb", "spark"))
        shuffled = sum(_read_shuffled(path) for path in (folder / "spark-log").iterdir()) / 1e6
    rows = "10 million answers on Spark"
    return [
        Line(f"{rows}, facts", spark["facts"], "s", duckdb["facts"]),
        Line(f"{rows}, memory", spark["memory"], "MB", duckdb["memory"]),
        Line(f"{rows}, written to share out", shuffled, "MB"),
        *(
            Line(f"{rows}, {figure}", spark["figures"][figure], "s", seconds)
            for figure, seconds in duckdb["figures"].items()
        ),
    ]


def _ask_engine(store: Path, copy: Path, engine: str) -> dict[str, Any]:
    shutil.copytree(store, copy, ignore=shutil.ignore_patterns("facts"))
    log = copy.with_name(f"{engine}-log")
    log.mkdir()
    submit = (
        f"--driver-memory {DRIVER_MEMORY} --conf spark.eventLog.enabled=true "
        f"--conf spark.eventLog.compress=false --conf spark.eventLog.rolling.enabled=false --conf spark.eventLog.dir={log.as_uri()} pyspark-shell"
    )
    environment = {**os.environ, "DSE_ENGINE": engine, "PYSPARK_SUBMIT_ARGS": submit}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.engines", copy], env=environment, stdout=subprocess.PIPE
    ) as process:
        memory = _watch_memory(process)
        assert process.stdout
        return {"memory": memory, **json.loads(process.stdout.read())}


def _watch_memory(process: subprocess.Popen[bytes]) -> float:
    """The largest resident memory of a process and of those that it started, in MB, until it ends."""
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(_read_resident_mb(number) for number in _list_family(process.pid)))
        time.sleep(0.2)
    return peak


def _list_family(number: int) -> Iterator[int]:
    yield number
    with suppress(OSError):
        children = Path(f"/proc/{number}/task/{number}/children").read_text(encoding="utf-8")
        for child in children.split():
            yield from _list_family(int(child))


def _read_resident_mb(number: int) -> float:
    with suppress(OSError):  # it may end meanwhile
        return int(Path(f"/proc/{number}/statm").read_text(encoding="utf-8").split()[1]) * 4096 / 1e6
    return 0.0


def _read_shuffled(log: Path) -> int:
    """Bytes that the tasks of a log of events wrote for others."""
    events = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    metrics = (event.get("Task Metrics", {}) for event in events if event["Event"] == "SparkListenerTaskEnd")
    return sum(each.get("Shuffle Write Metrics", {}).get("Shuffle Bytes Written", 0) for each in metrics)


def main() -> None:
    """What one engine takes, in seconds, as JSON: the facts of a version, and each figure over a triennial, all words included."""
    store = Store(Path(sys.argv[1]))
    number = store.current().number
    begun = time.perf_counter()
    prepare_version(store, number)
    answer = {"facts": time.perf_counter() - begun, "figures": {}}
    for figure in figures.REGISTRY.values():
        begun = time.perf_counter()
        figures.answer(store, number, figure, Selection(*PERIOD))
        answer["figures"][figure.id] = time.perf_counter() - begun
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    if spark := sys.modules.get("pyspark"):
        spark.SparkContext.getOrCreate().stop()  # which completes the log
    os._exit(0)  # without waiting for threads of Spark


if __name__ == "__main__":
    main()
