"""The filters in force, beside the title of the page: one chip a filter, which a click clears."""

from __future__ import annotations

import streamlit as st

from dse import french, selections
from dse.filters import FILTERS, Filter
from dse.query import Selection
from dse.ui.frame import address, filters
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence

MAX_LABELS = 2


def draw(source: DataSource) -> None:
    """Draw the chips; their row is there without any, so that the first chip moves nothing below."""
    labels = describe_filters(filters.get_selection(), filters.get_all_years(source))
    with st.container(horizontal=True, gap="small", key="filtres_choisis"):
        for url_key, text in labels.items():
            st.button(
                format_sentence(text),
                key=f"puce_{url_key}",
                icon=":material/close:",
                help="Retirer ce filtre",
                on_click=filters.clear_filter,
                args=(source, url_key),
            )


def has_chips(source: DataSource) -> bool:
    """Whether any filter is in force."""
    return bool(describe_filters(filters.get_selection(), filters.get_all_years(source)))


def describe_filters(chosen: Selection, bounds: tuple[int, int]) -> dict[str, str]:
    """Text of each chip, by the URL key of its filter."""
    years = (chosen.first_year, chosen.last_year)
    labels = {} if years == bounds else {address.YEARS: french.years(*years)}
    return labels | {
        chip_filter.url_key: _describe_codes(chip_filter, codes)
        for chip_filter in FILTERS
        if (codes := getattr(chosen, chip_filter.field))
    }


def _describe_codes(chip_filter: Filter, codes: tuple[str, ...]) -> str:
    if len(codes) > MAX_LABELS:
        return french.count(len(codes), chip_filter.singular, chip_filter.plural)
    return french.listed(selections.names(chip_filter.url_key, codes))
