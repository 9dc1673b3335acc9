"""The shared filters: widgets in, a Selection out. Their keys are the words in the address bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from dse import french
from dse.disclosure.audiences import ORDER, PROJECTION, TEAM, audience, lowest
from dse.errors import StoreError
from dse.figures import SECTIONS
from dse.filters import FILTERS, Filter
from dse.query import FIRST_YEAR, LAST_YEAR, Selection
from dse.ui.frame import address, periods
from dse.ui.frame.data import Reading, years
from dse.ui.frame.prose import literal
from schemas import codelists

FAMILIES = "familles"
ONE_CLICK = "une_famille"
# Those that the network means to serve better, each by one click.
AT_HAND = {"COLLECTIVITE": "Collectivités", "COLLECTIF_OSC": "Réseaux"}
_CHOSEN = "_selection"
_PUBLIC = "_public"
_LOWERED = "_lowered"
_DRAWN = "_drawn_over_slide"
PUBLIC_HELP = (
    "Équipe : tout se voit. Projection : devant une salle, ce qui désignerait quelqu’un est masqué. Diffusion : de même, en "
    "chiffres ronds, pour un rapport. Ce choix ne fait que restreindre : pour revenir à l’équipe, rouvrez le tableau de bord "
    "dans un nouvel onglet, à une adresse sans « public »."
)


def draw(source: Reading, pinned: int | None, page: str) -> Selection:
    """Draw the filters, keep the address in step, and give what is chosen."""
    bounds = _years(source)
    if bounds is None:
        _adopt_sections(address.changed() or {})
        section(page)
        st.session_state[_CHOSEN] = Selection(audience=public())
        return st.session_state[_CHOSEN]
    _adopt(bounds)
    with st.sidebar:
        chosen_years = periods.draw(bounds)
        for each in FILTERS:
            _draw_codes(each)
            if each.word == FAMILIES:
                _draw_at_hand()
        st.button(
            "Retirer les filtres",
            on_click=clear,
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
    word = words().get(address.VERSION, "")
    return int(word) if word.isdecimal() and word.isascii() else None


def words() -> Mapping[str, str]:
    """The words of the address that hold in this run."""
    return address.changed() or address.published() or {}


def project(source: Reading, place: address.Place, *, drawn: bool) -> Selection:
    """What is chosen for the slides, before a public; `drawn`: with the filters, in a row. The version is pinned."""
    looking, bounds = public(), _years(source)
    chosen: dict[str, object] = {address.PUBLIC: looking}
    if bounds is None:
        chosen |= {address.YEARS: (FIRST_YEAR, LAST_YEAR)}
        kept = {} if looking == TEAM else {address.PUBLIC: looking}
    else:
        _adopt(bounds, say=_briefly, again=not (drawn and st.session_state.get(_DRAWN)))
        chosen |= {address.YEARS: _draw_row(bounds) if drawn else periods.held(bounds)}
        chosen |= {word: list(st.session_state[word]) for word in address.LISTS}
        kept = address.encode(chosen)
    address.publish(kept | {address.VERSION: str(source.version.number)} | place.words)
    st.session_state[_DRAWN] = drawn
    st.session_state[_CHOSEN] = replace(_selection(chosen), audience=lowest(looking, PROJECTION))
    return st.session_state[_CHOSEN]


def all_years(source: Reading) -> tuple[int, int]:
    """The years of the data, which stand for no choice of years."""
    return _years(source) or (FIRST_YEAR, LAST_YEAR)


def _years(source: Reading) -> tuple[int, int] | None:
    """None too where no year can be read: each figure says why."""
    try:
        return years(source)
    except StoreError:
        return None


def _briefly(text: str) -> None:
    st.toast(text, icon=":material/info:")


def _draw_row(bounds: tuple[int, int]) -> tuple[int, int]:
    with st.container(horizontal=True, key="filtres_diapo"):
        chosen_years = periods.draw(bounds)
        for each in FILTERS:
            _draw_codes(each)
    return chosen_years


def public() -> str:
    """Who looks: an address lowers what this session is shown, and nothing in the page raises it again."""
    st.session_state[_PUBLIC] = address.public(words(), st.session_state.get(_PUBLIC, TEAM))
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
    address.publish(dict(words()) | ({} if looking == TEAM else {address.PUBLIC: looking}))
    st.session_state[_CHOSEN] = replace(st.session_state.get(_CHOSEN, Selection()), audience=looking)


def chosen() -> Selection:
    """What the reader chose in this run."""
    return st.session_state[_CHOSEN]


def _selection(chosen: dict[str, object]) -> Selection:
    first, last = chosen[address.YEARS]
    codes = {each.field: tuple(chosen.get(each.word, ())) for each in FILTERS}
    return Selection(first_year=first, last_year=last, **codes, audience=chosen[address.PUBLIC])


def _adopt(
    bounds: tuple[int, int], say: Callable[[str], object] = st.warning, *, again: bool = False
) -> None:
    """Choose what the address says, where it was changed; `again`: in any case, no widget holding the choice."""
    asked = linked = address.changed()
    if asked is None:
        if periods.PERIOD in st.session_state and not again:
            return
        asked = address.published() or {}
    meant = address.decode(asked, *bounds)
    if linked is not None and (left := address.unknown(asked, *bounds)):
        say(
            f"Ce lien demande ce que les données n’ont pas : {literal(french.listed(left))}. Il n’en est pas tenu compte."
        )
    if public_asked := address.unknown_public(asked):
        shown = audience(ORDER[-1]).label.lower()
        say(
            f"Ce lien demande un public inconnu, {literal(public_asked)} : voici ce que montre le public « {shown} »."
        )
    for word in address.LISTS:
        st.session_state[word] = meant[word]
    _adopt_sections(asked)
    periods.choose(meant[address.YEARS], bounds)


def _adopt_sections(words: Mapping[str, str]) -> None:
    for page in SECTIONS:
        if words.get(address.SECTION) in SECTIONS[page] or section_key(page) not in st.session_state:
            st.session_state[section_key(page)] = address.section(words, page)


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


def clear_filter(source: Reading, word: str) -> None:
    """Remove the filter of one key of the address."""
    if word == address.YEARS:
        bounds = all_years(source)
        periods.choose(bounds, bounds)
    else:
        st.session_state[word] = []


def clear(bounds: tuple[int, int]) -> None:
    """Remove every filter."""
    for word in address.LISTS:
        st.session_state[word] = []
    periods.choose(bounds, bounds)
