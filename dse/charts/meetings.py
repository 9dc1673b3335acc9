"""Meetings of several series, one beneath the other on the same time: a bar a meeting, by parts."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd

from dse import theme
from dse.charts import vega
from dse.charts.axes import row_axis, top_legend
from dse.charts.key import with_note
from dse.charts.stacked_years import AGAIN, FIRST
from schemas import Column

ROW, ROOM = 96, 0.72  # pixels of a series, and the share of them that its highest bar fills
WIDTH = 0.07  # of a year
MOST = 600  # bars, of three marks each
PERIODS = ((1, "mois"), (3, "trimestre"), (12, "année"))  # in months
# The width of a digit as a share of the years in a narrow card, the height of a line as one of a row, how many there is room for.
LETTER, LINE, LINES = 0.014, 0.15, 2


def meetings(
    frame: pd.DataFrame,
    series: Column,
    day: Column,
    parts: tuple[Column, Column],
    full_table: pd.DataFrame | None = None,
) -> vega.Chart:
    """A bar a meeting at its day, the first part at the foot, its whole above; the same scale for every series.

    `full_table` are the meetings that give the scale, if these are some of them.
    """
    frame, period = _gathered(frame, series, day, parts)
    scaled = frame if full_table is None or period else full_table
    rows = list(dict.fromkeys(frame[series.name]))
    drawn = _placed(frame, series, day, parts, rows, most=_most(scaled, parts))
    years = _years(scaled, day)
    x = vega.field(
        "start:Q",
        scale=vega.scale(domain=[years[0], years[-1] + 1], nice=False),
        axis=vega.axis(title=None, format="d", values=[*years], grid=True, labelOverlap=True),
    )
    base = vega.Layer(drawn)
    legend = top_legend()
    titles = [part.title for part in parts]
    bars = base.mark("rect").encode(
        x=x,
        x2=vega.field("end"),
        y=_y("low", rows),
        y2=vega.field("high"),
        color=vega.field("part:N", scale=vega.scale(domain=titles, range=[AGAIN, FIRST]), legend=legend),
        tooltip=[
            vega.field("row:N", title=series.title),
            vega.field("day:N", title=day.title),
            vega.field("part:N", title="Part"),
            vega.field("count:Q", title="Organisations"),
        ],
    )
    span = years[-1] + 1 - years[0]
    totals = vega.Layer(_spread(drawn[drawn["is_last"]], span)).mark(
        "text", dy=-9, fontSize=12, color=theme.NEUTRAL
    )
    numbers = totals.encode(x=vega.field("middle:Q"), y=_y("at", rows), text=vega.field("whole:N"))
    chart = vega.layer(bars, numbers, height=max(140, ROW * len(rows) + 30))
    return (
        with_note(chart, f"Une barre par {period} : les rencontres y sont additionnées.") if period else chart
    )


def _gathered(
    frame: pd.DataFrame, series: Column, day: Column, parts: tuple[Column, Column]
) -> tuple[pd.DataFrame, str]:
    """The meetings, or all those of a month, a quarter or a year in one bar where they are too many, and the name of that period."""
    gathered, period = frame, ""
    for months, name in PERIODS:
        if len(gathered) <= MOST:
            break
        starts = [
            date(value.year, 1 + months * ((value.month - 1) // months), 1) for value in frame[day.name]
        ]
        sums = frame.assign(**{day.name: starts}).groupby([series.name, day.name], sort=False)
        gathered, period = sums[[value.name for value in parts]].sum().reset_index(), name
    return gathered, period


def _placed(
    frame: pd.DataFrame,
    series: Column,
    day: Column,
    parts: tuple[Column, Column],
    rows: list[str],
    most: float,
) -> pd.DataFrame:
    foot, above = (frame[value.name].astype("float64") for value in parts)
    totals = foot + above
    floor = (
        frame[series.name]
        .map({name: len(rows) - 1 - rank for rank, name in enumerate(rows)})
        .astype("float64")
    )
    unit = ROOM / most
    start = pd.Series([_to_time(value) for value in frame[day.name]], index=frame.index)
    ends = ((0.0 * foot, foot), (foot, totals))
    return pd.concat(
        pd.DataFrame(
            {
                "row": frame[series.name],
                "day": [f"{value:%d/%m/%Y}" for value in frame[day.name]],
                "start": start,
                "middle": start + WIDTH / 2,
                "end": start + WIDTH,
                "part": part.title,
                "count": (high - low).astype("int64"),
                "low": floor + unit * low,
                "high": floor + unit * high,
                "whole": [f"{value:.0f}" for value in totals],
                "is_last": part is parts[-1],
            }
        )
        for part, (low, high) in zip(parts, ends, strict=True)
    )


def _most(frame: pd.DataFrame, parts: tuple[Column, Column]) -> float:
    return max(1.0, float(sum(frame[part.name].astype("float64") for part in parts).max()))


def _years(frame: pd.DataFrame, day: Column) -> range:
    return range(frame[day.name].min().year, int(_to_time(frame[day.name].max()) + WIDTH) + 1)


def _to_time(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 366


def _spread(totals: pd.DataFrame, span: float) -> pd.DataFrame:
    """The height of each number, a line above the one just before where both would be in one place; a third has no room."""
    ordered = totals.sort_values(["row", "middle"], kind="stable")
    heights, texts, last = [], [], (None, 0.0, 0.0, 0, 0)
    for row in ordered.itertuples():
        series, middle, height, letters, lifted = last
        near = series == row.row and row.middle - middle < LETTER * span * (letters + len(row.whole)) / 2
        meets = near and abs(row.high - height) < LINE
        foot, lifted = (height, lifted + 1) if meets else (row.high, 0)
        heights.append(foot + LINE * lifted)
        texts.append(row.whole if lifted < LINES else "")
        last = (row.row, row.middle, foot, len(row.whole), lifted)
    return ordered.assign(at=heights, whole=texts)


def _y(field: str, rows: list[str]) -> vega.Options:
    centres = [rank + ROOM / 2 for rank in range(len(rows))]
    label = f"{json.dumps(rows[::-1], ensure_ascii=False)}[floor(datum.value)]"
    axis = row_axis(rows) | {"values": centres, "labelExpr": label}
    return vega.field(f"{field}:Q", scale=vega.scale(domain=[0, len(rows)], nice=False), axis=axis)
