"""Shares that climb by steps with time, one curve a group, each with its name at its end."""

from __future__ import annotations

import itertools

import altair
import pandas as pd

from dse import french, theme
from dse.charts.axes import HEIGHT, percent_axis, percent_scale
from dse.charts.emphasis import as_is
from dse.charts.labels import spread
from schemas import Column

YEAR = 365.25
LETTER = 0.0165  # width of a letter, as a share of the curves' room in the narrowest card


def step_curves(
    frame: pd.DataFrame, y: Column, group: Column, band: tuple[Column, Column]
) -> altair.LayerChart:
    """Shares by years since a beginning, drawn as steps, the first group wide with its interval as a band.

    Needs `days`, one row a step and group. The last group stands out among the others.
    """
    known = _placed(frame, y, group)
    labels = _labels(known, y, group)
    years = float(known["years"].max())
    room = 1 / (1 - min(0.5, LETTER * (labels["text"].str.len().max() + 2)))
    base = altair.Chart(known).encode(x=_years(years, room), y=_share(y.name, y.title))
    layers = [
        *_band(base, known, band),
        base.mark_line(interpolate="step-after").encode(
            detail=altair.Detail(f"{group.name}:N"),
            color=as_is("ink"),
            size=altair.Size("width:Q", scale=None),
            order=altair.Order("years:Q"),
        ),
        base.mark_point(filled=True, size=60, opacity=0).encode(tooltip=_tooltip(y, group)),
        altair.Chart(labels)
        .mark_text(align="left", dx=8, fontSize=theme.TEXT_SIZE)
        .encode(
            x=altair.X("years:Q"), y=_share("spot", y.title), text=altair.Text("text:N"), color=as_is("ink")
        ),
    ]
    return altair.layer(*layers).properties(height=HEIGHT)


def _placed(frame: pd.DataFrame, y: Column, group: Column) -> pd.DataFrame:
    groups = list(dict.fromkeys(frame[group.name]))
    earlier = dict(zip(groups, itertools.cycle((theme.NEUTRAL, theme.ACCENT_SOFT)), strict=False))
    inks = earlier | {groups[-1]: theme.WARNING, groups[0]: theme.ACCENT}
    known = frame[frame[y.name].notna()]
    return known.assign(
        years=known["days"].astype(float) / YEAR,
        ink=known[group.name].map(inks),
        width=[4.0 if name == groups[0] else 2.5 for name in known[group.name]],
        shown=[french.percent(value) for value in known[y.name]],
        after=[f"{french.number(value / YEAR, 1)} an" for value in known["days"].astype(float)],
    )


def _labels(known: pd.DataFrame, y: Column, group: Column) -> pd.DataFrame:
    last = known.groupby(group.name, sort=False).last().reset_index()
    return last.assign(
        text=last[group.name].astype("str") + " : " + last["shown"].astype("str"),
        spot=spread([float(value) for value in last[y.name]], gap=7),
        ink=last["ink"].replace(theme.ACCENT_SOFT, theme.NEUTRAL),
        years=known["years"].max(),
    )[["text", "spot", "years", "ink"]]


def _years(last: float, room: float) -> altair.X:
    ticks = list(range(int(last) + 1))
    label = "datum.value == 0 ? 'adhésion' : datum.value + (datum.value < 2 ? ' an' : ' ans')"
    return altair.X(
        "years:Q",
        scale=altair.Scale(domain=[0, last * room], nice=False),
        axis=altair.Axis(title=None, values=ticks, labelExpr=label, grid=True, labelFlush=False),
    )


def _share(field: str, title: str) -> altair.Y:
    return altair.Y(f"{field}:Q", scale=percent_scale(), axis=percent_axis(title))


def _band(base: altair.Chart, known: pd.DataFrame, band: tuple[Column, Column]) -> list[altair.Chart]:
    low, high = (column.name for column in band)
    first = known["width"] == known["width"].max()
    if not known.loc[first, low].notna().any():
        return []
    area = base.transform_filter("datum.width > 3").transform_filter(f"isValid(datum.{low})")
    return [
        area.mark_area(interpolate="step-after", opacity=0.15, color=theme.ACCENT).encode(
            y=altair.Y(f"{low}:Q", scale=percent_scale()), y2=altair.Y2(f"{high}:Q")
        )
    ]


def _tooltip(y: Column, group: Column) -> list[altair.Tooltip]:
    return [
        altair.Tooltip(f"{group.name}:N", title=group.title),
        altair.Tooltip("after:N", title="Après"),
        altair.Tooltip("shown:N", title=y.title),
    ]
