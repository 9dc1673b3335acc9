"""Notes and next steps erased for good, which no import brings back: an identifier says nothing of anybody, and a hash of it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from dse.errors import Refused
from dse.ingest.organisations.contact_marks import Forgotten

# Of each table the column of identifiers, what stands before one in its mark, and what a row of it is called.
KEYS = {"notes": "note_id", "next_steps": "step_id"}
_PREFIXES = {"notes": "note", "next_steps": "step"}
LABELS = {"notes": "note", "next_steps": "étape"}


def make_mark(table: str, text_id: str) -> str:
    """What stands for a text that is erased."""
    return f"{_PREFIXES[table]}|{text_id}"


def find_erased(table: str, text_ids: Sequence[str], find: Forgotten) -> list[int]:
    """Which of some texts were erased."""
    marks = [make_mark(table, text_id) for text_id in text_ids]
    erased = find(set(marks))
    return [index for index, mark in enumerate(marks) if mark in erased]


def require_not_erased(table: str, text_ids: Sequence[str], find: Forgotten) -> None:
    """Refuse texts that were erased for good."""
    if find_erased(table, text_ids, find):
        raise Refused(
            f"Une de ces {LABELS[table]}s a été effacée pour toujours. Retirez-la, puis recommencez."
        )
