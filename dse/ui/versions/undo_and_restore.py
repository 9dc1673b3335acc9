"""Undo and restore on the page: a sentence of what will happen, then the button that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dse.errors import Conflict
from dse.store import Store, Version
from dse.ui.frame import actions
from dse.ui.frame.prose import sentence
from dse.ui.versions import undo_preview
from dse.ui.versions.undo_preview import DECISIONS, Foretold


@dataclass(frozen=True)
class _Button:
    label: str
    key: str
    icon: str


def undo(store: Store, version: Version, key: str = "annuler") -> None:
    """Say what undoing a version will do, and do it on a click."""
    _offer(
        store,
        "Annuler cette version",
        undo_preview.undo(store, version),
        _Button("Confirmer l’annulation", key, ":material/undo:"),
        lambda: store.undo(version.number, actions.user()),
        f"La version {version.number} est annulée.",
    )


def restore(store: Store, version: Version) -> None:
    """Say what going back to a version will do, decisions included or not, and do it on a click."""
    with_decisions = version.tables.get(DECISIONS) != store.current().tables.get(DECISIONS) and st.checkbox(
        "Revenir aussi aux décisions de cette version", key=f"decisions_{version.number}"
    )
    _offer(
        store,
        "Revenir à cette version",
        undo_preview.restore(store, version, with_decisions),
        _Button("Confirmer le retour", "revenir", ":material/history:"),
        lambda: store.restore(version.number, actions.user(), with_decisions),
        f"Les données sont revenues à la version {version.number}.",
    )


def _offer(
    store: Store, heading: str, told: Foretold, button: _Button, deed: Callable[[], object], done: str
) -> None:
    st.markdown(f"**{heading}**")
    st.markdown(sentence(told.text))
    st.button(
        button.label,
        key=button.key,
        icon=button.icon,
        disabled=not told.possible,
        on_click=_do,
        args=(store, store.current().number, deed, done),
    )


def _do(store: Store, seen: int, deed: Callable[[], object], done: str) -> None:
    """Do exactly what was told: not if someone has saved a version since."""

    def as_told() -> None:
        current = store.current()
        if current is None or current.number != seen:
            raise Conflict(
                "Quelqu’un a enregistré une version entre-temps. Relisez ce qui changera, puis confirmez de nouveau."
            )
        deed()

    actions.do(as_told, done)
