"""Differences between a dossier and what was published, by survey, and the choice to repeat or correct."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dse.publication import CORRECT, REPEAT, SAFER, Doubt
from dse.ui.frame.prose import format_sentence

ACTIONS = {REPEAT: "Répéter ce qui a été publié", CORRECT: "Corriger, avec la date"}


def ask_action(doubt: Doubt, titles: Mapping[str, str]) -> str:
    """Draw the differences of a survey, by question; whether the published values are repeated or corrected. `titles`: of its waves."""
    st.markdown(f"**{format_sentence(doubt.describe_changes(titles))}**")
    with st.container(height=260, border=False, key=f"differences_{doubt.series}"):
        for question, differences in doubt.by_question.items():
            points = "\n".join(f"- {format_sentence(difference.detail)}" for difference in differences)
            st.markdown(f"{format_sentence(question)}\n{points}")
    action = st.radio(
        "Que faire de ces chiffres ?",
        list(ACTIONS),
        format_func=ACTIONS.get,
        index=list(ACTIONS).index(doubt.advised),
        key=f"bilan_{doubt.series}",
        horizontal=True,
    )
    if action == CORRECT and doubt.advised == REPEAT:
        st.caption(SAFER)
    return action
