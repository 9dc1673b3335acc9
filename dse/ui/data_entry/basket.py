"""What a session has typed and not yet saved."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dse.data_entry import preparation
from dse.data_entry.entry import Entry
from dse.data_entry.preparation import Prepared
from dse.store import Store
from schemas import codelists

PART = "saisie"  # where an outcome is told
_ENTRIES, _PREPARED = "_data_entries", "_data_entries_prepared"


def list_entries() -> tuple[Entry, ...]:
    """The entries, in the order in which they were typed."""
    return st.session_state.get(_ENTRIES, ())


def put(entry: Entry, number: int | None) -> int:
    """Keep an entry, in the place of one where that is being corrected; its number."""
    entries = list(list_entries())
    if number is None or number >= len(entries):
        entries.append(entry)
    else:
        entries[number] = entry
    _keep(tuple(entries))
    return len(entries) - 1 if number is None else number


def take_out(entry: Entry) -> None:
    """Forget an entry; a second click does not forget the next one."""
    _keep(tuple(other for other in list_entries() if other is not entry))


def clear() -> None:
    """Forget them all."""
    _keep(())


def find(form_name: str, identity: Mapping[str, str]) -> int | None:
    """The number of the entry that corrects a thing; None where there is none."""
    matches = [number for number, entry in enumerate(list_entries()) if entry.is_about(form_name, identity)]
    return matches[0] if matches else None


def prepare(store: Store) -> Prepared:
    """What saving would do, prepared anew where the data, the lists or what is typed have changed."""
    version, entries = store.current(), list_entries()
    key = (store.path, version.number if version else 0, codelists.state(), entries)
    remembered = st.session_state.get(_PREPARED)
    if remembered is None or remembered[0] != key:
        st.session_state[_PREPARED] = (key, preparation.prepare(store, entries))
    return st.session_state[_PREPARED][1]


def _keep(entries: tuple[Entry, ...]) -> None:
    st.session_state[_ENTRIES] = entries
