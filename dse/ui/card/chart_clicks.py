"""A click on a mark sets the shared filter of what it stands for; a second click, or the chip of the filter, clears it."""

from __future__ import annotations

import streamlit as st

from dse import french, selections
from dse.figures import pointed
from dse.figures.pointed import Pointed
from dse.ui.frame import address, filters, periods
from dse.ui.frame.data import Reading
from dse.ui.frame.prose import sentence

HOW_TO_CLEAR = "Un second clic, ou sa puce en haut de la page, le retire."
_CLICKED = "_clicked"


def listen(key: str) -> None:
    """Forget the clicks of a chart that was away: Streamlit has forgotten them too."""
    if key not in st.session_state:
        st.session_state[f"{_CLICKED}_{key}"] = []


def take(source: Reading, key: str) -> None:
    """Choose what was clicked on a chart; clear it where it is all that is chosen of its kind."""
    now = [each.get(pointed.NAME) for each in st.session_state[key]["selection"].get(pointed.NAME, [])]
    before = st.session_state.get(f"{_CLICKED}_{key}", [])
    st.session_state[f"{_CLICKED}_{key}"] = now
    if meant := pointed.read(clicked(before, now)):
        _choose(source, meant)


def clicked(before: list[str | None], now: list[str | None]) -> str | None:
    """What a click put in the selection of a chart, or took out of it; None where neither.

    Whether it is chosen or cleared is not for the chart to say: the filters change from elsewhere too.
    """
    came, went = (
        [each for each in some if each not in others] for some, others in ((now, before), (before, now))
    )
    return next(iter([*came, *went]), None)


def _choose(source: Reading, meant: Pointed) -> None:
    if pointed.is_chosen(meant, filters.chosen()):
        filters.clear_filter(source, meant.word)
        return
    if meant.word == address.YEARS:
        year = int(meant.codes[0])
        periods.choose((year, year), filters.all_years(source))
    else:
        st.session_state[meant.word] = list(meant.codes)
    what = french.listed(selections.names(meant.word, meant.codes))
    st.toast(sentence(f"Filtre : {what}. {HOW_TO_CLEAR}"), icon=":material/filter_alt:")
