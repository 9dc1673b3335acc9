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

OUTLINES = paths.ROOT / "data" / "maps" / "countries.json"
POINTS = paths.ROOT / "data" / "maps" / "points.csv"
PROJECTION, HEIGHT = "equalEarth", 430
STEP = 0.1  # degrees: the grid of the outlines
LARGEST = 900  # square pixels of the largest circle
DEGREE = 1.9  # pixels a degree takes on the narrowest map; a wider one only spreads the names

Point = tuple[int, int]
Line = tuple[Point, ...]


def world_map(rows: pd.DataFrame, title: str) -> vega.Chart:
    """A circle a country, its area as its `count`, on the outlines of Natural Earth; the largest are named.

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
    names = (
        vega.Layer(drawn)
        .filter("datum.is_named")
        .mark("text", fontSize=13, color=theme.INK)
        .encode(longitude=vega.field("name_longitude:Q"), latitude=vega.field("name_latitude:Q"))
    )
    layers = [shape, circles, names.encode(text=vega.field("label:N"))]
    return vega.layer(*layers, projection={"type": PROJECTION}, height=HEIGHT)


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
    """Where the name of each spot stands, in degrees; the first ones first, and none where it would cover a circle or a name."""
    top = max(1.0, float(spots["count"].max())) if len(spots) else 1.0
    radii = [math.sqrt(LARGEST * float(count) / top / math.pi) for count in spots["count"]]
    middles = [
        (DEGREE * east, DEGREE * north)
        for east, north in zip(spots["longitude"], spots["latitude"], strict=True)
    ]
    boxes_taken = [placing.disk(*circle) for circle in zip(middles, radii, strict=True)]
    places = []
    for middle, radius, label in zip(middles, radii, spots["label"], strict=True):
        spot = placing.free(middle, label, boxes_taken, radius)
        boxes_taken += [placing.box(spot, label)] if spot else []
        x, y = spot or middle
        places.append((x / DEGREE, y / DEGREE, spot is not None))
    return pd.DataFrame(places, columns=["name_longitude", "name_latitude", "is_named"], index=spots.index)


@cache
def outlines() -> dict[str, Any]:
    """The countries as GeoJSON, each with its code as `id`, empty where it has none."""
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
