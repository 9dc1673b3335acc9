"""A bar for a long work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from dse.ui.frame.prose import sentence


@contextmanager
def progress(first: str) -> Iterator[Callable[[float, str], None]]:
    """A bar that tells how far a long work has come, gone when it ends."""
    bar = st.progress(0.0, text=first)
    try:
        yield lambda share, what: bar.progress(min(share, 1.0), text=sentence(what))
    finally:
        bar.empty()
