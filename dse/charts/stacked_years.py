"""Counts by year as columns, one on top of the other."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from dse import french, theme
from dse.charts import vega
from dse.charts.axes import HEIGHT, LINE_ABOVE, fit_legend, legend_lines, top_legend, widen_legend
from dse.charts.emphasis import as_is, readable_on
from dse.charts.labels import labels_of
from schemas import Column

AGAIN, FIRST = theme.ACCENT, theme.FIRST_TIME  # the colours of those who come back, and of those who are new
MOST_SERIES, OTHERS = 6, "Autres"
# Of the highest column: under the first a part is too thin for its number; from the second on it has a number wherever it fits.
LEAST_SHARE, LARGE_SHARE = 0.075, 0.15


def stacked_years(frame: pd.DataFrame, value: Column, series: Column) -> vega.Chart:
    """Columns by year, the largest series at the foot, each series in its colour, with numbers and totals; pale where `is_partial`.

    A series that is large in no column has its number in all of them or, where one is too thin, in none: its last is then in the legend.
    Beyond MOST_SERIES + 1 the smallest series are drawn as one.
    """
    rows = vega.rows_of(frame)
    labels = labels_of((row[series.name] for row in rows), series)
    inks = {
        label: theme.COLOURS.get(row[series.name] or "", theme.PALE)
        for label, row in zip(labels, rows, strict=True)
    }
    sizes: Counter[str] = Counter()
    for label, row in zip(labels, rows, strict=True):
        sizes[label] += row[value.name]
    counted = [label for label in sizes if sizes[label] > 0] or list(sizes)
    ordered = sorted(counted, key=lambda label: (-sizes[label], label))
    shown = ordered if len(ordered) <= MOST_SERIES + 1 else ordered[:MOST_SERIES]
    is_cut = len(shown) < len(ordered)
    totals: Counter[tuple[int, bool, str]] = Counter()
    for label, row in zip(labels, rows, strict=True):
        part = OTHERS if is_cut and label not in shown else label
        totals[row["year"], row["is_partial"], part] += row[value.name]
    counts = [
        {"year": year, "is_partial": is_partial, "part": part, "count": count}
        for (year, is_partial, part), count in totals.items()
    ]
    colours = {label: inks[label] for label in shown} | ({OTHERS: theme.PALE} if is_cut else {})
    return _draw(counts, colours, value)


def year_parts(
    frame: pd.DataFrame, parts: tuple[Column, ...], colours: tuple[str, ...], counted: str = "Organisations"
) -> vega.Chart:
    """Columns by year, the first part at the foot, with numbers and totals; pale where `is_partial`. `counted` names what is counted.

    A part that counts nothing anywhere has no place in the legend, and an empty count is not drawn.
    """
    rows = vega.rows_of(frame)
    counts = [
        {key: row[key] for key in ("year", "is_partial")} | {"part": part.title, "count": row[part.name] or 0}
        for part in parts
        for row in rows
    ]
    drawn = {row["part"] for row in counts if row["count"]} or {part.title for part in parts}
    inks = {part.title: ink for part, ink in zip(parts, colours, strict=True) if part.title in drawn}
    return _draw(counts, inks, Column("", "", counted, "", None, "measure"))


def _draw(counts: vega.Rows, inks: dict[str, str], value: Column) -> vega.Chart:
    """`counts` has `year`, `is_partial`, `part` and `count`; `inks` the colour of each part, the first at the foot."""
    sums: Counter[int] = Counter()
    for row in counts:
        sums[row["year"]] += row["count"]
    top = max(1.0, *map(float, sums.values()))
    thin = _find_thin(counts, top)
    names = {part: _name_part(part, counts) if part in thin else part for part in inks}
    inks = {names[part]: ink for part, ink in inks.items()}
    least = {part: top if part in thin else LEAST_SHARE * top for part in names}
    counts = [
        row | {"part": names[row["part"]], "is_wide": row["count"] >= least[row["part"]]}
        for row in counts
        if row["count"]
    ]
    totals = [
        {"year": year, "count": sums[year], "shown": french.number(sums[year])} for year in sorted(sums)
    ]
    scale = vega.scale(domain=[0, 1.12 * top], nice=False)
    drawn = _stack(counts, inks)
    order = list(inks)
    columns = fit_legend(order, (), 4)
    axis = vega.axis(title=None, labelAngle=0, labelOverlap=True)
    base = vega.Layer(drawn).encode(x=vega.field("year:O", axis=axis))
    colour = vega.field(
        "part:N",
        sort=order,
        scale=vega.scale(domain=order, range=list(inks.values())),
        legend=top_legend(widen_legend(order, (), columns)),
    )
    bars = base.mark("bar", stroke=theme.PAPER, strokeWidth=1).encode(
        y=vega.field("low:Q", scale=scale, axis=None),
        y2=vega.field("high"),
        color=colour,
        opacity=vega.when("datum.is_partial", 0.5, 1),
        tooltip=[
            vega.field("year:O", title="Année"),
            vega.field("part:N", title="Part"),
            vega.field("shown:N", title=value.title),
        ],
    )
    inside = (
        base.filter("datum.is_wide")
        .mark("text", fontSize=13)
        .encode(y=vega.field("middle:Q", scale=scale), text=vega.field("shown:N"), color=as_is("ink"))
    )
    above = (
        vega.Layer(totals)
        .mark("text", dy=-10, fontSize=theme.TEXT_SIZE, fontWeight="bold", color=theme.NEUTRAL)
        .encode(x=vega.field("year:O"), y=vega.field("count:Q", scale=scale), text=vega.field("shown:N"))
    )
    height = HEIGHT + LINE_ABOVE * max(0, legend_lines(len(order), columns) - 2)
    return vega.layer(bars, inside, above, resolve=vega.OWN_COLOURS, height=height)


def _find_thin(counts: vega.Rows, top: float) -> set[str]:
    """The parts that are large in no column, and too thin for their number in one."""
    large = {row["part"] for row in counts if row["count"] >= LARGE_SHARE * top}
    return {row["part"] for row in counts if 0 < row["count"] < LEAST_SHARE * top} - large


def _name_part(part: str, counts: vega.Rows) -> str:
    """`Syndicat (2 en 2021)`: a part in the legend, with its last number."""
    years = {row["year"] for row in counts}
    last = sum(row["count"] for row in counts if (row["year"], row["part"]) == (max(years), part))
    return f"{part} ({french.number(last)} en {max(years)})"


def _stack(counts: vega.Rows, inks: dict[str, str]) -> vega.Rows:
    """Each part of each column between its `low` and its `high`, in the order of its inks."""
    ranks = {part: rank for rank, part in enumerate(inks)}
    rows = [row | {"rank": ranks[row["part"]]} for row in counts]
    rows.sort(key=lambda row: (row["year"], row["rank"]))
    tops: dict[int, float] = {}
    placed = []
    for row in rows:
        low = tops.get(row["year"], 0.0)
        high = tops[row["year"]] = low + row["count"]
        placed.append(
            row
            | {"high": high, "low": low, "middle": high - row["count"] / 2}
            | {"shown": french.number(row["count"])}
            | {"ink": readable_on(theme.PALE if row["is_partial"] else inks[row["part"]])}
        )
    return placed
