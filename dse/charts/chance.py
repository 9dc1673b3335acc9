"""Shares as bars from zero, each with, under it, what chance alone would give."""

from __future__ import annotations

import altair
import pandas as pd

from dse import theme
from dse.charts.axes import row_axis
from dse.charts.emphasis import as_is

ROW = 74
LETTER = 0.022  # width of a letter, as a share of the bars' room in the narrowest card


def bars_and_chance(rows: pd.DataFrame) -> altair.LayerChart:
    """Two bars a row, in the order given: what is seen, and in grey what chance gives.

    `rows` has `row`, the shares `seen` and `chance` in percent, and what is written after each, `said` and `said_chance`.
    """
    names = list(rows["row"])
    parts = (("seen", "said", theme.ACCENT), ("chance", "said_chance", theme.PALE))
    long = pd.concat(
        [
            pd.DataFrame(
                {
                    "row": names,
                    "which": which,
                    "share": rows[which].astype(float),
                    "said": rows[said],
                    "ink": ink,
                }
            )
            for which, said, ink in parts
        ]
    )
    top = float(long["share"].max()) / (1 - min(0.6, LETTER * int(long["said"].str.len().max())))
    base = altair.Chart(long).encode(
        y=altair.Y("row:N", sort=names, axis=row_axis(names)),
        yOffset=altair.YOffset("which:N", sort=[which for which, *_ in parts]),
        x=altair.X("share:Q", scale=altair.Scale(domain=[0, top], nice=False), axis=None),
    )
    layers = [
        base.mark_bar().encode(
            color=as_is("ink"),
            tooltip=[altair.Tooltip("row:N", title=" "), altair.Tooltip("said:N", title="Part")],
        ),
        base.mark_text(align="left", dx=8, fontSize=theme.TEXT_SIZE, color=theme.NEUTRAL).encode(
            text=altair.Text("said:N")
        ),
    ]
    return altair.layer(*layers).properties(height=ROW * len(names) + 10)
