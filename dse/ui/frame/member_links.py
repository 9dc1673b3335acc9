"""Links to the sheet of an organisation, for the team only: a public is shown no link, and the page refuses."""

from __future__ import annotations

import streamlit as st

from dse.disclosure.audiences import TEAM
from dse.members import directory
from dse.query import Query, Selection, open_version
from dse.ui.frame import address, filters, menu
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import escape_markdown


def draw(organisation_id: str, name: str) -> None:
    """Draw a name as a link to the sheet of its organisation, in the same tab; before a public, nothing."""
    if are_shown():
        st.page_link(
            menu.get_script(menu.MEMBER),
            label=escape_markdown(name),
            query_params=make_params(organisation_id),
        )


def open_sheet(organisation_id: str) -> None:
    """Go to the sheet of an organisation."""
    st.switch_page(menu.get_script(menu.MEMBER), query_params=make_params(organisation_id))


def open_named(source: DataSource, name: str) -> None:
    """Go to the sheet of the organisation of that name; to the list of those that are called so, where there are several."""
    query = Query(open_version(source.store, source.version.number), Selection())
    named = directory.list_named(query, name)
    if len(named) == 1:
        open_sheet(named[0].organisation_id)
    st.switch_page(
        menu.get_script(menu.MEMBERS), query_params=_list_shared_params() | {address.SEARCHED: name}
    )


def make_params(organisation_id: str) -> dict[str, str]:
    """The query of the address of a sheet; years and filters stay chosen for the way back."""
    return _list_shared_params() | {address.ORGANISATION: organisation_id}


def _list_shared_params() -> dict[str, str]:
    other_keys = (address.SECTION, address.FIGURE, *address.POSITION_KEYS)
    shared_params = address.drop_own_params(filters.get_params())
    return {url_key: value for url_key, value in shared_params.items() if url_key not in other_keys}


def are_shown() -> bool:
    """Whether who looks may open a sheet."""
    return filters.get_audience() == TEAM
