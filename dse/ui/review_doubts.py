"""What a dossier would tell otherwise than was published, survey by survey, and the choice to repeat it or to correct it."""

from __future__ import annotations

import streamlit as st

from dse import french
from dse.publication import CORRECT, REPEAT, Difference, Doubt
from dse.ui.prose import sentence

DEEDS = {REPEAT: "Répéter ce qui a été publié", CORRECT: "Corriger, avec la date"}


def settled(doubt: Doubt) -> str:
    """Draw what would change of a survey, question by question; whether it is repeated or corrected."""
    st.markdown(f"**{sentence(_how_many(doubt))}**")
    with st.container(height=260, border=False, key=f"differences_{doubt.series}"):
        for question, differences in _by_question(doubt).items():
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
        st.caption("Qui garde les deux dossiers pourra soustraire l’un de l’autre : répéter est plus sûr.")
    return chosen


def _by_question(doubt: Doubt) -> dict[str, list[Difference]]:
    grouped: dict[str, list[Difference]] = {}
    for each in doubt.differences:
        grouped.setdefault(each.question, []).append(each)
    return grouped


def _how_many(doubt: Doubt) -> str:
    differences = doubt.differences
    few = sum(each.tells_of_few for each in differences)
    told = f"Enquête « {doubt.series} » : {french.count(len(differences), 'chiffre change', 'chiffres changent')}"
    if not few:
        return f"{told}."
    whose = "l’écart" if few == len(differences) else f"{few} fois l’écart"
    return f"{told}, et {whose} pourrait désigner quelqu’un."
