"""What comes, upwards, and what goes, downwards, year by year."""

from __future__ import annotations

import altair
import pandas as pd

from dse import french, theme
from dse.charts.axes import HEIGHT, top_legend
from dse.charts.emphasis import as_is, readable_on
from schemas import Column

INKS = (theme.ACCENT, theme.ACCENT_SOFT, theme.WARNING)


def up_and_down(frame: pd.DataFrame, up: tuple[Column, ...], down: Column) -> altair.LayerChart:
    """A column a year from zero, the parts of `up` one on the other above it and `down` under it, each with its number.

    Needs `year` and `is_partial`: a year that had not ended is pale.
    """
    titles = [each.title for each in (*up, down)]
    inks = [*INKS[: len(up)], INKS[-1]]
    drawn = _placed(frame, up, down, dict(zip(titles, inks, strict=True)))
    top = max(1.0, float(drawn["high"].max())) * 1.15
    bottom = min(-1.0, float(drawn["low"].min())) * 1.15
    scale = altair.Scale(domain=[bottom, top], nice=False)
    base = altair.Chart(drawn).encode(
        x=altair.X(
            "year:O",
            scale=altair.Scale(type="band", paddingInner=0.14, paddingOuter=0.07),
            axis=altair.Axis(title=None, labelAngle=0, labelOverlap=True, orient="bottom"),
        )
    )
    bars = base.mark_rect().encode(
        y=altair.Y("low:Q", scale=scale, axis=None),
        y2=altair.Y2("high:Q"),
        color=altair.Color("part:N", scale=altair.Scale(domain=titles, range=inks), legend=_legend()),
        opacity=altair.condition("datum.is_partial", altair.value(0.5), altair.value(1)),
        tooltip=[
            altair.Tooltip("year:O", title="Année"),
            altair.Tooltip("part:N", title="Mouvement"),
            altair.Tooltip("shown:N", title="Organisations"),
        ],
    )
    numbers = base.transform_filter("datum.count > 0").mark_text(fontSize=14)
    zero = altair.Chart(pd.DataFrame({"at": [0]})).mark_rule(color=theme.NEUTRAL)
    layers = [
        bars,
        numbers.encode(y=altair.Y("middle:Q", scale=scale), text=altair.Text("shown:N"), color=as_is("ink")),
        zero.encode(y=altair.Y("at:Q", scale=scale)),
    ]
    return altair.layer(*layers).resolve_scale(color="independent").properties(height=HEIGHT)


def _placed(frame: pd.DataFrame, up: tuple[Column, ...], down: Column, inks: dict[str, str]) -> pd.DataFrame:
    above = frame[[each.name for each in up]].astype("float64").cumsum(axis=1)
    parts = [(above[each.name] - frame[each.name], above[each.name], frame[each.name]) for each in up]
    parts.append((-frame[down.name].astype("float64"), 0.0 * frame[down.name], frame[down.name]))
    return pd.concat(
        pd.DataFrame(
            {
                "year": frame["year"],
                "is_partial": frame["is_partial"],
                "part": title,
                "low": low.astype("float64"),
                "high": high.astype("float64"),
                "middle": (low + high).astype("float64") / 2,
                "count": count.astype("int64"),
                "shown": [french.number(each) for each in count],
                "ink": [readable_on(theme.PALE if partial else ink) for partial in frame["is_partial"]],
            }
        )
        for (title, ink), (low, high, count) in zip(inks.items(), parts, strict=True)
    )


def _legend() -> altair.Legend:
    legend = top_legend()
    legend.columns = 3
    return legend
