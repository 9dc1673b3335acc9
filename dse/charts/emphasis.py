"""Emphasis: what is clear in the data is in colour, the rest is grey or pale."""

from __future__ import annotations

import pandas as pd

from dse import theme
from dse.charts import vega
from schemas import Column

CLEAR = ("HAUSSE", "BAISSE")
MOST_COLOURED = 3


def as_is(field: str) -> vega.Options:
    """The colours that the field holds, without scale or legend."""
    return vega.field(f"{field}:N", scale=None)


def readable_on(colour: str) -> str:
    """The ink of what is written on a colour `#rrggbb`: the one of more contrast (WCAG 2.2)."""
    bright = _luminance(colour) + 0.05
    on_paper, on_ink = (_luminance(theme.PAPER) + 0.05) / bright, bright / (_luminance(theme.INK) + 0.05)
    return theme.PAPER if on_paper > on_ink else theme.INK


def _luminance(colour: str) -> float:
    """Relative luminance, from 0 to 1 (WCAG 2.2, from sRGB, IEC 61966-2-1)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def step_ink(share: float) -> str:
    """The ink of a number on the step of `theme.SEQUENTIAL` that a share from 0 to 1 takes."""
    steps = len(theme.SEQUENTIAL)
    return readable_on(theme.SEQUENTIAL[min(steps - 1, int(steps * share))])


def steps_scale(most: float) -> vega.Options:
    """As many equal steps from 0 to `most` as `theme.SEQUENTIAL` has colours: each bears one ink that can be read."""
    return vega.scale(type="quantize", domain=[0, most], range=theme.SEQUENTIAL)


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
