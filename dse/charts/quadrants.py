"""Points on two scales, cut at the middle of each."""

from __future__ import annotations

from typing import Any

import altair
import pandas as pd

from dse import theme
from dse.charts import placing

WIDTH, HEIGHT = 560, 460  # pixels; names are placed for the narrowest card, a wider one only spreads them
LEAST_REACH, MARGIN = 0.5, 1.4
SIGNS = ((1, -1), (1, 1), (-1, -1), (-1, 1))  # bottom right, top right, bottom left, top left


def quadrants(
    rows: pd.DataFrame, corners: tuple[str, str, str, str], axes: tuple[str, str]
) -> altair.LayerChart:
    """Named points on both axes, each with the cross of its intervals; hollow where `is_hollow`.

    `rows` has `name`, `x`, `x_low`, `x_high`, `y`, `y_low`, `y_high`, from -1 to 1. Each axis reaches as far on both sides of its
    middle. `corners` are the names of the quadrants: bottom right, top right, bottom left, top left.
    """
    drawn = rows.astype({name: "float64" for name in rows.columns if name[0] in "xy"})
    drawn = drawn.assign(fill=[theme.PAPER if each else theme.ACCENT for each in rows["is_hollow"]])
    reach = _reach(drawn, "x"), _reach(drawn, "y")
    spots = _corner_spots(corners, reach)
    drawn = drawn.join(_names(drawn, spots, reach))
    x, y = (_axis(axis, title, each) for axis, title, each in zip("xy", axes, reach, strict=True))
    base = altair.Chart(drawn)
    cross: dict[str, Any] = {"strokeWidth": 3, "opacity": 0.35, "color": theme.ACCENT_SOFT}
    layers = [
        _middle(altair.X("at:Q")),
        _middle(altair.Y("at:Q")),
        _text(altair.Chart(spots), fontStyle="italic", color=theme.NEUTRAL, fontSize=theme.LABEL_SIZE),
        base.mark_rule(**cross).encode(x=altair.X("x_low:Q"), x2=altair.X2("x_high:Q"), y=y),
        base.mark_rule(**cross).encode(x=x, y=altair.Y("y_low:Q"), y2=altair.Y2("y_high:Q")),
        base.mark_point(filled=True, size=150, opacity=1, stroke=theme.ACCENT, strokeWidth=2.5).encode(
            x=x, y=y, fill=altair.Fill("fill:N", scale=None), tooltip=altair.Tooltip("name:N", title=" ")
        ),
        _text(base, fontSize=theme.TEXT_SIZE),
    ]
    return altair.layer(*layers).properties(height=HEIGHT)


def _reach(drawn: pd.DataFrame, axis: str) -> float:
    """How far the axis goes on both sides of its middle."""
    furthest = drawn[[axis, f"{axis}_low", f"{axis}_high"]].abs().max().max()
    return min(1.0, max(LEAST_REACH, MARGIN * furthest))


def _axis(field: str, title: str, reach: float) -> altair.X | altair.Y:
    channel = altair.X if field == "x" else altair.Y
    words = "datum.value < 0 ? 'moins' : datum.value > 0 ? 'plus' : 'milieu'"
    axis = altair.Axis(title=title, values=[-reach, 0, reach], labelExpr=words, grid=False, labelFlush=True)
    return channel(f"{field}:Q", scale=altair.Scale(domain=[-reach, reach], nice=False), axis=axis)


def _middle(channel: altair.X | altair.Y) -> altair.Chart:
    rule = altair.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color=theme.NEUTRAL, strokeDash=[5, 4])
    return rule.encode(channel)


def _text(chart: altair.Chart, **look: object) -> altair.Chart:
    return chart.mark_text(**look).encode(
        x=altair.X("beside:Q"), y=altair.Y("spot:Q"), text=altair.Text("name:N")
    )


def _corner_spots(names: tuple[str, ...], reach: tuple[float, float]) -> pd.DataFrame:
    """The name of each quadrant in its corner."""
    inset = [1 - placing.LETTER * (len(name) + 1) / WIDTH for name in names]
    return pd.DataFrame(
        {
            "name": names,
            "beside": [right * each * reach[0] for (right, _), each in zip(SIGNS, inset, strict=True)],
            "spot": [0.95 * up * reach[1] for _, up in SIGNS],
        }
    )


def _names(drawn: pd.DataFrame, corners: pd.DataFrame, reach: tuple[float, float]) -> pd.DataFrame:
    """Where the name of each point stands."""
    across, along = WIDTH / (2 * reach[0]), HEIGHT / (2 * reach[1])
    points = list(zip(drawn["x"] * across, drawn["y"] * along, strict=True))
    taken = [
        placing.box((row.beside * across, row.spot * along), row.name)
        for row in corners.itertuples(index=False)
    ]
    frame = (-WIDTH / 2, -HEIGHT / 2, WIDTH / 2, HEIGHT / 2)
    spots = placing.beside(points, list(drawn["name"]), taken, frame)
    return pd.DataFrame(
        {"beside": [x / across for x, _ in spots], "spot": [y / along for _, y in spots]}, index=drawn.index
    )
