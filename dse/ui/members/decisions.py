"""The decisions that concern the offers which an organisation uses."""

from __future__ import annotations

import streamlit as st

from dse.figures.offer.decided import FIGURE
from dse.members import lines
from dse.members.sheet import Sheet
from dse.ui.card import card_links
from dse.ui.frame.prose import format_sentence

TITLE = "Les décisions sur les offres qu’elle utilise"
EMPTY = "Aucune décision ne concerne une offre qu’elle a utilisée."


def show(sheet: Sheet) -> None:
    """Draw a line a decision, the latest first."""
    st.subheader(TITLE, anchor="decisions")
    if not sheet.decisions:
        st.caption(EMPTY)
        return
    draw(sheet)
    card_links.draw(FIGURE.id, "Toutes les décisions")


def draw(sheet: Sheet) -> None:
    """Draw the list."""
    sentences = [lines.describe_decision(decision) for decision in sheet.decisions]
    st.markdown("\n".join(f"- {format_sentence(sentence)}" for sentence in sentences))
