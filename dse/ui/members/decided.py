"""The decisions that concern the offers which an organisation uses."""

from __future__ import annotations

import streamlit as st

from dse import french
from dse.figures.offer.decided import FIGURE
from dse.members.decided import Decided
from dse.members.sheet import Sheet
from dse.ui.card import card_links
from dse.ui.frame.prose import format_sentence
from schemas import codelists

TITLE = "Les décisions sur les offres qu’elle utilise"
EMPTY = "Aucune décision ne concerne une offre qu’elle a utilisée."


def show(sheet: Sheet) -> None:
    """Draw a line a decision, the latest first."""
    st.subheader(TITLE, anchor="decisions")
    if not sheet.decisions:
        st.caption(EMPTY)
        return
    st.markdown("\n".join(f"- {format_sentence(tell(decided))}" for decided in sheet.decisions))
    card_links.draw(FIGURE.id, "Toutes les décisions")


def tell(decided: Decided) -> str:
    """A decision, its status, and how the organisation used the offer."""
    status = codelists.labels("decision_statuses")[decided.status].lower()
    outcome = f" {decided.outcome}" if decided.outcome else ""
    uses = french.count(decided.uses, "fois", "fois")
    return (
        f"{french.day(decided.decided_on)}, « {decided.offer} » : {decided.decision} ({status}){outcome} "
        f"Offre utilisée {uses}, la dernière en {decided.last_year}."
    )
