"""One command, one table: `python -m tests.benchmarks [NAME…] [--rounds N] [--json FILE] [--stores FOLDER]`. Nothing is asserted.

Run it alone on the machine, after `python -m dse test` has installed what it needs. Each line has a median, what it is compared
with in the same run, their ratio, and the target. The large stores are made once in the folder of the stores, by copies of the
demo through the store's own API; without a folder, in a temporary one.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from dse.demo.refresh import refresh_demo
from dse.store import Store
from tests.benchmarks import answers, engines, files, members, page_times, sessions
from tests.benchmarks.grow import grow
from tests.benchmarks.measure import Line

COPIES = 100, 100
TEN_MILLION = 75, 1213


def list_benchmarks(folder: Path, rounds: int) -> dict[str, Callable[[], Iterable[Line]]]:
    """Each benchmark by name; a large store is made when its first one is run."""
    demo = folder / "demo"
    refresh_demo(Store(demo))

    def large() -> Path:
        return grow(demo, folder / "hundred", *COPIES)

    def ten_million() -> Path:
        return grow(demo, folder / "ten", *TEN_MILLION)

    return {
        "pages": lambda: page_times.measure_demo(demo, rounds),
        "pages-large": lambda: page_times.measure_large(large(), rounds),
        "pages-answers": lambda: page_times.measure_answers(ten_million(), rounds),
        "start": lambda: page_times.measure_start(demo, rounds),
        "sessions": lambda: sessions.measure_sessions(demo),
        "figures": lambda: answers.measure_figures(demo, "demo"),
        "figures-large": lambda: answers.measure_figures(large(), "× 100"),
        "figures-answers": lambda: answers.measure_figures(ten_million(), "10 million answers"),
        "members": lambda: members.measure_members(demo, "demo"),
        "members-large": lambda: members.measure_members(large(), "× 100"),
        "import": lambda: files.measure_import(rounds),
        "commit": lambda: files.measure_commit(ten_million()),
        "csv": lambda: files.measure_csv(ten_million()),
        "engines": lambda: engines.measure_engines(ten_million()),
        "commands": lambda: files.measure_commands(demo, large(), rounds),
    }


def print_line(line: Line) -> None:
    """One line of the table."""
    ratio = f"{line.ratio:6.2f} ×" if line.ratio else " " * 8
    target = "" if line.target is None else f"  ≤ {line.target:g}  {'yes' if line.is_reached else 'NO'}"
    print(f"{line.subject:<60} {line.value:10.2f} {line.unit:<3}{ratio}{target}", flush=True)


def main() -> None:
    """Run the benchmarks named, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--stores", type=Path)
    choice = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = choice.stores or Path(temporary)
        benchmarks = list_benchmarks(folder, choice.rounds)
        lines: list[Line] = []
        for name in choice.names or benchmarks:
            for line in benchmarks[name]():
                print_line(line)
                lines.append(line)
    if choice.json:
        rows = [asdict(line) | {"ratio": line.ratio, "is_reached": line.is_reached} for line in lines]
        machine = {
            "date": datetime.now(UTC).date().isoformat(),
            "machine": f"{platform.system()} {platform.machine()}",
            "cores": os.cpu_count(),
            "python": platform.python_version(),
        }
        choice.json.write_text(
            json.dumps(machine | {"lines": rows}, ensure_ascii=False, indent=1), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
