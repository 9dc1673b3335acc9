"""Two shares a row, joined by a line."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dse import french, theme
from dse.charts import vega
from dse.charts.axes import percent_axis, percent_scale, row_axis, rows_height
from dse.charts.emphasis import as_is, pair_colours
from dse.charts.key import key
from dse.charts.labels import labelled, share_texts
from schemas import Column

_SHARES = ("first_shown", "second_shown")
_WHY_NOT = {"PEU_EXAMINE_SANS_TEST": "trop peu examiné", "PEU_EXAMINE_AVANT": "trop peu examiné en {before}"}


def dumbbell(
    frame: pd.DataFrame,
    row: Column,
    first: Column,
    second: Column,
    bases: tuple[Column, Column],
    emphasis: Column,
    names: tuple[str, str],
) -> vega.Chart:
    """Two shares a row joined by a line, the widest difference first; a clear difference in colour.

    Needs `difference_points`: where it is empty the two shares are not compared, and no line joins them; `emphasis` may say why.
    `names` says what the hollow and the full points are; `bases` what they are shares of: two counts stand in place of a
    difference where one of them is small.
    """
    pairs = _pairs(frame, row, first, second, emphasis)
    pairs["shown"] = _describe_gaps(pairs, first, second, bases, emphasis, names[0])
    for name, share, count in zip(_SHARES, (first, second), bases, strict=True):
        pairs[name] = share_texts(pairs, share, count)
    order = list(pairs.reindex(pairs["gap"].abs().sort_values(ascending=False).index)["row"])
    base = vega.Layer(pairs).encode(
        y=vega.field("row:N", sort=order, axis=row_axis(order)), color=as_is("ink")
    )
    layers = [
        _span(base, first, second),
        *_points(base, row, first, second),
        _gap_texts(pairs, order),
    ]
    return vega.layer(*layers, height=rows_height(len(pairs)), title=key(f"○ {names[0]}  →  ● {names[1]}"))


def _pairs(frame: pd.DataFrame, row: Column, first: Column, second: Column, emphasis: Column) -> pd.DataFrame:
    pairs = frame[frame[first.name].notna() & frame[second.name].notna()].copy()
    pairs["row"] = labelled(pairs, (row,))[row.name]
    pairs["gap"] = pairs["difference_points"].astype("float64")
    pairs["right"] = np.maximum(*(pairs[column.name].to_numpy(float) for column in (first, second)))
    pairs["ink"] = pair_colours(pairs[emphasis.name])
    return pairs


def _describe_gaps(
    pairs: pd.DataFrame,
    first: Column,
    second: Column,
    bases: tuple[Column, Column],
    emphasis: Column,
    period_before: str,
) -> list[str]:
    names = ("gap", emphasis.name, first.name, second.name, *(base.name for base in bases))
    return [
        _describe_gap(period_before, *cells) for cells in zip(*(pairs[name] for name in names), strict=True)
    ]


def _describe_gap(
    period_before: str,
    gap: float,
    tendency: str,
    before: float,
    after: float,
    base_before: float,
    base_after: float,
) -> str:
    if pd.isna(gap):
        return _WHY_NOT.get(tendency, "écart non calculable").format(before=period_before)
    if min(base_before, base_after) < french.FEWEST:
        return f"{french.share(before, base_before)} → {french.share(after, base_after)}"
    return french.points_between(before, after)


def _span(base: vega.Layer, first: Column, second: Column) -> vega.Layer:
    x = vega.field(f"{first.name}:Q", scale=percent_scale(), axis=percent_axis(None))
    compared = base.filter("isValid(datum.gap)")
    return compared.mark("rule", strokeWidth=5, opacity=0.45).encode(x=x, x2=vega.field(f"{second.name}"))


def _points(base: vega.Layer, row: Column, first: Column, second: Column) -> list[vega.Layer]:
    tooltip = _tooltip(row, first, second)
    hollow = base.mark(
        "point", filled=True, size=170, opacity=1, fill=theme.PAPER, strokeWidth=3, stroke=theme.NEUTRAL
    ).encode(
        x=vega.field(f"{first.name}:Q"),
        stroke=vega.field("ink:N", scale=None),
        tooltip=tooltip,
    )
    full = base.mark("point", filled=True, size=190, opacity=1).encode(
        x=vega.field(f"{second.name}:Q"), tooltip=tooltip
    )
    return [hollow, full]


def _tooltip(row: Column, first: Column, second: Column) -> list[vega.Options]:
    return [
        vega.field("row:N", title=row.title),
        *(
            vega.field(f"{name}:N", title=share.label)
            for name, share in zip(_SHARES, (first, second), strict=True)
        ),
        vega.field("shown:N", title="Écart"),
    ]


def _gap_texts(pairs: pd.DataFrame, order: list[str]) -> vega.Layer:
    return (
        vega.Layer(pairs)
        .mark("text", align="left", dx=14, fontSize=theme.TEXT_SIZE)
        .encode(
            y=vega.field("row:N", sort=order),
            x=vega.field("right:Q"),
            text=vega.field("shown:N"),
            color=as_is("ink"),
        )
    )
