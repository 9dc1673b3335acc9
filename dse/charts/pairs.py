"""Two shares a row, joined by a line."""

from __future__ import annotations

import altair
import pandas as pd

from dse import french, theme
from dse.charts.axes import percent_axis, percent_scale, row_axis, rows_height
from dse.charts.emphasis import as_is, pair_colours
from dse.charts.key import key
from dse.charts.labels import labelled
from schemas import Column


def dumbbell(
    frame: pd.DataFrame, row: Column, first: Column, second: Column, emphasis: Column, names: tuple[str, str]
) -> altair.Chart:
    """Two shares a row joined by a line, the widest difference first; a clear difference in colour.

    Needs `difference_points`: where it is empty the two shares are not compared, and no line joins them.
    `names` says what the hollow and the full points are.
    """
    known = _pairs(frame, row, first, second, emphasis)
    order = list(known.reindex(known["gap"].abs().sort_values(ascending=False).index)["row"])
    base = altair.Chart(known).encode(
        y=altair.Y("row:N", sort=order, axis=row_axis(order)), color=as_is("ink")
    )
    layers = [
        _span(base, first, second),
        *_points(base, row, first, second),
        _gap_texts(known, order),
    ]
    return altair.layer(*layers).properties(
        height=rows_height(len(known)), title=key(f"○ {names[0]}  →  ● {names[1]}")
    )


def _pairs(frame: pd.DataFrame, row: Column, first: Column, second: Column, emphasis: Column) -> pd.DataFrame:
    known = frame[frame[first.name].notna() & frame[second.name].notna()].copy()
    known["row"] = labelled(known, (row,))[row.name]
    known["gap"] = known["difference_points"].astype("float64")
    known["right"] = known[[first.name, second.name]].astype(float).max(axis=1)
    known["ink"] = pair_colours(known[emphasis.name])
    known["shown"] = [
        "écart non calculable" if pd.isna(value) else french.points(value) for value in known["gap"]
    ]
    return known


def _span(base: altair.Chart, first: Column, second: Column) -> altair.Chart:
    x = altair.X(f"{first.name}:Q", scale=percent_scale(), axis=percent_axis(None))
    compared = base.transform_filter("isValid(datum.gap)")
    return compared.mark_rule(strokeWidth=5, opacity=0.45).encode(x=x, x2=altair.X2(f"{second.name}:Q"))


def _points(base: altair.Chart, row: Column, first: Column, second: Column) -> list[altair.Chart]:
    tooltip = _tooltip(row, first, second)
    hollow = base.mark_point(
        filled=True, size=170, opacity=1, fill=theme.PAPER, strokeWidth=3, stroke=theme.NEUTRAL
    ).encode(
        x=altair.X(f"{first.name}:Q"),
        stroke=altair.Stroke("ink:N", scale=None),
        tooltip=tooltip,
    )
    full = base.mark_point(filled=True, size=190, opacity=1).encode(
        x=altair.X(f"{second.name}:Q"), tooltip=tooltip
    )
    return [hollow, full]


def _tooltip(row: Column, first: Column, second: Column) -> list[altair.Tooltip]:
    return [
        altair.Tooltip("row:N", title=row.title),
        altair.Tooltip(f"{first.name}:Q", title=first.label, format=".0f"),
        altair.Tooltip(f"{second.name}:Q", title=second.label, format=".0f"),
        altair.Tooltip("shown:N", title="Écart"),
    ]


def _gap_texts(known: pd.DataFrame, order: list[str]) -> altair.Chart:
    return (
        altair.Chart(known)
        .mark_text(align="left", dx=14, fontSize=theme.TEXT_SIZE)
        .encode(
            y=altair.Y("row:N", sort=order),
            x=altair.X("right:Q"),
            text=altair.Text("shown:N"),
            color=as_is("ink"),
        )
    )
