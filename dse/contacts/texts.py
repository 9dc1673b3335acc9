"""What notes and next steps have in common: numbered texts, of which one is replaced, and taken out of every version for good."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from dse.contacts import rows
from dse.contacts.rows import Row
from dse.errors import Refused
from dse.ingest.organisations import erased_texts
from dse.store import Erasure, Store, Target, Version


def next_id(store: Store, table: str, prefix: str, year: int) -> str:
    """`NOTE-2021-003`: the first number that no text of the year ever had, in any version, nor one that was erased."""
    known = _list_all_ids(store, table)
    number = 1
    while _is_taken(store, table, text_id := f"{prefix}-{year}-{number:03d}", known):
        number += 1
    return text_id


def save_replaced(
    store: Store, table: str, before: Row, after: Sequence[Row], author: str, message: str
) -> Version | None:
    """Put some rows in the place of one. Refused if it is no longer as it was seen."""
    current = store.current()
    texts = rows.read_rows(store, current, table)
    if before not in texts:
        raise Refused(
            f"Cette {erased_texts.LABELS[table]} a changé entre-temps. Relisez la page, puis recommencez."
        )
    index = texts.index(before)
    texts[index : index + 1] = after
    return rows.save(store, current, table, texts, author, message)


def preview_erasing(store: Store, table: str, text_id: str) -> Erasure:
    """What `erase` would take away. Refused where no version has the text."""
    return store.preview_erasing(_find_all(table, text_id))


def erase(store: Store, table: str, text_id: str, author: str) -> Erasure:
    """Take a text out of every version, the current one too. It cannot be undone."""
    return store.erase(_find_all(table, text_id), author)


def preview_erasing_past(store: Store, table: str, text_id: str) -> Erasure:
    """What `erase_past` would take away. Refused where no version has any of it."""
    return store.preview_erasing(_find_past(store, table, text_id))


def erase_past(store: Store, table: str, text_id: str, author: str) -> Erasure:
    """Take out of every version all that a text said and no longer says. It cannot be undone."""
    return store.erase(_find_past(store, table, text_id), author)


def has_past(store: Store, table: str, text_id: str) -> bool:
    """Whether some version has what a text no longer says."""
    key = erased_texts.KEYS[table]
    return any(row[key] == text_id and not is_now for row, is_now in rows.read_all_versions(store, table))


def is_known(store: Store, table: str, text_id: str) -> bool:
    """Whether some version has a text."""
    return text_id in _list_all_ids(store, table)


def _find_all(table: str, text_id: str) -> Target:
    return Target(
        rows={table: lambda read: pc.equal(read[erased_texts.KEYS[table]], text_id)},
        marks={erased_texts.make_mark(table, text_id)},
    )


def _find_past(store: Store, table: str, text_id: str) -> Target:
    key = erased_texts.KEYS[table]
    now = [row for row in rows.read_rows(store, store.current(), table) if row[key] == text_id]

    def leaves(read: pa.Table) -> pa.Array:
        return pa.array([row[key] == text_id and row not in now for row in read.to_pylist()])

    return Target(rows={table: leaves}, marks=() if now else {erased_texts.make_mark(table, text_id)})


def _list_all_ids(store: Store, table: str) -> set[str]:
    """The identifiers of every version that can be read."""
    return {text_id for (text_id,) in store.list_past_values(table, (erased_texts.KEYS[table],))}


def _is_taken(store: Store, table: str, text_id: str, known: set[str]) -> bool:
    return text_id in known or bool(erased_texts.find_erased(table, [text_id], store.find_forgotten))
