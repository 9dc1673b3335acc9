"""What was open when, and how much it was used."""

from __future__ import annotations

import pandas as pd

from dse import french, theme
from dse.charts import vega
from dse.charts.axes import row_axis
from dse.charts.emphasis import as_is, step_ink, steps_scale

ROW = 34  # pixels


def timeline(frame: pd.DataFrame) -> vega.Chart:
    """A row a name and a cell a year with its `count`, the darker the nearer to the most of its row; pale where not `is_open`.

    `frame` has `row`, `year`, `count`, `is_open`; a year without a row is left blank.
    """
    most = frame.groupby("row")["count"].transform("max").astype("float64").clip(lower=1)
    drawn = frame.assign(
        share=frame["count"].astype("float64") / most,
        shown=[french.number(value) for value in frame["count"]],
    )
    drawn["ink"] = [step_ink(value) for value in drawn["share"]]
    names = list(dict.fromkeys(drawn["row"]))
    across = vega.axis(title=None, labelAngle=0, orient="top", labelOverlap=True, labelFlush=False)
    base = vega.Layer(drawn).encode(
        x=vega.field("year:O", axis=across), y=vega.field("row:N", sort=names, axis=row_axis(names))
    )
    colour = vega.field("share:Q", scale=steps_scale(1), legend=None)
    tooltip = [
        vega.field("row:N", title="Offre"),
        vega.field("year:O", title="Année"),
        vega.field("shown:N", title="Usages"),
    ]
    cells = base.mark("rect", stroke=theme.PAPER, strokeWidth=2).encode(
        color=colour,
        opacity=vega.field("is_open:N", scale=vega.scale(domain=[False, True], range=[0.35, 1]), legend=None),
        tooltip=tooltip,
    )
    numbers = base.mark("text", fontSize=14).encode(text=vega.field("shown:N"), color=as_is("ink"))
    return vega.layer(cells, numbers, resolve=vega.OWN_COLOURS, height=max(140, ROW * len(names) + 40))
