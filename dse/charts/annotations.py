"""What happened, over a chart by year: a line on the day, with its words above the chart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from math import ceil, floor

import pandas as pd

from dse import french, theme
from dse.charts import vega
from dse.charts.axes import read_room
from dse.charts.period_means import HALO

LINE, GAP = 19, 48  # a line of words, and the room under them for the title of an axis or a key, in pixels
# In pixels from the plot: where the title of an axis stands, above and beside it; and its letters.
TITLE, TITLE_LEFT, TITLE_LETTER = (-31, -7), -40, 6.8
LETTER, NARROW = 5.9, 474  # in pixels: a letter, and a narrow chart


def with_annotations(chart: vega.Chart, happened: Sequence[tuple[date, str]]) -> vega.Chart:
    """The chart, whose x is `year`, with a dotted line on each day and its words above, a line of words each.

    A point of the chart stands for its whole year: the first of January lies half-way from the point before. Where
    years are bars side by side there is no room between them: the words stand over the year, without a line. Words that
    go to the left of their line stand the highest, the latest first: they pass over lines that do not reach them.
    """
    scale = _find_years(chart).get("scale")
    years = _list_years(chart, scale)
    happened = [(day, french.typeset(text)) for day, text in happened if day.year in years]
    if not happened:
        return chart
    rightward = [annotation for annotation in happened if scale is None or _has_room(*annotation, scale)]
    leftward = [annotation for annotation in reversed(happened) if annotation not in rightward]
    from_below = [*reversed(rightward), *reversed(leftward)]
    tops = [-GAP - LINE * place for place in range(len(from_below))]
    words = [
        layer
        for top, (day, text) in zip(tops, from_below, strict=True)
        for layer in _write(day, text, top, scale, years)
    ]
    rules = [
        layer
        for top, (day, _) in zip(tops, from_below, strict=True)
        for layer in (_draw_day(day, top, chart) if scale else ())
    ]
    # What is written on the chart lies over the lines of days.
    return vega.layer(*rules, chart, *words, height=chart.height + GAP + LINE * len(happened))


def _list_years(chart: vega.Chart, scale: vega.Options | None) -> Collection[int]:
    """The years that it draws: what happened in others lies outside it."""
    if scale:
        first, last = scale["domain"]
        return range(ceil(first), floor(last) + 1)
    tables = (layer.data for layer in chart.layers if isinstance(layer, vega.Layer))
    return {int(year) for rows in tables for year in pd.DataFrame(rows).get("year", ())}


def _find_years(chart: vega.Chart) -> vega.Options:
    """Its axis of years as numbers; nothing where they are bars side by side."""
    axes = (layer.encoding.get("x", {}) for layer in chart.layers if isinstance(layer, vega.Layer))
    return next((axis for axis in axes if "domain" in (axis.get("scale") or {})), {})


def _has_room(day: date, text: str, scale: vega.Options) -> bool:
    """Whether the words end within a narrow chart, to the right of their line."""
    first, last = scale["domain"]
    before, after = read_room(scale["range"]) if "range" in scale else (0, 0)
    place = (_find_place(day, scale) - first) / (last - first)
    return before + place * (NARROW - before - after) + LETTER * len(text) < NARROW


def _find_place(day: date, scale: vega.Options) -> float:
    """Where a day stands among the years: at the end of the chart, where it goes no further in its first or last year."""
    first, last = scale["domain"]
    return min(last, max(first, day.year - 0.5 + (day.timetuple().tm_yday - 1) / 366))


def _find_axis_title(chart: vega.Chart) -> str:
    """What stands above its axis of values; nothing where there is none."""
    axes = (
        layer.encoding.get("y", {}).get("axis") or {}
        for layer in chart.layers
        if isinstance(layer, vega.Layer)
    )
    return next((axis["title"] for axis in axes if axis.get("title")), "")


def _draw_day(day: date, top: int, chart: vega.Chart) -> list[vega.Layer]:
    """The line of a day from `top` pixels above the plot down; interrupted where it would cross the title of the axis."""
    years = _find_years(chart)
    day_rows = vega.Layer(pd.DataFrame({"year": [_find_place(day, years["scale"])]}))
    look = {"strokeDash": [2, 3], "strokeWidth": 1.5, "color": theme.NEUTRAL}
    rule, beside = (
        day_rows.mark("rule", **look, **more).encode(x=years)
        for more in (
            {},
            {"opacity": {"expr": f"scale('x', datum.year) < {_measure(_find_axis_title(chart))} ? 0 : 1"}},
        )
    )
    high, low = TITLE
    return [
        rule.encode(y=vega.value(top), y2=vega.value(high)),
        beside.encode(y=vega.value(high), y2=vega.value(low)),
        rule.encode(y=vega.value(low), y2=vega.value("height")),
    ]


def _measure(title: str) -> float:
    return TITLE_LEFT + TITLE_LETTER * len(title) if title else 0


def _write(
    day: date, text: str, top: int, scale: vega.Options | None, years: Collection[int]
) -> list[vega.Layer]:
    if scale is None:
        return _words_over_bars(day.year, text, top, years)
    rows = pd.DataFrame({"year": [_find_place(day, scale)], "text": [text]})
    return _words(rows, "Q", "left" if _has_room(day, text, scale) else "right", top)


def _words_over_bars(year: int, text: str, top: int, years: Collection[int]) -> list[vega.Layer]:
    part_before = (year - min(years) + 0.5) / (max(years) - min(years) + 1)
    has_room = part_before * NARROW + LETTER * (len(text) + 2) < NARROW
    words, align = (f"▾ {text}", "left") if has_room else (f"{text} ▾", "right")
    return _words(pd.DataFrame({"year": [year], "text": [words]}), "O", align, top)


def _words(rows: pd.DataFrame, kind: str, align: str, top: int) -> list[vega.Layer]:
    """The words, on paper that hides the lines of other days behind them."""
    side = -5 if align == "right" else 5
    base = vega.Layer(rows).encode(x=vega.field(f"year:{kind}"), y=vega.value(top), text=vega.field("text:N"))
    font = {"align": align, "dx": side, "baseline": "middle", "fontSize": 13}
    halo = base.mark("text", **font, stroke=theme.PAPER, strokeWidth=HALO, color=theme.PAPER)
    return [halo, base.mark("text", **font, color=theme.NEUTRAL)]
