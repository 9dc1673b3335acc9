"""Banner on every page while an older version is shown, with the way back to the current one."""

from __future__ import annotations

import streamlit as st

from dse.ui.frame import address
from dse.ui.frame.data import DataSource


def show(source: DataSource) -> None:
    """Show the banner where the version is not the newest."""
    current = source.store.current()
    if current is None or source.version.number == current.number:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="version_ancienne"):
        st.markdown(
            f":material/history: **Vous regardez la version {source.version.number}**, et non la version actuelle "
            f"({current.number}).",
            width="stretch",
        )
        st.button("Revenir à la version actuelle", key="version_actuelle", on_click=_return_to_current)


def _return_to_current() -> None:
    params = address.get_written_params() or {}
    address.write_params({url_key: value for url_key, value in params.items() if url_key != address.VERSION})
