"""The shared filters: widgets in, a Selection out. The keys of the widgets are those of the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from dse import french, slides
from dse.disclosure.audiences import ORDER, PROJECTION, TEAM, audience, lowest
from dse.errors import StoreError
from dse.figures import REGISTRY, SECTIONS
from dse.figures.figure import find_refusal
from dse.filters import FILTERS, Filter
from dse.query import FIRST_YEAR, LAST_YEAR, Selection, find_last_whole_day
from dse.ui.frame import address, menu, periods
from dse.ui.frame.data import DataSource, find_years
from dse.ui.frame.prose import escape_markdown, format_sentence
from schemas import codelists

FAMILIES = "familles"
QUICK_FAMILY = "une_famille"
# Families that the network wants to serve better, each chosen by one click.
QUICK_FAMILIES = {"COLLECTIVITE": "Collectivités", "COLLECTIF_OSC": "Réseaux"}
_SELECTION = "_selection"
_FIGURE = "_opened_figure"
_AUDIENCE_CHOICE = "_lowered"
_LOWERED_BY_ADDRESS = "_lowered_by_address"
_HAS_FILTER_ROW = "_drawn_over_slide"
AUDIENCE_HELP = (
    "Équipe : tout se voit. Projection : devant une salle, ce qui désignerait quelqu’un est masqué. Diffusion : de même, en "
    "chiffres ronds, pour un rapport. Ce choix ne fait que restreindre ; un bouton ramène à l’équipe, sauf si l’adresse elle-même "
    "demande un public : ouvrez alors le tableau de bord à une adresse sans « public »."
)


def draw(source: DataSource, requested_version: int | None, page: str) -> Selection:
    """Draw the filters, write the address, and give the selection."""
    bounds = _find_years(source)
    if bounds is None:
        _apply_section(address.get_changed_params() or {})
        get_section(page)
        st.session_state[_SELECTION] = Selection(audience=get_audience())
        if get_audience() != TEAM:
            address.write_params(address.drop_own_params(get_params()))
        return st.session_state[_SELECTION]
    _apply_address(bounds)
    with st.sidebar:
        chosen_years = periods.draw(bounds, find_last_whole_day(source.store, source.version))
        for code_filter in FILTERS:
            _draw_codes(code_filter)
            if code_filter.url_key == FAMILIES:
                _draw_quick_families()
        st.button(
            "Retirer les filtres",
            on_click=clear_all,
            args=(bounds,),
            icon=":material/filter_alt_off:",
            type="tertiary",
        )
    choice: dict[str, Any] = {url_key: list(st.session_state[url_key]) for url_key in address.CODELISTS}
    choice |= {
        address.YEARS: chosen_years,
        address.PUBLIC: get_audience(),
        address.SECTION: get_section(page),
        address.FIGURE: get_opened_figure(),
    }
    # A public may not open the pages that have some: a name that was looked for there does not stay in the address.
    own_params = address.read_own_params(page) if get_audience() == TEAM else {}
    address.write_params(address.encode(choice, requested_version) | own_params)
    st.session_state[_SELECTION] = _build_selection(choice)
    return st.session_state[_SELECTION]


def get_requested_version() -> int | None:
    """The version that the address asks for; None for the newest."""
    return address.read_version(get_params())


def get_params() -> Mapping[str, str]:
    """The query of the address in this run."""
    return address.get_changed_params() or address.get_written_params() or {}


def apply_to_slides(
    source: DataSource, position: address.SlidePosition, *, has_filter_row: bool
) -> Selection:
    """What is chosen for the slides, for a room at most. The address keeps the version, so that an import changes no slide meanwhile.

    `has_filter_row`: the filters are drawn in a row over the slide.
    """
    viewer, bounds = get_audience(), _find_years(source)
    choice: dict[str, object] = {address.PUBLIC: viewer}
    if bounds is None:
        choice |= {address.YEARS: (FIRST_YEAR, LAST_YEAR)}
        written_params = {} if viewer == TEAM else {address.PUBLIC: viewer}
    else:
        _apply_address(
            bounds, warn=_toast, is_forced=not (has_filter_row and st.session_state.get(_HAS_FILTER_ROW))
        )
        choice |= {
            address.YEARS: _draw_row(source, bounds) if has_filter_row else periods.get_chosen_years(bounds)
        }
        choice |= {url_key: list(st.session_state[url_key]) for url_key in address.CODELISTS}
        written_params = address.encode(choice)
    address.write_params(written_params | {address.VERSION: str(source.version.number)} | position.params)
    st.session_state[_HAS_FILTER_ROW] = has_filter_row
    st.session_state[_SELECTION] = replace(_build_selection(choice), audience=lowest(viewer, PROJECTION))
    return st.session_state[_SELECTION]


def get_all_years(source: DataSource) -> tuple[int, int]:
    """First and last year of the data; choosing them is no filter."""
    return _find_years(source) or (FIRST_YEAR, LAST_YEAR)


def _find_years(source: DataSource) -> tuple[int, int] | None:
    """None also where no year can be read: each figure shows why."""
    try:
        return find_years(source)
    except StoreError:
        return None


def _toast(text: str) -> None:
    st.toast(text, icon=":material/info:")


def _draw_row(source: DataSource, bounds: tuple[int, int]) -> tuple[int, int]:
    with st.container(horizontal=True, key="filtres_diapo"):
        chosen_years = periods.draw(bounds, find_last_whole_day(source.store, source.version))
        for code_filter in FILTERS:
            _draw_codes(code_filter)
    return chosen_years


def get_audience() -> str:
    """The more restricted audience of the address and the session. What an address restricts, nothing on a page widens again."""
    before = st.session_state.get(menu.AUDIENCE, TEAM)
    st.session_state[menu.AUDIENCE] = address.read_audience(get_params(), before)
    if st.session_state[menu.AUDIENCE] != before:
        st.session_state[_LOWERED_BY_ADDRESS] = True
    return st.session_state[menu.AUDIENCE]


def get_section(page: str) -> str | None:
    """The chosen section of the page; None for the first, or where there are none."""
    _keep_sections()
    if page not in SECTIONS:
        return None
    section = st.session_state[get_section_key(page)]
    return None if section == address.get_first_section(page) else section


def _keep_sections() -> None:
    """Streamlit forgets the value of a widget that is not drawn: sections of the other pages are set again."""
    for page in SECTIONS:
        key = get_section_key(page)
        st.session_state[key] = st.session_state.get(key, address.get_first_section(page))


def get_section_key(page: str) -> str:
    """Session key of the widget that chooses a section."""
    return f"section_{page}"


_NAMES_MEMBERS = "Cette figure nomme des membres : elle est réservée à l’équipe."


def open_figure(page: str) -> None:
    """Open the page of the figure that the address asks for, or say that there is none; forget it on another page."""
    params = address.get_changed_params()
    if params is None:
        _forget_figure_unless(lambda figure_id: REGISTRY[figure_id].page == page)
        return
    figure_id = st.session_state[_FIGURE] = address.read_figure(params)
    retired = address.describe_retired_figure(params)
    if figure_id is None and not retired and params.get(address.FIGURE):
        st.warning(
            f"Ce lien mène à une figure qui n’existe pas : {escape_markdown(params[address.FIGURE])}. Voici la page."
        )
    if figure_id and REGISTRY[figure_id].page != page:
        st.switch_page(menu.get_script(REGISTRY[figure_id].page), query_params=dict(params))
    if retired:
        st.warning(format_sentence(f"{retired}."))
    audience_code = get_audience()
    if figure_id and audience_code != TEAM and (refusal := find_refusal(REGISTRY[figure_id], audience_code)):
        st.warning(format_sentence(_NAMES_MEMBERS if REGISTRY[figure_id].names_members else refusal))


def get_opened_figure() -> str | None:
    """The figure that the address opens; None once another section of the page is chosen."""
    _forget_figure_unless(is_section_shown)
    return st.session_state.get(_FIGURE)


def _forget_figure_unless(is_kept: Callable[[str], bool]) -> None:
    figure_id = st.session_state.get(_FIGURE)
    if figure_id and not is_kept(figure_id):
        st.session_state[_FIGURE] = None


def is_section_shown(figure_id: str) -> bool:
    """Whether the section of a figure is the chosen one of its page; so it is where the page has none."""
    section, _ = slides.part(figure_id)
    return not section or st.session_state[get_section_key(REGISTRY[figure_id].page)] == section


def draw_audience() -> None:
    """Draw the choice of the audience: the current one and the more restricted ones."""
    session_audience = st.session_state[menu.AUDIENCE]
    st.session_state[_AUDIENCE_CHOICE] = session_audience
    st.selectbox(
        "Public",
        ORDER[ORDER.index(session_audience) :],
        format_func=lambda code: audience(code).label,
        key=_AUDIENCE_CHOICE,
        on_change=_restrict_audience,
        help=AUDIENCE_HELP,
    )


def _restrict_audience() -> None:
    st.session_state[menu.AUDIENCE] = lowest(
        st.session_state[menu.AUDIENCE], st.session_state[_AUDIENCE_CHOICE]
    )


def offer_team() -> None:
    """Offer the way back to the team where this page restricted the audience, and no address did; it asks once."""
    if not is_lowered_here():
        return
    with st.popover(
        french.typeset("Revenir à « Équipe »"),
        key="revenir_equipe",
        icon=":material/lock_open:",
        width="stretch",
    ):
        st.markdown(
            french.typeset("Les noms, les listes et les réponses libres se verront à nouveau sur cet écran.")
        )
        st.button("Oui, tout montrer", key="confirmer_equipe", on_click=_return_to_team, type="primary")


def is_lowered_here() -> bool:
    """Whether the audience was restricted on a page of this session and by no address."""
    return st.session_state[menu.AUDIENCE] != TEAM and not st.session_state.get(_LOWERED_BY_ADDRESS)


def _return_to_team() -> None:
    if is_lowered_here():
        st.session_state[menu.AUDIENCE] = TEAM
        params = address.get_written_params() or {}
        address.write_params(
            {url_key: value for url_key, value in params.items() if url_key != address.PUBLIC}
        )


def keep_selection(page: str) -> None:
    """Keep the selection and the address on a page without filters."""
    _keep_sections()
    session_audience = get_audience()
    # A public may not open the pages that have some: a name that was looked for there does not stay in the address.
    own_params = address.read_own_params(page) if get_audience() == TEAM else {}
    kept_params = address.drop_own_params(get_params())
    params = {
        url_key: value for url_key, value in kept_params.items() if url_key != address.FIGURE
    } | own_params
    params |= {address.FIGURE: figure_id} if (figure_id := get_opened_figure()) else {}
    address.write_params(params | ({} if session_audience == TEAM else {address.PUBLIC: session_audience}))
    st.session_state[_SELECTION] = replace(
        st.session_state.get(_SELECTION, Selection()), audience=session_audience
    )


def get_selection() -> Selection:
    """The selection of this run."""
    return st.session_state[_SELECTION]


def _build_selection(choice: dict[str, Any]) -> Selection:
    first, last = choice[address.YEARS]
    codes: dict[str, Any] = {
        code_filter.field: tuple(choice.get(code_filter.url_key, ())) for code_filter in FILTERS
    }
    return Selection(first_year=first, last_year=last, **codes, audience=choice[address.PUBLIC])


def _apply_address(
    bounds: tuple[int, int], warn: Callable[[str], object] = st.warning, *, is_forced: bool = False
) -> None:
    """Set the filters from the address, where it was changed; `is_forced`: also where it was not, because no widget holds the selection."""
    params = changed_params = address.get_changed_params()
    if params is None:
        if periods.PERIOD in st.session_state and not is_forced:
            return
        params = address.get_written_params() or {}
    decoded = address.decode(params, *bounds)
    if changed_params is not None and (unknown_parts := address.find_unknown(params, *bounds)):
        warn(
            f"Ce lien demande ce que les données n’ont pas : {escape_markdown(french.listed(unknown_parts))}. Il n’en est pas tenu compte."
        )
    if (unknown_audience := address.find_unknown_audience(params)) is not None:
        label = audience(ORDER[-1]).label.lower()
        request = (
            f"un public inconnu, {escape_markdown(unknown_audience)}"
            if unknown_audience
            else "un public sans dire lequel"
        )
        warn(f"Ce lien demande {request} : voici ce que montre le public « {label} ».")
    for url_key in address.CODELISTS:
        st.session_state[url_key] = decoded[url_key]
    _apply_section(params)
    periods.choose_years(decoded[address.YEARS], bounds)


def _apply_section(params: Mapping[str, str]) -> None:
    for page in SECTIONS:
        if params.get(address.SECTION) in SECTIONS[page] or get_section_key(page) not in st.session_state:
            st.session_state[get_section_key(page)] = address.read_section(params, page)
    if figure_id := address.read_figure(params):
        page = REGISTRY[figure_id].page
        if section := slides.part(figure_id)[0]:
            st.session_state[get_section_key(page)] = section


def _draw_codes(code_filter: Filter) -> None:
    labels = codelists.labels(code_filter.codelists[0])
    st.multiselect(
        code_filter.label,
        list(labels),
        format_func=labels.get,
        key=code_filter.url_key,
        placeholder=code_filter.everything,
        select_all=False,
    )


def _draw_quick_families() -> None:
    """Buttons of the families that one click chooses alone, and a second click clears."""
    alone = st.session_state[FAMILIES]
    st.session_state[QUICK_FAMILY] = alone[0] if len(alone) == 1 and alone[0] in QUICK_FAMILIES else None
    st.pills(
        "Une famille en un clic",
        list(QUICK_FAMILIES),
        format_func=QUICK_FAMILIES.get,
        key=QUICK_FAMILY,
        on_change=_choose_quick_family,
        label_visibility="collapsed",
    )


def _choose_quick_family() -> None:
    family = st.session_state[QUICK_FAMILY]
    st.session_state[FAMILIES] = [family] if family else []


def clear_filter(source: DataSource, url_key: str) -> None:
    """Remove the filter of one key of the address."""
    if url_key == address.YEARS:
        bounds = get_all_years(source)
        periods.choose_years(bounds, bounds)
    else:
        st.session_state[url_key] = []


def clear_all(bounds: tuple[int, int]) -> None:
    """Remove every filter."""
    for url_key in address.CODELISTS:
        st.session_state[url_key] = []
    periods.choose_years(bounds, bounds)
