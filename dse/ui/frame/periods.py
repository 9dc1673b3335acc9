"""The years of the filters: a triennial, all of them, or a span chosen by hand."""

from __future__ import annotations

import streamlit as st

from dse.ui.frame import address
from schemas import codelists

PERIOD = "periode"
ALL_YEARS, OTHER_YEARS = "Toutes les années", "Années choisies"


def held(bounds: tuple[int, int]) -> tuple[int, int]:
    """The years chosen while their widgets are out of sight."""
    periods = _spans(bounds)
    held = periods.get(st.session_state[PERIOD]) or st.session_state.get(address.YEARS, bounds)
    return _within(held, bounds)


def choose(pair: tuple[int, int], bounds: tuple[int, int]) -> None:
    """Choose a span, by its name where it has one."""
    names = {span: name for name, span in _spans(bounds).items()}
    st.session_state[PERIOD] = names.get(pair, OTHER_YEARS)
    st.session_state[address.YEARS] = pair


def _spans(bounds: tuple[int, int]) -> dict[str, tuple[int, int]]:
    spans = {each.label: (each.starts_on.year, each.ends_on.year) for each in codelists.triennials()}
    within = {label: span for label, span in spans.items() if bounds[0] <= span[0] and span[1] <= bounds[1]}
    return {ALL_YEARS: bounds} | within


def draw(bounds: tuple[int, int]) -> tuple[int, int]:
    """Draw the choice, within the first and the last year of the data; what is chosen."""
    periods = _spans(bounds)
    if st.session_state.get(PERIOD) not in (*periods, OTHER_YEARS):
        st.session_state[PERIOD] = ALL_YEARS
    period = st.selectbox("Période", [*periods, OTHER_YEARS], key=PERIOD)
    if period != OTHER_YEARS:
        st.session_state[address.YEARS] = periods[period]
        return periods[period]
    if bounds[0] == bounds[1]:
        return bounds
    st.session_state[address.YEARS] = _within(st.session_state.get(address.YEARS, bounds), bounds)
    return st.slider("Années", *bounds, key=address.YEARS)


def _within(pair: tuple[int, int], bounds: tuple[int, int]) -> tuple[int, int]:
    low, high = max(pair[0], bounds[0]), min(pair[1], bounds[1])
    return (low, high) if low <= high else bounds
