"""All organisations on screen, each name a link to its sheet."""

from __future__ import annotations

import streamlit as st

from dse.query import Query, Selection, open_version
from dse.ui.frame import member_links
from dse.ui.frame.data import DataSource

_ALL = "select organisation_id, name from organisations order by name, organisation_id limit 40"


def show(source: DataSource) -> None:
    """Draw the list."""
    query = Query(open_version(source.store, source.version.number), Selection())
    with st.container(gap=None):
        for row in query.read(_ALL).to_pylist():
            member_links.draw(row["organisation_id"], row["name"])
