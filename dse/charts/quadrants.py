"""Points on two scales, cut at the middle of each."""

from __future__ import annotations

import altair
import pandas as pd

from dse import theme
from dse.charts.labels import spread

HEIGHT, LEAST_REACH, MARGIN = 460, 0.5, 1.4
LABEL_GAP = 0.055  # between two names, as a share of the height


def quadrants(
    rows: pd.DataFrame, corners: tuple[str, str, str, str], axes: tuple[str, str]
) -> altair.LayerChart:
    """Named points on both axes, each with the cross of its intervals; hollow where `is_hollow`.

    `rows` has `name`, `x`, `x_low`, `x_high`, `y`, `y_low`, `y_high`, from -1 to 1. Each axis reaches as far on both sides of its
    middle. `corners` are the names of the quadrants: bottom right, top right, bottom left, top left.
    """
    drawn = rows.astype({name: "float64" for name in rows.columns if name[0] in "xy"})
    drawn = drawn.assign(fill=["#ffffff" if each else theme.ACCENT for each in rows["is_hollow"]])
    reach = {axis: _reach(drawn, axis) for axis in "xy"}
    drawn["spot"] = spread(list(drawn["y"]), gap=2 * reach["y"] * LABEL_GAP, low=-reach["y"], high=reach["y"])
    drawn["beside"] = drawn["x"] + 0.05 * reach["x"]
    x, y = (_axis(axis, title, reach[axis]) for axis, title in zip("xy", axes, strict=True))
    base = altair.Chart(drawn)
    cross = {"strokeWidth": 3, "opacity": 0.35, "color": theme.ACCENT_SOFT}
    layers = [
        _middle(altair.X("at:Q")),
        _middle(altair.Y("at:Q")),
        *_corners(corners, reach["x"], reach["y"]),
        base.mark_rule(**cross).encode(x=altair.X("x_low:Q"), x2="x_high:Q", y=y),
        base.mark_rule(**cross).encode(x=x, y=altair.Y("y_low:Q"), y2="y_high:Q"),
        base.mark_rule(color=theme.PALE).encode(x=x, x2="beside:Q", y=y, y2="spot:Q"),
        base.mark_point(filled=True, size=150, opacity=1, stroke=theme.ACCENT, strokeWidth=2.5).encode(
            x=x, y=y, fill=altair.Fill("fill:N", scale=None), tooltip=altair.Tooltip("name:N", title=" ")
        ),
        base.mark_text(align="left", dx=4, fontSize=theme.TEXT_SIZE).encode(
            x=altair.X("beside:Q"), y=altair.Y("spot:Q"), text="name:N"
        ),
    ]
    return altair.layer(*layers).properties(height=HEIGHT)


def _reach(drawn: pd.DataFrame, axis: str) -> float:
    """How far the axis goes on both sides of its middle."""
    furthest = drawn[[axis, f"{axis}_low", f"{axis}_high"]].abs().max().max()
    return min(1.0, max(LEAST_REACH, MARGIN * furthest))


def _axis(field: str, title: str, reach: float) -> altair.X | altair.Y:
    channel = altair.X if field == "x" else altair.Y
    words = "datum.value < 0 ? 'moins' : datum.value > 0 ? 'plus' : 'milieu de l’échelle'"
    axis = altair.Axis(title=title, values=[-reach, 0, reach], labelExpr=words, grid=False, labelFlush=True)
    return channel(f"{field}:Q", scale=altair.Scale(domain=[-reach, reach], nice=False), axis=axis)


def _middle(channel: altair.X | altair.Y) -> altair.Chart:
    rule = altair.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color=theme.NEUTRAL, strokeDash=[5, 4])
    return rule.encode(channel)


def _corners(names: tuple[str, str, str, str], right: float, top: float) -> list[altair.Chart]:
    spots = [(right, -top), (right, top), (-right, -top), (-right, top)]
    words = {"fontSize": theme.LABEL_SIZE, "fontStyle": "italic", "color": theme.NEUTRAL}
    return [
        altair.Chart(pd.DataFrame({"name": [name], "at": [0.98 * x], "spot": [0.95 * y]}))
        .mark_text(align="right" if x > 0 else "left", **words)
        .encode(x=altair.X("at:Q"), y=altair.Y("spot:Q"), text="name:N")
        for name, (x, y) in zip(names, spots, strict=True)
    ]
