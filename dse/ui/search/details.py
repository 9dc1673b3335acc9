"""What a search finds that has no page: an activity with those who came, a chapter of the documents."""

from __future__ import annotations

import re

import streamlit as st

from dse import french
from dse.query import Query, Selection, open_version
from dse.search import network
from dse.search.entries import Entry
from dse.search.software import read_chapters
from dse.ui.frame import member_links, shell
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence

# Links of the documents lead to files beside them, which a page has not.
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]*\)")


@st.dialog("Activité")
def show_activity(source: DataSource, hit: Entry) -> None:
    """What an activity was and who came, each name a link to its sheet."""
    with shell.show_errors():
        st.markdown(f"**{format_sentence(hit.title)}**")
        st.caption(format_sentence(hit.detail))
        query = Query(open_version(source.store, source.version.number), Selection())
        organisations = network.list_who_came(query, hit.target)
        count = french.count(len(organisations), "organisation est venue", "organisations sont venues")
        st.markdown(format_sentence(f"{count}." if organisations else "Personne n’est noté comme venu."))
        with st.container(gap=None):
            for organisation_id, name in organisations:
                member_links.draw(organisation_id, name)


@st.dialog("Aide", width="large")
def show_help(_: DataSource, hit: Entry) -> None:
    """A chapter of the documents."""
    file, heading = hit.target.split("#", maxsplit=1)
    st.markdown(f"**{format_sentence(heading)}**")
    st.markdown(_LINK.sub(r"\1", read_chapters(file)[heading]))
