"""Counts by year as columns, one on top of the other."""

from __future__ import annotations

import pandas as pd

from dse import french, theme
from dse.charts import vega
from dse.charts.axes import HEIGHT, top_legend
from dse.charts.emphasis import as_is, readable_on
from dse.charts.labels import labelled
from schemas import Column

AGAIN, FIRST = theme.ACCENT, theme.FIRST_TIME  # the colours of those who come back, and of those who are new
MOST_SERIES, OTHERS = 6, "Autres"
LEAST_SHARE = 0.045  # of the highest column, under which a part is too thin for its number


def stacked_years(frame: pd.DataFrame, value: Column, series: Column) -> vega.Chart:
    """Columns by year, the largest series at the foot, each series in its colour, with numbers and totals; pale where `is_partial`.

    Beyond MOST_SERIES + 1 the smallest series are drawn as one.
    """
    named = labelled(frame, (series,))[series.name]
    long = pd.DataFrame(
        {
            "year": frame["year"],
            "is_partial": frame["is_partial"],
            "part": named,
            "count": frame[value.name].astype("int64"),
        }
    )
    sizes = long.groupby("part")["count"].sum().sort_values(ascending=False, kind="stable")
    sizes = sizes[sizes > 0] if sizes.any() else sizes
    kept = list(sizes.index[: MOST_SERIES if len(sizes) > MOST_SERIES + 1 else len(sizes)])
    inks = {
        label: theme.COLOURS.get(code, theme.PALE)
        for label, code in zip(named, frame[series.name].fillna(""), strict=True)
    }
    if len(kept) < len(sizes):
        long["part"] = long["part"].where(long["part"].isin(kept), OTHERS)
        kept.append(OTHERS)
        inks[OTHERS] = theme.PALE
    summed = long.groupby(["year", "is_partial", "part"], as_index=False)["count"].sum()
    return _columns(summed, kept, [inks[each] for each in kept], value)


def year_parts(
    frame: pd.DataFrame, parts: tuple[Column, ...], colours: tuple[str, ...], whole: str = "Organisations"
) -> vega.Chart:
    """Columns by year, the first part at the foot, with numbers and totals; pale where `is_partial`. `whole` names what is counted.

    A part that counts nothing anywhere has no place in the legend, and an empty count is not drawn.
    """
    long = pd.concat(
        [
            pd.DataFrame(
                {
                    "year": frame["year"],
                    "is_partial": frame["is_partial"],
                    "part": each.title,
                    "count": frame[each.name].fillna(0).astype("int64"),
                }
            )
            for each in parts
        ]
    )
    drawn = [each for each in parts if frame[each.name].fillna(0).any()] or list(parts)
    counted = Column("", "", whole, "", None, "measure")
    inks = [ink for each, ink in zip(parts, colours, strict=True) if each in drawn]
    return _columns(long, [each.title for each in drawn], inks, counted)


def _columns(long: pd.DataFrame, order: list[str], inks: list[str], value: Column) -> vega.Chart:
    totals = long.groupby("year", as_index=False)["count"].sum()
    totals["shown"] = [french.number(each) for each in totals["count"]]
    top = max(1.0, float(totals["count"].max()))
    scale = vega.scale(domain=[0, 1.12 * top], nice=False)
    drawn = _placed(long, dict(zip(order, inks, strict=True)), LEAST_SHARE * top)
    axis = vega.axis(title=None, labelAngle=0, labelOverlap=True)
    base = vega.Layer(drawn).encode(x=vega.field("year:O", axis=axis))
    colour = vega.field(
        "part:N", sort=order, scale=vega.scale(domain=order, range=inks), legend=_legend(order)
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
    return vega.layer(bars, inside, above, resolve=vega.OWN_COLOURS, height=HEIGHT)


def _placed(long: pd.DataFrame, inks: dict[str, str], least: float) -> pd.DataFrame:
    """Each part of each column between its `low` and its `high`, in the order of its inks."""
    rows = long[long["count"] > 0].assign(rank=lambda each: each["part"].map(list(inks).index))
    rows = rows.sort_values(["year", "rank"], kind="stable")
    high = rows.groupby("year")["count"].cumsum().astype("float64")
    count = rows["count"].astype("float64")
    return rows.assign(
        high=high,
        low=high - count,
        middle=high - count / 2,
        is_wide=(count >= least).astype(bool),
        shown=[french.number(each) for each in count],
        ink=[
            readable_on(theme.PALE if partial else inks[part])
            for part, partial in zip(rows["part"], rows["is_partial"], strict=True)
        ],
    )


def _legend(order: list[str]) -> vega.Options:
    return top_legend(columns=2 if len(order) < 3 else 4)
