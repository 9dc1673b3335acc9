"""A workbook read by another process, which may die, hang or want too much; this one lives on."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from dse import paths
from dse.ingest.files.archive import LARGEST_FILE, TOO_LARGE
from dse.ingest.issues import CellIssue

CHILD = "dse.ingest.files.workbook_child"
SECONDS = 60
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows would flash a console

_ADVICE = "Gardez seulement les feuilles utiles, ou enregistrez-les en CSV UTF-8."
_TOO_SLOW = CellIssue("IMP-135", f"La lecture du classeur prend plus de {SECONDS} secondes.", _ADVICE)
_FAILED = CellIssue("IMP-135", "La lecture du classeur a échoué, ou demande trop de mémoire.", _ADVICE)


def answer(content: bytes, *, child: str = CHILD, seconds: float = SECONDS) -> dict[str, Any] | CellIssue:
    """What the child tells of a workbook, or why there is nothing to tell."""
    if len(content) > LARGEST_FILE:
        return TOO_LARGE
    try:
        done = subprocess.run(  # noqa: S603 - our own Python and our own module, no shell
            [sys.executable, "-m", child],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=paths.ROOT,
            timeout=seconds,
            check=True,
            creationflags=_NO_WINDOW,
        )
        told = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return _TOO_SLOW
    except (subprocess.CalledProcessError, OSError, ValueError, MemoryError):
        return _FAILED
    return CellIssue(*told["fault"]) if "fault" in told else told
