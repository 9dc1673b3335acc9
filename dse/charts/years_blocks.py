"""Counts by row and year as coloured cells, one block of years a measure."""

from __future__ import annotations

import textwrap

import pandas as pd

from dse import theme
from dse.charts import vega
from dse.charts.emphasis import as_is, readable_on
from schemas import Column

TITLE_LETTERS = 18  # of a line over a block of a narrow chart
ROW = 17  # pixels: some ninety rows still fit two screens
ABOVE = 76  # pixels of the years and the titles above the rows
INKS = (theme.FAINT, *theme.SEQUENTIAL[1:])  # for 0, 1, 2, 3, and 4 or more
MOST = len(INKS) - 1
MOST_YEARS = 14  # beyond, not every year is written
MOST_WHOLE = 12  # columns whose years have room for their four figures


def years_blocks(frame: pd.DataFrame, row: Column, blocks: tuple[Column, ...], inside: Column) -> vega.Chart:
    """Rows in the order given, each with a cell a year and block: its count, or nothing where it is empty or `inside` is false.

    Needs `year`. The darker the more, from MOST on alike.
    """
    rows = list(dict.fromkeys(frame[row.name]))
    years = sorted(int(year) for year in frame["year"].unique())
    cells = _cells(frame[frame[inside.name]], row, blocks, years)
    base = vega.Layer(cells).encode(y=vega.field("row:N", sort=rows, axis=_names()))
    across = (len(years) + 1) * len(blocks) - 1
    x = vega.field("left:Q", scale=vega.scale(domain=[0, across], nice=False), axis=None)
    drawn = [
        layer
        for rank, block in enumerate(blocks)
        for layer in _block(_place_cells(base, rank * (len(years) + 1)), rank, row, block, x)
    ]
    layers = [*drawn, _years(years, len(blocks)), _titles(blocks, len(years))]
    return vega.layer(*layers, height=ROW * len(rows) + ABOVE)


def _cells(frame: pd.DataFrame, row: Column, blocks: tuple[Column, ...], years: list[int]) -> pd.DataFrame:
    """One row a member and year, with the count and the inks of each block: as few as can be go to the browser."""
    cells = pd.DataFrame(
        {"row": frame[row.name], "year": frame["year"], "place": frame["year"].map(years.index)}
    )
    for rank, block in enumerate(blocks):
        counts = [None if pd.isna(count) else int(count) for count in frame[block.name]]
        inks = [theme.PAPER if count is None else INKS[min(count, MOST)] for count in counts]
        cells[f"count{rank}"] = pd.Series(counts, frame.index, dtype="Int64")
        cells[f"ink{rank}"], cells[f"text{rank}"] = inks, [readable_on(ink) for ink in inks]
    return cells


def _place_cells(base: vega.Layer, first: int) -> vega.Layer:
    return base.calculate(
        left=f"datum.place + {first}",
        middle=f"datum.place + {first + 0.5}",
        right=f"datum.place + {first + 1}",
    )


def _block(
    base: vega.Layer, rank: int, row: Column, block: Column, x: vega.Options
) -> tuple[vega.Layer, vega.Layer]:
    tooltip = [
        vega.field("row:N", title=row.title),
        vega.field("year:O", title="Année"),
        vega.field(f"count{rank}:Q", title=block.title),
    ]
    cells = base.mark("rect", stroke=theme.PAPER, strokeWidth=1)
    numbers = base.filter(f"datum.count{rank} > 0").mark("text", fontSize=11)
    return (
        cells.encode(x=x, x2=vega.field("right"), color=as_is(f"ink{rank}"), tooltip=tooltip),
        numbers.encode(
            x=vega.field("middle:Q", axis=None), text=vega.field(f"count{rank}:Q"), color=as_is(f"text{rank}")
        ),
    )


def _names() -> vega.Options:
    return vega.axis(
        title=None, labelFontSize=12, labelLimit=230, labelOverlap=False, labelFlush=False, labelPadding=6
    )


def _years(years: list[int], blocks: int) -> vega.Layer:
    """Each year above its column, block after block: by its last two figures, and not all of them, where they are many."""
    every = 1 + len(years) // MOST_YEARS
    is_whole = len(years) * blocks <= MOST_WHOLE
    spots = [
        {
            "text": str(year) if is_whole else f"{year % 100:02d}",
            "middle": rank * (len(years) + 1) + place + 0.5,
        }
        for rank in range(blocks)
        for place, year in enumerate(years)
        if place % every == 0
    ]
    return _above(pd.DataFrame(spots), dy=-10, fontSize=12, color=theme.NEUTRAL)


def _titles(blocks: tuple[Column, ...], years: int) -> vega.Layer:
    spots = [
        {"text": textwrap.fill(block.title, TITLE_LETTERS), "middle": rank * (years + 1) + years / 2}
        for rank, block in enumerate(blocks)
    ]
    return _above(pd.DataFrame(spots), lineBreak="\n", dy=-46, fontSize=theme.LABEL_SIZE, color=theme.ACCENT)


def _above(spots: pd.DataFrame, **mark: object) -> vega.Layer:
    text = vega.Layer(spots).mark("text", **mark)
    return text.encode(x=vega.field("middle:Q", axis=None), y=vega.value(0), text=vega.field("text:N"))
