"""The years of the filters: a triennial, all of them, or a span chosen by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from dse.ui.frame import address
from schemas import codelists
from schemas.codelists import Triennial

PERIOD = "periode"
ALL_YEARS, OTHER_YEARS = "Toutes les années", "Années choisies"


def get_chosen_years(bounds: tuple[int, int]) -> tuple[int, int]:
    """The chosen years while their widgets are not drawn."""
    periods = _list_periods(bounds)
    years = periods.get(st.session_state[PERIOD]) or st.session_state.get(address.YEARS, bounds)
    return _clamp_years(years, bounds)


def choose_years(years: tuple[int, int], bounds: tuple[int, int]) -> None:
    """Choose a span, by its name where it has one."""
    names = [name for name, span in _list_periods(bounds).items() if span == years]
    st.session_state[PERIOD] = names[0] if names else OTHER_YEARS
    st.session_state[address.YEARS] = years


def _list_periods(bounds: tuple[int, int]) -> dict[str, tuple[int, int]]:
    """All the years, the triennials that the data have whole, and what they have of the one of their last year."""
    spans = {triennial.label: _find_span(triennial) for triennial in codelists.triennials()}
    periods = {
        label: _clamp_years(span, bounds)
        for label, span in spans.items()
        if (bounds[0] <= span[0] and span[1] <= bounds[1]) or span[0] <= bounds[1] <= span[1]
    }
    return {ALL_YEARS: bounds} | periods


def _find_span(triennial: Triennial) -> tuple[int, int]:
    return triennial.starts_on.year, triennial.ends_on.year


def _label_periods(bounds: tuple[int, int], last_day: date) -> dict[str, str]:
    """The triennials that are not over on the last day of the data, or began before them, say so."""
    labels = {}
    for triennial in codelists.triennials():
        if triennial.ends_on > last_day:
            labels[triennial.label] = f"{triennial.label} (en cours)"
        elif triennial.starts_on.year < bounds[0]:
            labels[triennial.label] = f"{triennial.label} (depuis {bounds[0]})"
    return labels


def draw(bounds: tuple[int, int], last_day: date) -> tuple[int, int]:
    """Draw the choice, within the first and the last year of the data, whole until `last_day`; what is chosen."""
    periods = _list_periods(bounds)
    if st.session_state.get(PERIOD) not in (*periods, OTHER_YEARS):
        st.session_state[PERIOD] = ALL_YEARS
    labels = _label_periods(bounds, last_day)
    period = st.selectbox(
        "Période", [*periods, OTHER_YEARS], format_func=lambda period: labels.get(period, period), key=PERIOD
    )
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
