"""Axes, scales, legends and heights that several forms share."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from math import ceil
from typing import Any

from dse import theme
from dse.charts import vega

HEIGHT, LOW, FEW_YEARS = 360, 270, 4  # of curves; of those of a few years, and how many these are
ROW_HEIGHT = 44
# In pixels: a narrow card, that of a laptop, a letter of a legend, what stands around an entry, and of that what is between two.
NARROW, LAPTOP, ENTRY_LETTER, ENTRY_ROOM, COLUMN_GAP = 522, 860, 6.6, 56, 36
LEGEND_COLUMNS = 2
LEAST_HEIGHT = 140  # of a chart of rows, without what is written above it
LETTER, MARGIN = 8.4, 20  # in pixels: a letter of the widest of our fonts, what stands around a text
LEAST_MARKS = 70  # pixels of marks beside which texts are cut rather
LINE_ABOVE = 30  # of a legend or a key above the rows, as the page draws it

# A title that lies flat above its axis, over its numbers: read without turning the head, clear of what is written on the years.
FLAT_TITLE: dict[str, Any] = {
    "titleAngle": 0,
    "titleAnchor": "end",
    "titleAlign": "left",
    "titleX": -44,
    "titleY": -14,
}


def percent_axis(title: str | None) -> vega.Options:
    """An axis in percent, French, few ticks."""
    label = "format(datum.value, '.0f') + '\u202f%'"
    return vega.axis(title=title, tickCount=5, labelFlush=False, labelExpr=label, minExtent=48, **FLAT_TITLE)


def count_axis(title: str) -> vega.Options:
    """An axis of counts, few ticks."""
    return vega.axis(title=title, tickCount=5, format=",d", minExtent=48, **FLAT_TITLE)


def years_axis(years: list[int], before: float, after: float, **ends: list[object]) -> vega.Options:
    """The field `year` as numbers, a tick a year, with `before` and `after` years of room; `range` where words stand at the ends."""
    return vega.field(
        "year:Q",
        scale=vega.scale(domain=[years[0] - before, years[-1] + after], **ends, nice=False),
        axis=vega.axis(title=None, format="d", values=years, grid=False, labelOverlap=True),
    )


def curve_height(years: Collection[int]) -> int:
    """Height in pixels of a curve, lower where it has a few points."""
    return LOW if len(years) <= FEW_YEARS else HEIGHT


def percent_scale() -> vega.Options:
    """From 0 to 100 %, always whole."""
    return vega.scale(domain=[0, 100], nice=False)


def row_axis(names: Iterable[str]) -> vega.Options:
    """An axis of names with room for the longest, measured in letters: fonts may arrive after the measure."""
    widest = max((len(name) for name in names), default=0)
    return vega.axis(
        title=None, grid=False, labelFlush=False, labelLimit=280, minExtent=min(280, 24 + 7.6 * widest)
    )


def rows_height(rows: int, lines_above: int = 0) -> int:
    """Height in pixels of a chart with one row a name, under a legend or a key of some lines: they take none from the rows."""
    return max(LEAST_HEIGHT, ROW_HEIGHT * rows + 60) + LINE_ABOVE * lines_above


def fit_legend(titles: Sequence[str], names: Collection[str], most: int, card: int = NARROW) -> int:
    """So many entries of a legend a line, `most` at most, as a card has room for beside the names of its rows; lines alike."""
    room = card - _measure_names(names)
    columns = next((count for count in range(most, 1, -1) if _measure_legend(titles, count) <= room), 1)
    return legend_lines(len(titles), legend_lines(len(titles), columns)) or 1


def widen_legend(titles: Sequence[str], names: Collection[str], columns: int) -> vega.Options:
    """So many entries of a legend a line, and on the card of a laptop as many as it has room for: its width is the browser's to know.

    The width of the drawing changes while Vega fits it to the card, which then leaves no room for lines that come late: that of
    the card does not. A slide is drawn smaller than its card, and a file has none.
    """
    wide = max(columns, fit_legend(titles, names, len(titles), LAPTOP))
    room = f"(containerSize()[0] ? min(width, containerSize()[0] - {ceil(_measure_names(names))}) : width)"
    return {"expr": f"{room} < {ceil(_measure_legend(titles, wide))} ? {columns} : {wide}"}


def _measure_names(names: Collection[str]) -> float:
    """The room of the names of the rows, of which the browser cuts what is longer."""
    return min(280, 24 + 7.6 * max(map(len, names))) if names else 0


def _measure_legend(titles: Sequence[str], columns: int) -> float:
    """How wide it is: each column has the width of its longest entry."""
    widest = [max(map(len, titles[place::columns]), default=0) for place in range(columns)]
    return sum(ENTRY_LETTER * letters + ENTRY_ROOM for letters in widest) - COLUMN_GAP


def legend_lines(entries: int, columns: int) -> int:
    """How many lines a legend has."""
    return -(-entries // columns)


def top_legend(columns: int | vega.Options = LEGEND_COLUMNS) -> vega.Options:
    """A legend above the chart, its entries so many a line and well apart: narrow cards hold it whole. Faint colours have an outline."""
    return vega.legend(
        title=None,
        orient="top",
        columns=columns,
        labelLimit=260,
        columnPadding=COLUMN_GAP,
        symbolSize=130,
        symbolStrokeColor=theme.PALE,
        symbolStrokeWidth=1,
    )


def range_before(texts: Iterable[str]) -> list[object]:
    """The pixels of a scale that ends before the widest of these texts, and leaves the marks LEAST_MARKS at least."""
    return range_between(0, measure_texts(texts), LEAST_MARKS)


def measure_texts(texts: Iterable[str]) -> int:
    """The pixels of the widest of these texts, and of what stands around it."""
    return round(LETTER * max((len(text) for text in texts), default=0)) + MARGIN


def range_between(before: int, after: int, least: int) -> list[object]:
    """The pixels of a scale between words at both ends, `least` at the least: the width of a card is the browser's to know."""
    return [before, {"expr": f"max({before + least}, width - {after})"}]


def read_room(ends: Sequence[Any]) -> tuple[int, int]:
    """The pixels before and after a scale that ends so."""
    before, end = ends
    return before, int(re.findall(r"width - (\d+)", end["expr"])[0])
