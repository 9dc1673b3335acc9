"""Programs that we start, and what we say meanwhile. Standard library only, with our paths."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dse import paths

INTERRUPTED = 130
STOPPED_BY_USER = (
    0,
    129,
    INTERRUPTED,
    143,
)  # by itself, by its closed window, by Ctrl-C, by a request to terminate
_ENDED_BY_CTRL_C = 0xC000013A  # of Windows, while a program loads
_GREATEST_CODE = 255
_SECONDS_TO_STOP = 10
# Of a module of ours in a process of its own: what it complains of is nobody's, and Windows would flash a console.
_CHILD: dict[str, Any] = {
    "stdout": subprocess.PIPE,
    "stderr": subprocess.DEVNULL,
    "cwd": paths.ROOT,
    "creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0),
}


def run(
    arguments: Sequence[str],
    python: Path,
    *,
    folder: Path | None = None,
    added: Mapping[str, str] | None = None,
    quiet: bool = False,
) -> int:
    """Return code of a Python command that shares our streams, started in `folder`.

    `added` are environment variables. `quiet` keeps its standard output out of ours (it goes to standard error).
    It ends with us: Ctrl-C reaches both, and a request to terminate is passed on.
    """
    stream = sys.stderr if quiet else None
    variables = {**os.environ, **(added or {})}
    early: list[int] = []  # signals that come while the child starts
    before = {
        number: signal.signal(number, lambda number, _: early.append(number))
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        child = subprocess.Popen([python, *arguments], cwd=folder, env=variables, stdout=stream)  # noqa: S603
    except OSError:
        for stopping, handler in before.items():
            signal.signal(stopping, handler)
        raise
    with child:
        actions: dict[int, Callable[[], object]] = {
            signal.SIGTERM: child.terminate,
            signal.SIGINT: lambda: _give_up_on(child),
        }
        for stopping in before:
            signal.signal(stopping, lambda number, _: actions[number]())
        for number in early:
            actions[number]()
        code = child.wait()
    return _shell_code(code)


def start_child(module: str) -> subprocess.Popen[bytes]:
    """A module of ours, running in a process of its own, with pipes to its standard input and output."""
    return subprocess.Popen(_command(module), stdin=subprocess.PIPE, **_CHILD)  # noqa: S603  no shell


def ask_child(module: str, content: bytes, seconds: float) -> bytes:
    """What a module of ours, in a process of its own, makes of its standard input.

    subprocess.SubprocessError if it fails or takes longer, when it is killed.
    """
    done = subprocess.run(_command(module), input=content, timeout=seconds, check=True, **_CHILD)  # noqa: S603  no shell
    return bytes(done.stdout)


def print_message(sentence: str) -> None:
    """Say what is going on, on standard error: standard output is for results."""
    print(sentence, file=sys.stderr, flush=True)


def _command(module: str) -> list[str]:
    return [sys.executable, "-m", module]


def _shell_code(code: int) -> int:
    """The code of a child as a shell would give it, 0 to 255: one that a signal ended, or that Windows names by a status of its own."""
    if code < 0:
        return 128 - code
    return {_ENDED_BY_CTRL_C: INTERRUPTED}.get(code, code if code <= _GREATEST_CODE else 1)


def _give_up_on(child: subprocess.Popen[bytes]) -> None:
    """Terminate the child if it has not ended by itself in a while."""
    timer = threading.Timer(_SECONDS_TO_STOP, child.terminate)
    timer.daemon = True
    timer.start()
