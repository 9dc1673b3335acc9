"""What happened when, a lane a kind of event: a point for a few days, a bar for what lasted."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dse import theme
from dse.charts import vega
from dse.charts.axes import row_axis, top_legend

ROW, AROUND = 40, 100  # pixels: of a lane, for the years above and the legend
DAYS = 365.25
LEAST_YEARS = 4  # of the axis
SHORTEST_BAR = 1 / 100  # of the axis, about as wide as a point; what lasted less is a point
BAR, POINT, BEFORE = "bar", "point", "before"  # what is over before the axis has no mark on it
INKS = (theme.ACCENT, theme.DIVERGING[1], theme.WARNING, theme.PALE)


def lanes(
    frame: pd.DataFrame, names: tuple[str, ...], outcomes: tuple[str, ...], first_day: date, today: date
) -> vega.Chart:
    """A row a lane, in the order of `names`; colours in that of `outcomes`, at most four. The axis begins with the year of `first_day`, or
    earlier where that is late; what began before it says since when. A shorter bar lies on a longer one. The last outcome, alone, needs no legend.

    `frame` has `lane`, `day`, `until` (a day, or None), `goes_on` (until `today` then), `title`, `detail` and `outcome`.
    """
    ends = _find_ends(frame, today)
    first, last = _find_years(ends, first_day, today)
    drawn = _locate_rows(frame.assign(end=ends), first, last)
    ticks = list(range(first, last + 1, max(1, (last - first) // 12)))
    x = vega.scale(domain=[first, last], nice=False)
    axis = vega.axis(title=None, values=ticks, format="d", orient="top", grid=True)
    shown = [name for name in names if name in set(drawn["lane"])]
    present = [
        (outcome, ink)
        for outcome, ink in zip(outcomes, INKS, strict=True)
        if outcome in set(drawn["outcome"])
    ]
    legend = None if set(drawn["outcome"]) == {outcomes[-1]} else top_legend(len(present))
    scale = vega.scale(domain=[outcome for outcome, _ in present], range=[ink for _, ink in present])
    base = vega.Layer(
        drawn[["lane", "start", "end", "form", "earlier", "title", "detail", "when", "outcome"]]
    ).encode(
        y=vega.field("lane:N", sort=shown, axis=row_axis(shown)),
        x=vega.field("start:Q", scale=x, axis=axis),
        color=vega.field("outcome:N", scale=scale, sort=None, legend=legend),
        tooltip=[
            vega.field("when:N", title="Le"),
            vega.field("title:N", title="Quoi"),
            vega.field("detail:N", title="Détail"),
        ],
    )
    bars = base.filter(f"datum.form == '{BAR}'").mark("rect", height=10, opacity=1, stroke=theme.PAPER)
    points = base.filter(f"datum.form == '{POINT}'").mark(
        "point", filled=True, size=110, opacity=0.9, stroke=theme.PAPER
    )
    words = base.filter("datum.earlier").mark("text", align="left", dy=-13, fontSize=theme.LABEL_SIZE)
    layers = [
        bars.encode(x2=vega.field("end")),
        points,
        words.encode(text=vega.field("earlier:N"), color=vega.value(theme.NEUTRAL)),
    ]
    return vega.layer(*layers, height=ROW * len(shown) + AROUND)


def _find_years(ends: list[float], first_day: date, today: date) -> tuple[int, int]:
    """The first and the last year of the axis."""
    last = int(max(*ends, _locate(today))) + 1
    return min(first_day.year, last - LEAST_YEARS), last


def _locate_rows(frame: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """The rows with where each starts and ends on the axis and in which form, the longest first."""
    starts = [max(_locate(day), float(first)) for day in frame["day"]]
    located = frame.assign(start=starts, when=[f"{day:%d/%m/%Y}" for day in frame["day"]])
    located["years"] = located["end"] - located["start"]
    lasts = located["years"] > (last - first) * SHORTEST_BAR
    located["form"] = lasts.map({True: BAR, False: POINT}).mask(located["end"] < first, BEFORE)
    located["earlier"] = [
        _describe_earlier(day, end, first) for day, end in zip(frame["day"], frame["end"], strict=True)
    ]
    # One text a lane has room: that of what came last.
    is_said = located[located["earlier"] != ""].sort_values("end").drop_duplicates("lane", keep="last").index
    located["earlier"] = located["earlier"].where(located.index.isin(is_said), "")
    return located.sort_values("years", ascending=False, kind="stable")


def _describe_earlier(day: date, end: float, first: int) -> str:
    """Since when there is what began before the axis, or until when there was what ended before it."""
    if day.year >= first:
        return ""
    return f"◀ depuis {day.year}" if end >= first else f"◀ jusqu’en {int(end)}"


def _find_ends(frame: pd.DataFrame, today: date) -> list[float]:
    rows = zip(frame["day"], frame["until"], frame["goes_on"], strict=True)
    return [
        _locate(
            until if isinstance(until, date) and not pd.isna(until) else max(day, today) if goes_on else day
        )
        for day, until, goes_on in rows
    ]


def _locate(day: date) -> float:
    return round(day.year + (day.timetuple().tm_yday - 1) / DAYS, 4)
