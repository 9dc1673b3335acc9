"""Counts by row, each bar made of its parts from the left: what is small stays small."""

from __future__ import annotations

import pandas as pd

from dse import french, theme
from dse.charts import vega
from dse.charts.axes import fit_legend, legend_lines, row_axis, rows_height, top_legend, widen_legend
from dse.charts.bars import bar_scale
from dse.charts.emphasis import as_is, readable_on
from schemas import Column

LEAST_SHARE = 0.035  # of the longest bar, under which a part is too thin for its number
# On the page, whose width Python does not know, a number may be wider than its part.
_HAS_ROOM = "scale('x', datum.high) - scale('x', datum.low) < 8 * length(datum.shown) ? 0 : 1"


def counted_parts(
    rows: pd.DataFrame,
    parts: tuple[Column, ...],
    colours: tuple[str, ...],
    what: str,
    full_table: pd.DataFrame | None = None,
) -> vega.Chart:
    """A bar a row in the order given, as long as its count, the first part at the left, then what is `said` of it.

    `rows` has `row`, `said` and the columns of `parts`; `what` names what is counted. `full_table` are the rows that give
    the scale, if these are some of them.
    """
    scaled = rows if full_table is None else full_table
    names, titles = list(rows["row"]), [part.title for part in parts]
    columns = fit_legend(titles, names, 2 if len(titles) > 3 else 3)
    long = _long(rows, parts, colours)
    longest = max(1.0, float(_long(scaled, parts, colours)["high"].max()))
    long["is_wide"] = long["high"] - long["low"] >= LEAST_SHARE * longest
    scale = bar_scale(pd.Series([longest]), scaled["said"])
    base = vega.Layer(long).encode(y=vega.field("row:N", sort=names, axis=row_axis(names)))
    bars = base.mark("bar", height={"band": 0.66}, stroke=theme.PAPER, strokeWidth=1).encode(
        x=vega.field("low:Q", scale=scale, axis=None),
        x2=vega.field("high"),
        color=vega.field(
            "part:N",
            sort=titles,
            scale=vega.scale(domain=titles, range=list(colours)),
            legend=top_legend(widen_legend(titles, names, columns)),
        ),
        tooltip=[
            vega.field("row:N", title=" "),
            vega.field("part:N", title="Part"),
            vega.field("shown:N", title=what),
        ],
    )
    inside = base.filter("datum.is_wide").mark("text", fontSize=13, opacity={"expr": _HAS_ROOM})
    ends = (
        long.groupby("row", sort=False, as_index=False)["high"].max().merge(rows[["row", "said"]], on="row")
    )
    after = vega.Layer(ends).mark("text", align="left", dx=8, fontSize=theme.TEXT_SIZE, color=theme.NEUTRAL)
    layers = [
        bars,
        inside.encode(
            x=vega.field("middle:Q", scale=scale, axis=None), text=vega.field("shown:N"), color=as_is("ink")
        ),
        after.encode(
            y=vega.field("row:N", sort=names),
            x=vega.field("high:Q", scale=scale, axis=None),
            text=vega.field("said:N"),
        ),
    ]
    height = rows_height(len(names), legend_lines(len(titles), columns))
    return vega.layer(*layers, resolve=vega.OWN_COLOURS, height=height)


def _long(rows: pd.DataFrame, parts: tuple[Column, ...], colours: tuple[str, ...]) -> pd.DataFrame:
    """One row a part of each row, between its `low` and its `high`."""
    counts = pd.DataFrame({part.name: rows[part.name].astype("float64") for part in parts})
    highs = counts.cumsum(axis=1)
    return pd.concat(
        pd.DataFrame(
            {
                "row": rows["row"],
                "part": part.title,
                "low": highs[part.name] - counts[part.name],
                "middle": highs[part.name] - counts[part.name] / 2,
                "high": highs[part.name],
                "shown": [french.number(value) for value in counts[part.name]],
                "ink": readable_on(colour),
            }
        )
        for part, colour in zip(parts, colours, strict=True)
    )
