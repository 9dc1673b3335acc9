"""A share of which only a bound is shown, the same in every chart: a pale bar up to the bound, hatched where the share may lie, `≥ 90 %`."""

from __future__ import annotations

import pandas as pd

from dse import theme
from dse.charts import vega
from dse.charts.emphasis import as_is

FROM, END, TEXT = "bound_from", "bound_end", "bound_text"
KEY = "▨ la part est dans cette zone"
_STRIPES, _CLEAR = 8, "rgba(0,0,0,0)"


def bars(
    base: vega.Layer, scale: vega.Options | None = None, height: int = 18, start: float = 0.0
) -> list[vega.Layer]:
    """The layers of the rows that have a bound, on a base that has their place and their colour, `ink`; `start` is where the axis says zero."""
    axis = {} if scale is None else {"scale": scale, "axis": None}
    bounded = base.filter(f"isValid(datum.{FROM})")
    least = bounded.filter(f"datum.{END} > datum.{FROM}")
    most = bounded.filter(f"datum.{END} < datum.{FROM}")
    reached, end = vega.field(f"{FROM}:Q", **axis), vega.field(END)
    words = {"fontSize": theme.LABEL_SIZE, "fontWeight": "bold"}
    texts = {"text": vega.field(f"{TEXT}:N"), "color": vega.value(theme.INK)}
    return [
        least.mark("bar", size=height, opacity=0.3).encode(x=reached, x2=vega.datum(start)),
        bounded.mark("bar", size=height, opacity=0.6).encode(x=reached, x2=end),
        bounded.mark("bar", size=height, fill=_hatch(), strokeWidth=1).encode(
            x=reached, x2=end, stroke=as_is("ink")
        ),
        least.mark("text", align="right", dx=-6, **words).encode(x=reached, **texts),
        most.mark("text", align="left", dx=6, **words).encode(x=reached, **texts),
    ]


def _hatch() -> vega.Options:
    """Slanting stripes of paper."""
    colours = (_CLEAR, theme.PAPER)
    stops = [
        {"offset": (stripe + side) / (2 * _STRIPES), "color": colours[stripe % 2]}
        for stripe in range(2 * _STRIPES)
        for side in (0, 1)
    ]
    return {"gradient": "linear", "x1": 0, "y1": 0, "x2": 1, "y2": 1, "stops": stops}


def has_any(rows: pd.DataFrame) -> bool:
    """Whether a row of a table has a bound."""
    return FROM in rows and bool(rows[FROM].notna().any())
