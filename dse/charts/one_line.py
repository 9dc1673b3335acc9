"""One series by year, with its numbers on it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dse import french, theme
from dse.charts import vega
from dse.charts.axes import count_axis, curve_height, percent_axis, years_axis
from dse.charts.key import with_note
from dse.charts.labels import share_texts
from dse.charts.period_means import HALO, PeriodMean, draw_means
from schemas import Column

_MIDDLE_HALF = "Bande claire : moitié centrale des délais"


def single_line(
    frame: pd.DataFrame,
    y: Column,
    middle_half: tuple[Column, Column] | None = None,
    base: Column | None = None,
    means: Sequence[PeriodMean] = (),
) -> vega.Chart:
    """One series by year from zero, each point with its number, hollow where `is_partial`; means of some years.

    `middle_half` are the quartiles of what `y` is the median of, drawn as a band. With `base`, the numbers are shares of it in percent.
    """
    points, share = frame[frame[y.name].notna()].copy(), base is not None
    points["shown"] = share_texts(points, y, base) if share else list(map(french.number, points[y.name]))
    points["is_low"] = _lows([float(value) for value in points[y.name]])
    years = sorted(int(year) for year in frame["year"].unique())
    scale = vega.scale(domain=[0, _top(points, (y, *(middle_half or ())), share)], nice=False)
    axis = percent_axis(y.title) if share else count_axis(y.label)
    drawn = vega.Layer(points).encode(
        x=years_axis(years, before=0.4, after=0.4), y=vega.field(f"{y.name}:Q", scale=scale, axis=axis)
    )
    layers = [
        *_band(drawn, middle_half, scale),
        *_strokes(drawn, y),
        *draw_means(means, y),
        *_numbers(drawn),
    ]
    chart = vega.layer(*layers, height=curve_height(years))
    return with_note(chart, _MIDDLE_HALF) if middle_half and _is_seen(points, middle_half) else chart


def _is_seen(points: pd.DataFrame, ends: tuple[Column, Column]) -> bool:
    """Whether a band has some width from one year to another."""
    low, high = (points[column.name] for column in ends)
    return len(points) > 1 and bool((high > low).any())


def _top(points: pd.DataFrame, columns: tuple[Column, ...], share: bool) -> float:
    top = max((float(value) for column in columns for value in points[column.name].dropna()), default=0.0)
    return min(100.0, max(20.0, top * 1.35)) if share else max(1.0, top) * 1.18


def _strokes(base: vega.Layer, y: Column) -> list[vega.Layer]:
    tooltip = [vega.field("year:Q", title="Année", format="d"), vega.field("shown:N", title=y.label)]
    return [
        base.mark("line", strokeWidth=3, color=theme.ACCENT),
        base.filter("!datum.is_partial")
        .mark("point", filled=True, size=80, opacity=1, color=theme.ACCENT)
        .encode(tooltip=tooltip),
        base.filter("datum.is_partial")
        .mark("point", filled=True, size=80, opacity=1, fill=theme.PAPER, stroke=theme.ACCENT, strokeWidth=2)
        .encode(tooltip=tooltip),
    ]


def _numbers(base: vega.Layer) -> list[vega.Layer]:
    """The number of each point, on paper that hides the lines behind it."""
    halo = {"stroke": theme.PAPER, "strokeWidth": HALO, "color": theme.PAPER}
    return [
        base.filter(f"datum.is_low == {flag}")
        .mark("text", dy=side, fontSize=theme.TEXT_SIZE, **ink)
        .encode(text=vega.field("shown:N"))
        for flag, side in (("false", -16), ("true", 18))
        for ink in (halo, {"color": theme.ACCENT})
    ]


def _lows(values: list[float]) -> list[bool]:
    """Which points lie in a hollow of the line, far enough from zero: their number goes under them, off the line."""
    around = zip([values[0], *values], values, [*values[1:], values[-1]], strict=False) if values else ()
    foot = 0.15 * max(values, default=0.0)
    return [foot < here < max(before, after) and here <= min(before, after) for before, here, after in around]


def _band(base: vega.Layer, ends: tuple[Column, Column] | None, scale: vega.Options) -> list[vega.Layer]:
    if ends is None:
        return []
    low, high = ends
    area = base.mark("area", opacity=0.18, color=theme.ACCENT)
    return [area.encode(y=vega.field(f"{low.name}:Q", scale=scale), y2=vega.field(f"{high.name}"))]
