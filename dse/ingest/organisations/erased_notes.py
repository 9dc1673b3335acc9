"""Notes erased for good, which no import brings back: an identifier says nothing of anybody, and a hash of it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from dse.errors import Refused
from dse.ingest.organisations.contact_marks import Forgotten

TABLE = "notes"


def make_mark(note_id: str) -> str:
    """What stands for a note that is erased."""
    return f"note|{note_id}"


def find_erased(note_ids: Sequence[str], find: Forgotten) -> list[int]:
    """Which of some notes were erased."""
    marks = [make_mark(note_id) for note_id in note_ids]
    erased = find(set(marks))
    return [index for index, mark in enumerate(marks) if mark in erased]


def require_not_erased(note_ids: Sequence[str], find: Forgotten) -> None:
    """Refuse notes that were erased for good."""
    if find_erased(note_ids, find):
        raise Refused("Une de ces notes a été effacée pour toujours. Retirez-la, puis recommencez.")
