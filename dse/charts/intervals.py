"""Points with their intervals, one a row under a header: waves, groups, raw beside weighted."""

from __future__ import annotations

import textwrap
from typing import Any

from dse import french, theme
from dse.charts import bounds, vega
from dse.charts.emphasis import as_is

# In pixels: a row, a line of a header, the room before it, a break; and the width of a letter and of a narrow card.
ROW, LINE, ROOM, BREAK, FOOT = 30, 21, 12, 26, 30
TICK_ROOM = 44  # pixels of a number of the axis
LETTER, NARROW, LEAST_PLOT, LETTERS = 7.6, 600, 170, 74


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
    an arrow from `bound_from` to `bound_end` where a row has them. `full_table` are the rows that give the
    room for names and words, if these are some of them.
    """
    placed, headers, breaks, height = _placed(rows, title)
    span = domain[1] - domain[0]
    left, right = _sides(rows if full_table is None else full_table, span)
    scale = vega.scale(domain=[domain[0] - left, domain[1] + right], nice=False)
    layers = [
        *_grid(domain, unit, height, scale),
        *_breaks(breaks, domain[0] - left, domain[1], scale),
        *_points(placed, scale),
        *_words(placed, domain[0] - left, domain[1], scale),
        *_headers(headers, domain[0] - left, scale),
        *_arrows(placed, scale),
    ]
    return vega.layer(*layers, height=height + FOOT)


def _placed(rows: vega.Rows, title: str) -> tuple[vega.Rows, vega.Rows, vega.Rows, int]:
    """The rows with their middle, the headers and the breaks with theirs, in pixels from the top, and the height of all.

    The title is one of them: outside, it would take its room from the rows, which have theirs in pixels.
    """
    headers: vega.Rows = (
        [{"text": french.typeset(title), "top": 0.0, "weight": "normal", "ink": theme.NEUTRAL}]
        if title
        else []
    )
    above = LINE * (1 + title.count("\n")) + ROOM if title else 0
    height, last, placed, breaks = above, None, [], []
    for row in rows:
        header = row["header"]
        if header and header != last:
            lines = textwrap.wrap(french.typeset(header), LETTERS)[:3]
            top = height + (ROOM if last else 0)
            headers.append({"text": "\n".join(lines), "top": top, "weight": "bold", "ink": theme.ACCENT})
            height = top + LINE * len(lines) + 4
        elif row["broken"]:
            breaks.append({"text": french.typeset(row["broken"]), "spot": height + BREAK / 2})
            height += BREAK
        last = header
        placed.append(row | {"spot": height + ROW / 2})
        height += ROW
    return placed, headers, breaks, height


def _sides(rows: vega.Rows, span: float) -> tuple[float, float]:
    """The room of the names and of the words, in the unit of the axis, measured on a narrow card."""
    names, words = (
        LETTER * max((len(str(row[name])) for row in rows), default=0) + 24 for name in ("row", "said")
    )
    plot = max(LEAST_PLOT, NARROW - names - words)
    return span * names / plot, span * words / plot


def _y(field: str) -> vega.Options:
    return vega.field(f"{field}:Q", scale=None, axis=None)


def _grid(domain: tuple[float, float], unit: str, height: int, scale: vega.Options) -> list[vega.Layer]:
    places = [domain[0] + (domain[1] - domain[0]) * quarter / 4 for quarter in range(5)]
    ends = {"top": 0.0, "bottom": float(height), "foot": height + FOOT / 2}
    lines = [
        {
            "at": tick,
            "text": french.number(tick).replace("-", "−") + unit,
            "is_odd": bool(quarter % 2),
            **ends,
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


def _breaks(breaks: vega.Rows, left_edge: float, right: float, scale: vega.Options) -> list[vega.Layer]:
    base = vega.Layer([row | {"left": left_edge, "right": right} for row in breaks]).encode(
        x=vega.field("left:Q", scale=scale, axis=None), y=_y("spot")
    )
    rule = base.mark("rule", strokeDash=[5, 4], color=theme.NEUTRAL, strokeWidth=1.5).encode(
        x2=vega.field("right")
    )
    text = base.mark(
        "text", align="left", baseline="bottom", dy=-2, fontSize=13, fontStyle="italic", color=theme.NEUTRAL
    )
    return [rule, text.encode(text=vega.field("text:N"))]


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


def _arrows(placed: vega.Rows, scale: vega.Options) -> list[vega.Layer]:
    bounded = [row for row in placed if row.get(bounds.FROM) is not None]
    base = vega.Layer([row | {"ink": theme.ACCENT} for row in bounded])
    return bounds.arrows(base.encode(y=_y("spot"), color=as_is("ink")), scale) if bounded else []


def _words(placed: vega.Rows, left_edge: float, right: float, scale: vega.Options) -> list[vega.Layer]:
    names = ("row", "said", "spot", "value")
    rows = [{name: row[name] for name in names} | {"left": left_edge, "right": right} for row in placed]
    base = vega.Layer(rows).encode(y=_y("spot"))
    name = base.mark("text", align="left", dx=8, fontSize=theme.TEXT_SIZE, color=theme.INK)
    texts = base.mark("text", align="left", dx=14, fontSize=theme.TEXT_SIZE, color=theme.INK)
    return [
        name.encode(x=vega.field("left:Q", scale=scale, axis=None), text=vega.field("row:N")),
        texts.encode(x=vega.field("right:Q", scale=scale, axis=None), text=vega.field("said:N")),
    ]


def _headers(headers: vega.Rows, left_edge: float, scale: vega.Options) -> list[vega.Layer]:
    base = vega.Layer([row | {"left": left_edge} for row in headers]).encode(
        x=vega.field("left:Q", scale=scale, axis=None),
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
    return [
        base.filter(f"datum.weight == '{weight}'").mark("text", **text, fontWeight=weight)
        for weight in ("normal", "bold")
    ]
