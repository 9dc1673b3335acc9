"""Points on two scales, cut at the middle of each."""

from __future__ import annotations

from typing import Any

from dse import theme
from dse.charts import placing, vega

WIDTH, HEIGHT = 560, 460  # pixels; names are placed for the narrowest card, a wider one only spreads them
LEAST_REACH, MARGIN = 0.5, 1.4
SIGNS = ((1, -1), (1, 1), (-1, -1), (-1, 1))  # bottom right, top right, bottom left, top left


def quadrants(rows: vega.Rows, corners: tuple[str, str, str, str], axes: tuple[str, str]) -> vega.Chart:
    """Named points on both axes, each with the cross of its intervals; hollow where `is_hollow`.

    `rows` has `name`, `x`, `x_low`, `x_high`, `y`, `y_low`, `y_high`, from -1 to 1. Each axis reaches as far on both sides of its
    middle. `corners` are the names of the quadrants: bottom right, top right, bottom left, top left.
    """
    reach = _reach(rows, "x"), _reach(rows, "y")
    spots = _corner_spots(corners, reach)
    drawn = [
        row | spot | {"fill": theme.PAPER if row["is_hollow"] else theme.ACCENT}
        for row, spot in zip(rows, _place_names(rows, spots, reach), strict=True)
    ]
    x, y = (_axis(axis, title, ends) for axis, title, ends in zip("xy", axes, reach, strict=True))
    base = vega.Layer(drawn)
    cross: dict[str, Any] = {"strokeWidth": 3, "opacity": 0.35, "color": theme.ACCENT_SOFT}
    layers = [
        _middle("x"),
        _middle("y"),
        _text(vega.Layer(spots), fontStyle="italic", color=theme.NEUTRAL, fontSize=theme.LABEL_SIZE),
        base.mark("rule", **cross).encode(x=vega.field("x_low:Q"), x2=vega.field("x_high"), y=y),
        base.mark("rule", **cross).encode(x=x, y=vega.field("y_low:Q"), y2=vega.field("y_high")),
        base.mark("point", filled=True, size=150, opacity=1, stroke=theme.ACCENT, strokeWidth=2.5).encode(
            x=x, y=y, fill=vega.field("fill:N", scale=None), tooltip=vega.field("name:N", title=" ")
        ),
        _text(base, fontSize=theme.TEXT_SIZE),
    ]
    return vega.layer(*layers, height=HEIGHT)


def _reach(rows: vega.Rows, axis: str) -> float:
    """How far the axis goes on both sides of its middle."""
    values = (row[name] for row in rows for name in (axis, f"{axis}_low", f"{axis}_high"))
    furthest = max((abs(value) for value in values if value is not None), default=0.0)
    return min(1.0, max(LEAST_REACH, MARGIN * furthest))


def _axis(field: str, title: str, reach: float) -> vega.Options:
    words = "datum.value < 0 ? 'moins' : datum.value > 0 ? 'plus' : 'milieu'"
    axis = vega.axis(title=title, values=[-reach, 0, reach], labelExpr=words, grid=False, labelFlush=True)
    return vega.field(f"{field}:Q", scale=vega.scale(domain=[-reach, reach], nice=False), axis=axis)


def _middle(channel: str) -> vega.Layer:
    rule = vega.Layer([{"at": 0.0}]).mark("rule", color=theme.NEUTRAL, strokeDash=[5, 4])
    return rule.encode(**{channel: vega.field("at:Q")})


def _text(chart: vega.Layer, **look: object) -> vega.Layer:
    return chart.mark("text", **look).encode(
        x=vega.field("beside:Q"), y=vega.field("spot:Q"), text=vega.field("name:N")
    )


def _corner_spots(names: tuple[str, ...], reach: tuple[float, float]) -> vega.Rows:
    """The name of each quadrant in its corner."""
    return [
        {
            "name": name,
            "beside": right * (1 - placing.LETTER * (len(name) + 1) / WIDTH) * reach[0],
            "spot": 0.95 * up * reach[1],
        }
        for name, (right, up) in zip(names, SIGNS, strict=True)
    ]


def _place_names(rows: vega.Rows, corners: vega.Rows, reach: tuple[float, float]) -> vega.Rows:
    """Where the name of each point stands."""
    across, along = WIDTH / (2 * reach[0]), HEIGHT / (2 * reach[1])
    points = [(row["x"] * across, row["y"] * along) for row in rows]
    taken = [placing.box((row["beside"] * across, row["spot"] * along), row["name"]) for row in corners]
    frame = (-WIDTH / 2, -HEIGHT / 2, WIDTH / 2, HEIGHT / 2)
    spots = placing.beside(points, [row["name"] for row in rows], taken, frame)
    return [{"beside": x / across, "spot": y / along} for x, y in spots]
