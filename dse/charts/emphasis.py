"""Emphasis: what is clear in the data is in colour, the rest is grey or pale."""

from __future__ import annotations

import altair
import pandas as pd

from dse import theme
from schemas import Column

CLEAR = ("HAUSSE", "BAISSE")
MOST_COLOURED = 3
DARK, LIGHT = "#30363c", "#ffffff"
_BRIGHT = 150  # from 0 to 255


def as_is(field: str) -> altair.Color:
    """The colours that the field holds, without scale or legend."""
    return altair.Color(f"{field}:N", scale=None)


def readable_on(colour: str) -> str:
    """The ink of a number written on a colour `#rrggbb`, by its luma (ITU-R BT.601)."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return DARK if 0.299 * red + 0.587 * green + 0.114 * blue > _BRIGHT else LIGHT


def line_colours(frame: pd.DataFrame, series: Column) -> list[str]:
    """The colour of each row's series: its own where its `tendency` is clear or the series are few, else pale."""
    few = frame[series.name].nunique() <= MOST_COLOURED
    return [
        theme.colour(code) if few or tendency in CLEAR else theme.PALE
        for code, tendency in zip(frame[series.name], frame["tendency"], strict=True)
    ]


def pair_colours(words: pd.Series) -> list[str]:
    """The colour of each pair: accent where its word says a clear difference, else grey."""
    return [theme.ACCENT if word in (*CLEAR, "PLUS", "MOINS") else theme.NEUTRAL for word in words]


def bar_colours(frame: pd.DataFrame, emphasis: Column | None) -> list[str]:
    """The colour of each bar: warning where less, accent where more, else soft; accent for all without emphasis."""
    if emphasis is None:
        return [theme.ACCENT] * len(frame)
    inks = {"MOINS": theme.WARNING, "PLUS": theme.ACCENT}
    return [inks.get(value, theme.ACCENT_SOFT) for value in frame[emphasis.name]]
