"""The search at the top of the sidebar: what is typed is looked for at once, by a fragment, so that the page below is not run again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby

import streamlit as st

from dse import page_titles
from dse.disclosure.audiences import TEAM
from dse.errors import StoreError
from dse.query import Query, Selection, open_version
from dse.query.cache import Cache
from dse.search import network, software
from dse.search.entries import ACCOMPANIMENT, ACTIVITY, FIGURE, HELP, MEMBER, PAGE, WORD, Entry
from dse.search.index import Index, find
from dse.search.words import list_words, list_words_of_name
from dse.store import Version
from dse.ui.card import card_links
from dse.ui.frame import address, filters, member_links, menu, sheet_links, shell
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence
from dse.ui.search import details

QUERY = "recherche_mots"
MOST_HITS = 8
MOST_PREPARED = 100_000
TITLES = {
    FIGURE: "Questions",
    MEMBER: "Organisations",
    ACCOMPANIMENT: "Accompagnements",
    ACTIVITY: "Activités",
    PAGE: "Pages",
    HELP: "Aide",
    WORD: "Dictionnaire",
}
_SHOWN_ADDRESS = "_address_of_search"
# What of an address opens something that a hit leads to.
_URL_KEYS = (address.FIGURE, address.SECTION, address.SHEET, address.PART, address.WORD)
_indexes = Cache(6)


def draw(source: DataSource, page: str) -> None:
    """Draw the box, and under it what it finds. It is empty again once another page or another card is opened."""
    params = filters.get_params()
    opened = page, *(params.get(url_key) for url_key in _URL_KEYS)
    if st.session_state.get(_SHOWN_ADDRESS, opened) != opened:
        st.session_state[QUERY] = ""
    st.session_state[_SHOWN_ADDRESS] = opened
    with st.container(key="recherche"):
        _search(source)


def prepare(page: st.Page) -> None:
    """Make the long part of what the first search looks in once the page stands, so that nobody waits for it while typing.

    Of a store that holds more than `MOST_PREPARED` things to find, it is made by the first search: here it would keep every
    first page busy for minutes.
    """
    if page.url_path != menu.PROJECTION and filters.get_audience() == TEAM:
        source = shell.get_source()
        if _count_things(source.version) <= MOST_PREPARED:
            _list_network_indexes(source)


def _count_things(version: Version) -> int:
    """How many organisations, accompaniments and activities a version has."""
    return sum(file.rows for table in network.TABLES for file in version.tables.get(table, ()))


@st.fragment
def _search(source: DataSource) -> None:
    query = st.text_input(
        "Chercher une question, un membre, une page",
        key=QUERY,
        placeholder="Chercher",
        icon=":material/search:",
        label_visibility="collapsed",
        autocomplete="off",
        live=True,
    )
    if not query.strip():
        return
    with st.container(key="trouve", gap="xsmall"), shell.show_errors():
        hits = find(query, get_indexes(source, filters.get_audience()), MOST_HITS)
        if not hits:
            st.caption(format_sentence(describe_no_hit(query.strip(), filters.get_audience())))
        for kind, group in groupby(sort_by_kind(hits), key=lambda hit: hit.kind):
            st.caption(f"**{TITLES[kind]}**")
            for hit in group:
                _DRAWN[kind](source, hit)


def get_indexes(source: DataSource, audience: str) -> list[Index]:
    """What an audience searches, made at its first search of a version. What the store holds is in none but the team’s."""

    def make_software() -> Index:
        return Index(software.list_entries(list_page_titles(audience), audience), list_words)

    software_index = _indexes.get((source.key, audience), make_software)
    return [software_index, *(_list_network_indexes(source) if audience == TEAM else ())]


def _list_network_indexes(source: DataSource) -> list[Index]:
    """What the store holds; nothing where it cannot be read, which the pages say."""

    def make() -> list[Index]:
        query = Query(open_version(source.store, source.version.number), Selection())
        return [
            Index(network.list_organisations(query), list_words_of_name),
            Index([*network.list_accompaniments(query), *network.list_activities(query)], list_words),
        ]

    try:
        return _indexes.get((source.key, "network"), make)
    except StoreError:
        return []


def list_page_titles(audience: str) -> dict[str, str]:
    """The pages that an audience may open, by slug."""
    titles = dict(menu.PAGES) | {menu.ORDERS: dict(menu.HIDDEN)[menu.ORDERS]}
    return {
        slug: title for slug, title in titles.items() if audience == TEAM or slug not in shell.FOR_THE_TEAM
    }


def sort_by_kind(hits: list[Entry]) -> list[Entry]:
    """Hits of one kind together, kinds and hits in the order in which they were found."""
    kinds = list(dict.fromkeys(hit.kind for hit in hits))
    return sorted(hits, key=lambda hit: kinds.index(hit.kind))


def describe_no_hit(query: str, audience: str) -> str:
    """What to try where nothing is found."""
    names = (
        " le nom ou le sigle d’une organisation, le titre d’une activité ou d’un accompagnement,"
        if audience == TEAM
        else ""
    )
    return (
        f"Rien pour « {query} ». Essayez un mot de la question (délai, satisfaction, carte…),{names} une page, "
        f"ou ce que vous voulez faire ({'importer, ' if audience == TEAM else ''}projeter)."
    )


def _draw_figure(_: DataSource, hit: Entry) -> None:
    card_links.draw(hit.target, format_sentence(hit.title))


def _draw_member(_: DataSource, hit: Entry) -> None:
    member_links.draw(hit.target, hit.title)


def _draw_accompaniment(_: DataSource, hit: Entry) -> None:
    sheet_links.draw(menu.ACCOMPANIMENT, hit.target, _describe(hit))


def _draw_activity(_: DataSource, hit: Entry) -> None:
    sheet_links.draw(menu.ACTIVITY, hit.target, _describe(hit))


def _draw_page(_: DataSource, hit: Entry) -> None:
    slug, part = [*hit.target.split("/"), ""][:2]
    part_key = address.PART if slug == menu.DATA else address.SECTION
    _draw_link(slug, hit, {part_key: part} if part else {})


def _draw_word(_: DataSource, hit: Entry) -> None:
    _draw_link(menu.DATA, hit, {address.PART: page_titles.DICTIONARY, address.WORD: hit.title})


def _draw_link(slug: str, hit: Entry, own_params: dict[str, str]) -> None:
    """A link to a page that keeps years and filters and opens nothing else there."""
    params = {url_key: value for url_key, value in filters.get_params().items() if url_key not in _URL_KEYS}
    st.page_link(menu.get_script(slug), label=_format(hit), query_params=params | own_params)


def _draw_help(_: DataSource, hit: Entry) -> None:
    """A help opens no page: it is read in a window."""
    if st.button(_format(hit), key=f"trouve_{hit.kind}_{hit.target}", type="tertiary"):
        details.show_help(hit)


def _format(hit: Entry) -> str:
    return format_sentence(_describe(hit))


def _describe(hit: Entry) -> str:
    return f"{hit.title} · {hit.detail}" if hit.detail else hit.title


_DRAWN: Mapping[str, Callable[[DataSource, Entry], None]] = {
    FIGURE: _draw_figure,
    MEMBER: _draw_member,
    ACCOMPANIMENT: _draw_accompaniment,
    ACTIVITY: _draw_activity,
    PAGE: _draw_page,
    HELP: _draw_help,
    WORD: _draw_word,
}
