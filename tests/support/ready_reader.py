"""The program that reads a workbook, started once: each workbook is left to a copy of it, as limited and as mortal.

Starting Python and importing takes ten times as long as reading a small workbook. Where no copy can be made of a
program, each workbook has its own, as with users.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest import mock

from dse import paths
from dse.ingest.files import workbook_child, workbook_process

REAL = workbook_process.read_in_child
SECONDS = 5  # after which the program looks whether the tests are still there


@contextmanager
def started() -> Iterator[Callable[[bytes], Any]]:
    """What answers for a workbook, while the program is there."""
    if sys.platform != "linux":
        yield REAL
        return
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("")  # a name of no file, which Linux chooses
        listening.listen()
        place = listening.getsockname()
        program = subprocess.Popen(
            [sys.executable, __file__, str(listening.fileno())],
            pass_fds=[listening.fileno()],
            env={**os.environ, "PYTHONPATH": str(paths.ROOT)},
            stderr=subprocess.DEVNULL,
        )
    try:
        yield lambda content: _answer(content, place)
    finally:
        program.kill()
        program.wait()


def _answer(content: bytes, address: bytes) -> Any:
    def ask_reader(module: str, content: bytes, seconds: float) -> bytes:
        return _ask_reader(content, seconds, address)

    with mock.patch.object(workbook_process.process, "ask_child", ask_reader):
        return REAL(content)


def _ask_reader(content: bytes, timeout: float, address: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as asking:
        asking.settimeout(timeout)
        asking.connect(address)
        try:
            asking.sendall(content)
            asking.shutdown(socket.SHUT_WR)
            with asking.makefile("rb") as told:
                return told.read()
        except TimeoutError as error:
            raise subprocess.TimeoutExpired([], timeout) from error


def _serve(listening: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listening.settimeout(SECONDS)
    tests = os.getppid()
    while os.getppid() == tests:
        try:
            asked, _ = listening.accept()
        except TimeoutError:
            continue
        asked.settimeout(None)
        with asked:
            if not os.fork():
                _read(asked)


def _read(connection: socket.socket) -> None:
    """What the program does of its input and output, these being the two ways of a connection; then die."""
    try:
        with connection.makefile("rb") as given, connection.makefile("wb") as told:
            sys.stdin, sys.stdout = SimpleNamespace(buffer=given), SimpleNamespace(buffer=told)
            workbook_child.main()
    finally:
        os._exit(0)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
