"""Links to sheets, of an organisation, an accompaniment or an activity, for the team only: a public is shown no link, and the pages refuse."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from dse.disclosure.audiences import TEAM
from dse.ui.frame import address, filters, menu
from dse.ui.frame.prose import escape_markdown, format_sentence


def draw(slug: str, subject_id: str, title: str) -> None:
    """Draw a title as a link to its sheet, in the same tab; before a public, nothing."""
    if are_shown():
        st.page_link(
            menu.get_script(slug), label=escape_markdown(title), query_params=make_params(subject_id)
        )


def link(slug: str, subject_id: str, title: str) -> str:
    """A title as Markdown that leads to its sheet; before a public, the title."""
    text = format_sentence(title)
    return f"[{text}]({make_address(slug, subject_id)})" if are_shown() else text


def make_address(slug: str, subject_id: str) -> str:
    """The address of a sheet."""
    return f"{slug}?{urlencode({address.SHEET: subject_id})}"


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


def list_audience_params() -> dict[str, str]:
    """What of the address says who looks and at which version, and no filter."""
    params = filters.get_params()
    return {url_key: params[url_key] for url_key in (address.PUBLIC, address.VERSION) if url_key in params}


def are_shown() -> bool:
    """Whether who looks may open a sheet."""
    return filters.get_audience() == TEAM
