"""Steps that ever fewer reach: at each, who goes on, who waits, who was lost."""

from __future__ import annotations

import pandas as pd

from dse import theme
from dse.charts import vega
from dse.charts.axes import row_axis, top_legend
from dse.charts.emphasis import readable_on
from dse.charts.labels import labelled
from schemas import Column

ROW, LEGEND = 82, 60
PADDING, DIGIT = (
    0.008,
    0.016,
)  # room of a number within its part, as shares of the widest bar in a narrow card


def funnel(
    frame: pd.DataFrame, row: Column, parts: tuple[Column, ...], colours: tuple[str, ...], texts: list[str]
) -> vega.Chart:
    """One bar a step, as long as the step before reached, cut into `parts`; `texts` are written under each bar."""
    wide = frame.assign(row=labelled(frame, (row,))[row.name], said=texts)
    long = _long(wide, parts)
    rows = list(wide["row"])
    titles = [part.title for part in parts]
    inks = dict(zip(titles, map(readable_on, colours), strict=True))
    y = vega.field("row:N", sort=rows, axis=row_axis(rows))
    x = vega.scale(domain=[0, max(1.0, float(long["end"].max()))], nice=False)
    base = vega.Layer(long.assign(ink=long["part"].map(inks))).encode(y=y)
    bars = base.mark("bar", height=28).encode(
        x=vega.field("start:Q", scale=x, axis=None),
        x2=vega.field("end"),
        color=vega.field("part:N", scale=vega.scale(domain=titles, range=list(colours)), legend=top_legend()),
        tooltip=[
            vega.field("row:N", title=row.title),
            vega.field("part:N", title="Devenir"),
            vega.field("count:Q", title="Demandes", format=",d"),
        ],
    )
    counts = (
        base.filter("datum.fits")
        .mark("text", fontSize=theme.TEXT_SIZE)
        .encode(
            x=vega.field("middle:Q", scale=x),
            text=vega.field("count:Q"),
            color=vega.field("ink:N", scale=None),
        )
    )
    words = (
        vega.Layer(wide[["row", "said"]])
        .mark("text", align="left", dy=25, fontSize=theme.LABEL_SIZE, color=theme.NEUTRAL)
        .encode(y=y, x=vega.value(0), text=vega.field("said:N"))
    )
    return vega.layer(bars, counts, words, resolve=vega.OWN_COLOURS, height=ROW * len(rows) + LEGEND)


def _long(wide: pd.DataFrame, parts: tuple[Column, ...]) -> pd.DataFrame:
    """One row a part of each step that holds anything, with where it begins and ends."""
    counts = wide[[part.name for part in parts]].astype("int64")
    ends = counts.cumsum(axis=1)
    widest = max(1, int(ends.to_numpy().max()))
    long = pd.concat(
        [
            pd.DataFrame(
                {"row": wide["row"], "part": part.title, "count": counts[part.name], "end": ends[part.name]}
            )
            for part in parts
        ]
    )
    long["start"] = long["end"] - long["count"]
    long["middle"] = (long["start"] + long["end"]) / 2
    long["fits"] = long["count"] >= widest * (PADDING + DIGIT * long["count"].astype("str").str.len())
    return long[long["count"] > 0]
