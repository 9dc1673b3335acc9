"""Lines that are drawn page by page: a browser is not given thousands of links."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


def draw(total: int, draw_lines: Callable[[slice], object], key: str, count: int) -> None:
    """Call `draw_lines` with those of one page, `count` at most, and draw the choice of another where there are more."""
    pages = max(1, -(-total // count))
    number = min(st.session_state.get(f"page_{key}") or 1, pages)
    with st.container(gap=None, key=f"lignes_{key}"):
        draw_lines(slice((number - 1) * count, number * count))
    if pages > 1:
        st.pagination(pages, key=f"page_{key}")
