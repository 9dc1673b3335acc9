"""Bars by year, small enough to stand under a number."""

from __future__ import annotations

import pandas as pd

from dse import theme
from dse.charts import vega
from dse.charts.emphasis import as_is
from schemas import Column

SPARK_HEIGHT = 62


def spark_bars(frame: pd.DataFrame, value: Column, ink: str, text: str) -> vega.Chart:
    """A bar a year from zero; hollow where `is_hollow`; only the first and the last year are written.

    Needs `year` and `is_hollow`; `ink` names the column of the colours, `text` the one that says each number.
    """
    years = [int(year) for year in frame["year"]]
    top = max(1.0, float(frame[value.name].max())) if frame[value.name].notna().any() else 1.0
    ends = f"datum.value == {years[0]} || datum.value == {years[-1]} ? datum.label : ''"
    axis = vega.axis(
        title=None, labelAngle=0, labelExpr=ends, labelFontSize=11, labelOverlap=False, labelPadding=3
    )
    base = vega.Layer(frame).encode(
        x=vega.field("year:O", axis=axis, scale=vega.scale(paddingInner=0.25, paddingOuter=0.1)),
        y=vega.field(f"{value.name}:Q", axis=None, scale=vega.scale(domain=[0, top], nice=False)),
        tooltip=[vega.field("year:O", title="Année"), vega.field(f"{text}:N", title=value.title)],
    )
    full = base.filter("!datum.is_hollow").mark("bar").encode(color=as_is(ink))
    hollow = base.filter("datum.is_hollow").mark("bar", filled=False, strokeWidth=1.5)
    return vega.layer(full, hollow.encode(stroke=vega.field(f"{ink}:N", scale=None))).properties(
        height=SPARK_HEIGHT
    )


def period_inks(years: pd.Series, after: range, before: range) -> list[str]:
    """The colour of each year: of the period looked at, of the one before it, or of neither."""
    return [
        theme.ACCENT if year in after else theme.ACCENT_SOFT if year in before else theme.PALE
        for year in years
    ]
