"""Shares by year, one line a series, with its name at its end."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dse import french, theme
from dse.charts import vega
from dse.charts.axes import (
    HEIGHT,
    measure_texts,
    percent_axis,
    percent_scale,
    range_between,
    years_axis,
)
from dse.charts.emphasis import as_is, line_colours
from dse.charts.labels import labelled, labels_of, share_texts, spread
from dse.charts.period_means import PeriodMean, draw_means_among, write_mean
from schemas import Column

# In pixels: what stands before the lines where a mean does, and where none does, and the least of the lines; and in years around them.
MEAN_ROOM, NO_MEAN, LEAST_LINES, AROUND = 66, 8, 180, 0.2


def lines(
    frame: pd.DataFrame,
    y: Column,
    series: Column,
    base: Column,
    means: Sequence[PeriodMean] = (),
    sides: tuple[int, int] | None = None,
) -> vega.Chart:
    """Shares of `base` by year, one line a series: clear tendencies in colour, the others in grey; and means of some years.

    Needs `year`, `segment`, `is_hollow` and `tendency`. A line is not drawn across a change of `segment`; hollow
    points are the years left out of the tests.
    """
    points = _find_points(frame, y, series, base)
    years = sorted(int(year) for year in frame["year"].unique())
    ends = _describe_ends(points, y, max(years), means[1::2])
    before, after = sides or measure_sides(frame, y, series, base, means)
    ends_of_years = range_between(before, after, LEAST_LINES)
    drawn = vega.Layer(points).encode(
        x=years_axis(years, before=AROUND, after=AROUND, range=ends_of_years),
        y=vega.field(f"{y.name}:Q", scale=percent_scale(), axis=percent_axis(y.title)),
    )
    layers = [
        *_break_rules(frame, series),
        *_strokes(drawn, y, series),
        *draw_means_among(means, y, years[0]),
        _end_labels(ends),
    ]
    return vega.layer(*layers, height=HEIGHT + 40)


def measure_sides(
    frame: pd.DataFrame, y: Column, series: Column, base: Column, means: Sequence[PeriodMean]
) -> tuple[int, int]:
    """The pixels before the lines, which means need, and after them, which the names at their ends do.

    Lines that are shown a few at a time share those of all, `sides`: their years have one scale.
    """
    years = sorted(int(year) for year in frame["year"].unique())
    ends = _describe_ends(_find_points(frame, y, series, base), y, max(years), means[1::2])
    return (MEAN_ROOM if means else NO_MEAN), measure_texts(ends["text"])


def _find_points(frame: pd.DataFrame, y: Column, series: Column, base: Column) -> pd.DataFrame:
    points = frame[frame[y.name].notna()].copy()
    points["label"] = labelled(points, (series,))[series.name]
    points["shown"] = share_texts(points, y, base)
    points["colour"] = line_colours(points, series)
    points["line"] = points[series.name] + "/" + points["segment"].astype("str")
    points["width"] = [1.5 if colour == theme.PALE else 3 for colour in points["colour"]]
    return points.sort_values(["width", "year"], kind="stable")  # what is in colour lies over what is pale


def _strokes(base: vega.Layer, y: Column, series: Column) -> list[vega.Layer]:
    tooltip = [
        vega.field("label:N", title=series.title),
        vega.field("year:Q", title="Année", format="d"),
        vega.field("shown:N", title=y.title),
    ]
    colour = as_is("colour")
    stroke = base.mark("line").encode(
        detail=vega.field("line:N"),
        color=colour,
        strokeWidth=vega.field("width:Q", scale=None),
        order=vega.field("year:Q"),
        tooltip=tooltip,
    )
    full = base.filter("!datum.is_hollow").mark("point", filled=True, size=70, opacity=1)
    hollow = base.filter("datum.is_hollow").mark("point", filled=False, size=70, strokeWidth=2)
    return [
        stroke,
        full.encode(color=colour, tooltip=tooltip),
        hollow.encode(color=colour, tooltip=tooltip),
    ]


def _describe_ends(
    points: pd.DataFrame, y: Column, last_year: int, means: Sequence[PeriodMean]
) -> pd.DataFrame:
    """What is written at the end of each line: its name, its last share, and its mean of the last years, known by its colour."""
    columns = (points[name].tolist() for name in ("year", "label", "shown", "colour", y.name))
    last = {label: rest for _, label, *rest in sorted(zip(*columns, strict=True))}
    colours = [colour for _, colour, _ in last.values()]
    means_of = {mean.colour: f" ({write_mean(mean)})" for mean in means if colours.count(mean.colour) == 1}
    rows = [
        (f"{label} {shown}{means_of.get(colour, '')}", colour, value)
        for label, (shown, colour, value) in sorted(last.items())
    ]
    return pd.DataFrame(
        {
            "text": [text for text, *_ in rows],
            "spot": spread([float(value) for *_, value in rows], gap=6.5),
            "ink": [theme.NEUTRAL if colour == theme.PALE else colour for _, colour, _ in rows],
            "year": last_year,
        }
    )


def _end_labels(ends: pd.DataFrame) -> vega.Layer:
    return (
        vega.Layer(ends)
        .mark("text", align="left", dx=10, fontSize=theme.TEXT_SIZE)
        .encode(x=vega.field("year:Q"), y=vega.field("spot:Q"), text=vega.field("text:N"), color=as_is("ink"))
    )


def _break_rules(frame: pd.DataFrame, series: Column) -> list[vega.Layer]:
    starts = _breaks(frame, series)
    if not starts:
        return []
    texts = [f"Rupture de série : {french.listed(names)}" for names in starts.values()]
    marks = pd.DataFrame(
        {"year": [year - 0.5 for year in starts], "text": [french.typeset(text) for text in texts]}
    )
    base = vega.Layer(marks).encode(x=vega.field("year:Q"))
    rule = base.mark("rule", strokeDash=[5, 4], color=theme.NEUTRAL, strokeWidth=1.5)
    text = base.mark("text", align="right", dx=-6, baseline="top", color=theme.NEUTRAL, fontSize=13).encode(
        y=vega.value(0), text=vega.field("text:N")
    )
    return [rule, text]


def _breaks(frame: pd.DataFrame, series: Column) -> dict[int, list[str]]:
    """The labels of the series whose segment changes, by the year in which it does."""
    firsts: dict[str, dict[int, int]] = {}
    labels = labels_of(frame[series.name].tolist(), series)
    for label, segment, year in zip(labels, frame["segment"].tolist(), frame["year"].tolist(), strict=True):
        years = firsts.setdefault(label, {})
        years[segment] = min(year, years.get(segment, year))
    starts: dict[int, list[str]] = {}
    for label, years in sorted(firsts.items()):
        for segment in sorted(years)[1:]:
            starts.setdefault(years[segment], []).append(label)
    return starts
