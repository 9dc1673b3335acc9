"""Counts by country on a map whose outlines travel with it: nothing is asked of the network."""

from __future__ import annotations

import csv
import json
from functools import cache
from typing import Any

import altair
import pandas as pd

from dse import french, paths, theme

OUTLINES = paths.ROOT / "data" / "maps" / "countries.json"
POINTS = paths.ROOT / "data" / "maps" / "points.csv"
PROJECTION, HEIGHT = "equalEarth", 430
LARGEST = 900  # square pixels of the largest circle
NEAR = (11.0, 40.0)  # degrees of latitude and longitude within which two names would run into one another


def world_map(rows: pd.DataFrame, title: str) -> altair.LayerChart:
    """A circle a country, its area as its `count`, on the outlines of Natural Earth; the largest are named.

    `rows` has `code` (ISO 3166-1 alpha-2), `name` and `count`, the largest first. A country without a point in
    data/maps/points.csv is not drawn.
    """
    drawn = _placed(rows)
    land = altair.Chart(_land(frozenset(drawn["code"]))).mark_geoshape(stroke="#ffffff", strokeWidth=0.5)
    shape = land.encode(
        color=altair.condition(
            "datum.properties.here", altair.value(theme.SEQUENTIAL[1]), altair.value("#E6E9EC")
        )
    )
    base = altair.Chart(drawn).encode(longitude="longitude:Q", latitude="latitude:Q")
    top = max(1.0, float(drawn["count"].max())) if len(drawn) else 1.0
    circles = base.mark_circle(opacity=0.75, color=theme.ACCENT, stroke="#ffffff").encode(
        size=altair.Size("count:Q", scale=altair.Scale(domain=[0, top], range=[0, LARGEST]), legend=None),
        tooltip=[altair.Tooltip("name:N", title="Pays"), altair.Tooltip("shown:N", title=title)],
    )
    names = base.transform_filter("datum.is_named").mark_text(fontSize=13, color="#30363c", dy=-20)
    layers = [shape, circles, names.encode(text="label:N")]
    return altair.layer(*layers).project(PROJECTION).properties(height=HEIGHT)


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
    return spots.assign(is_named=_apart(spots))


def _apart(spots: pd.DataFrame) -> list[bool]:
    """Which spots, the first ones first, are far enough from those already named to be named too."""
    named: list[tuple[float, float]] = []
    found = []
    for spot in zip(spots["latitude"], spots["longitude"], strict=True):
        near = any(
            all(abs(a - b) < reach for a, b, reach in zip(spot, other, NEAR, strict=True)) for other in named
        )
        found.append(not near)
        named += [] if near else [spot]
    return found


def _land(here: frozenset[str]) -> altair.InlineData:
    """The outlines, those of the countries counted told apart. Named, so that it stays in its layer as it is: Streamlit
    makes a table of every data set that Altair gathers, and an outline is no table."""
    features = [each | {"properties": {"here": each["id"] in here}} for each in outlines()["features"]]
    return altair.InlineData(
        name="contours",
        values={"type": "FeatureCollection", "features": features},
        format=altair.JsonDataFormat(property="features", type="json"),
    )


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
