"""The shared filters: widgets in, a Selection out. Their keys are the words in the address bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from dse import french
from dse.disclosure.audiences import ORDER, TEAM, audience, lowest
from dse.figures import SECTIONS
from dse.filters import FILTERS, Filter
from dse.query import Selection
from dse.ui import address
from dse.ui.data import Reading, years
from dse.ui.prose import literal
from schemas import codelists

PERIOD = "periode"
ALL_YEARS, OTHER_YEARS = "Toutes les années", "Années choisies"
FAMILIES = "familles"
ONE_CLICK = "une_famille"
# Those that the network means to serve better, each by one click.
AT_HAND = {"COLLECTIVITE": "Collectivités", "COLLECTIF_OSC": "Réseaux"}
_CHOSEN = "_selection"
_PUBLIC = "_public"
_LOWERED = "_lowered"
PUBLIC_HELP = (
    "Équipe : tout se voit. Projection : devant une salle, ce qui désignerait quelqu’un est masqué. Diffusion : de même, en "
    "chiffres ronds, pour un rapport. Ce choix ne fait que restreindre : pour revenir à l’équipe, rouvrez le tableau de bord "
    "dans un nouvel onglet, à une adresse sans « public »."
)


def draw(source: Reading, pinned: int | None, page: str) -> Selection:
    """Draw the filters, keep the address in step, and give what is chosen."""
    bounds = years(source)
    if bounds is None:
        _adopt_sections(address.changed() or {})
        section(page)
        st.session_state[_CHOSEN] = Selection(audience=public())
        return st.session_state[_CHOSEN]
    _adopt(bounds)
    with st.sidebar:
        chosen_years = _draw_years(bounds)
        for each in FILTERS:
            _draw_codes(each)
            if each.word == FAMILIES:
                _draw_at_hand()
        st.button(
            "Retirer les filtres",
            on_click=_clear,
            args=(bounds,),
            icon=":material/filter_alt_off:",
            type="tertiary",
        )
    chosen = {word: list(st.session_state[word]) for word in address.LISTS}
    chosen |= {address.YEARS: chosen_years, address.PUBLIC: public(), address.SECTION: section(page)}
    address.publish(address.encode(chosen, pinned))
    st.session_state[_CHOSEN] = _selection(chosen)
    return st.session_state[_CHOSEN]


def pinned() -> int | None:
    """The version that the address asks for; None for the newest."""
    word = (address.changed() or address.published() or {}).get(address.VERSION, "")
    return int(word) if word.isdecimal() and word.isascii() else None


def public() -> str:
    """Who looks: an address lowers what this session is shown, and nothing in the page raises it again."""
    words = address.changed() or address.published() or {}
    st.session_state[_PUBLIC] = address.public(words, st.session_state.get(_PUBLIC, TEAM))
    return st.session_state[_PUBLIC]


def section(page: str) -> str | None:
    """The part of the page that is chosen; None for the first, or where there are none."""
    _keep_sections()
    if page not in SECTIONS:
        return None
    chosen = st.session_state[section_key(page)]
    return None if chosen == address.first_section(page) else chosen


def _keep_sections() -> None:
    """Streamlit forgets a choice whose widget is not drawn: those of the other pages are said again."""
    for page in SECTIONS:
        key = section_key(page)
        st.session_state[key] = st.session_state.get(key, address.first_section(page))


def section_key(page: str) -> str:
    """The key of the widget that chooses a part of a page."""
    return f"section_{page}"


def draw_public() -> None:
    """Who looks, and what can be shown to fewer eyes: nothing that this session no longer sees is offered."""
    held = st.session_state[_PUBLIC]
    st.session_state[_LOWERED] = held
    st.selectbox(
        "Public",
        ORDER[ORDER.index(held) :],
        format_func=lambda code: audience(code).label,
        key=_LOWERED,
        on_change=_lower,
        help=PUBLIC_HELP,
    )


def _lower() -> None:
    st.session_state[_PUBLIC] = lowest(st.session_state[_PUBLIC], st.session_state[_LOWERED])


def hold() -> None:
    """Keep what is chosen, and the address, on a page that has no use for filters."""
    _keep_sections()
    looking = public()
    words = address.changed() or address.published() or {}
    address.publish(words | ({} if looking == TEAM else {address.PUBLIC: looking}))
    st.session_state[_CHOSEN] = replace(st.session_state.get(_CHOSEN, Selection()), audience=looking)


def chosen() -> Selection:
    """What the reader chose in this run."""
    return st.session_state[_CHOSEN]


def _selection(chosen: dict[str, object]) -> Selection:
    first, last = chosen[address.YEARS]
    codes = {each.field: tuple(chosen[each.word]) for each in FILTERS}
    return Selection(first_year=first, last_year=last, **codes, audience=chosen[address.PUBLIC])


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
    if asked := address.unknown_public(words):
        shown = audience(ORDER[-1]).label.lower()
        st.warning(
            f"Ce lien demande un public inconnu, {literal(asked)} : voici ce que montre le public « {shown} »."
        )
    for word in address.LISTS:
        st.session_state[word] = meant[word]
    _adopt_sections(words)
    _set_years(meant[address.YEARS], bounds)


def _adopt_sections(words: Mapping[str, str]) -> None:
    for page in SECTIONS:
        if words.get(address.SECTION) in SECTIONS[page] or section_key(page) not in st.session_state:
            st.session_state[section_key(page)] = address.section(words, page)


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


def _draw_codes(drawn: Filter) -> None:
    names = codelists.labels(address.LISTS[drawn.word])
    st.multiselect(
        drawn.label, list(names), format_func=names.get, key=drawn.word, placeholder=drawn.everything
    )


def _draw_at_hand() -> None:
    """The families that one click chooses alone, and another click leaves."""
    alone = st.session_state[FAMILIES]
    st.session_state[ONE_CLICK] = alone[0] if len(alone) == 1 and alone[0] in AT_HAND else None
    st.pills(
        "Une famille en un clic",
        list(AT_HAND),
        format_func=AT_HAND.get,
        key=ONE_CLICK,
        on_change=_choose_at_hand,
        label_visibility="collapsed",
    )


def _choose_at_hand() -> None:
    family = st.session_state[ONE_CLICK]
    st.session_state[FAMILIES] = [family] if family else []


def _clear(bounds: tuple[int, int]) -> None:
    for word in address.LISTS:
        st.session_state[word] = []
    _set_years(bounds, bounds)
