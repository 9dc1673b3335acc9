"""The years of the filters: a triennial, all of them, or a span chosen by hand."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dse.ui.frame import address
from schemas import codelists

PERIOD = "periode"
ALL_YEARS, OTHER_YEARS = "Toutes les années", "Années choisies"


def get_chosen_years(bounds: tuple[int, int]) -> tuple[int, int]:
    """The chosen years while their widgets are not drawn."""
    periods = _list_periods(bounds)
    years = periods.get(st.session_state[PERIOD]) or st.session_state.get(address.YEARS, bounds)
    return _clamp_years(years, bounds)


def choose_years(years: tuple[int, int], bounds: tuple[int, int]) -> None:
    """Choose a span, by its name where it has one."""
    names = {span: name for name, span in _list_periods(bounds).items()}
    st.session_state[PERIOD] = names.get(years, OTHER_YEARS)
    st.session_state[address.YEARS] = years


def _list_periods(bounds: tuple[int, int]) -> dict[str, tuple[int, int]]:
    spans = {
        triennial.label: (triennial.starts_on.year, triennial.ends_on.year)
        for triennial in codelists.triennials()
    }
    complete_periods = {
        label: span for label, span in spans.items() if bounds[0] <= span[0] and span[1] <= bounds[1]
    }
    return {ALL_YEARS: bounds} | complete_periods


def draw(bounds: tuple[int, int]) -> tuple[int, int]:
    """Draw the choice, within the first and the last year of the data; what is chosen."""
    periods = _list_periods(bounds)
    if st.session_state.get(PERIOD) not in (*periods, OTHER_YEARS):
        st.session_state[PERIOD] = ALL_YEARS
    period = st.selectbox("Période", [*periods, OTHER_YEARS], key=PERIOD)
    if period != OTHER_YEARS:
        st.session_state[address.YEARS] = periods[period]
        return periods[period]
    if bounds[0] == bounds[1]:
        return bounds
    st.session_state[address.YEARS] = _clamp_years(st.session_state.get(address.YEARS, bounds), bounds)
    chosen_years: Any = st.slider("Années", *bounds, key=address.YEARS)
    return chosen_years


def _clamp_years(years: tuple[int, int], bounds: tuple[int, int]) -> tuple[int, int]:
    low, high = max(years[0], bounds[0]), min(years[1], bounds[1])
    return (low, high) if low <= high else bounds
