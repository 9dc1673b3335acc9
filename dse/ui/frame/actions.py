"""Run what a click does to the store: in a callback; its outcome is shown at the next run, in French."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from datetime import date, datetime

import streamlit as st

from dse.errors import ReaderError
from dse.ui.frame.prose import format_sentence

_OUTCOME = "_told"


def run(action: Callable[[], object], success: str, part: str = "") -> bool:
    """Run an action, and keep the outcome to show: `success` (the text that the action returns where that is blank), or the refusal.

    It is shown at the top of the page, or in the `part` of it that asks for its own. True when it succeeded.
    """
    try:
        text = action()
    except ReaderError as error:
        st.session_state[_OUTCOME + part] = ("error", str(error))
        return False
    st.session_state[_OUTCOME + part] = ("success", success or str(text))
    return True


def run_quietly(action: Callable[[], object], part: str = "") -> bool:
    """Run an action whose success is seen on the page; only a refusal is kept to show."""
    if not run(action, "-", part):
        return False
    del st.session_state[_OUTCOME + part]
    return True


def show_outcome(part: str = "") -> None:
    """Show the outcome of the last action, once."""
    kind, text = st.session_state.pop(_OUTCOME + part, (None, ""))
    if kind == "error":
        st.error(format_sentence(text), icon=":material/error:")
    elif kind == "success":
        st.success(format_sentence(text), icon=":material/check_circle:")


def toast_outcome() -> None:
    """Show it over a slide, for a few seconds."""
    kind, text = st.session_state.pop(_OUTCOME, (None, ""))
    if kind:
        st.toast(
            format_sentence(text), icon=":material/error:" if kind == "error" else ":material/check_circle:"
        )


def today() -> date:
    """The day on this computer."""
    return datetime.now().astimezone().date()


def get_user_name() -> str:
    """Name of the session on this computer."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return ""
