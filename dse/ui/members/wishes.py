"""What an organisation wishes to take part in, whether it came, and what it expects in its own words."""

from __future__ import annotations

import streamlit as st

from dse import french
from dse.members.sheet import Sheet
from dse.members.wishes import Wish
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
    lines = [f"- {format_sentence(tell(wish))}" for wish in sheet.wishes]
    lines += [f"- {format_sentence(f'En {text.year} : « {text.text} »')}" for text in sheet.texts]
    st.markdown("\n".join(lines))


def tell(wish: Wish) -> str:
    """A wish, and whether it came true."""
    wording = f"{wish.label} (dit en {wish.year})"
    if not wish.kinds:
        return wording
    if wish.last_on is None:
        return f"{wording} : n’y est jamais venue"
    since = "y est venue depuis" if wish.last_on > wish.said_on else "n’y est plus venue depuis l’enquête"
    return f"{wording} : {since}, la dernière fois le {french.day(wish.last_on)}"
