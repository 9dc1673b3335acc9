"""One question of an import: what it is about on the left, on the right the list in which a person answers, with nothing chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

_WIDTHS = [5, 6]


def ask(
    text: str,
    detail: str,
    label: str,
    options: Sequence[str],
    *,
    describe: Callable[[str], str],
    placeholder: str,
    key: str,
) -> str:
    """Draw the question; the session key of the answer. `text` and `detail` are Markdown."""
    left, right = st.columns(_WIDTHS, vertical_alignment="center")
    left.markdown(f"{text}  \n:small[:gray[{detail}]]")
    right.selectbox(
        label,
        options,
        index=None,
        format_func=describe,
        placeholder=placeholder,
        key=key,
        label_visibility="collapsed",
    )
    return key
