"""A share of which only a bound is shown: a line across its row, and an arrow to the end of the axis where the share lies."""

from __future__ import annotations

import pandas as pd

from dse.charts import vega

FROM, END = "bound_from", "bound_end"
_SIGNS = "\u2003→ au moins", "\u2003← au plus"


def arrows(base: vega.Layer, scale: vega.Options | None = None, height: int = 18) -> list[vega.Layer]:
    """The layers of the rows that have a bound, on a base that has their place and their colour."""
    axis = {} if scale is None else {"scale": scale, "axis": None}
    bounded = base.filter(f"isValid(datum.{FROM})")
    start, end = vega.field(f"{FROM}:Q", **axis), vega.field(f"{END}:Q", **axis)
    right, left = f"datum.{END} > datum.{FROM}", f"datum.{END} < datum.{FROM}"
    return [
        bounded.mark("rule", strokeWidth=3).encode(x=start, x2=vega.field(END)),
        bounded.mark("tick", orient="vertical", thickness=4, size=height).encode(x=start),
        *(
            bounded.filter(test)
            .mark("point", filled=True, opacity=1, size=130, shape=shape, xOffset=shift)
            .encode(x=end)
            for test, shape, shift in ((right, "triangle-right", -5), (left, "triangle-left", 5))
        ),
    ]


def describe_arrows(rows: pd.DataFrame) -> str:
    """What the arrows of some rows mean, after other signs of a key; empty where there is none."""
    if FROM not in rows:
        return ""
    ways = rows[END] > rows[FROM], rows[END] < rows[FROM]
    return "".join(sign for sign, is_so in zip(_SIGNS, ways, strict=True) if is_so.any())
