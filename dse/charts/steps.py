"""Shares that climb by steps with time, one curve a group, each with its name at its end."""

from __future__ import annotations

import itertools

import pandas as pd

from dse import french, theme
from dse.charts import vega
from dse.charts.axes import HEIGHT, percent_axis, percent_scale, range_before
from dse.charts.emphasis import as_is
from dse.charts.key import with_note
from dse.charts.labels import spread
from schemas import Column

YEAR = 365.25
_INTERVAL = "Bande claire : marge d’erreur"


def step_curves(frame: pd.DataFrame, y: Column, group: Column, band: tuple[Column, Column]) -> vega.Chart:
    """Shares by years since a beginning, drawn as steps, the first group wide with its interval as a band.

    Needs `days`, one row a step and group. The last group stands out among the others.
    """
    points = _placed(frame, y, group)
    labels = _labels(points, y, group)
    years = float(points["years"].max())
    base = vega.Layer(points).encode(x=_years(years, labels["text"]), y=_share(y.name, y.title))
    interval = _band(base, points, band)
    layers = [
        *interval,
        base.mark("line", interpolate="step-after").encode(
            detail=vega.field(f"{group.name}:N"),
            color=as_is("ink"),
            size=vega.field("width:Q", scale=None),
            order=vega.field("years:Q"),
        ),
        base.mark("point", filled=True, size=60, opacity=0).encode(tooltip=_tooltip(y, group)),
        vega.Layer(labels)
        .mark("text", align="left", dx=8, fontSize=theme.TEXT_SIZE)
        .encode(
            x=vega.field("years:Q"), y=_share("spot", y.title), text=vega.field("text:N"), color=as_is("ink")
        ),
    ]
    chart = vega.layer(*layers, height=HEIGHT)
    return with_note(chart, _INTERVAL) if interval else chart


def _placed(frame: pd.DataFrame, y: Column, group: Column) -> pd.DataFrame:
    groups = list(dict.fromkeys(frame[group.name]))
    earlier = dict(zip(groups, itertools.cycle((theme.NEUTRAL, theme.ACCENT_SOFT)), strict=False))
    inks = earlier | {groups[-1]: theme.WARNING, groups[0]: theme.ACCENT}
    points = frame[frame[y.name].notna()]
    return points.assign(
        years=points["days"].astype(float) / YEAR,
        ink=points[group.name].map(inks),
        width=[4.0 if name == groups[0] else 2.5 for name in points[group.name]],
        shown=[french.percent(value) for value in points[y.name]],
        after=[f"{french.number(value / YEAR, 1)} an" for value in points["days"].astype(float)],
    )


def _labels(points: pd.DataFrame, y: Column, group: Column) -> pd.DataFrame:
    last = points.groupby(group.name, sort=False).last().reset_index()
    return last.assign(
        text=last[group.name].astype("str") + " : " + last["shown"].astype("str"),
        spot=spread([float(value) for value in last[y.name]], gap=7),
        ink=last["ink"].replace(theme.ACCENT_SOFT, theme.NEUTRAL),
        years=points["years"].max(),
    )[["text", "spot", "years", "ink"]]


def _years(last: float, labels: pd.Series) -> vega.Options:
    ticks = list(range(int(last) + 1))
    label = "datum.value == 0 ? 'adhésion' : datum.value + (datum.value < 2 ? ' an' : ' ans')"
    return vega.field(
        "years:Q",
        scale=vega.scale(domain=[0, last], range=range_before(labels), nice=False),
        axis=vega.axis(title=None, values=ticks, labelExpr=label, grid=True, labelFlush=False),
    )


def _share(field: str, title: str) -> vega.Options:
    return vega.field(f"{field}:Q", scale=percent_scale(), axis=percent_axis(title))


def _band(base: vega.Layer, points: pd.DataFrame, band: tuple[Column, Column]) -> list[vega.Layer]:
    low, high = (column.name for column in band)
    first = points["width"] == points["width"].max()
    if not points.loc[first, low].notna().any():
        return []
    area = base.filter("datum.width > 3").filter(f"isValid(datum.{low})")
    return [
        area.mark("area", interpolate="step-after", opacity=0.15, color=theme.ACCENT).encode(
            y=vega.field(f"{low}:Q", scale=percent_scale()), y2=vega.field(f"{high}")
        )
    ]


def _tooltip(y: Column, group: Column) -> list[vega.Options]:
    return [
        vega.field(f"{group.name}:N", title=group.title),
        vega.field("after:N", title="Après"),
        vega.field("shown:N", title=y.title),
    ]
