"""A table of shares, each cell in its colour."""

from __future__ import annotations

import pandas as pd

from dse import theme
from dse.charts import vega
from dse.charts.axes import row_axis
from dse.charts.emphasis import as_is, step_ink, steps_scale
from dse.charts.labels import labelled, share_texts
from schemas import Column

MOST_LABELLED = 14  # columns across beyond which a number no longer fits its cell
_FITS = "bandwidth('x') < 6.5 * length(datum.shown) ? 0 : 1"  # on the page, whose width Python does not know


def heat(frame: pd.DataFrame, x: Column, y: Column, value: Column, base: Column | None = None) -> vega.Chart:
    """A table of shares, of `base` if it is known, each cell coloured, and labelled where there is room; an empty cell is left blank."""
    cells = frame[frame[value.name].notna()].copy()
    cells["row"] = labelled(cells, (y,))[y.name]
    cells["shown"] = share_texts(cells, value, base)
    cells["ink"] = [step_ink(percent / 100) for percent in cells[value.name]]
    rows = list(dict.fromkeys(cells["row"]))
    across = vega.axis(title=None, labelAngle=0, orient="top", labelOverlap=True, labelFlush=False)
    drawn = vega.Layer(cells).encode(
        x=vega.field(f"{x.name}:O", axis=across), y=vega.field("row:N", sort=rows, axis=row_axis(rows))
    )
    layers = [_cells(drawn, x, y, value)]
    if cells[x.name].nunique() <= MOST_LABELLED:
        number = drawn.mark("text", fontSize=13, opacity={"expr": _FITS})
        layers.append(number.encode(text=vega.field("shown:N"), color=as_is("ink")))
    return vega.layer(*layers, resolve=vega.OWN_COLOURS, height=max(140, 36 * len(rows) + 40))


def _cells(base: vega.Layer, x: Column, y: Column, value: Column) -> vega.Layer:
    scale = steps_scale(100)
    return base.mark("rect", stroke=theme.PAPER, strokeWidth=2).encode(
        color=vega.field(f"{value.name}:Q", scale=scale, legend=None),
        tooltip=[
            vega.field("row:N", title=y.title),
            vega.field(f"{x.name}:O", title=x.title),
            vega.field("shown:N", title=value.title),
        ],
    )
