"""Programs that we start, and what we say meanwhile. Standard library only, with our paths."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dse import paths

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
    with subprocess.Popen([python, *arguments], cwd=folder, env=variables, stdout=stream) as child:  # noqa: S603
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        signal.signal(signal.SIGINT, lambda *_: _give_up_on(child))
        code = child.wait()
    return code if code >= 0 else 128 - code  # ended by a signal: the number a shell would give


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


def _give_up_on(child: subprocess.Popen[bytes]) -> None:
    """Terminate the child if it has not ended by itself in a while."""
    timer = threading.Timer(_SECONDS_TO_STOP, child.terminate)
    timer.daemon = True
    timer.start()
