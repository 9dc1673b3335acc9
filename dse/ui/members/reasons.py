"""What to have in mind before calling, at the top of a sheet."""

from __future__ import annotations

import streamlit as st

from dse.members.reasons import list_reasons
from dse.members.sheet import Sheet
from dse.ui.frame.prose import format_sentence

TITLE = "**À avoir en tête avant d’appeler**"


def show(sheet: Sheet) -> None:
    """Draw the sentences with their reasons; nothing where nothing is known of the organisation."""
    reasons = list_reasons(sheet)
    if not reasons:
        return
    with st.container(border=True, key="a_avoir_en_tete"):
        st.markdown(TITLE)
        for reason in reasons:
            st.markdown(f"**{format_sentence(reason.sentence)}** {format_sentence(reason.why)}")
