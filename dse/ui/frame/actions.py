"""What a click does to the store: done in a callback, told at the next run, in French either way."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from datetime import date, datetime

import streamlit as st

from dse.errors import ReaderError
from dse.ui.frame.prose import sentence

_TOLD = "_told"


def do(deed: Callable[[], object], done: str) -> bool:
    """Do it, and keep what to tell: `done` (what the deed gives where that is blank), or why it could not be. True when done."""
    try:
        given = deed()
    except ReaderError as error:
        st.session_state[_TOLD] = ("error", str(error))
        return False
    st.session_state[_TOLD] = ("success", done or str(given))
    return True


def tell() -> None:
    """Tell what the last click did, once."""
    kind, text = st.session_state.pop(_TOLD, (None, ""))
    if kind == "error":
        st.error(sentence(text), icon=":material/error:")
    elif kind == "success":
        st.success(sentence(text), icon=":material/check_circle:")


def tell_briefly() -> None:
    """Tell it over a slide, for a few seconds."""
    kind, text = st.session_state.pop(_TOLD, (None, ""))
    if kind:
        st.toast(sentence(text), icon=":material/error:" if kind == "error" else ":material/check_circle:")


def today() -> date:
    """The day on this computer."""
    return datetime.now().astimezone().date()


def user() -> str:
    """Name of the session on this computer."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return "inconnu"
