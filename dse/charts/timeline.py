"""What was open when, and how much it was used."""

from __future__ import annotations

import altair
import pandas as pd

from dse import french, theme
from dse.charts.axes import row_axis
from dse.charts.emphasis import as_is, step_ink, steps_scale

ROW = 34  # pixels


def timeline(frame: pd.DataFrame) -> altair.LayerChart:
    """A row a name and a cell a year with its `count`, the darker the nearer to the most of its row; pale where not `is_open`.

    `frame` has `row`, `year`, `count`, `is_open`; a year without a row is left blank.
    """
    most = frame.groupby("row")["count"].transform("max").astype("float64").clip(lower=1)
    drawn = frame.assign(
        share=frame["count"].astype("float64") / most, shown=[french.number(each) for each in frame["count"]]
    )
    drawn["ink"] = [step_ink(each) for each in drawn["share"]]
    names = list(dict.fromkeys(drawn["row"]))
    across = altair.Axis(title=None, labelAngle=0, orient="top", labelOverlap=True, labelFlush=False)
    base = altair.Chart(drawn).encode(
        x=altair.X("year:O", axis=across), y=altair.Y("row:N", sort=names, axis=row_axis(names))
    )
    colour = altair.Color("share:Q", scale=steps_scale(1), legend=None)
    tooltip = [
        altair.Tooltip("row:N", title="Offre"),
        altair.Tooltip("year:O", title="Année"),
        altair.Tooltip("shown:N", title="Usages"),
    ]
    cells = base.mark_rect(stroke=theme.PAPER, strokeWidth=2).encode(
        color=colour,
        opacity=altair.Opacity(
            "is_open:N", scale=altair.Scale(domain=[False, True], range=[0.35, 1]), legend=None
        ),
        tooltip=tooltip,
    )
    numbers = base.mark_text(fontSize=14).encode(text=altair.Text("shown:N"), color=as_is("ink"))
    return (
        altair.layer(cells, numbers)
        .resolve_scale(color="independent")
        .properties(height=max(140, ROW * len(names) + 40))
    )
