"""Shares as bars from zero, each with, under it, what chance alone would give."""

from __future__ import annotations

import pandas as pd

from dse import theme
from dse.charts import vega
from dse.charts.axes import row_axis
from dse.charts.bars import bar_scale
from dse.charts.emphasis import as_is
from dse.charts.key import key

ROW = 74
_CHANCE = "Barre grise : au hasard, en moyenne"


def bars_and_chance(rows: pd.DataFrame) -> vega.Chart:
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
                    "said": rows[words],
                    "ink": ink,
                }
            )
            for which, words, ink in parts
        ]
    )
    base = vega.Layer(long).encode(
        y=vega.field("row:N", sort=names, axis=row_axis(names)),
        yOffset=vega.field("which:N", sort=[which for which, *_ in parts]),
        x=vega.field("share:Q", scale=bar_scale(long["share"], long["said"]), axis=None),
    )
    layers = [
        base.mark("bar").encode(
            color=as_is("ink"),
            tooltip=[vega.field("row:N", title=" "), vega.field("said:N", title="Part")],
        ),
        base.mark("text", align="left", dx=8, fontSize=theme.TEXT_SIZE, color=theme.NEUTRAL).encode(
            text=vega.field("said:N")
        ),
    ]
    return vega.layer(*layers, height=ROW * len(names) + 10, title=key(_CHANCE))
