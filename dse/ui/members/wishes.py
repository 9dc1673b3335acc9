"""What an organisation wishes to take part in, whether it came, and what it expects in its own words."""

from __future__ import annotations

import streamlit as st

from dse.members import lines
from dse.members.sheet import Sheet
from dse.ui.frame.prose import format_sentence
from dse.ui.members import missing

TITLE = "Ses souhaits"
EMPTY = "Aucun souhait dit : le fichier d’une enquête auprès des membres remplirait cette partie."


def show(sheet: Sheet) -> None:
    """Draw a line a wish, then what it expects."""
    st.subheader(TITLE, anchor="souhaits")
    if not sheet.wishes and not sheet.texts:
        missing.say(EMPTY)
        return
    sentences = [f"- {format_sentence(lines.tell_wish(wish))}" for wish in sheet.wishes]
    sentences += [f"- {format_sentence(f'En {text.year} : « {text.text} »')}" for text in sheet.texts]
    st.markdown("\n".join(sentences))
