"""The shared filters: widgets in, a Selection out. Their keys are the words in the address bar."""

from __future__ import annotations

import streamlit as st

from dse import french
from dse.query import Selection
from dse.ui import address
from dse.ui.data import Reading, years
from dse.ui.prose import literal
from schemas import codelists

LABELS = {
    "familles": ("Familles d’acteurs", "Toutes les familles"),
    "regions": ("Régions", "Toutes les régions"),
    "types": ("Types d’accompagnement", "Tous les types"),
    "themes": ("Thèmes", "Tous les thèmes"),
}
PERIOD = "periode"
ALL_YEARS, OTHER_YEARS = "Toutes les années", "Années choisies"
_CHOSEN = "_selection"


def draw(source: Reading, pinned: int | None) -> Selection:
    """Draw the filters, keep the address in step, and give what is chosen."""
    bounds = years(source)
    if bounds is None:
        st.session_state[_CHOSEN] = Selection()
        return Selection()
    _adopt(bounds)
    with st.sidebar:
        chosen_years = _draw_years(bounds)
        for word in address.LISTS:
            _draw_codes(word)
        st.button(
            "Retirer les filtres",
            on_click=_clear,
            args=(bounds,),
            icon=":material/filter_alt_off:",
            type="tertiary",
        )
    chosen = {word: list(st.session_state[word]) for word in address.LISTS} | {address.YEARS: chosen_years}
    address.publish(address.encode(chosen, pinned))
    st.session_state[_CHOSEN] = _selection(chosen)
    return st.session_state[_CHOSEN]


def pinned() -> int | None:
    """The version that the address asks for; None for the newest."""
    word = (address.changed() or address.published() or {}).get(address.VERSION, "")
    return int(word) if word.isdecimal() and word.isascii() else None


def hold() -> None:
    """Keep what is chosen, and the address, on a page that has no use for filters."""
    address.publish(address.changed() or address.published() or {})
    st.session_state.setdefault(_CHOSEN, Selection())


def chosen() -> Selection:
    """What the reader chose in this run."""
    return st.session_state[_CHOSEN]


def _selection(chosen: dict[str, object]) -> Selection:
    first, last = chosen[address.YEARS]
    return Selection(
        first_year=first,
        last_year=last,
        families=tuple(chosen["familles"]),
        regions=tuple(chosen["regions"]),
        kinds=tuple(chosen["types"]),
        themes=tuple(chosen["themes"]),
    )


def _adopt(bounds: tuple[int, int]) -> None:
    words = address.changed()
    if words is None:
        if PERIOD in st.session_state:
            return
        words = address.published() or {}
    meant = address.decode(words, *bounds)
    if left := address.unknown(words, *bounds):
        st.warning(
            f"Ce lien demande ce que les données n’ont pas : {literal(french.listed(left))}. Il n’en est pas tenu compte."
        )
    for word in address.LISTS:
        st.session_state[word] = meant[word]
    _set_years(meant[address.YEARS], bounds)


def _set_years(pair: tuple[int, int], bounds: tuple[int, int]) -> None:
    names = {span: name for name, span in _periods(bounds).items()}
    st.session_state[PERIOD] = names.get(pair, OTHER_YEARS)
    st.session_state[address.YEARS] = pair


def _periods(bounds: tuple[int, int]) -> dict[str, tuple[int, int]]:
    spans = {each.label: (each.starts_on.year, each.ends_on.year) for each in codelists.triennials()}
    within = {label: span for label, span in spans.items() if bounds[0] <= span[0] and span[1] <= bounds[1]}
    return {ALL_YEARS: bounds} | within


def _draw_years(bounds: tuple[int, int]) -> tuple[int, int]:
    periods = _periods(bounds)
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


def _draw_codes(word: str) -> None:
    label, placeholder = LABELS[word]
    names = codelists.labels(address.LISTS[word])
    st.multiselect(label, list(names), format_func=names.get, key=word, placeholder=placeholder)


def _clear(bounds: tuple[int, int]) -> None:
    for word in address.LISTS:
        st.session_state[word] = []
    _set_years(bounds, bounds)
