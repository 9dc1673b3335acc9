"""What an organisation wishes to take part in, whether it came, and what it expects in its own words."""

from __future__ import annotations

import streamlit as st

from dse.members import lines
from dse.members.sheet import Sheet
from dse.ui.frame.prose import format_sentence
from dse.ui.members import missing

TITLE = "Ses souhaits"


def show(sheet: Sheet) -> None:
    """Draw a line a wish, then what it expects."""
    st.subheader(TITLE, anchor="souhaits")
    if not lines.list_expectations(sheet):
        missing.say_why(sheet, lines.WISHES)
    else:
        draw(sheet)


def draw(sheet: Sheet) -> None:
    """Draw the list."""
    st.markdown("\n".join(f"- {format_sentence(text)}" for text in lines.list_expectations(sheet)))
