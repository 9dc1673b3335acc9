"""Files in and out: import beside `frictionless validate`, commit, CSV beside pandas, dossier, one figure from the command line."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.import_csv import accompaniments, write_csv
from tests.benchmarks.measure import Line, median, run, run_dse

TRIENNIAL = (
    "--triennial",
    "2016-2018",
    "--against",
    "2013-2015",
    "--audience",
    "diffusion",
    "--confirm",
    "all",
)


def measure_import(rounds: int) -> list[Line]:
    """A file of 100 000 rows and ten columns, from the command to the commit; alone where frictionless is not installed."""
    frictionless = find_command("frictionless")
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = write_csv(folder / "accompaniments_long.csv", accompaniments())
        for number in range(rounds):
            ours.append(run_dse("import", path, "--store", folder / f"store{number}", "--confirm", "all")[0])
            if frictionless:
                theirs.append(run(frictionless, "validate", path.name, folder=folder)[0])
    if not theirs:
        return [Line("import, 100 000 × 10", median(ours), "s")]
    return [Line("import, 100 000 × 10", median(ours), "s", median(theirs), 1.0)]


def find_command(name: str) -> str | None:
    """The path of a command of this Python's environment, else of the machine; None without one."""
    return shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)


def measure_commit(answers: Path) -> list[Line]:
    """What the commit of ten million answers adds to the memory of a process that holds them."""
    return _measure_in_child("commit", answers)


def measure_csv(answers: Path) -> list[Line]:
    """The answers as CSV for machines, beside pandas."""
    return _measure_in_child("csv", answers)


def _measure_in_child(task: str, store: Path) -> list[Line]:
    with tempfile.TemporaryDirectory() as name:
        result = Path(name) / "lines"
        run(sys.executable, "-m", "tests.benchmarks.in_child", task, result, store)
        return [eval(line, {"Line": Line}) for line in result.read_text(encoding="utf-8").splitlines()]  # noqa: S307 - our own repr


def measure_commands(demo: Path, large: Path, rounds: int) -> list[Line]:
    """A figure as CSV, and the dossier, whole commands; the dossier of the large store must end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figure = [
            run_dse("figure", "uptake_by_year", "--store", demo, "--format", "csv")[0]
            for _ in range(rounds + 2)
        ]
        lines = [Line("figure ID --format csv", median(figure), "s", target=0.9)]
        for size, store, target in (("demo", demo, 15.0), ("× 100", large, None)):
            copy = Path(shutil.copytree(store, folder / size))
            seconds, memory = run_dse(
                "export", *TRIENNIAL, "--store", copy, "--out", folder / f"{len(lines)}.zip"
            )
            lines += [
                Line(f"dossier, {size}", seconds, "s", target=target),
                Line(f"dossier, {size}, memory", memory, "MB"),
            ]
        return lines
