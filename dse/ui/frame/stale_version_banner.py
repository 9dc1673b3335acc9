"""An older version on screen: said on every page, with the way back to the current one."""

from __future__ import annotations

import streamlit as st

from dse.ui.frame import address
from dse.ui.frame.data import Reading


def tell(source: Reading) -> None:
    """Say that what is shown is not the newest version, where it is not."""
    current = source.store.current()
    if current is None or source.version.number == current.number:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="version_ancienne"):
        st.markdown(
            f":material/history: **Vous regardez la version {source.version.number}**, et non la version actuelle "
            f"({current.number}).",
            width="stretch",
        )
        st.button("Revenir à la version actuelle", key="version_actuelle", on_click=_leave)


def _leave() -> None:
    words = address.published() or {}
    address.publish({word: value for word, value in words.items() if word != address.VERSION})
