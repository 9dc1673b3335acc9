"""Points with their intervals, one a row under a header: waves, groups, raw beside weighted."""

from __future__ import annotations

import textwrap
from typing import Any

from dse import french, theme
from dse.charts import bounds, vega
from dse.charts.axes import range_between
from dse.charts.emphasis import as_is
from dse.charts.period_means import HALO

# In pixels: a row, a line of a header, the room before it, a break and the foot; what is under the line of a break.
ROW, LINE, ROOM, BREAK, FOOT = 30, 21, 12, 36, 30
UNDER_BREAK = 10
TICK_ROOM = 44  # pixels of a number of the axis
# And the width of a letter and of a narrow card, the least of the points, and the letters of a line.
LETTER, NARROW, LEAST_PLOT, LETTERS = 6.8, 540, 140, 74
# Where names and words leave no room for the points on a narrow card, they take two lines of so many letters, in pixels apart.
NAME_LETTERS, SAID_LETTERS, NEXT = 22, 30, 17


def intervals(
    rows: vega.Rows,
    domain: tuple[float, float] = (0.0, 100.0),
    unit: str = french.NARROW + "%",
    title: str = "",
    full_table: vega.Rows | None = None,
) -> vega.Chart:
    """One point a row with the line of its interval, in the order given, under the `header` of its group.

    `rows` has `header` (empty for none), `row`, `value`, `low`, `high`, `said` (written at the right), `broken` (written on a
    dashed line above the row where what was asked has changed), and `is_hollow`. Where the value is empty, `said` is all, with
    what `bounds` draws where a row has a bound. `full_table` are the rows that give the room for names and words, if these are some of
    them.
    """
    if _is_too_wide(rows if full_table is None else full_table):
        full_table = None if full_table is None else _wrap_words(full_table)
        rows = _wrap_words(rows)
    placed, headers, breaks, height = _placed(rows, title)
    names, words = _sides(rows if full_table is None else full_table)
    scale = vega.scale(domain=list(domain), range=range_between(names, words, LEAST_PLOT), nice=False)
    layers = [
        *_grid(domain, unit, (_measure_title(title), height), scale),
        *_breaks(breaks, domain[1], scale),
        *_points(placed, scale),
        *_words(placed, domain[1], scale),
        *_headers(headers),
        *_bounds(placed, scale),
    ]
    return vega.layer(*layers, height=height + FOOT)


def _placed(rows: vega.Rows, title: str) -> tuple[vega.Rows, vega.Rows, vega.Rows, int]:
    """The rows with their middle, the headers and the breaks with theirs, in pixels from the top, and the height of all.

    The title is one of them: outside, it would take its room from the rows, which have theirs in pixels.
    """
    above = _measure_title(title)
    headers: vega.Rows = (
        [{"text": "\n".join(_wrap_title(title)), "top": 0.0, "weight": "normal", "ink": theme.NEUTRAL}]
        if title
        else []
    )
    height, last, placed, breaks = above, None, [], []
    for row in rows:
        header = row["header"]
        if header and header != last:
            lines = textwrap.wrap(french.typeset(header), LETTERS)[:3]
            top = height + (ROOM if last else 0)
            headers.append({"text": "\n".join(lines), "top": top, "weight": "bold", "ink": theme.ACCENT})
            height = top + LINE * len(lines) + 4
        elif row["broken"]:
            breaks.append({"text": french.typeset(row["broken"]), "spot": height + BREAK - UNDER_BREAK})
            height += BREAK
        last = header
        high = ROW + NEXT * max(str(row[name]).count("\n") for name in ("row", "said"))
        placed.append(row | {"spot": height + high / 2})
        height += high
    return placed, headers, breaks, height


def _wrap_title(title: str) -> list[str]:
    return [line for part in title.splitlines() for line in textwrap.wrap(french.typeset(part), LETTERS)]


def _measure_title(title: str) -> int:
    return LINE * len(_wrap_title(title)) + ROOM if title else 0


def _sides(rows: vega.Rows) -> tuple[int, int]:
    """The pixels of the names at the left and of the words at the right: what is wider than they are goes to the points."""
    names, words = (round(_measure(rows, name)) for name in ("row", "said"))
    return names, words


def _measure(rows: vega.Rows, name: str) -> float:
    return LETTER * max((len(line) for row in rows for line in str(row[name]).split("\n")), default=0) + 24


def _is_too_wide(rows: vega.Rows) -> bool:
    return _measure(rows, "row") + LEAST_PLOT + _measure(rows, "said") > NARROW


def _wrap_words(rows: vega.Rows) -> vega.Rows:
    return [
        row
        | {"row": textwrap.fill(french.typeset(str(row["row"])), NAME_LETTERS)}
        | {"said": textwrap.fill(french.typeset(row["said"]), SAID_LETTERS)}
        for row in rows
    ]


def _y(field: str) -> vega.Options:
    return vega.field(f"{field}:Q", scale=None, axis=None)


