"""What the dialogs that write on a sheet share: whether they may, the days that are typed, closing once something is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from dse.errors import Refused, StoreError
from dse.ingest.values import dates
from dse.store import Store, changed_tables
from dse.store.tables import forgotten_leftovers
from dse.ui.frame import actions, filters
from dse.ui.frame.data import DataSource

_IS_WRITTEN, _PRESSED = "_sheet_written", "_sheet_pressed"


def draw_button(label: str, key: str, icon: str, *, is_small: bool = True) -> bool:
    """Draw a button that opens a dialog; whether it was pressed, even where the run that learnt of it was begun anew.

    A second click on the dialog before may have written once more than a dialog was there to be closed.
    """
    kind: Any = "tertiary" if is_small else "secondary"
    st.button(label, key=key, icon=icon, type=kind, on_click=_remember_press, args=(key,))
    if st.session_state.get(_PRESSED) != key:
        return False
    del st.session_state[_PRESSED]
    return True


def _remember_press(key: str) -> None:
    st.session_state[_PRESSED] = key
    st.session_state.pop(_IS_WRITTEN, None)


def find_obstacle(source: DataSource, table: str) -> str | None:
    """Why nothing can be written in a table that a sheet shows: no real person belongs in the demo, nor in an older version."""
    if source.is_demo:
        return (
            "La démonstration n’accueille que des personnes fictives. Importez d’abord vos fichiers sur la page Données : vous écrirez "
            "ici ensuite."
        )
    if filters.get_requested_version() and table in changed_tables(source.version, source.store.current()):
        return "Voici ce qu’en disait une version passée : revenez à la version actuelle pour y écrire."
    return None


def close_once_written() -> None:
    """Called first in a dialog: close it where what it wrote is written."""
    if st.session_state.pop(_IS_WRITTEN, False):
        st.rerun()


def write(action: Callable[[], object], success: str, table: str) -> None:
    """Write, and have the dialog closed if that succeeded; else it says why, with what was typed still there. A second click, before it
    is closed, writes nothing."""
    if not st.session_state.get(_IS_WRITTEN):
        st.session_state[_IS_WRITTEN] = actions.run(action, success, table)


def erase(store: Store, action: Callable[[], object], success: str, table: str) -> None:
    """The same of what takes rows out of every version: what this program remembers of the old ones goes too, and files that another
    program holds are named."""

    def erase_and_look() -> object:
        outcome = action()
        if files := store.list_forgotten_leftovers():
            raise StoreError(f"C’est effacé de toutes les versions. {forgotten_leftovers.describe(files)}")
        return outcome

    write(erase_and_look, success, table)
    st.cache_resource.clear()
    st.cache_data.clear()


def get_day(key: str, title: str) -> date | None:
    """The day typed in a field; None for nothing. Refused says how to write one."""
    text = st.session_state[key].strip()
    if not text:
        return None
    day, error = dates.parse_date(text)
    if day is None:
        raise Refused(f"{title} : {error.reason} {error.advice}")
    return day


def get_text(key: str) -> str | None:
    """The text typed in a field; None for nothing."""
    return st.session_state[key].strip() or None


def format_day(day: date | None) -> str:
    """A day as it is typed."""
    return f"{day:%d/%m/%Y}" if day else ""
