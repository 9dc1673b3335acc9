"""What goes with what: a disc a pair, as large as its count, its certain part filled."""

from __future__ import annotations

import altair
import pandas as pd

from dse import french, theme
from dse.charts.axes import row_axis
from dse.charts.key import key
from schemas import Column

ROW, LARGEST = 46, 1500  # pixels of a row, and square pixels of the largest disc
_LEGEND = "Disque : nombre de changements ; plein : vérifiés"


def dot_table(
    frame: pd.DataFrame, row: str, column: str, count: Column, sure: Column, most: float = 1.0
) -> altair.LayerChart:
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
            "shown": [french.number(each) if each else "" for each in frame[count.name]],
        }
    )
    across = altair.Axis(title=None, labelAngle=0, orient="top", grid=False, labelLimit=130, labelFontSize=13)
    base = altair.Chart(drawn).encode(
        x=altair.X("column:N", sort=columns, axis=across),
        y=altair.Y("row:N", sort=rows, axis=row_axis(rows)),
        tooltip=[
            altair.Tooltip("row:N", title="Appui"),
            altair.Tooltip("column:N", title="Changement"),
            altair.Tooltip("count:Q", title=count.title),
            altair.Tooltip("sure:Q", title=sure.title),
        ],
    )
    scale = altair.Scale(domain=[0, max(most, float(drawn["count"].max()))], range=[0, LARGEST])
    disc = base.mark_point(shape="circle", filled=True, opacity=1)
    layers = [
        base.mark_rect(fill=theme.PAPER, stroke=theme.GRID),
        disc.encode(
            size=altair.Size("count:Q", scale=scale, legend=None),
            color=altair.ColorValue(theme.SEQUENTIAL[1]),
        ),
        disc.encode(
            size=altair.Size("sure:Q", scale=scale, legend=None), color=altair.ColorValue(theme.ACCENT_SOFT)
        ),
        base.mark_text(fontSize=theme.TEXT_SIZE, fontWeight="bold", color=theme.INK).encode(
            text=altair.Text("shown:N")
        ),
    ]
    height = max(140, ROW * len(rows) + 40)
    return altair.layer(*layers).properties(height=height, title=key(_LEGEND))
