"""Undo and restore on the page: a sentence of what will happen, then the button that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

import schemas
from dse.errors import Conflict
from dse.store import Store, Version
from dse.ui.frame import actions
from dse.ui.frame.prose import format_sentence
from dse.ui.versions import undo_preview
from dse.ui.versions.undo_preview import Preview


@dataclass(frozen=True)
class _Button:
    label: str
    key: str
    icon: str


def show_undo(store: Store, version: Version, key: str = "annuler") -> None:
    """Say what undoing a version will do, and do it on a click."""
    _show_action(
        store,
        "Annuler cette version",
        undo_preview.preview_undo(store, version),
        _Button("Confirmer l’annulation", key, ":material/undo:"),
        lambda: store.undo(version.number, actions.get_user_name()),
        f"La version {version.number} est annulée.",
    )


def show_restore(store: Store, version: Version) -> None:
    """Say what going back to a version will do, with what was typed since or not, and do it on a click."""
    also = [
        table
        for table in schemas.list_typed_tables()
        if version.tables.get(table) != store.current().tables.get(table)
        and st.checkbox(
            f"Revenir aussi aux {schemas.title(table).lower()} de cette version",
            key=f"{table}_{version.number}",
        )
    ]
    _show_action(
        store,
        "Revenir à cette version",
        undo_preview.preview_restore(store, version, also),
        _Button("Confirmer le retour", "revenir", ":material/history:"),
        lambda: store.restore(version.number, actions.get_user_name(), also),
        f"Les données sont revenues à la version {version.number}.",
    )


def _show_action(
    store: Store, heading: str, preview: Preview, button: _Button, action: Callable[[], object], success: str
) -> None:
    st.markdown(f"**{heading}**")
    st.markdown(format_sentence(preview.text))
    st.button(
        button.label,
        key=button.key,
        icon=button.icon,
        disabled=not preview.is_possible,
        on_click=_run_if_current,
        args=(store, store.current().number, action, success),
    )


def _run_if_current(store: Store, version_number: int, action: Callable[[], object], success: str) -> None:
    """Run the action, unless someone has saved a version since the preview was shown."""

    def run_action() -> None:
        current = store.current()
        if current is None or current.number != version_number:
            raise Conflict(
                "Quelqu’un a enregistré une version entre-temps. Relisez ce qui changera, puis confirmez de nouveau."
            )
        action()

    actions.run(run_action, success)
