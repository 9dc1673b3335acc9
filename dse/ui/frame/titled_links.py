"""Links from a title to the sheet of what bears it."""

from __future__ import annotations

import streamlit as st

from dse.following import related_rows
from dse.following.titles import list_titled
from dse.query import Query, Selection, open_version
from dse.ui.frame import address, menu, sheet_links
from dse.ui.frame.data import DataSource

_SLUGS = {related_rows.ACCOMPANIMENT: menu.ACCOMPANIMENT, related_rows.ACTIVITY: menu.ACTIVITY}


def open_titled(source: DataSource, subject: str, title: str) -> None:
    """Go to the sheet of the accompaniment or activity of that title; to the list of those of exactly that title, of all years, where there are several."""
    query = Query(open_version(source.store, source.version.number), Selection())
    identifiers = list_titled(query, subject, title)
    if len(identifiers) == 1:
        sheet_links.open_sheet(_SLUGS[subject], identifiers[0])
    st.switch_page(
        menu.get_script(menu.FOLLOWING),
        query_params=sheet_links.list_audience_params() | {address.TITLED: f'"{title}"'},
    )
