"""Outside files to typed rows of tables, or everything that is wrong with them, in French.

files -> recognition -> values -> rows -> checks -> preparation -> proposal

Survey exports (surveys) and names of organisations (organisations) have rooms of their own; the member database
(databases) gives sheets too, and joins at recognition.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_PLACES = {
    "Detail": "dse.store.difference",
    "Issue": "dse.ingest.issues",
    "Proposal": "dse.ingest.proposal",
    "TableDiff": "dse.store.difference",
    "Upload": "dse.ingest.files.cells",
    "confirm": "dse.ingest.proposal",
    "propose": "dse.ingest.proposal",
}

__all__ = ["Detail", "Issue", "Proposal", "TableDiff", "Upload", "confirm", "propose"]


def __getattr__(name: str) -> Any:
    """What the package offers, imported when first asked: the program that reads a workbook starts without Arrow."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
