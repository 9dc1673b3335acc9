"""What is needed, asked for and served, one subject a row."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dse import theme
from dse.charts import vega
from dse.charts.axes import percent_axis, row_axis, rows_height
from dse.charts.emphasis import as_is
from dse.charts.key import key

LETTER, NARROW, LEAST_PLOT = (
    7.4,
    600,
    170,
)  # in pixels: a letter, a narrow card, the least room for the points
_LEGEND = "● besoin, avec son intervalle   ◇ demandé   ○ servi"


def needs_met(rows: pd.DataFrame, full_table: pd.DataFrame | None = None) -> vega.Chart:
    """A line from what is served to what is needed, in the order given; `is_clear` rows in colour.

    `rows` has `row`, the shares `need` with `low` and `high`, `asked` and `met` in percent (empty where unknown), and `said`,
    written at the right. `full_table` are the rows that give the room for names and words, if these are some of them.
    """
    drawn = rows.assign(ink=[theme.ACCENT if is_clear else theme.NEUTRAL for is_clear in rows["is_clear"]])
    for name in ("need", "low", "high", "asked", "met"):
        drawn[name] = drawn[name].astype("float64")
    base = vega.Layer(drawn).encode(
        y=vega.field("row:N", sort=list(drawn["row"]), axis=row_axis(drawn["row"])), color=as_is("ink")
    )
    scale = vega.scale(domain=[0, 100 + _room(rows if full_table is None else full_table)], nice=False)
    axis = percent_axis(None) | {"values": [0, 20, 40, 60, 80, 100]}
    x = vega.field("met:Q", scale=scale, axis=axis)
    gap = base.filter("isValid(datum.need)").mark("rule", strokeWidth=5, opacity=0.35)
    bounds = base.filter("isValid(datum.low)").mark("rule", strokeWidth=11, opacity=0.28)
    hollow: dict[str, Any] = {
        "filled": True,
        "opacity": 1,
        "fill": theme.PAPER,
        "strokeWidth": 2.5,
        "size": 150,
    }
    layers = [
        gap.encode(x=x, x2=vega.field("need")),
        bounds.encode(x=vega.field("low:Q"), x2=vega.field("high")),
        _points(base, "asked", "Demandé", shape="diamond", **hollow),
        _points(base, "met", "Servi", **hollow),
        _points(base, "need", "Besoin", filled=True, opacity=1, size=190),
        base.mark("text", align="left", dx=12, fontSize=theme.TEXT_SIZE).encode(
            x=vega.datum(100), text=vega.field("said:N")
        ),
    ]
    return vega.layer(*layers, height=rows_height(len(drawn)), title=key(_LEGEND))


def _room(rows: pd.DataFrame) -> float:
    """The room of the words at the right, in points of the axis, measured on a narrow card."""
    names, words = (
        LETTER * max((len(text) for text in rows[name]), default=0) + 24 for name in ("row", "said")
    )
    return 100 * words / max(LEAST_PLOT, NARROW - names - words)


def _points(base: vega.Layer, field: str, title: str, **mark: object) -> vega.Layer:
    tooltip = [vega.field("row:N", title=" "), vega.field(f"{field}:Q", title=title, format=".0f")]
    return (
        base.filter(f"isValid(datum.{field})")
        .mark("point", **mark)
        .encode(x=vega.field(f"{field}:Q"), stroke=vega.field("ink:N", scale=None), tooltip=tooltip)
    )
