"""« Données arrêtées au »: until which day the data of an import go, filled in with what its files say."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dse import french
from dse.ingest import Proposal
from dse.ui.frame import actions
from dse.ui.frame.prose import format_sentence

LABEL = "Données arrêtées au"
_TYPED = "_day_typed_"
_EARLIEST = date(1901, 1, 1)
_HELP = (
    "Ce qui est arrivé jusqu’à ce jour est dans ces données, et ce qui vient après est à venir. Les membres, les attentes et le "
    "triennal en cours sont ceux de ce jour."
)


def apply(proposal: Proposal, round_number: int) -> Proposal:
    """The proposal with the day that the field holds, or that it will be filled in with; files that change nothing have no field."""
    if proposal.day_proposal is None or not proposal.changes:
        return proposal
    return proposal.stopped_on(_get_typed(round_number) or proposal.day_proposal.day)


def forget(round_number: int) -> None:
    """Drop the day that was typed for the files of this round of import."""
    st.session_state.pop(f"{_TYPED}{round_number}", None)


def _get_typed(round_number: int) -> date | None:
    return st.session_state.get(f"{_TYPED}{round_number}")


def _keep_typed(key: str, round_number: int) -> None:
    """Keep a day that was typed, also where corrected lines or more files propose another."""
    st.session_state[f"{_TYPED}{round_number}"] = st.session_state[key]


def show(proposal: Proposal, round_number: int) -> None:
    """Draw the field, and where its day comes from; nothing where the data have no event."""
    if (proposed := proposal.day_proposal) is None:
        return
    key, typed = f"arretees_{round_number}_{proposed.day}", _get_typed(round_number)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.date_input(
            LABEL,
            value=typed or proposed.day,
            min_value=_EARLIEST,
            max_value=max(actions.today(), proposed.day, typed or proposed.day),
            format="DD/MM/YYYY",
            key=key,
            on_change=_keep_typed,
            args=(key, round_number),
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
