"""An empty part of a sheet: which file would fill it, and the way to import it."""

from __future__ import annotations

import streamlit as st

from dse.members import lines
from dse.members.sheet import Sheet
from dse.ui.frame import menu
from dse.ui.frame.prose import format_sentence


def say_why(sheet: Sheet, part: str) -> None:
    """Say why a part that surveys fill has nothing; with the way to import one where none tells who answered."""
    text = lines.describe_silence(sheet, part)
    if sheet.participation.has_surveys:
        st.caption(format_sentence(text))
    else:
        say(text)


def say(text: str) -> None:
    """Say what is not there and which file would fill it, beside a link to the page Données."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(format_sentence(text), width="content")
        st.page_link(menu.get_script(menu.DATA), label="Importer", icon=":material/upload_file:")
