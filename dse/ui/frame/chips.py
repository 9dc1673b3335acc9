"""What is filtered, beside the title of the page: a chip a filter, that one click clears."""

from __future__ import annotations

import streamlit as st

from dse import french, selections
from dse.filters import FILTERS, Filter
from dse.query import Selection
from dse.ui.frame import address, filters
from dse.ui.frame.data import Reading
from dse.ui.frame.prose import sentence

MOST_NAMED = 2


def draw(source: Reading) -> None:
    """Draw the chips of what is chosen; their row is there without them, so that the first moves nothing below."""
    told = _told(filters.chosen(), filters.all_years(source))
    with st.container(horizontal=True, gap="small", key="filtres_choisis"):
        for word, text in told.items():
            st.button(
                sentence(text),
                key=f"puce_{word}",
                icon=":material/close:",
                help="Retirer ce filtre",
                on_click=filters.clear_filter,
                args=(source, word),
            )


def are_drawn(source: Reading) -> bool:
    """Whether anything is chosen that a chip says."""
    return bool(_told(filters.chosen(), filters.all_years(source)))


def _told(chosen: Selection, bounds: tuple[int, int]) -> dict[str, str]:
    """What each chip says, by the word of its filter in the address."""
    years = (chosen.first_year, chosen.last_year)
    told = {} if years == bounds else {address.YEARS: french.years(*years)}
    return told | {
        each.word: _names(each, codes) for each in FILTERS if (codes := getattr(chosen, each.field))
    }


def _names(each: Filter, codes: tuple[str, ...]) -> str:
    if len(codes) > MOST_NAMED:
        return french.count(len(codes), each.singular, each.plural)
    return french.listed(selections.names(each.word, codes))
