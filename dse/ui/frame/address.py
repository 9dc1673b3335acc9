"""The address bar: which keys its query has, and what they mean. Years and codes are those of `dse.selections`.

Streamlit's own binding writes labels; ours writes codes, so that an address survives a change of label.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dse import page_titles, selections
from dse.disclosure.audiences import ORDER, TEAM, lowest
from dse.figures import REGISTRY, SECTIONS, describe_retired, find_successor
from dse.filters import FILTERS
from dse.ui.frame import menu
from schemas import renamed

# Of each filter the first codelist only: the page offers no code of the others.
CODELISTS = {code_filter.url_key: code_filter.codelists[:1] for code_filter in FILTERS}
YEARS = selections.YEARS
VERSION = "version"
PUBLIC = menu.PUBLIC
SECTION = "section"
FIGURE = "figure"
PAGE, RUNNING_ORDER, SLIDE, SCREEN = "page", "deroule", "diapo", "suite"  # of what is projected
POSITION_KEYS = (PAGE, RUNNING_ORDER, SLIDE, SCREEN)
SHEET = "id"  # of what a sheet is
SEARCHED, TITLED = "cherche", "intitule"  # what is looked for in the list of members, and in that of Suivi
PART, WORD = "partie", "mot"  # of the page Données, and a word to look for in its dictionary
# What only one page has in its address. It keeps these while another page is shown.
OWN_KEYS: dict[str, tuple[str, ...]] = {
    **{slug: (SHEET,) for slug in ("membre", "accompagnement", "activite")},
    menu.REVIEW: (SECTION, "triennal", "compare", "pour", "plan", "contenu", "pdf", "essai"),
    "donnees": (PART, WORD),
    "membres": (SEARCHED, "adhesion", "situation", "sans-service", "tri"),
    "suivi": (TITLED, "quoi", "etape", "type", "offre", "relance", "ordre"),
}
_OWN = "_own_params"
_WRITTEN = "_address"


@dataclass(frozen=True)
class SlidePosition:
    """Where a projection stands: in a page or a running order, at which slide and which of its screens, from 1."""

    page: str = ""
    order: int | None = None
    slide: int = 1
    screen: int = 1

    @property
    def params(self) -> dict[str, str]:
        """As the address has it."""
        source = {RUNNING_ORDER: str(self.order)} if self.order else {PAGE: self.page} if self.page else {}
        return source | {SLIDE: str(self.slide)} | ({SCREEN: str(self.screen)} if self.screen > 1 else {})


def read_position(params: Mapping[str, str]) -> SlidePosition:
    """Where an address stands in what it projects; the first slide where it does not say which."""
    order, slide, screen = (_read_number(params.get(url_key, "")) for url_key in POSITION_KEYS[1:])
    return SlidePosition(params.get(PAGE, ""), order, slide or 1, screen or 1)


def _read_number(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() else None


def read_version(params: Mapping[str, str]) -> int | None:
    """The version that an address asks for; None for the newest, or where it is no number."""
    return _read_number(params.get(VERSION, ""))


def decode(params: Mapping[str, str], first_year: int, last_year: int) -> dict[str, Any]:
    """What an address means: codes by filter, `annees` as a pair of years within the data; what is unknown is left out."""
    choice: dict[str, Any] = {
        url_key: list(selections.read_codes(params.get(url_key, ""), lists))
        for url_key, lists in CODELISTS.items()
    }
    choice[YEARS] = _read_years(params.get(YEARS, ""), first_year, last_year)
    return choice


def encode(choice: Mapping[str, Any], version: int | None = None) -> dict[str, str]:
    """The query for what is chosen: `section` where it is not the first of its page, `figure` where one is opened.

    It always has the years, so that it is never empty.
    """
    params = selections.to_params(choice[YEARS], {url_key: choice.get(url_key, ()) for url_key in CODELISTS})
    if choice.get(PUBLIC, TEAM) != TEAM:
        params[PUBLIC] = choice[PUBLIC]
    params |= {url_key: choice[url_key] for url_key in (SECTION, FIGURE) if choice.get(url_key)}
    return params | ({VERSION: str(version)} if version else {})


def read_audience(params: Mapping[str, str], session_audience: str = TEAM) -> str:
    """The more restricted of the audiences of an address and of the session; an unknown one is the most restricted."""
    return lowest(session_audience, params.get(PUBLIC, TEAM))


def read_section(params: Mapping[str, str], page: str) -> str:
    """The section of a page that an address asks for; the first where it says none, or one that the page has not."""
    return params.get(SECTION) if params.get(SECTION) in SECTIONS[page] else get_first_section(page)


def read_figure(params: Mapping[str, str]) -> str | None:
    """The figure that an address opens, by its id of today, or the one in place of a retired one; None where it asks for none, or for one
    that there is not."""
    figure_id = renamed.figure(params.get(FIGURE, ""))
    figure_id = find_successor(figure_id) or figure_id
    return figure_id if figure_id in REGISTRY else None


def describe_retired_figure(params: Mapping[str, str]) -> str:
    """That the figure that an address asks for is retired, and which one to see instead; empty where it is not."""
    return describe_retired(renamed.figure(params.get(FIGURE, "")))


def get_first_section(page: str) -> str:
    """The section of a page that is shown unless another is asked for."""
    return next(iter(SECTIONS[page]))


def find_unknown(params: Mapping[str, str], first_year: int, last_year: int) -> list[str]:
    """What an address asks for that does not exist, as it is written there."""
    unknown = selections.find_unknown_codes(params, CODELISTS)
    section = params.get(SECTION)
    unknown += [section] if section and all(section not in sections for sections in SECTIONS.values()) else []
    version = params.get(VERSION, "")
    unknown += [version] if version and read_version(params) is None else []
    text = params.get(YEARS, "")
    first, last = _read_years(text, first_year, last_year)
    is_read = text in ("", f"{first}-{last}", f"{last}-{first}", f"{first}")
    return unknown if is_read else [*unknown, text]


def find_unknown_audience(params: Mapping[str, str]) -> str | None:
    """The audience that an address asks for where there is none such, empty where it names none: it is shown the least."""
    audience = params.get(PUBLIC, TEAM)
    return None if audience in ORDER else audience


def _read_years(text: str, first_year: int, last_year: int) -> tuple[int, int]:
    """Years within those of the data; all of them where the text is not read, or lies outside."""
    years = selections.read_years(text) if selections.are_years_complete(text) else None
    if years is None:
        return first_year, last_year
    low, high = max(years[0], first_year), min(years[1], last_year)
    return (low, high) if low <= high else (first_year, last_year)


def get_changed_params() -> dict[str, str] | None:
    """The query of the address if the reader changed it; None if it is ours, or bare after a change of page."""
    params = _read_query()
    if _WRITTEN in st.session_state and (not params or params == st.session_state[_WRITTEN]):
        return None
    return params


def _read_query() -> dict[str, str]:
    """The query of the address. A public asked for twice, or under its key in other letters, is none that there is: Streamlit would
    take one of several, and the reader who added a second must not see more by it."""
    query = st.query_params
    keys = [url_key for url_key in query if url_key.strip().casefold() == PUBLIC]
    requests = [f"{url_key}={value}" for url_key in keys for value in query.get_all(url_key)]
    params = {url_key: value for url_key, value in query.to_dict().items() if url_key not in keys}
    if keys == [PUBLIC] and len(requests) == 1:
        return params | {PUBLIC: query[PUBLIC]}
    return params | ({PUBLIC: "&".join(requests)} if keys else {})


def get_written_params() -> dict[str, str] | None:
    """The query last written in the address; None before the first."""
    return st.session_state.get(_WRITTEN)


def read_own_params(page: str) -> dict[str, str]:
    """What the address has under the own keys of a page; what it last had there where the address is bare."""
    own_by_page: dict[str, dict[str, str]] = st.session_state.setdefault(_OWN, {})
    if page in OWN_KEYS and (params := get_changed_params()) is not None:
        own_by_page[page] = {url_key: params[url_key] for url_key in OWN_KEYS[page] if url_key in params}
    return own_by_page.get(page, {})


def get_own_params(page: str) -> dict[str, str]:
    """The same once the address of this run was read."""
    own_by_page: dict[str, dict[str, str]] = st.session_state.get(_OWN, {})
    return own_by_page.get(page, {})


def write_own_params(page: str, params: Mapping[str, str]) -> None:
    """Write what a page has under its own keys beside what the address has."""
    st.session_state.setdefault(_OWN, {})[page] = dict(params)
    write_params(drop_own_params(get_written_params() or {}) | dict(params))


def take_data_part(page: str, part_key: str, word_key: str) -> None:
    """Open the part that the address asks for, with its word, under the session keys of both; the address then loses them, since
    the reader may turn to another part."""
    params = read_own_params(page)
    if params.get(PART) in page_titles.DATA_PARTS:
        st.session_state[part_key] = params[PART]
        st.session_state[word_key] = params.get(WORD, "")
    if params:
        write_own_params(page, {})


def drop_own_params(params: Mapping[str, str]) -> dict[str, str]:
    """A query without what belongs to one page only."""
    own_keys = {url_key for keys in OWN_KEYS.values() for url_key in keys}
    return {url_key: value for url_key, value in params.items() if url_key not in own_keys}


def write_params(params: dict[str, str]) -> None:
    """Write the address, once, if it differs."""
    if _read_query() != params:
        st.query_params.from_dict(params)
    st.session_state[_WRITTEN] = params
