"""What a dossier would tell otherwise than was published, survey by survey, and the choice to repeat it or to correct it."""

from __future__ import annotations

import streamlit as st

from dse.publication import CORRECT, REPEAT, SAFER, Doubt
from dse.ui.frame.prose import sentence

DEEDS = {REPEAT: "Répéter ce qui a été publié", CORRECT: "Corriger, avec la date"}


def settled(doubt: Doubt) -> str:
    """Draw what would change of a survey, question by question; whether it is repeated or corrected."""
    st.markdown(f"**{sentence(doubt.how_many)}**")
    with st.container(height=260, border=False, key=f"differences_{doubt.series}"):
        for question, differences in doubt.by_question.items():
            points = "\n".join(f"- {sentence(each.detail)}" for each in differences)
            st.markdown(f"{sentence(question)}\n{points}")
    chosen = st.radio(
        "Que dire ?",
        list(DEEDS),
        format_func=DEEDS.get,
        index=list(DEEDS).index(doubt.advised),
        key=f"bilan_{doubt.series}",
        horizontal=True,
    )
    if chosen == CORRECT and doubt.advised == REPEAT:
        st.caption(SAFER)
    return chosen
