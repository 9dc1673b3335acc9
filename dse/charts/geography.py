"""Counts by country on a map whose outlines travel with it: nothing is asked of the network."""

from __future__ import annotations

import csv
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
LARGEST = 900  # square pixels of the largest circle
DEGREE = 1.9  # pixels a degree takes on the narrowest map; a wider one only spreads the names


def world_map(rows: pd.DataFrame, title: str) -> vega.Chart:
    """A circle a country, its area as its `count`, on the outlines of Natural Earth; the largest are named.

    `rows` has `code` (ISO 3166-1 alpha-2), `name` and `count`, the largest first. A country without a point in
    data/maps/points.csv is not drawn.
    """
    drawn = _placed(rows)
    land = vega.Layer(_land(frozenset(drawn["code"]))).mark("geoshape", stroke=theme.PAPER, strokeWidth=0.5)
    shape = land.encode(color=vega.when("datum.properties.here", theme.SEQUENTIAL[1], theme.FAINT))
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
    known = rows[rows["code"].isin(list(places))].reset_index(drop=True)
    spots = known.assign(
        longitude=[places[code][0] for code in known["code"]],
        latitude=[places[code][1] for code in known["code"]],
        shown=[french.number(each) for each in known["count"]],
        label=[
            f"{name} {french.number(count)}"
            for name, count in zip(known["name"], known["count"], strict=True)
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
    taken = [placing.disk(*each) for each in zip(middles, radii, strict=True)]
    found = []
    for middle, radius, label in zip(middles, radii, spots["label"], strict=True):
        spot = placing.free(middle, label, taken, radius)
        taken += [placing.box(spot, label)] if spot else []
        x, y = spot or middle
        found.append((x / DEGREE, y / DEGREE, spot is not None))
    return pd.DataFrame(found, columns=["name_longitude", "name_latitude", "is_named"], index=spots.index)


def _land(here: frozenset[str]) -> vega.Options:
    """The outlines, those of the countries counted told apart. Named, so that it stays in its layer as it is: Streamlit
    makes a table of every data set that Altair gathers, and an outline is no table."""
    features = [each | {"properties": {"here": each["id"] in here}} for each in outlines()["features"]]
    return {
        "name": "contours",
        "values": {"type": "FeatureCollection", "features": features},
        "format": {"property": "features", "type": "json"},
    }


@cache
def outlines() -> dict[str, Any]:
    """The countries as GeoJSON, each with its code as `id`, empty where it has none."""
    return json.loads(OUTLINES.read_text(encoding="utf-8"))


@cache
def points() -> dict[str, tuple[float, float]]:
    """Longitude and latitude, in degrees, of the circle of each country."""
    with POINTS.open(encoding="utf-8", newline="") as file:
        return {
            line["code"]: (float(line["longitude"]), float(line["latitude"])) for line in csv.DictReader(file)
        }
