"""Links to the card of a figure: its page, its part, scrolled to and marked, with the chosen filters."""

from __future__ import annotations

import streamlit as st

from dse.figures import REGISTRY
from dse.ui.frame import address, filters, menu


def draw(figure_id: str, label: str) -> None:
    """Draw a link to the card of a figure. `label` is Markdown."""
    st.page_link(
        menu.get_script(REGISTRY[figure_id].page),
        label=label,
        icon=":material/arrow_forward:",
        query_params=make_params(figure_id),
    )


def make_params(figure_id: str) -> dict[str, str]:
    """The query of an address that opens a card for what is chosen."""
    params = {url_key: value for url_key, value in filters.get_params().items() if url_key != address.SECTION}
    return params | {address.FIGURE: figure_id}
