"""The map: every country has a place on it, and nothing is asked of the network to draw it."""

from __future__ import annotations

import itertools
import json

import pandas as pd
import pytest

from dse import charts
from dse.charts import geography, placing
from schemas import codelists

ROWS = pd.DataFrame(
    {"code": ["SN", "KM", "TV"], "name": ["Sénégal", "Comores", "Tuvalu"], "count": [9, 4, 1]}
)


def test_every_country_of_the_codelist_has_a_point_on_earth() -> None:
    places = geography.points()
    assert set(places) == set(codelists.codes("countries"))
    assert all(-180 <= east <= 180 and -90 <= north <= 90 for east, north in places.values())


# Read off an atlas, to the degree: a mistake of sign or of order would be thousands of kilometres.
@pytest.mark.parametrize(
    ("code", "longitude", "latitude"),
    [("SN", -14.5, 14.5), ("HT", -72.5, 19), ("MG", 46.5, -19.5), ("RE", 55.5, -21), ("PF", -149.5, -17.7)],
)
def test_a_few_points_are_where_the_atlas_has_them(code: str, longitude: float, latitude: float) -> None:
    assert geography.points()[code] == pytest.approx((longitude, latitude), abs=1.2)


def test_outlines_are_those_of_known_countries_and_few() -> None:
    ids = [each["id"] for each in geography.outlines()["features"]]
    known = [each for each in ids if each != "XK"]  # Kosovo, which ISO has no code for
    assert set(known) <= set(codelists.codes("countries")) and len(known) == len(set(known)) > 170
    assert geography.OUTLINES.stat().st_size < 300_000


def test_the_outlines_travel_with_the_map() -> None:
    spec = charts.world_map(ROWS, title="Démarrés").to_dict()
    assert '"url"' not in json.dumps(spec)
    land, test = spec["layer"][0]["data"], spec["layer"][0]["encoding"]["color"]["condition"]["test"]
    shapes = {each["id"] for each in land["values"]["objects"]["countries"]["geometries"]}
    here = {code for code in shapes if f'"{code}"' in test}
    assert here == {"SN"}  # too small at this scale: the Comoros and Tuvalu have their circle alone
    rows = [row for data in spec["datasets"].values() for row in data]
    assert {row["code"] for row in rows} == {"SN", "KM", "TV"}


def test_the_outlines_that_travel_are_those_of_the_file_point_by_point() -> None:
    """A border is written once, backwards for one of its countries; put together again, every ring is what it was."""
    land = charts.world_map(ROWS, title="Démarrés").to_dict()["layer"][0]["data"]["values"]
    lines = [
        list(itertools.accumulate(arc, lambda point, step: [point[0] + step[0], point[1] + step[1]]))
        for arc in land["arcs"]
    ]

    def ring(indices: list[int]) -> list[list[float]]:
        parts = [lines[each] if each >= 0 else lines[~each][::-1] for each in indices]
        points = parts[0] + [point for part in parts[1:] for point in part[1:]]
        return [[round(geography.STEP * east, 1), round(geography.STEP * north, 1)] for east, north in points]

    shapes = land["objects"]["countries"]["geometries"]
    for country, shape in zip(geography.outlines()["features"], shapes, strict=True):
        drawn = [[ring(indices) for indices in polygon] for polygon in shape["arcs"]]
        assert (shape["id"], drawn) == (country["id"], country["geometry"]["coordinates"])
    assert len(json.dumps(land)) < 90_000


def test_a_country_without_a_place_is_left_out() -> None:
    spec = charts.world_map(ROWS.assign(code=["SN", "KM", "ZZ"]), title="Démarrés").to_dict()
    assert {row["code"] for data in spec["datasets"].values() for row in data} == {"SN", "KM"}


def test_names_do_not_run_into_one_another() -> None:
    near = pd.DataFrame(
        {"code": ["BF", "TG", "HT"], "name": ["Burkina Faso", "Togo", "Haïti"], "count": [3, 2, 1]}
    )
    named = geography._placed(near)
    assert named["is_named"].all()
    boxes = [
        placing.box((x + row.across, y - row.down), row.label)
        for row in named.itertuples()
        for x, y in [geography.to_pixels(row.longitude, row.latitude)]
    ]
    assert [placing._overlap(*pair) for pair in itertools.combinations(boxes, 2)] == [0, 0, 0]


def test_the_names_of_the_largest_stand_inside_the_frame_beside_their_circle() -> None:
    rows = pd.DataFrame(
        {"code": ["NZ", "US", "FJ", "CL"], "name": "Un nom plutôt long", "count": [9, 8, 7, 6]}
    )
    for row in geography._placed(rows).itertuples():
        x, y = geography.to_pixels(row.longitude, row.latitude)
        left, bottom, right, top = placing.box((x + row.across, y - row.down), row.label)
        frame_left, frame_bottom, frame_right, frame_top = geography.FRAME
        assert (
            row.is_named
            and frame_left <= left
            and right <= frame_right
            and frame_bottom <= bottom
            and top <= frame_top
        )
        assert abs(row.down) < 50 and left - 40 < x < right + 40


def test_every_disputed_border_is_drawn_in_dashes_and_said() -> None:
    spec = charts.world_map(ROWS, title="Démarrés").to_dict()
    dashed = [layer for layer in spec["layer"] if "strokeDash" in layer["mark"]]
    (line,) = dashed[0]["data"]["values"][0]["geometry"]["coordinates"][:1]
    assert (
        len(dashed) == 1
        and len(line) == 2
        and geography.NOTE.replace(" :", "\u00a0:") == "\n".join(spec["title"]["text"])
    )
    borders = geography._disputed_borders()
    segments = {
        border["name"]: [
            segment
            for segment in dashed[0]["data"]["values"][0]["geometry"]["coordinates"]
            if all(
                float(border["west"]) - 0.01 <= x <= float(border["east"]) + 0.01
                and float(border["south"]) - 0.01 <= y <= float(border["north"]) + 0.01
                for x, y in segment
            )
        ]
        for border in borders
    }
    assert len(borders) > 9 and all(segments.values())
    sahara = [[-13.1, 27.7], [-8.7, 27.7]]
    assert any(
        [[round(x, 1), round(y, 1)] for x, y in segment] == sahara
        for segment in segments["Sahara occidental"]
    )


def test_a_name_that_would_cover_a_circle_is_left_to_the_list() -> None:
    crowd = ["BF", "TG", "BJ", "GH", "CI", "ML", "NE", "SN", "GN", "LR", "SL", "GM", "GW", "NG"]
    rows = pd.DataFrame({"code": crowd, "name": [f"Pays {code}" for code in crowd], "count": 9})
    named = geography._placed(rows)
    assert 0 < named["is_named"].sum() < len(crowd)


def test_the_map_is_a_picture_with_its_outlines() -> None:
    import vl_convert

    spec = charts.world_map(ROWS, title="Démarrés").properties(width=800).to_dict()
    whole = vl_convert.vegalite_to_svg(spec)
    land = spec["layer"][0]["data"]
    empty = {"countries": {"type": "GeometryCollection", "geometries": []}}
    spec["layer"][0]["data"] = land | {"values": land["values"] | {"objects": empty}}
    assert whole.count("<path") > vl_convert.vegalite_to_svg(spec).count("<path") + 150
