"""Counts by country on a map whose outlines travel with it: nothing is asked of the network."""

from __future__ import annotations

import csv
import itertools
import json
import math
from functools import cache
from typing import Any

import pandas as pd

from dse import french, paths, theme
from dse.charts import placing, vega
from dse.charts.key import LINE, key

OUTLINES = paths.ROOT / "data" / "maps" / "countries.json"
POINTS = paths.ROOT / "data" / "maps" / "points.csv"
DISPUTED = paths.ROOT / "data" / "maps" / "disputed.csv"
NOTE = "En tirets : frontières contestées ou non fixées,\ncomme sur les cartes des Nations unies. Elles n’engagent pas le réseau."
PROJECTION, HEIGHT = "equalEarth", 430
STEP = 0.1  # degrees: the grid of the outlines
LARGEST = 900  # square pixels of the largest circle
WIDTH = 520  # pixels of the narrowest map; on a wider one circles are farther apart, and a name stays beside its own
ALWAYS_NAMED = 3  # the largest are named even where their name covers another circle

SCALE = WIDTH / 5.41  # pixels of a unit of the projection, whose equator is 5.41 long
FRAME = (
    -WIDTH / 2,
    -0.22 * WIDTH,
    WIDTH / 2,
    0.24 * WIDTH,
)  # from the south of America to the north of Greenland

Point = tuple[int, int]
Point2D = tuple[float, float]
Line = tuple[Point, ...]


def world_map(rows: pd.DataFrame, title: str) -> vega.Chart:
    """A circle a country, its area as its `count`, on the outlines of Natural Earth; the largest are named, disputed borders dashed.

    `rows` has `code` (ISO 3166-1 alpha-2), `name` and `count`, the largest first. A country without a point in
    data/maps/points.csv is not drawn.
    """
    drawn = _placed(rows)
    here = f"indexof({json.dumps(sorted(drawn['code']))}, datum.id) >= 0"
    land = vega.Layer(_land()).mark("geoshape", stroke=theme.PAPER, strokeWidth=0.5)
    shape = land.encode(color=vega.when(here, theme.SEQUENTIAL[1], theme.FAINT))
    base = vega.Layer(drawn).encode(longitude=vega.field("longitude:Q"), latitude=vega.field("latitude:Q"))
    top = max(1.0, float(drawn["count"].max())) if len(drawn) else 1.0
    circles = base.mark("circle", opacity=0.75, color=theme.ACCENT, stroke=theme.PAPER).encode(
        size=vega.field("count:Q", scale=vega.scale(domain=[0, top], range=[0, LARGEST]), legend=None),
        tooltip=[vega.field("name:N", title="Pays"), vega.field("shown:N", title=title)],
    )
    disputed = vega.Layer(_disputed_lines()).mark(
        "geoshape", filled=False, stroke=theme.NEUTRAL, strokeWidth=1, strokeDash=[3, 2]
    )
    names = base.filter("datum.is_named").mark(
        "text", fontSize=13, color=theme.INK, dx={"expr": "datum.across"}, dy={"expr": "datum.down"}
    )
    layers = [shape, disputed, circles, names.encode(text=vega.field("label:N"))]
    note = {**key(NOTE), "orient": "bottom", "color": theme.NEUTRAL}
    return vega.layer(*layers, projection={"type": PROJECTION}, height=HEIGHT + 2 * LINE, title=note)


