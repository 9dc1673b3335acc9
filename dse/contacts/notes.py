"""What the team noted of an organisation: read, added, corrected, removed; each deed one version, which can be undone.

A note may name somebody: what it said can be taken out of every version too, for good.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date

from dse.contacts import rows, texts
from dse.store import Store, Version

TABLE = "notes"


@dataclass(frozen=True)
class Note:
    """A row of the table, see `schemas`; the identifier is given when it is written."""

    organisation_id: str
    written_on: date
    text: str
    author: str | None = None
    note_id: str = ""


def read_notes(store: Store, version: Version | None) -> list[Note]:
    """Every note of a version."""
    return [Note(**row) for row in rows.read_rows(store, version, TABLE)]


def find_notes(store: Store, version: Version | None, *organisation_ids: str) -> list[Note]:
    """Those on one organisation, or on some, newest first."""
    notes = [Note(**row) for row in rows.read_rows_of(store, version, TABLE, organisation_ids)]
    return sorted(notes, key=lambda each: (each.written_on, each.note_id), reverse=True)


def add(store: Store, note: Note, author: str) -> Version | None:
    """Write a note down; None where it stands already, as after a second click. Refused says what is wrong, Conflict that someone came first."""
    current = store.current()
    if note in [replace(written, note_id="") for written in read_notes(store, current)]:
        return None
    organisation = rows.name_organisation(store, current, note.organisation_id)
    numbered = replace(note, note_id=texts.next_id(store, TABLE, "NOTE", note.written_on.year))
    rows.require_rules(TABLE, asdict(numbered))
    notes = [*read_notes(store, current), numbered]
    return rows.save(store, current, TABLE, map(asdict, notes), author, f"Note ajoutée : {organisation}")


def correct(store: Store, before: Note, after: Note, author: str) -> Version | None:
    """Change what a note says. Refused if it is no longer as it was seen, or if something is wrong."""
    rows.require_rules(TABLE, asdict(after))
    return _replace(store, before, [after], author, "Note corrigée")


def remove(store: Store, before: Note, author: str) -> Version | None:
    """Take a note out of the current version. Refused if it is no longer as it was seen."""
    return _replace(store, before, [], author, "Note retirée")


def _replace(store: Store, before: Note, after: list[Note], author: str, what: str) -> Version | None:
    organisation = rows.name_organisation(store, store.current(), before.organisation_id)
    message = f"{what} : {organisation}"
    return texts.save_replaced(
        store, TABLE, asdict(before), [asdict(note) for note in after], author, message
    )
