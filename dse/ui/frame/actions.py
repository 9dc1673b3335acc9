"""Run what a click does to the store: in a callback; its outcome is shown at the next run, in French."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException

from dse.errors import ReaderError
from dse.ui.frame.prose import format_sentence

_OUTCOME, _SHOWN = "_told", "_outcomes_shown"


def run(action: Callable[[], object], success: str, part: str = "") -> bool:
    """Run an action, and keep the outcome to show: `success` (the text that the action returns, if any, where that is blank), or the refusal.

    It is shown at the top of the page, or in the `part` of it that asks for its own. True when it succeeded.
    """
    try:
        text = action()
    except ReaderError as error:
        st.session_state[_OUTCOME + part] = ("error", str(error))
        return False
    if sentence := success or str(text or ""):
        st.session_state[_OUTCOME + part] = ("success", sentence)
    return True


def run_quietly(action: Callable[[], object], part: str = "") -> bool:
    """Run an action whose success is seen on the page; only a refusal is kept to show."""
    if not run(action, "-", part):
        return False
    del st.session_state[_OUTCOME + part]
    return True


@contextmanager
def keep_outcomes() -> Iterator[None]:
    """Around a run of a page: an outcome that it shows is shown again by the next one if another click breaks this one off, which
    Streamlit tells by another exception than that of `st.stop`."""
    for key, outcome in st.session_state.get(_SHOWN, {}).items():
        if key not in st.session_state:
            st.session_state[key] = outcome
    shown = st.session_state[_SHOWN] = {}
    try:
        yield
    except RerunException:
        raise
    except BaseException:
        shown.clear()  # not the session's: a run that is stopped may not touch it
        raise
    shown.clear()


def show_outcome(part: str = "") -> None:
    """Show the outcome of the last action, once. A place is kept for it: Streamlit greys what stood where each thing comes to stand, until
    the run is over."""
    kind, text = _take_outcome(part)
    with st.container():
        if kind == "error":
            st.error(format_sentence(text), icon=":material/error:")
        elif kind == "success":
            st.success(format_sentence(text), icon=":material/check_circle:")


def toast_outcome() -> None:
    """Show it over a slide, for a few seconds."""
    kind, text = _take_outcome("")
    if kind:
        st.toast(
            format_sentence(text), icon=":material/error:" if kind == "error" else ":material/check_circle:"
        )


def _take_outcome(part: str) -> tuple[str, str]:
    key = _OUTCOME + part
    if key not in st.session_state:
        return "", ""
    outcome: tuple[str, str] = st.session_state[key]
    st.session_state.get(_SHOWN, {})[key] = outcome
    del st.session_state[key]
    return outcome


def today() -> date:
    """The day on this computer."""
    return datetime.now().astimezone().date()


def get_user_name() -> str:
    """Name of the session on this computer."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return ""
