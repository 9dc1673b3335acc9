"""Links to the sheet of an organisation, for the team only."""

from __future__ import annotations

import streamlit as st

from dse.members import directory
from dse.query import Query, Selection, open_version
from dse.ui.frame import address, menu, sheet_links
from dse.ui.frame.data import DataSource


def draw(organisation_id: str, name: str) -> None:
    """Draw a name as a link to the sheet of its organisation, in the same tab; before a public, nothing."""
    sheet_links.draw(menu.MEMBER, organisation_id, name)


def open_sheet(organisation_id: str) -> None:
    """Go to the sheet of an organisation."""
    sheet_links.open_sheet(menu.MEMBER, organisation_id)


def open_named(source: DataSource, name: str) -> None:
    """Go to the sheet of the organisation of that name; to the list of those that are called so, where there are several."""
    query = Query(open_version(source.store, source.version.number), Selection())
    named = directory.list_named(query, name)
    if len(named) == 1:
        open_sheet(named[0].organisation_id)
    st.switch_page(
        menu.get_script(menu.MEMBERS),
        query_params=sheet_links.list_shared_params() | {address.SEARCHED: name},
    )
