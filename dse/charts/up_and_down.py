"""What comes, upwards, and what goes, downwards, year by year."""

from __future__ import annotations

import pandas as pd

from dse import french, theme
from dse.charts import vega
from dse.charts.axes import HEIGHT, top_legend
from dse.charts.emphasis import as_is, readable_on
from schemas import Column

INKS = (theme.ACCENT, theme.ACCENT_SOFT, theme.WARNING)


def up_and_down(
    frame: pd.DataFrame, up: tuple[Column, ...], down: Column, across: Column | None = None
) -> vega.Chart:
    """A column a year from zero, the parts of `up` one on the other above it and `down` under it, each with its number; a column a
    row of `across`, in the order of the frame, where it is given.

    Needs `year`, or `across`, and `is_partial`: a year that had not ended is pale.
    """
    x, x_title = ("year", "Année") if across is None else (across.name, across.title)
    titles = [part.title for part in (*up, down)]
    inks = [*INKS[: len(up)], INKS[-1]]
    drawn = _placed(frame, x, up, down, dict(zip(titles, inks, strict=True)))
    top = max(1.0, *(row["high"] for row in drawn)) * 1.15
    bottom = min(-1.0, *(row["low"] for row in drawn)) * 1.15
    scale = vega.scale(domain=[bottom, top], nice=False)
    base = vega.Layer(drawn).encode(
        x=vega.field(
            f"{x}:O",
            sort=None,
            scale=vega.scale(type="band", paddingInner=0.14, paddingOuter=0.07),
            axis=vega.axis(title=None, labelAngle=0, labelOverlap=True, orient="bottom"),
        )
    )
    bars = base.mark("rect").encode(
        y=vega.field("low:Q", scale=scale, axis=None),
        y2=vega.field("high"),
        color=vega.field("part:N", scale=vega.scale(domain=titles, range=inks), legend=_legend()),
        opacity=vega.when("datum.is_partial", 0.5, 1),
        tooltip=[
            vega.field(f"{x}:O", title=x_title),
            vega.field("part:N", title="Mouvement"),
            vega.field("shown:N", title="Organisations"),
        ],
    )
    numbers = base.filter("datum.count > 0").mark("text", fontSize=14)
    zero = vega.Layer([{"at": 0}]).mark("rule", color=theme.NEUTRAL)
    layers = [
        bars,
        numbers.encode(y=vega.field("middle:Q", scale=scale), text=vega.field("shown:N"), color=as_is("ink")),
        zero.encode(y=vega.field("at:Q", scale=scale)),
    ]
    return vega.layer(*layers, resolve=vega.OWN_COLOURS, height=HEIGHT)


def _placed(
    frame: pd.DataFrame, x: str, up: tuple[Column, ...], down: Column, inks: dict[str, str]
) -> vega.Rows:
    tops = [0.0] * len(frame)
    rows = vega.rows_of(frame)
    placed = []
    for column, (title, ink) in zip((*up, down), inks.items(), strict=True):
        for index, row in enumerate(rows):
            count = row[column.name]
            low, high = (-float(count), 0.0) if column is down else (tops[index], tops[index] + count)
            tops[index] = high
            placed.append(
                {x: row[x], "is_partial": row["is_partial"], "part": title}
                | {"low": low, "high": high, "middle": (low + high) / 2, "count": count}
                | {"shown": french.number(count)}
                | {"ink": readable_on(theme.PALE if row["is_partial"] else ink)}
            )
    return placed


def _legend() -> vega.Options:
    return top_legend(columns=3)
