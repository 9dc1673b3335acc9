"""« Données arrêtées au »: until which day the data of an import go, filled in with what its files say."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dse import french
from dse.ingest import Proposal
from dse.ingest.data_day import DayProposal
from dse.ui.frame import actions
from dse.ui.frame.prose import format_sentence

LABEL = "Données arrêtées au"
_EARLIEST = date(1901, 1, 1)
_HELP = (
    "Ce qui est arrivé jusqu’à ce jour est dans ces données, et ce qui vient après est à venir. Les membres, les attentes et le "
    "triennal en cours sont ceux de ce jour."
)


def apply(proposal: Proposal, round_number: int) -> Proposal:
    """The proposal with the day that the field holds, or that it will be filled in with; files that change nothing have no field."""
    if proposal.day_proposal is None or not proposal.changes:
        return proposal
    day = st.session_state.get(_name_key(proposal.day_proposal, round_number), proposal.day_proposal.day)
    return proposal.stopped_on(day)


def show(proposal: Proposal, round_number: int) -> None:
    """Draw the field, and where its day comes from; nothing where the data have no event."""
    if (proposed := proposal.day_proposal) is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.date_input(
            LABEL,
            value=proposed.day,
            min_value=_EARLIEST,
            max_value=max(actions.today(), proposed.day),
            format="DD/MM/YYYY",
            key=_name_key(proposed, round_number),
            width=220,
            help=french.typeset(_HELP),
        )
        is_proposed = day == proposed.day
        sentence = (
            proposed.sentence
            if is_proposed
            else f"Proposé d’après les fichiers : le {french.day(proposed.day)}."
        )
        before = proposal.in_force
        moved = (
            f" Les données actuelles vont jusqu’au {french.day(before)}." if before and before != day else ""
        )
        st.caption(format_sentence(sentence + moved), width="content")


def _name_key(proposed: DayProposal, round_number: int) -> str:
    """Another field for another proposal: files may be added or taken away."""
    return f"arretees_{round_number}_{proposed.day}"
