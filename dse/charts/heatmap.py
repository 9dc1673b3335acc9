"""A table of shares, each cell in its colour."""

from __future__ import annotations

import altair
import pandas as pd

from dse import french, theme
from dse.charts.axes import row_axis
from dse.charts.emphasis import as_is, step_ink, steps_scale
from dse.charts.labels import labelled
from schemas import Column

MOST_LABELLED = 14  # columns across beyond which a number no longer fits its cell


def heat(frame: pd.DataFrame, x: Column, y: Column, value: Column) -> altair.Chart:
    """A table of shares, each cell coloured, and labelled where there is room; an empty cell is left blank."""
    known = frame[frame[value.name].notna()].copy()
    known["row"] = labelled(known, (y,))[y.name]
    known["shown"] = [french.percent(each) for each in known[value.name]]
    known["ink"] = [step_ink(each / 100) for each in known[value.name]]
    rows = list(dict.fromkeys(known["row"]))
    across = altair.Axis(title=None, labelAngle=0, orient="top", labelOverlap=True, labelFlush=False)
    base = altair.Chart(known).encode(
        x=altair.X(f"{x.name}:O", axis=across), y=altair.Y("row:N", sort=rows, axis=row_axis(rows))
    )
    layers = [_cells(base, x, y, value)]
    if known[x.name].nunique() <= MOST_LABELLED:
        layers.append(base.mark_text(fontSize=13).encode(text=altair.Text("shown:N"), color=as_is("ink")))
    return (
        altair.layer(*layers)
        .resolve_scale(color="independent")
        .properties(height=max(140, 36 * len(rows) + 40))
    )


def _cells(base: altair.Chart, x: Column, y: Column, value: Column) -> altair.Chart:
    scale = steps_scale(100)
    return base.mark_rect(stroke=theme.PAPER, strokeWidth=2).encode(
        color=altair.Color(f"{value.name}:Q", scale=scale, legend=None),
        tooltip=[
            altair.Tooltip("row:N", title=y.title),
            altair.Tooltip(f"{x.name}:O", title=x.title),
            altair.Tooltip("shown:N", title=value.title),
        ],
    )
