"""Read a workbook in another process, which may die, hang or run out of memory without harm to this one."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from dse import process
from dse.ingest.files.archive import LARGEST_FILE, TOO_LARGE
from dse.ingest.files.workbook_checks import refuse_failed_reading
from dse.ingest.issues import ERROR, CellIssue

CHILD = "dse.ingest.files.workbook_child"
SECONDS = 60

_ADVICE = "Gardez seulement les feuilles utiles, ou enregistrez chacune au format CSV."
_TOO_SLOW = refuse_failed_reading(f"La lecture du classeur prend plus de {SECONDS} secondes.", _ADVICE)
_FAILED = refuse_failed_reading("La lecture du classeur a échoué, ou demande trop de mémoire.", _ADVICE)


def read_in_child(
    content: bytes, *, child: str = CHILD, seconds: float = SECONDS
) -> dict[str, Any] | CellIssue:
    """The sheets of a workbook as the child gives them (workbook_child), or why it cannot be read."""
    if len(content) > LARGEST_FILE:
        return TOO_LARGE
    try:
        answer = json.loads(process.ask_child(child, content, seconds))
    except subprocess.TimeoutExpired:
        return _TOO_SLOW
    except (subprocess.CalledProcessError, OSError, ValueError, MemoryError):
        return _FAILED
    return CellIssue(**answer["error"], level=ERROR) if "error" in answer else answer
