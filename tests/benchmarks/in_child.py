"""What is measured in a process of its own: `python -m tests.benchmarks.in_child commit|csv RESULT STORE` writes lines of the table to a file."""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from pathlib import Path

from dse.store import Store
from tests.benchmarks.measure import Line


class MemoryWatch:
    """The largest resident memory of this process in MB while the block runs, less what it was before."""

    def __enter__(self) -> MemoryWatch:
        self.before = self.peak = _read_resident_mb()
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()
        return self

    def _watch(self) -> None:
        while not self.is_over.wait(0.02):
            self.peak = max(self.peak, _read_resident_mb())

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        self.thread.join()
        self.added = self.peak - self.before


def _read_resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * 4096 / 1e6


def commit(answers: Path) -> list[Line]:
    """Commit the answers of a store to a new one."""
    source = Store(answers)
    version = source.current()
    tables = {name: source.read(version, name) for name in version.tables}
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store")
        large = tables.pop("survey_answers")
        store.commit(
            {name: [table] for name, table in tables.items()}, parent=0, author="benchmark", message="others"
        )
        begun = time.perf_counter()
        with MemoryWatch() as watch:
            store.commit({"survey_answers": [large]}, parent=1, author="benchmark", message="answers")
        seconds = time.perf_counter() - begun
    rows = large.num_rows / 1e6
    return [
        Line(f"commit of {rows:.0f} million answers, memory added", watch.added, "MB", target=600),
        Line(f"commit of {rows:.0f} million answers", seconds, "s"),
    ]


def csv(answers: Path) -> list[Line]:
    """Write the answers as CSV, as `table --format csv` does, and with pandas."""
    import subprocess

    import pandas as pd

    store = Store(answers)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        with (Path(folder) / "ours.csv").open("wb") as file:
            subprocess.run(
                [sys.executable, "-m", "dse", "table", "survey_answers", "--store", str(answers), "--format", "csv"],
                stdout=file, check=True, cwd=Path(__file__).parents[2],
            )  # fmt: skip
        ours = time.perf_counter() - begun
        begun = time.perf_counter()
        rows = store.read(store.current(), "survey_answers").to_pandas(types_mapper=pd.ArrowDtype)
        rows.to_csv(Path(folder) / "pandas.csv", index=False)
        theirs = time.perf_counter() - begun
    return [Line(f"CSV of {len(rows) / 1e6:.0f} million rows, whole command", ours, "s", theirs, 0.25)]


if __name__ == "__main__":
    task, result, path = sys.argv[1:]
    lines = {"commit": commit, "csv": csv}[task](Path(path))
    Path(result).write_text("\n".join(map(repr, lines)), encoding="utf-8")