def _placed(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a point, with it; which are named."""
    places = points()
    circles = rows[rows["code"].isin(list(places))].reset_index(drop=True)
    spots = circles.assign(
        longitude=[places[code][0] for code in circles["code"]],
        latitude=[places[code][1] for code in circles["code"]],
        shown=[french.number(value) for value in circles["count"]],
        label=[
            f"{name} {french.number(count)}"
            for name, count in zip(circles["name"], circles["count"], strict=True)
        ],
    )
    return spots.join(_names(spots))


def _names(spots: pd.DataFrame) -> pd.DataFrame:
    """Where the name of each spot stands, in pixels from its circle: inside the frame, the first ones first, and none where it would
    cover a circle or a name but for the largest."""
    top = max(1.0, float(spots["count"].max())) if len(spots) else 1.0
    radii = [math.sqrt(LARGEST * float(count) / top / math.pi) for count in spots["count"]]
    middles = [to_pixels(*place) for place in zip(spots["longitude"], spots["latitude"], strict=True)]
    boxes_taken = [placing.disk(*circle) for circle in zip(middles, radii, strict=True)]
    places = []
    for rank, (middle, radius, label) in enumerate(zip(middles, radii, spots["label"], strict=True)):
        spot = placing.free(middle, label, boxes_taken, radius, FRAME, is_needed=rank < ALWAYS_NAMED)
        boxes_taken += [placing.box(spot, label)] if spot else []
        x, y = spot or middle
        places.append((x - middle[0], middle[1] - y, spot is not None))
    return pd.DataFrame(places, columns=["across", "down", "is_named"], index=spots.index)


def to_pixels(longitude: float, latitude: float) -> Point2D:
    """Where a place stands on the narrowest map, from its middle, to the right and up.

    Equal Earth: Šavrič, Patterson and Jenny 2019, https://doi.org/10.1080/13658816.2018.1504949, equations 1 to 3.
    """
    angle = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = angle * angle
    cube = square**3
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    slope = a1 + 3 * a2 * square + cube * (7 * a3 + 9 * a4 * square)
    x = 2 / math.sqrt(3) * math.radians(longitude) * math.cos(angle) / slope
    y = angle * (a1 + a2 * square + cube * (a3 + a4 * square))
    return SCALE * x, SCALE * y


@cache
def outlines() -> dict[str, Any]:
    """The countries as GeoJSON, each with its code as `id`."""
    return json.loads(OUTLINES.read_text(encoding="utf-8"))


@cache
def _land() -> vega.Options:
    """The outlines as data. Named, so that they stay in their layer: Streamlit makes a table of every data set of a chart, and an
    outline is no table."""
    return {
        "name": "contours",
        "values": _topology(),
        "format": {"type": "topojson", "feature": "countries"},
    }


def _topology() -> dict[str, Any]:
    """The outlines as TopoJSON: a border between two countries once, as steps from point to point in STEP. A third of the text."""
    borders = _Borders([ring for country in outlines()["features"] for ring in _rings(country)])
    geometries = [
        {
            "type": "MultiPolygon",
            "id": country["id"],
            "arcs": [
                [borders.indices(_grid(ring)) for ring in polygon]
                for polygon in country["geometry"]["coordinates"]
            ],
        }
        for country in outlines()["features"]
    ]
    return {
        "type": "Topology",
        "transform": {"scale": [STEP, STEP], "translate": [0, 0]},
        "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [_steps(arc) for arc in borders.arcs],
    }


@cache
def _disputed_lines() -> vega.Options:
    """The disputed parts of the borders between two countries, as GeoJSON lines."""
    segments: dict[frozenset[Point], list[str]] = {}
    for country in outlines()["features"]:
        for ring in _rings(country):
            for pair in itertools.pairwise(ring):
                segments.setdefault(frozenset(pair), []).append(country["id"])
    lines = [
        [[STEP * east, STEP * north] for east, north in sorted(segment)]
        for segment, codes in segments.items()
        if any(_is_disputed(segment, codes, border) for border in _disputed_borders())
    ]
    shape = {"type": "Feature", "geometry": {"type": "MultiLineString", "coordinates": lines}}
    return {"name": "frontieres", "values": [shape]}


def _is_disputed(segment: frozenset[Point], codes: list[str], border: dict[str, str]) -> bool:
    west, south, east, north = (float(border[side]) / STEP for side in ("west", "south", "east", "north"))
    is_inside = all(west <= x <= east and south <= y <= north for x, y in segment)
    return is_inside and sorted(codes) == sorted((border["code"], border["other_code"]))


@cache
def _disputed_borders() -> list[dict[str, str]]:
    with DISPUTED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class _Borders:
    """Lines between the points where outlines part, each once, numbered as TopoJSON has it: `~index` for one run backwards."""

    def __init__(self, rings: list[Line]) -> None:
        self.arcs: dict[Line, int] = {}
        around: dict[Point, set[frozenset[Point]]] = {}
        for ring in rings:
            for before, point, after in zip((ring[-2], *ring), ring[:-1], ring[1:], strict=False):
                around.setdefault(point, set()).add(frozenset((before, after)))
        self._forks = {point for point, pairs in around.items() if len(pairs) > 1}

    def indices(self, ring: Line) -> list[int]:
        """The lines that a ring is made of, from its first point on."""
        forks = [place for place, point in enumerate(ring) if point in self._forks]
        cuts = sorted({0, *forks, len(ring) - 1})
        return [self._index(ring[start : end + 1]) for start, end in itertools.pairwise(cuts)]

    def _index(self, line: Line) -> int:
        backwards = line[::-1]
        if backwards in self.arcs:
            return ~self.arcs[backwards]
        return self.arcs.setdefault(line, len(self.arcs))


def _rings(country: dict[str, Any]) -> list[Line]:
    return [_grid(ring) for polygon in country["geometry"]["coordinates"] for ring in polygon]


def _grid(ring: list[list[float]]) -> Line:
    return tuple((round(east / STEP), round(north / STEP)) for east, north in ring)


def _steps(line: Line) -> list[list[int]]:
    steps = [[b[0] - a[0], b[1] - a[1]] for a, b in itertools.pairwise(line)]
    return [list(line[0]), *steps]


@cache
def points() -> dict[str, tuple[float, float]]:
    """Longitude and latitude, in degrees, of the circle of each country."""
    with POINTS.open(encoding="utf-8", newline="") as file:
        return {
            line["code"]: (float(line["longitude"]), float(line["latitude"])) for line in csv.DictReader(file)
        }
