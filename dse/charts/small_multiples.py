"""One line a measure, one beneath the other over the same years, each on its own scale from zero."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from dse import theme
from dse.charts import vega
from dse.charts.axes import row_axis, years_axis
from schemas import Column

LINE_HEIGHT = 76
ROOM = 0.62  # share of its row that a line may fill: the rest holds the number of the highest point


def small_multiples(frame: pd.DataFrame, value: Column, row: str, text: str) -> vega.Chart:
    """Lines by year, each point with its number, hollow where `is_hollow`.

    Needs `year`, `is_hollow` and `segment`; `row` names the column that says whose line it is, `text` the one
    that says each number. A line is not drawn across a missing year nor a change of `segment`; a row without any
    value keeps its place.
    """
    rows = list(dict.fromkeys(frame[row]))
    years = sorted(int(year) for year in frame["year"].unique())
    points = _placed(frame, value, row, rows)
    base = vega.Layer(points).encode(x=years_axis(years, before=0.4, after=0.4), y=_rows_scale("place", rows))
    tooltip = [
        vega.field(f"{row}:N", title="Mesure"),
        vega.field("year:Q", title="Année", format="d"),
        vega.field(f"{text}:N", title=value.title),
    ]
    point: dict[str, Any] = {"filled": True, "size": 60, "opacity": 1}
    layers = [
        _floors(rows, years),
        base.mark("line", strokeWidth=2.5, color=theme.ACCENT).encode(detail=vega.field("line:N")),
        base.filter("!datum.is_hollow").mark("point", color=theme.ACCENT, **point).encode(tooltip=tooltip),
        base.filter("datum.is_hollow")
        .mark("point", fill=theme.PAPER, stroke=theme.ACCENT, strokeWidth=2, **point)
        .encode(tooltip=tooltip),
        base.mark("text", dy=-13, fontSize=12, color=theme.NEUTRAL).encode(text=vega.field(f"{text}:N")),
    ]
    return vega.layer(*layers, height=LINE_HEIGHT * len(rows) + 20)


def _placed(frame: pd.DataFrame, value: Column, row: str, rows: list[str]) -> pd.DataFrame:
    points = frame[frame[value.name].notna()].copy()
    size = points[value.name].astype(float)
    top = size.groupby(points[row]).transform("max")
    points["place"] = points[row].map(_floor(rows)).astype(float) + ROOM * size / top.where(top > 0, 1.0)
    holes = frame[value.name].isna().groupby(frame[row]).cumsum().astype("int64")
    points["line"] = (
        points[row] + "/" + points["segment"].astype("str") + "/" + holes[points.index].astype("str")
    )
    return points


def _floor(rows: list[str]) -> dict[str, int]:
    return {name: len(rows) - 1 - rank for rank, name in enumerate(rows)}


def _rows_scale(field: str, rows: list[str]) -> vega.Options:
    centres = [floor + ROOM / 2 for floor in _floor(rows).values()]
    label = f"{json.dumps(rows[::-1], ensure_ascii=False)}[floor(datum.value)]"
    axis = row_axis(rows) | {"values": centres, "labelExpr": label}
    scale = vega.scale(domain=[-0.08, len(rows)], nice=False)
    return vega.field(f"{field}:Q", scale=scale, axis=axis)


def _floors(rows: list[str], years: list[int]) -> vega.Layer:
    floors = pd.DataFrame(
        {"place": list(_floor(rows).values()), "year": years[0] - 0.4, "end": years[-1] + 0.4}
    )
    return (
        vega.Layer(floors)
        .mark("rule", color=theme.PALE)
        .encode(
            x=years_axis(years, before=0.4, after=0.4), x2=vega.field("end"), y=_rows_scale("place", rows)
        )
    )
