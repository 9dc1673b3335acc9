"""Bars from zero, each with its number: one a row, or side by side by year."""

from __future__ import annotations

import pandas as pd

from dse import french, theme
from dse.charts import vega
from dse.charts.axes import HEIGHT, range_before, row_axis, rows_height, top_legend
from dse.charts.emphasis import as_is, bar_colours
from dse.charts.labels import labelled
from dse.disclosure import marks
from schemas import Column


def ranked_bars(
    frame: pd.DataFrame,
    row: Column,
    value: Column,
    text: pd.Series,
    emphasis: Column | None = None,
    sort: bool = True,
    scale: vega.Options | None = None,
) -> vega.Chart:
    """Horizontal bars from zero with their text at the end; emphasised rows in colour. `scale` is that of these rows if none is
    given."""
    rows = frame.assign(row=labelled(frame, (row,))[row.name], shown=list(text))
    rows = rows[rows[value.name].notna() | _is_marked(rows)].copy()
    rows["end"] = rows[value.name].astype("float64").fillna(0.0)
    rows["ink"] = bar_colours(rows, emphasis)
    order = list(_rank(rows, value) if sort else rows["row"])
    scale = scale or bar_scale(rows["end"], rows["shown"])
    base = vega.Layer(rows).encode(
        y=vega.field("row:N", sort=order, axis=row_axis(order)),
        x=vega.field(f"{value.name}:Q", scale=scale, axis=None),
    )
    bars = base.mark("bar", height={"band": 0.66}).encode(
        color=as_is("ink"),
        tooltip=[vega.field("row:N", title=row.title), vega.field("shown:N", title=value.title)],
    )
    labels = base.mark("text", align="left", dx=8, fontSize=theme.TEXT_SIZE).encode(
        x=vega.field("end:Q", scale=scale, axis=None),
        text=vega.field("shown:N"),
        color=vega.value(theme.NEUTRAL),
    )
    return vega.layer(bars, labels, height=rows_height(len(rows)))


def _rank(frame: pd.DataFrame, value: Column) -> pd.Series:
    """The rows from the longest bar on, equal ones in the order of the frame: equal shares may differ in their last digit."""
    lengths = frame[value.name].to_numpy(dtype=float, na_value=float("nan")).round(9)
    return frame["row"].iloc[(-lengths).argsort(kind="stable")]


def bar_scale(values: pd.Series, texts: pd.Series) -> vega.Options:
    """The scale of bars that have a text behind them: the longest leaves room for the widest text, whatever the chart's width."""
    lengths = values.astype("float64").dropna()
    longest = max(1.0, float(lengths.max()) if len(lengths) else 1.0)
    return vega.scale(domain=[0, longest], range=range_before(texts), nice=False)


def _is_marked(frame: pd.DataFrame) -> pd.Series:
    """Rows without a number that say why: their text stands where the bar would begin."""
    if marks.MARK not in frame:
        return pd.Series(False, index=frame.index)
    return frame[marks.MARK].map(marks.hides).astype(bool)


def year_bars(frame: pd.DataFrame, parts: tuple[Column, ...], colours: tuple[str, ...]) -> vega.Chart:
    """Counts by year, the parts side by side, each bar with its number; pale where `is_partial`."""
    long = pd.concat([_part(frame, part, rank) for rank, part in enumerate(parts)])
    long["shown"] = [french.number(value) for value in long["count"]]
    titles = [part.title for part in parts]
    base = _beside(long, titles)
    scale = vega.scale(domain=titles, range=list(colours))
    bars = base.mark("bar", cornerRadiusEnd=2).encode(
        color=vega.field("part:N", scale=scale, legend=top_legend()),
        opacity=vega.when("datum.is_partial", 0.45, 1),
    )
    text = base.mark("text", dy=-9, fontSize=12, color=theme.NEUTRAL).encode(text=vega.field("shown:N"))
    return vega.layer(bars, text, height=HEIGHT)


def _part(frame: pd.DataFrame, part: Column, rank: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "year": frame["year"],
            "part": part.title,
            "rank": rank,
            "is_partial": frame["is_partial"],
            "count": frame[part.name].astype(float),
        }
    )


def _beside(long: pd.DataFrame, titles: list[str]) -> vega.Layer:
    top = max(1.0, float(long["count"].max()))
    return vega.Layer(long).encode(
        x=vega.field("year:O", axis=vega.axis(title=None, labelAngle=0, labelOverlap=True)),
        xOffset=vega.field("part:N", sort=titles),
        y=vega.field("count:Q", axis=None, scale=vega.scale(domain=[0, top * 1.12], nice=False)),
        tooltip=[
            vega.field("year:O", title="Année"),
            vega.field("part:N", title="Étape"),
            vega.field("shown:N", title="Accompagnements"),
        ],
    )
