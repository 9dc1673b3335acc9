"""Who an organisation is, in a few lines at the top of its sheet, and how that changed at its end."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dse.members import lines
from dse.members.sheet import Sheet
from dse.members.standing import FORMER, MEMBER, NEVER_MEMBER
from dse.ui.card import tables
from dse.ui.frame.prose import escape_markdown, format_sentence

COLOURS: dict[str, Any] = {MEMBER: "green", FORMER: "orange", NEVER_MEMBER: "grey"}


def show(sheet: Sheet) -> None:
    """Draw where it stands, what it is, what else it is called, and whom it took over."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="qui"):
        st.badge(lines.describe_standing(sheet), color=COLOURS[sheet.standing.standing])
        st.markdown(format_sentence(" · ".join(lines.list_facts(sheet))), width="stretch")
    if sheet.taken_over:
        st.caption(format_sentence(lines.describe_taken_over(sheet)))


def show_changes(sheet: Sheet) -> None:
    """Draw what it was at each time; nothing where it was always the same."""
    if rows := lines.list_profiles(sheet):
        st.subheader("Ce qu’elle était", anchor="profils")
        tables.show_text(pd.DataFrame(rows).fillna("").map(escape_markdown), key="profils")
