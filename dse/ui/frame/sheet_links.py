"""Links to sheets, of an organisation, an accompaniment or an activity, for the team only: a public is shown no link, and the pages refuse."""

from __future__ import annotations

import streamlit as st

from dse.disclosure.audiences import TEAM
from dse.ui.frame import address, filters, menu
from dse.ui.frame.prose import escape_markdown


def draw(slug: str, subject_id: str, title: str) -> None:
    """Draw a title as a link to its sheet, in the same tab; before a public, nothing."""
    if are_shown():
        st.page_link(
            menu.get_script(slug), label=escape_markdown(title), query_params=make_params(subject_id)
        )


def open_sheet(slug: str, subject_id: str) -> None:
    """Go to a sheet."""
    st.switch_page(menu.get_script(slug), query_params=make_params(subject_id))


def make_params(subject_id: str) -> dict[str, str]:
    """The query of the address of a sheet; years and filters stay chosen for the way back."""
    return list_shared_params() | {address.SHEET: subject_id}


def list_shared_params() -> dict[str, str]:
    """What of the address goes along from page to page."""
    other_keys = (address.SECTION, address.FIGURE, *address.POSITION_KEYS)
    shared_params = address.drop_own_params(filters.get_params())
    return {url_key: value for url_key, value in shared_params.items() if url_key not in other_keys}


def are_shown() -> bool:
    """Whether who looks may open a sheet."""
    return filters.get_audience() == TEAM
