"""What happened, over a chart by year: a line on the day, with its words above the chart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from math import ceil, floor

import pandas as pd

from dse import french, theme
from dse.charts import vega

LINE, GAP = 19, 48  # a line of words, and the room under them for the title of an axis or a key, in pixels
LETTER = 0.0125  # width of a letter as a share of a narrow chart


def with_annotations(chart: vega.Chart, happened: Sequence[tuple[date, str]]) -> vega.Chart:
    """The chart, whose x is `year`, with a dotted line on each day and its words above, a line of words each.

    A point of the chart stands for its whole year: the first of January lies half-way from the point before. Where
    years are bars side by side there is no room between them: the words stand over the year, without a line. Words that
    go to the left of their line stand the highest, the latest first: they pass over lines that do not reach them.
    """
    span = _span(chart)
    years = _list_years(chart, span)
    happened = [(day, french.typeset(text)) for day, text in happened if day.year in years]
    if not happened:
        return chart
    rightward = [annotation for annotation in happened if span is None or _has_room(*annotation, span)]
    leftward = [annotation for annotation in reversed(happened) if annotation not in rightward]
    from_below = [*reversed(rightward), *reversed(leftward)]
    layers = [
        layer
        for place, (day, text) in enumerate(from_below)
        for layer in _annotate(day, text, -GAP - LINE * place, span, years)
    ]
    return vega.layer(chart, *layers, height=chart.height + GAP + LINE * len(happened))


def _list_years(chart: vega.Chart, span: tuple[float, float] | None) -> Collection[int]:
    """The years that it draws: what happened in others lies outside it."""
    if span:
        return range(ceil(span[0]), floor(span[1]) + 1)
    tables = (layer.data for layer in chart.layers if isinstance(layer, vega.Layer))
    return {int(year) for rows in tables for year in pd.DataFrame(rows).get("year", ())}


def _span(chart: vega.Chart) -> tuple[float, float] | None:
    """The years from one end of the chart to the other; None where they are bars side by side."""
    scales = (
        layer.encoding.get("x", {}).get("scale") or {}
        for layer in chart.layers
        if isinstance(layer, vega.Layer)
    )
    return next((tuple(scale["domain"]) for scale in scales if "domain" in scale), None)


def _has_room(day: date, text: str, span: tuple[float, float]) -> bool:
    return (_to_time(day) - span[0]) / (span[1] - span[0]) + LETTER * len(text) < 1


def _to_time(day: date) -> float:
    return day.year - 0.5 + (day.timetuple().tm_yday - 1) / 366


def _annotate(
    day: date, text: str, top: int, span: tuple[float, float] | None, years: Collection[int]
) -> list[vega.Layer]:
    """The line of a day and its words, `top` pixels from the upper edge of the plot, above it where negative."""
    if span is None:
        return [_words_over_bars(day.year, text, top, years)]
    rows = pd.DataFrame({"year": [max(span[0], _to_time(day))], "text": [text]})
    rule = vega.Layer(rows).mark("rule", strokeDash=[2, 3], strokeWidth=1.5, color=theme.NEUTRAL)
    line = rule.encode(x=vega.field("year:Q"), y=vega.value(top), y2=vega.value("height"))
    return [line, _words(rows, "Q", "left" if _has_room(day, text, span) else "right", top)]


def _words_over_bars(year: int, text: str, top: int, years: Collection[int]) -> vega.Layer:
    part_before = (year - min(years) + 0.5) / (max(years) - min(years) + 1)
    has_room = part_before + LETTER * (len(text) + 2) < 1
    words, align = (f"▾ {text}", "left") if has_room else (f"{text} ▾", "right")
    return _words(pd.DataFrame({"year": [year], "text": [words]}), "O", align, top)


def _words(rows: pd.DataFrame, kind: str, align: str, top: int) -> vega.Layer:
    side = -5 if align == "right" else 5
    base = vega.Layer(rows).mark(
        "text", align=align, dx=side, baseline="middle", fontSize=13, color=theme.NEUTRAL
    )
    return base.encode(x=vega.field(f"year:{kind}"), y=vega.value(top), text=vega.field("text:N"))
