"""What a search finds that has no page: a chapter of the documents."""

from __future__ import annotations

import re

import streamlit as st

from dse.search.entries import Entry
from dse.search.software import read_chapters
from dse.ui.frame.prose import format_sentence

# Links of the documents lead to files beside them, which a page has not.
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]*\)")


@st.dialog("Aide", width="large")
def show_help(hit: Entry) -> None:
    """A chapter of the documents."""
    file, heading = hit.target.split("#", maxsplit=1)
    st.markdown(f"**{format_sentence(heading)}**")
    st.markdown(_LINK.sub(r"\1", read_chapters(file)[heading]))
