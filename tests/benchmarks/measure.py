"""Servers, processes and clocks of the benchmarks, and the lines of their table."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dse import paths

HERE = Path(__file__).parent
PERIODS = ["Toutes les années", "Triennal 2013-2015", "Triennal 2016-2018", "Triennal 2019-2021"]


@dataclass(frozen=True)
class Line:
    """A line of the table: what was measured, in its unit, beside what it is compared with; `target` bounds their ratio, or the value.

    `group` and `rows` place a line in the picture of time against rows: the page of a figure, the rows of the store.
    """

    subject: str
    value: float
    unit: str
    reference: float | None = None
    target: float | None = None
    group: str = ""
    rows: int | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the reference, where there is one."""
        return self.value / self.reference if self.reference else None

    @property
    def is_reached(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        return (self.value if self.ratio is None else self.ratio) <= self.target


@dataclass
class Server:
    """A Streamlit server that runs, and when it was started."""

    process: subprocess.Popen[bytes]
    port: int
    started: float

    def address(self, path: str) -> str:
        """The address of a page, `/recours`."""
        return f"http://127.0.0.1:{self.port}{path}"

    def resident_mb(self) -> float:
        """Resident memory in MB; 0 where the system does not tell it in /proc."""
        status = Path(f"/proc/{self.process.pid}/status")
        lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
        return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000


@contextmanager
def serve(script: Path, folder: Path, store: Path | None = None) -> Iterator[Server]:
    """Run a Streamlit script from a folder until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        "--server.headless",
        "true",
        "--server.port",
        str(port),
    ]
    environment = os.environ | ({"DSE_STORE": str(store)} if store else {})
    started = time.time()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_until_healthy(port)
        yield Server(process, port, started)
    finally:
        process.terminate()
        process.wait(20)


def serve_product(store: Path) -> contextmanager[Server]:
    """The dashboard over a store."""
    return serve(paths.ROOT / "app.py", paths.ROOT, store)


def serve_floor() -> contextmanager[Server]:
    """The floor page, with the settings of the product."""
    return serve(HERE / "floor_page.py", paths.ROOT)


def _wait_until_healthy(port: int) -> None:
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5)
            return
        except OSError:
            time.sleep(0.02)


def run(*command: str | Path, folder: Path = paths.ROOT) -> tuple[float, float]:
    """Seconds and peak of resident memory in MB of a command; RuntimeError with its last words where it fails."""
    begun = time.perf_counter()
    child = subprocess.Popen(
        [*map(str, command)], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    words = child.stderr.read().decode("utf-8", "replace") if child.stderr else ""
    _, status, usage = os.wait4(child.pid, 0)
    if code := os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"exit code {code}: {words[-500:]}")
    return time.perf_counter() - begun, usage.ru_maxrss / 1024


def run_dse(*arguments: str | Path) -> tuple[float, float]:
    """Seconds and MB of a command of the product."""
    return run(sys.executable, "-m", "dse", *arguments)


def percentile(values: Sequence[float], share: int) -> float:
    """The value under which `share` percent of the values lie, by the nearest rank."""
    return sorted(values)[max(0, -(-share * len(values) // 100) - 1)]


def median(values: Sequence[float]) -> float:
    """The middle of the values."""
    return statistics.median(values)
