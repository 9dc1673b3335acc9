"""How groups cross, each row a whole: the share with each other, against what mere mixing would give."""

from __future__ import annotations

import pandas as pd

from dse import french, theme
from dse.charts import vega
from dse.charts.axes import row_axis
from dse.charts.labels import labelled
from schemas import Column

ROW, LINE, LETTER = 52, 16, 6.6  # pixels of a row, and of a line and a letter of a column's name
BLANK = "\u200b "  # a line of a name with nothing on it: an empty one, or a space, would have no height
REACH = 15.0  # points from what mixing would give, from which the colour is full
LESS, EVEN, MORE = theme.DIVERGING[1], theme.FAINT, theme.SEQUENTIAL[2]


def crossings(
    frame: pd.DataFrame, row: Column, other: Column, share: Column, mixed: Column, count: Column
) -> vega.Chart:
    """A table of shares in percent with the mixed share in brackets but for a few, coloured by the difference; rows and columns as given."""
    named = labelled(frame, (row, other))
    share_of, by_mixing = (frame[value.name].astype("float64") for value in (share, mixed))
    bases = frame.groupby(row.name, dropna=False)[count.name].transform("sum")
    drawn = pd.DataFrame(
        {
            "row": named[row.name],
            "column": named[other.name],
            "shown": list(map(french.share, share_of, bases)),
            "mixing": [
                "" if base < french.FEWEST else f"({french.percent(value)})"
                for value, base in zip(by_mixing, bases, strict=True)
            ],
            "count": [french.number(value) for value in frame[count.name]],
            "gap": (share_of - by_mixing).clip(-REACH, REACH),
        }
    )
    rows, columns = (list(dict.fromkeys(drawn[name])) for name in ("row", "column"))
    lines = 1 + max(value.count(" ") for value in columns)
    is_narrow = f"bandwidth('x') < {LETTER * max(len(word) for value in columns for word in value.split())}"
    across = vega.axis(
        title=None,
        labelAngle=0,
        orient="top",
        labelOverlap=False,
        # On a narrow card every second name stands under those beside it, behind lines that are blank.
        labelExpr=f"split(({is_narrow} && round(datum.index * (length(domain('x')) - 1)) % 2 ? '{BLANK * lines}' : '') + datum.label, ' ')",
        labelFontSize=12,
        labelPadding={"expr": f"{LINE} * ({is_narrow} ? {2 * lines - 1} : {lines - 1}) + 8"},
    )
    base = vega.Layer(drawn).encode(
        x=vega.field("column:N", sort=columns, axis=across),
        y=vega.field("row:N", sort=rows, axis=row_axis(rows)),
    )
    scale = vega.scale(domain=[-REACH, 0, REACH], range=[LESS, EVEN, MORE], interpolate="rgb")
    cells = base.mark("rect", stroke=theme.PAPER, strokeWidth=2).encode(
        color=vega.field("gap:Q", scale=scale, legend=None),
        tooltip=[
            vega.field("row:N", title=row.title),
            vega.field("column:N", title=other.title),
            vega.field("count:N", title=count.title),
            vega.field("shown:N", title=share.title),
            vega.field("mixing:N", title=mixed.title),
        ],
    )
    ink = vega.value(theme.INK)
    layers = [
        cells,
        base.mark("text", dy=-8, fontSize=theme.TEXT_SIZE).encode(text=vega.field("shown:N"), color=ink),
        base.mark("text", dy=11, fontSize=12).encode(text=vega.field("mixing:N"), color=ink),
    ]
    return vega.layer(*layers, height=max(140, ROW * len(rows) + 60))
