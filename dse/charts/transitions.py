"""From which degree to which: a table of counts a block, what rose in one colour and what fell in another."""

from __future__ import annotations

import pandas as pd

from dse import french, theme
from dse.charts import vega
from dse.charts.axes import row_axis
from dse.charts.emphasis import as_is, readable_on
from dse.charts.key import key

ROW, HEAD, FOOT = 40, 64, 48  # pixels of a row, of what stands above the first, of the title
ROSE, STAYED, FELL = (*theme.SEQUENTIAL[1:3], theme.ACCENT), (theme.DIVERGING[2], theme.QUIET, theme.PALE), (theme.WARM, theme.DIVERGING[1], theme.WARNING)  # fmt: skip
_KEY = "Ligne : réponse de départ ; colonne : réponse à l’enquête suivante.\nBleu : plus haut qu’avant ; gris : pareil ; orange : plus bas."


def transitions(rows: pd.DataFrame, names: list[str]) -> vega.Chart:
    """A block side by side for each `block`, with a cell for each `before` and `after` (degrees from 1) and its `count`.

    `names` are those of the degrees, the lowest first.
    """
    steps, blocks = len(names), list(dict.fromkeys(rows["block"]))
    cells = _cells(rows, blocks, names)
    across = (steps + 1) * len(blocks) - 1
    scale = vega.scale(domain=[0, across], nice=False)
    base = vega.Layer(cells).encode(y=vega.field("row:N", sort=names, axis=row_axis(names)))
    tooltip = [
        vega.field("block:N", title="Qui"),
        vega.field("row:N", title="De"),
        vega.field("column:N", title="À"),
        vega.field("shown:N", title="Réponses"),
    ]
    layers = [
        base.mark("rect", stroke=theme.PAPER, strokeWidth=2).encode(
            x=vega.field("left:Q", scale=scale, axis=None),
            x2=vega.field("right"),
            color=as_is("fill"),
            tooltip=tooltip,
        ),
        base.mark("text", fontSize=theme.TEXT_SIZE).encode(
            x=vega.field("middle:Q", scale=scale, axis=None), text=vega.field("shown:N"), color=as_is("ink")
        ),
        *_above(rows, blocks, steps, scale),
    ]
    title = key(_KEY, offset=HEAD - 14)
    return vega.layer(*layers, height=ROW * steps + HEAD + FOOT, title=title)


def _cells(rows: pd.DataFrame, blocks: list[str], names: list[str]) -> pd.DataFrame:
    """Every cell of every block, coloured by its way and its share of the block's largest; empty ones pale, without a number."""
    counts = {
        (block, int(before), int(after)): int(count)
        for block, before, after, count in rows[["block", "before", "after", "count"]].itertuples(index=False)
    }
    degrees = range(1, len(names) + 1)
    most = {block: max(counts.get((block, a, b), 0) for a in degrees for b in degrees) for block in blocks}
    cells = []
    for place, block in enumerate(blocks):
        for before in degrees:
            for after in degrees:
                count = counts.get((block, before, after), 0)
                fill = _fill(after - before, count / max(1, most[block]))
                left = place * (len(names) + 1) + after - 1
                cells.append(
                    {
                        "block": block,
                        "row": names[before - 1],
                        "column": names[after - 1],
                        "left": left,
                        "middle": left + 0.5,
                        "right": left + 1,
                        "shown": french.number(count) if count else "",
                        "fill": fill if count else theme.FAINT,
                        "ink": readable_on(fill),
                    }
                )
    return pd.DataFrame(cells)


def _fill(way: int, share: float) -> str:
    inks = ROSE if way > 0 else FELL if way < 0 else STAYED
    return inks[min(2, int(3 * share))]


def _above(
    rows: pd.DataFrame, blocks: list[str], steps: int, scale: vega.Options
) -> tuple[vega.Layer, vega.Layer]:
    """The name and size of each block, and the degrees of its columns."""
    sizes = rows.groupby("block")["count"].sum()
    titles = pd.DataFrame(
        {
            "middle": [place * (steps + 1) + steps / 2 for place in range(len(blocks))],
            "text": [f"{block} ({french.count(int(sizes[block]), 'réponse')})" for block in blocks],
        }
    )
    degrees = pd.DataFrame(
        [
            {"middle": place * (steps + 1) + degree + 0.5, "text": str(degree + 1)}
            for place in range(len(blocks))
            for degree in range(steps)
        ]
    )
    x = vega.field("middle:Q", scale=scale, axis=None)
    name = vega.Layer(titles).mark(
        "text", dy=-34, fontSize=theme.TEXT_SIZE, fontWeight="bold", color=theme.ACCENT
    )
    number = vega.Layer(degrees).mark("text", dy=-12, fontSize=theme.LABEL_SIZE, color=theme.NEUTRAL)
    return (
        name.encode(x=x, y=vega.value(0), text=vega.field("text:N")),
        number.encode(x=x, y=vega.value(0), text=vega.field("text:N")),
    )
