"""A share of which only a bound is shown: a line across its row, and an arrow to the end of the axis where the share lies."""

from __future__ import annotations

from dse.charts import vega

FROM, END = "bound_from", "bound_end"


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
