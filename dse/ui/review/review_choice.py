"""What a review is of: its triennial, the one it is compared with, its public and its plan."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dse.disclosure.audiences import PUBLICATION, TEAM
from dse.export.dossier import Choice
from dse.query import find_last_whole_day
from dse.review import Plan
from dse.ui.frame.data import DataSource
from dse.ui.review import plan_choice
from schemas import codelists
from schemas.codelists import Triennial

TRIENNIAL, PUBLIC = "bilan_triennal", "bilan_public"
PUBLICS = {PUBLICATION: "Diffusion", TEAM: "Équipe"}
NOBODY = "aucun"


def list_triennials(data_years: tuple[int, int]) -> list[Triennial]:
    """Triennials with data; the first one where none has any."""
    first, last = data_years
    triennials = [
        triennial
        for triennial in codelists.triennials()
        if triennial.starts_on.year <= last and triennial.ends_on.year >= first
    ]
    return triennials or list(codelists.triennials()[:1])


def get_against_key(triennial: str) -> str:
    """Session key of the widget that chooses what a triennial is compared with."""
    return f"bilan_compare_{triennial}"


def find_first_triennial(source: DataSource, triennials: Sequence[Triennial]) -> str:
    """The code of the latest triennial that was over on the last day of the data; of the last one where none was."""
    ended = [
        triennial.code for triennial in triennials if triennial.code not in _list_running(source, triennials)
    ]
    return ended[-1] if ended else triennials[-1].code


def find_first_against(codes: Sequence[str], triennial: str) -> str:
    """What a triennial is compared with at first: the one before it."""
    earlier = [code for code in codes if code < triennial]
    return earlier[-1] if earlier else NOBODY


def choose(source: DataSource, triennials: Sequence[Triennial]) -> tuple[Choice, Plan | None]:
    """Draw the choices, the plan among them, None for the proposal."""
    codes = [triennial.code for triennial in triennials]
    running = _list_running(source, triennials)
    with st.container(horizontal=True, vertical_alignment="bottom", key="bilan_choix"):
        triennial = st.selectbox(
            "Triennal",
            codes,
            format_func=lambda code: f"{code} (en cours)" if code in running else code,
            key=TRIENNIAL,
            width=170,
            persist_state="session",
        )
        st.session_state.setdefault(get_against_key(triennial), find_first_against(codes, triennial))
        against = st.selectbox(
            "Comparé à",
            [*(code for code in codes if code != triennial), NOBODY],
            format_func=lambda code: "Aucun triennal" if code == NOBODY else code,
            key=get_against_key(triennial),
            width=150,
            persist_state="session",
        )
        public = st.segmented_control(
            "Public du Bilan",
            list(PUBLICS),
            format_func=PUBLICS.get,
            required=True,
            key=PUBLIC,
            persist_state="session",
        )
        plan = plan_choice.choose(source, triennial)
    return Choice(triennial, None if against == NOBODY else against, public), plan


def _list_running(source: DataSource, triennials: Sequence[Triennial]) -> list[str]:
    last_day = find_last_whole_day(source.store, source.version)
    return [triennial.code for triennial in triennials if triennial.ends_on > last_day]
