"""A bar for a long work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from dse.ui.frame.prose import format_sentence


@contextmanager
def show_progress(text: str) -> Iterator[Callable[[float, str], None]]:
    """A bar of how far a long work has come, removed when it ends. Gives the function that moves it: share from 0 to 1, and text."""
    bar = st.progress(0.0, text=text)

    def move(share: float, step: str) -> None:
        bar.progress(min(share, 1.0), text=format_sentence(step))

    try:
        yield move
    finally:
        bar.empty()
