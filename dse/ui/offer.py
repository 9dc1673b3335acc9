"""Réinterroger l'offre on screen: one part at a time, from gaps to decisions."""

from __future__ import annotations

import streamlit as st

from dse.figures import DECISIONS
from dse.figures.offer import COMPARING
from dse.figures.offer.gaps import PAGE
from dse.ui import card, decided, sections, shell


def page() -> None:
    """Draw what to remember and the chosen part; its figures without anything to say are named at its end."""
    source = shell.current()
    summary, choice, body = st.container(), st.container(), st.container()
    with choice:
        section = sections.choose(PAGE)
    told = sections.answers(source, section.figures)
    with body:
        for figure, said in told:
            if not said.table.empty:
                card.show(source, figure.id, body=decided.show if figure is DECISIONS else None)
        sections.say_what_is_left_out(told)
    with summary:
        shell.remember([said for _, said in sections.answers(source, COMPARING)])
