"""What goes with what: a disc a pair, as large as its count, its certain part filled."""

from __future__ import annotations

import pandas as pd

from dse import french, theme
from dse.charts import vega
from dse.charts.axes import NARROW, row_axis
from dse.charts.key import key
from schemas import Column

ROW, LARGEST = 46, 1500  # pixels of a row, and square pixels of the largest disc
LETTER, LINE = 7.4, 16  # pixels of a letter and of a line of a column's name
_ALTERNATE = "round(datum.index * (length(domain('x')) - 1)) % 2 == 0 ? datum.label : ['', datum.label]"
_LEGEND = "Disque : nombre de changements ; plein : vérifiés"


def dot_table(
    frame: pd.DataFrame, row: str, column: str, count: Column, sure: Column, most: float = 1.0
) -> vega.Chart:
    """A disc at each pair of `row` and `column` (labels, in the order given) with its count; the `sure` part filled inside.

    The largest disc is `most`, or the highest count where that is more.
    """
    rows, columns = (list(dict.fromkeys(frame[name])) for name in (row, column))
    drawn = pd.DataFrame(
        {
            "row": frame[row],
            "column": frame[column],
            "count": frame[count.name].astype("float64"),
            "sure": frame[sure.name].astype("float64"),
            "shown": [french.number(value) if value else "" for value in frame[count.name]],
        }
    )
    is_narrow = _are_narrow(rows, columns)
    across = vega.axis(
        title=None,
        labelAngle=0,
        orient="top",
        grid=False,
        labelOverlap=False,
        labelFontSize=13,
        labelExpr=_ALTERNATE if is_narrow else "datum.label",
        labelPadding=6 + LINE * is_narrow,
    )
    base = vega.Layer(drawn).encode(
        x=vega.field("column:N", sort=columns, axis=across),
        y=vega.field("row:N", sort=rows, axis=row_axis(rows)),
        tooltip=[
            vega.field("row:N", title="Appui"),
            vega.field("column:N", title="Changement"),
            vega.field("count:Q", title=count.title),
            vega.field("sure:Q", title=sure.title),
        ],
    )
    scale = vega.scale(domain=[0, max(most, float(drawn["count"].max()))], range=[0, LARGEST])
    disc = base.mark("point", shape="circle", filled=True, opacity=1)
    layers = [
        base.mark("rect", fill=theme.PAPER, stroke=theme.GRID),
        disc.encode(
            size=vega.field("count:Q", scale=scale, legend=None),
            color=vega.value(theme.SEQUENTIAL[1]),
        ),
        disc.encode(size=vega.field("sure:Q", scale=scale, legend=None), color=vega.value(theme.ACCENT_SOFT)),
        base.mark("text", fontSize=theme.TEXT_SIZE, fontWeight="bold", color=theme.INK).encode(
            text=vega.field("shown:N")
        ),
    ]
    height = max(140, ROW * len(rows) + 40 + LINE * is_narrow)
    return vega.layer(*layers, height=height, title=key(_LEGEND))


def _are_narrow(rows: list[str], columns: list[str]) -> bool:
    """Whether the columns of a narrow card are narrower than the longest name: every second name stands a line lower."""
    widest_row, widest = (max(map(len, names), default=0) for names in (rows, columns))
    return NARROW - LETTER * widest_row < LETTER * widest * len(columns)
