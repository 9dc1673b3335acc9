"""Which release this is, at the foot of the sidebar, and what it changes for the team."""

from __future__ import annotations

import streamlit as st

import dse
from dse import paths

PAGE = paths.ROOT / "docs" / "nouveautes.md"


def draw_button() -> None:
    """Draw the name of the release; a click shows what is new."""
    if st.button(f":small[DSE {dse.__version__}]", key="nouveautes", type="tertiary", help="Ce qui a changé"):
        _show()


@st.dialog("Nouveautés", width="large")
def _show() -> None:
    # Its first line is the title that the window bears.
    st.markdown(PAGE.read_text(encoding="utf-8").partition("\n")[2])
