"""What the team noted of an organisation: read, added, corrected, removed; each deed one version, which can be undone.

A note may name somebody: what it said can be taken out of every version too, for good.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from dse.contacts import rows
from dse.errors import Damaged, Refused
from dse.ingest.organisations import erased_notes
from dse.store import Erasure, Store, Target, Version

TABLE = erased_notes.TABLE
# The identifiers in the files of a table, which are named by their content.
_ids_by_files: dict[tuple[str, ...], set[str]] = {}


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
    """Write a note down. Refused says what is wrong, Conflict that someone came first."""
    current = store.current()
    organisation = rows.name_organisation(store, current, note.organisation_id)
    numbered = replace(note, note_id=_next_id(store, note.written_on))
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


def preview_erasing(store: Store, note_id: str) -> Erasure:
    """What `erase` would take away. Refused where no version has the note."""
    return store.preview_erasing(_find_all(note_id))


def erase(store: Store, note_id: str, author: str) -> Erasure:
    """Take a note out of every version, the current one too. It cannot be undone."""
    return store.erase(_find_all(note_id), author)


def preview_erasing_past(store: Store, note_id: str) -> Erasure:
    """What `erase_past` would take away. Refused where no version has any of it."""
    return store.preview_erasing(_find_past(store, note_id))


def erase_past(store: Store, note_id: str, author: str) -> Erasure:
    """Take out of every version all that a note said and no longer says. It cannot be undone."""
    return store.erase(_find_past(store, note_id), author)


def has_past(store: Store, note_id: str) -> bool:
    """Whether some version has what a note no longer says."""
    return any(
        row["note_id"] == note_id and not is_now for row, is_now in rows.read_all_versions(store, TABLE)
    )


def _find_all(note_id: str) -> Target:
    return Target(
        rows={TABLE: lambda table: pc.equal(table["note_id"], note_id)},
        marks={erased_notes.make_mark(note_id)},
    )


def _find_past(store: Store, note_id: str) -> Target:
    now = [note for note in read_notes(store, store.current()) if note.note_id == note_id]

    def leaves(table: pa.Table) -> pa.Array:
        return pa.array([row["note_id"] == note_id and Note(**row) not in now for row in table.to_pylist()])

    return Target(rows={TABLE: leaves}, marks=() if now else {erased_notes.make_mark(note_id)})


def _replace(store: Store, before: Note, after: list[Note], author: str, what: str) -> Version | None:
    current = store.current()
    organisation = rows.name_organisation(store, current, before.organisation_id)
    notes = read_notes(store, current)
    if before not in notes:
        raise Refused("Cette note a changé entre-temps. Relisez la fiche, puis recommencez.")
    place = notes.index(before)
    notes[place : place + 1] = after
    return rows.save(store, current, TABLE, map(asdict, notes), author, f"{what} : {organisation}")


def _next_id(store: Store, day: date) -> str:
    """`NOTE-2021-003`: the first number that no note of the year ever had, in any version, nor one that was erased."""
    known = _list_all_ids(store)
    number = 1
    while _is_taken(store, note_id := f"NOTE-{day.year}-{number:03d}", known):
        number += 1
    return note_id


def _list_all_ids(store: Store) -> set[str]:
    """The identifiers of every version that can be read; of each file once, since a version never changes and every note makes one."""
    known: set[str] = set()
    for version in store.versions():
        names = tuple(file.name for file in version.tables.get(TABLE, ()))
        with suppress(Damaged):
            if names not in _ids_by_files:
                _ids_by_files[names] = set(store.read(version, TABLE)["note_id"].to_pylist())
            known |= _ids_by_files[names]
    return known


def _is_taken(store: Store, note_id: str, known: set[str]) -> bool:
    return note_id in known or bool(erased_notes.find_erased([note_id], store.find_forgotten))
