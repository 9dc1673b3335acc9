"""The menu, and what stands on a page until the rest of the program is loaded. Imports nothing slow: it is the first thing on screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dse import page_titles

ICON = str(Path(__file__).with_name("icon.svg"))
SCRIPTS = "pages"
REVIEW = "bilan"
# A new page is a script in SCRIPTS and a line here: its slug, which is also the name of the script, and its title in the menu.
# No icon: Streamlit would fetch it from the network.
# In the order in which the team thinks: what to do, why, with whom, to what end.
PAGES = (
    ("vue-ensemble", "Vue d’ensemble"),
    ("suivi", "Suivi"),
    *page_titles.list_pages("reinterroger", "recours", "tendances", "enquetes"),
    ("membres", "Membres"),
    *page_titles.list_pages("reseau", "changement", "cadre-de-suivi"),
    (REVIEW, "Bilan triennal"),
    ("donnees", "Données"),
)
HOME_PATH = "accueil"
# Not in the menu: opened from other pages and by link. The projector has no sidebar and no title.
PROJECTION, ORDERS, DATA = "projection", "deroules", "donnees"
MEMBERS, FOLLOWING = "membres", "suivi"
SHEETS = MEMBER, ACCOMPANIMENT, ACTIVITY = "membre", "accompagnement", "activite"
# One compares published values with unpublished ones, one shows and gives the tables, the others say what is known of each member and of
# what was done with it. Before a public they are not in the menu, and refuse.
FOR_THE_TEAM = (REVIEW, DATA, MEMBERS, *SHEETS)
AUDIENCE, PUBLIC, TEAM = (
    "_public",
    "public",
    "equipe",
)  # of the session, its key in the address, and who sees all
HIDDEN = (
    (PROJECTION, "Projection"),
    (ORDERS, "Diaporamas"),
    (MEMBER, "Fiche membre"),
    (ACCOMPANIMENT, "Fiche accompagnement"),
    (ACTIVITY, "Fiche activité"),
)
SLUGS = [slug for slug, _ in (*PAGES, *HIDDEN)]
LOADING = "Chargement…"

_IN_FRAME = "_framed"
_SLOT = "_loading"
_is_loaded = False


def build_navigation() -> StreamlitPage:
    """Declare the pages and give the one asked for.

    The menu that Streamlit makes of the files of `pages/`, until this has run once, is hidden by .streamlit/config.toml.
    """
    st.set_option("client.showSidebarNavigation", True)
    (first, first_title), *others = PAGES
    pages = [
        # Streamlit serves the first page at the root and keeps its word for nobody: an address by that word is another, hidden.
        st.Page(get_script(first), title=first_title, url_path=HOME_PATH, default=True),
        st.Page(get_script(first), title=first_title, url_path=first, visibility="hidden"),
        *(
            st.Page(get_script(slug), title=title, url_path=slug, visibility=_get_visibility(slug))
            for slug, title in others
        ),
    ]
    pages += [
        st.Page(get_script(slug), title=title, url_path=slug, visibility="hidden") for slug, title in HIDDEN
    ]
    return st.navigation(pages, expanded=True)


def _get_visibility(slug: str) -> Literal["visible", "hidden"]:
    """Whether a page stands in the menu, as far as the session and the address say who looks before anything is loaded."""
    is_for_team = {st.session_state.get(AUDIENCE, TEAM), st.query_params.get(PUBLIC, TEAM)} == {TEAM}
    return "visible" if is_for_team or slug not in FOR_THE_TEAM else "hidden"


def get_script(slug: str) -> str:
    """The script of a page, as links to it name it."""
    return f"{SCRIPTS}/{slug}.py"


@contextmanager
def mark_frame() -> Iterator[None]:
    """Mark the page being run as inside app.py."""
    st.session_state[_IN_FRAME] = True
    try:
        yield
    finally:
        del st.session_state[_IN_FRAME]


def require_frame() -> None:
    """Run again through app.py when Streamlit opened this page without it, as the first link to a fresh server does."""
    if _IN_FRAME not in st.session_state:
        build_navigation()
        st.rerun()


@contextmanager
def show_loading(page: StreamlitPage) -> Iterator[None]:
    """Show the title of the page until the program is loaded and the data are open; nothing where it is loaded already."""
    slot = None if _is_loaded else st.empty()
    st.session_state[_SLOT] = slot
    if slot:
        with slot.container():
            if page.url_path != PROJECTION:
                st.title(page.title)
            st.caption(LOADING)
    try:
        yield
    finally:
        end_loading()


def end_loading() -> None:
    """Take away what `show_loading` shows: the page draws itself."""
    global _is_loaded
    _is_loaded = True
    if slot := st.session_state.pop(_SLOT, None):
        slot.empty()
