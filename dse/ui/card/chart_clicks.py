"""A click on a mark of a chart sets the shared filter it stands for; a second click, or the chip of the filter, clears it."""

from __future__ import annotations

import streamlit as st

from dse import french, selections
from dse.figures import pointed
from dse.figures.pointed import Pointed
from dse.ui.frame import address, filters, periods
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence

HOW_TO_CLEAR = "Un second clic, ou sa puce en haut de la page, le retire."
_CLICKS = "_clicked"


def forget_clicks_if_away(key: str) -> None:
    """Forget the clicks of a chart that was away: Streamlit has forgotten them too."""
    if key not in st.session_state:
        st.session_state[f"{_CLICKS}_{key}"] = []


def apply_click(source: DataSource, key: str) -> None:
    """Set the filter of the mark that was clicked; clear it where it is set already."""
    now = [mark.get(pointed.NAME) for mark in st.session_state[key]["selection"].get(pointed.NAME, [])]
    before = st.session_state.get(f"{_CLICKS}_{key}", [])
    st.session_state[f"{_CLICKS}_{key}"] = now
    if pointed_filter := pointed.read(find_clicked_mark(before, now)):
        _apply_filter(source, pointed_filter)


def find_clicked_mark(before: list[str | None], now: list[str | None]) -> str | None:
    """The mark that a click added to the selection of a chart, or removed from it; None where neither.

    Whether the filter is set or cleared does not follow from this: filters change from elsewhere too.
    """
    came, went = (
        [mark for mark in marks if mark not in others] for marks, others in ((now, before), (before, now))
    )
    return next(iter([*came, *went]), None)


def _apply_filter(source: DataSource, pointed_filter: Pointed) -> None:
    if pointed.is_chosen(pointed_filter, filters.get_selection()):
        filters.clear_filter(source, pointed_filter.word)
        return
    if pointed_filter.word == address.YEARS:
        year = int(pointed_filter.codes[0])
        periods.choose_years((year, year), filters.get_all_years(source))
    else:
        st.session_state[pointed_filter.word] = list(pointed_filter.codes)
    labels = french.listed(selections.names(pointed_filter.word, pointed_filter.codes))
    st.toast(format_sentence(f"Filtre : {labels}. {HOW_TO_CLEAR}"), icon=":material/filter_alt:")
