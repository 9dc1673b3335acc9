"""What lasted from when to when, a row each, by steps of depth."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd

from dse import theme
from dse.charts import vega
from dse.charts.axes import (
    LEGEND_COLUMNS,
    LINE_ABOVE,
    fit_legend,
    legend_lines,
    row_axis,
    top_legend,
    widen_legend,
)
from dse.charts.emphasis import as_is, readable_on

ROW = 48  # pixels, for a name on two lines
INKS = {
    "1": theme.SEQUENTIAL[1],
    "2": theme.SEQUENTIAL[2],
    "3": theme.SEQUENTIAL[3],
    "4": theme.SEQUENTIAL[4],
}
AROUND = 130  # pixels, for the years above and the legend, which the height of the whole holds
LETTER = 0.015  # width of a letter as a share of the bars’ room in a narrow card
DAYS = 365.25
POINT = " · "
# On the page, whose width Python does not know.
_FITS = "scale('x', datum.end) - scale('x', datum.start) < 6.5 * length(datum.text) + 6 ? 0 : 1"


def tenures(frame: pd.DataFrame, years: tuple[int, int] | None = None) -> vega.Chart:
    """A bar from a day to another, darker the deeper, with an arrow where it goes on; rows in the order given.

    `frame` has `row` (what follows a ` · ` goes on a line of its own), `from`, `to` (days), `step` (`1` to `4`), `label` (the name of the step), `text` and `is_open`. `years`
    are where the axis begins and ends, those of these rows if none are given.
    """
    first, last = years or years_of(frame["from"], frame["to"])
    drawn = _placed(frame, last - first)
    names = list(dict.fromkeys(drawn["row"]))
    x = vega.scale(domain=[first, last + 0.02 * (last - first)], nice=False)
    ticks = list(range(first, last + 1, max(1, (last - first) // 12)))
    axis = vega.axis(title=None, values=ticks, format="d", orient="top", grid=True)
    steps = sorted(set(zip(drawn["step"], drawn["label"], strict=True)))
    titles, lines = [label for _, label in steps], [line for name in names for line in name.split(POINT)]
    columns = fit_legend(titles, lines, LEGEND_COLUMNS)
    legend = top_legend(widen_legend(titles, lines, columns))
    scale = vega.scale(domain=titles, range=[INKS[step] for step, _ in steps])
    base = vega.Layer(drawn).encode(y=vega.field("row:N", sort=names, axis=_names(names)))
    bars = base.mark("rect", height={"band": 0.6}, stroke=theme.PAPER).encode(
        x=vega.field("start:Q", scale=x, axis=axis),
        x2=vega.field("end"),
        color=vega.field("label:N", scale=scale, legend=legend),
        tooltip=[
            vega.field("row:N", title="Partenaire"),
            vega.field("label:N", title="Profondeur"),
            vega.field("text:N", title="Type"),
            vega.field("from:T", title="Du", format="%d/%m/%Y"),
            vega.field("to:T", title="Au", format="%d/%m/%Y"),
        ],
    )
    kinds = base.filter("datum.has_room").mark(
        "text", align="left", dx=6, fontSize=12, opacity={"expr": _FITS}
    )
    arrows = base.filter("datum.is_open").mark(
        "text", text="▶", align="left", dx=1, fontSize=13, color=theme.NEUTRAL
    )
    layers = [
        bars,
        kinds.encode(x=vega.field("start:Q", scale=x), text=vega.field("text:N"), color=as_is("ink")),
        arrows.encode(x=vega.field("end:Q", scale=x)),
    ]
    more_lines = max(0, legend_lines(len(titles), columns) - LEGEND_COLUMNS)
    height = ROW * len(names) + AROUND + LINE_ABOVE * more_lines
    return vega.layer(*layers, resolve=vega.OWN_COLOURS, height=height)


def _names(names: list[str]) -> vega.Options:
    """The name of each row, what follows its first point in the middle on a second line."""
    longest = (max(name.split(POINT), key=len) for name in names)
    return row_axis(longest) | {"labelExpr": f"split(datum.label, '{POINT}')"}


def years_of(starts: pd.Series, ends: pd.Series) -> tuple[int, int]:
    """The year in which the first day is, and the one that begins after the last."""
    return int(_year(starts.min())), math.ceil(_year(ends.max()))


def _placed(frame: pd.DataFrame, span: int) -> pd.DataFrame:
    """Days as years with a fraction, and which bars have room for their text."""
    drawn = frame.assign(start=[_year(day) for day in frame["from"]], end=[_year(day) for day in frame["to"]])
    room = (drawn["end"] - drawn["start"]) / max(1, span)
    return drawn.assign(
        has_room=[
            bool(width > LETTER * (len(text) + 2)) for width, text in zip(room, drawn["text"], strict=True)
        ],
        ink=[readable_on(INKS[step]) for step in drawn["step"]],
        **{name: [day.isoformat() for day in frame[name]] for name in ("from", "to")},
    )


def _year(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / DAYS
