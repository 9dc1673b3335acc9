"""Programs that we start, and what we say meanwhile. Standard library only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

_SECONDS_TO_STOP = 10


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


def print_message(sentence: str) -> None:
    """Say what is going on, on standard error: standard output is for results."""
    print(sentence, file=sys.stderr, flush=True)


def _give_up_on(child: subprocess.Popen[bytes]) -> None:
    """Terminate the child if it has not ended by itself in a while."""
    timer = threading.Timer(_SECONDS_TO_STOP, child.terminate)
    timer.daemon = True
    timer.start()
