"""Shares of a whole, one bar a row."""

from __future__ import annotations

import pandas as pd

from dse import theme
from dse.charts import vega
from dse.charts.axes import (
    LEGEND_COLUMNS,
    fit_legend,
    legend_lines,
    percent_axis,
    row_axis,
    rows_height,
    top_legend,
    widen_legend,
)
from dse.charts.emphasis import as_is, readable_on
from dse.charts.labels import labelled
from schemas import Column


def stacked_bars(
    frame: pd.DataFrame,
    row: Column,
    parts: tuple[Column, ...],
    colours: tuple[str, ...],
    sort: bool = True,
) -> vega.Chart:
    """Shares of a whole by row, in a declared order of parts, the first at the left; by its share, or as they come."""
    wide = frame.assign(
        row=labelled(frame, (row,))[row.name], total=frame[[p.name for p in parts]].sum(axis=1)
    )
    long = _long(wide, parts)
    order = list((wide.sort_values(parts[0].name, ascending=False) if sort else wide)["row"])
    y = vega.field("row:N", sort=order, axis=row_axis(order))
    titles = [part.title for part in parts]
    columns = fit_legend(titles, order, LEGEND_COLUMNS)
    legend = top_legend(widen_legend(titles, order, columns))
    layers = [
        _bars(long, y, row, titles, colours, legend),
        _counts(long, y, dict(zip(titles, colours, strict=True))),
    ]
    height = rows_height(len(order), legend_lines(len(parts), columns))
    return vega.layer(*layers, resolve=vega.OWN_COLOURS, height=height)


def _long(wide: pd.DataFrame, parts: tuple[Column, ...]) -> pd.DataFrame:
    """One row a part of each row, with where it ends and its middle, in percent."""
    long = pd.concat([_part(wide, part, rank) for rank, part in enumerate(parts)])
    long["end"] = long.sort_values("rank").groupby("row")["pct"].cumsum()
    long["middle"] = long["end"] - long["pct"] / 2
    long["shown"] = [
        f"{count}" if pct >= 5 else "" for count, pct in zip(long["count"], long["pct"], strict=True)
    ]
    return long


def _part(wide: pd.DataFrame, part: Column, rank: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row": wide["row"],
            "part": part.title,
            "rank": rank,
            "count": wide[part.name].astype(int),
            "pct": 100.0 * wide[part.name].astype(float) / wide["total"].astype(float),
        }
    )


def _bars(
    long: pd.DataFrame,
    y: vega.Options,
    row: Column,
    titles: list[str],
    colours: tuple[str, ...],
    legend: vega.Options,
) -> vega.Layer:
    return (
        vega.Layer(long)
        .mark("bar", height={"band": 0.72}, stroke=theme.PAPER, strokeWidth=1)
        .encode(
            x=vega.field("pct:Q", stack="zero", scale=vega.scale(domain=[0, 100]), axis=percent_axis(None)),
            y=y,
            order=vega.field("rank:Q"),
            color=vega.field("part:N", scale=vega.scale(domain=titles, range=list(colours)), legend=legend),
            tooltip=[
                vega.field("row:N", title=row.title),
                vega.field("part:N", title="Part"),
                vega.field("count:Q", title="Nombre", format=",d"),
            ],
        )
    )


def _counts(long: pd.DataFrame, y: vega.Options, colours: dict[str, str]) -> vega.Layer:
    inks = {title: readable_on(colour) for title, colour in colours.items()}
    return (
        vega.Layer(long.assign(ink=long["part"].map(inks)))
        .mark("text", fontSize=13)
        .encode(x=vega.field("middle:Q"), y=y, text=vega.field("shown:N"), color=as_is("ink"))
    )