def _grid(
    domain: tuple[float, float], unit: str, ends: tuple[int, int], scale: vega.Options
) -> list[vega.Layer]:
    places = [domain[0] + (domain[1] - domain[0]) * quarter / 4 for quarter in range(5)]
    top, bottom = ends
    spots = {"top": float(top), "bottom": float(bottom), "foot": bottom + FOOT / 2}
    lines = [
        {
            "at": tick,
            "text": french.number(tick).replace("-", "−") + unit,
            "is_odd": bool(quarter % 2),
            **spots,
        }
        for quarter, tick in enumerate(places)
    ]
    # On the page, whose width Python does not know, every second number may have no room.
    has_room = f"datum.is_odd && abs(scale('x', {places[1]}) - scale('x', {places[0]})) < {TICK_ROOM} ? 0 : 1"
    base = vega.Layer(lines).encode(x=vega.field("at:Q", scale=scale, axis=None))
    return [
        base.mark("rule", color=theme.GRID).encode(y=_y("top"), y2=vega.field("bottom")),
        base.mark("text", fontSize=13, color=theme.NEUTRAL, opacity={"expr": has_room}).encode(
            y=_y("foot"), text=vega.field("text:N")
        ),
    ]


def _breaks(breaks: vega.Rows, right: float, scale: vega.Options) -> list[vega.Layer]:
    base = vega.Layer([row | {"right": right} for row in breaks]).encode(y=_y("spot"))
    rule = base.mark("rule", strokeDash=[5, 4], color=theme.NEUTRAL, strokeWidth=1.5).encode(
        x=vega.field("right:Q", scale=scale, axis=None), x2=vega.value(0)
    )
    text = base.mark(
        "text", align="left", baseline="bottom", dy=-2, fontSize=13, fontStyle="italic", color=theme.NEUTRAL
    )
    return [rule, text.encode(x=vega.value(0), text=vega.field("text:N"))]


def _points(placed: vega.Rows, scale: vega.Options) -> list[vega.Layer]:
    points = [
        row | {"fill": theme.PAPER if row["is_hollow"] else theme.ACCENT}
        for row in placed
        if row["value"] is not None
    ]
    tooltip = [
        vega.field("header:N", title="Question"),
        vega.field("row:N", title="Ligne"),
        vega.field("said:N", title="Valeur"),
    ]
    base = vega.Layer(points).encode(y=_y("spot"), tooltip=tooltip)
    line = base.filter("isValid(datum.low)").mark("rule", strokeWidth=5, color=theme.ACCENT_SOFT)
    point = base.mark("point", filled=True, size=150, opacity=1, stroke=theme.ACCENT, strokeWidth=2.5)
    return [
        line.encode(x=vega.field("low:Q", scale=scale, axis=None), x2=vega.field("high")),
        point.encode(x=vega.field("value:Q", scale=scale, axis=None), fill=vega.field("fill:N", scale=None)),
    ]


def _bounds(placed: vega.Rows, scale: vega.Options) -> list[vega.Layer]:
    bounded = [row for row in placed if row.get(bounds.FROM) is not None]
    base = vega.Layer([row | {"ink": theme.ACCENT} for row in bounded])
    return bounds.bars(base.encode(y=_y("spot"), color=as_is("ink")), scale) if bounded else []


def _words(placed: vega.Rows, right: float, scale: vega.Options) -> list[vega.Layer]:
    names = ("row", "said", "value")
    rows = [
        {name: row[name] for name in names}
        | {"right": right}
        | {f"{name}_spot": row["spot"] - NEXT / 2 * str(row[name]).count("\n") for name in ("row", "said")}
        for row in placed
    ]
    text = {
        "align": "left",
        "lineBreak": "\n",
        "lineHeight": NEXT,
        "fontSize": theme.TEXT_SIZE,
        "color": theme.INK,
    }
    base = vega.Layer(rows)
    return [
        base.mark("text", **text, dx=8).encode(x=vega.value(0), y=_y("row_spot"), text=vega.field("row:N")),
        base.mark("text", **text, dx=14).encode(
            x=vega.field("right:Q", scale=scale, axis=None), y=_y("said_spot"), text=vega.field("said:N")
        ),
    ]


def _headers(headers: vega.Rows) -> list[vega.Layer]:
    """The titles of the groups, on paper that hides the lines behind them."""
    base = vega.Layer(headers).encode(
        x=vega.value(0),
        y=_y("top"),
        text=vega.field("text:N"),
        color=as_is("ink"),
    )
    text: dict[str, Any] = {
        "align": "left",
        "baseline": "top",
        "lineBreak": "\n",
        "fontSize": theme.TEXT_SIZE,
    }
    halo = {"stroke": theme.PAPER, "strokeWidth": HALO}
    return [
        base.filter(f"datum.weight == '{weight}'").mark("text", **text, **paper, fontWeight=weight)
        for weight in ("normal", "bold")
        for paper in (halo, {})
    ]
