"""What to have in mind before calling, at the top of a sheet."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dse.members.reasons import Reason
from dse.ui.frame.prose import format_sentence

TITLE = "**À avoir en tête avant d’appeler**"
NOTHING = "Rien de particulier, d’après les données importées."


def show(reasons: Sequence[Reason]) -> None:
    """Draw the sentences with their reasons; where there are none, that nothing else is known."""
    with st.container(border=True, key="a_avoir_en_tete"):
        st.markdown(TITLE)
        if not reasons:
            st.markdown(format_sentence(NOTHING))
        for reason in reasons:
            st.markdown(f"**{format_sentence(reason.sentence)}** {format_sentence(reason.why)}")
