"""Lines that are drawn page by page, or past the first ones on demand: a browser is not given thousands of links."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dse import french
from dse.ui.frame.prose import format_sentence

REST = 10  # lines of a page of those that follow the first ones


def draw(total: int, draw_lines: Callable[[slice], object], key: str, count: int) -> None:
    """Call `draw_lines` with those of one page, `count` at most, and draw the choice of another where there are more."""
    pages = max(1, -(-total // count))
    number = min(st.session_state.get(f"page_{key}") or 1, pages)
    with st.container(gap=None, key=f"lignes_{key}"):
        draw_lines(slice((number - 1) * count, number * count))
    if pages > 1:
        st.pagination(pages, key=f"page_{key}")


def draw_first(total: int, draw_lines: Callable[[slice], object], key: str, count: int) -> None:
    """Call `draw_lines` with the first ones, `count` at most; the others are drawn once a reader opens them, page by page."""
    draw_lines(slice(count))
    others = total - count
    if others <= 0:
        return
    label = format_sentence(french.count(others, "autre", "autres"))
    with st.expander(label, key=f"autres_{key}", on_change="rerun") as expander:
        if expander.open:
            draw(
                others,
                lambda part: draw_lines(slice(part.start + count, part.stop + count)),
                f"autres_{key}",
                REST,
            )
