"""What the lists that a page narrows share: pills of which several may be chosen, and the words of the address that keep a choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

_BETWEEN = "|"


def draw_pills(label: str, options: Mapping[str, str], key: str) -> list[str]:
    """Pills without a title on screen; the codes of those chosen."""
    return st.pills(
        label,
        list(options),
        selection_mode="multi",
        format_func=lambda code: options[code],
        key=key,
        label_visibility="collapsed",
    )


def write_codes(codes: Sequence[str]) -> str:
    """Several codes as one value of the address."""
    return _BETWEEN.join(codes)


def read_codes(text: str, options: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of a value of the address; what is no option is left out."""
    return tuple(code for code in text.split(_BETWEEN) if code in options)


def keep_chosen(params: Mapping[str, str]) -> dict[str, str]:
    """What the address keeps: nothing of what is as it is at first, whose value is empty."""
    return {url_key: value for url_key, value in params.items() if value}
