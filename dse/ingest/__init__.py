"""Outside files to typed rows of tables, or everything that is wrong with them, in French.

files (decoding, cells; archive, workbook) -> recognise -> values -> rows -> gather -> checks, merge, references,
doubts -> proposal

The member database (databases) gives sheets too, and joins at recognise.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_PLACES = {
    "Detail": "dse.store.difference",
    "Problem": "dse.ingest.issues",
    "Proposal": "dse.ingest.proposal",
    "TableDiff": "dse.store.difference",
    "Upload": "dse.ingest.files.cells",
    "confirm": "dse.ingest.proposal",
    "propose": "dse.ingest.proposal",
}

__all__ = ["Detail", "Problem", "Proposal", "TableDiff", "Upload", "confirm", "propose"]


def __getattr__(name: str) -> Any:
    """What the package offers, imported when first asked: the program that reads a workbook starts without Arrow."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
