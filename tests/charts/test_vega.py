"""Charts as Vega-Lite: what a layer, a table and a value become."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pyarrow as pa

from dse.charts import vega

ROWS = pd.DataFrame({"row": ["a", "b"], "count": [1, 2]})


def test_a_table_drawn_twice_is_in_the_chart_once() -> None:
    same = vega.layer(vega.Layer(ROWS).mark("bar"), vega.Layer(ROWS.copy()).mark("text"), height=100)
    spec = same.to_dict()
    assert list(spec["datasets"].values()) == [[{"row": "a", "count": 1}, {"row": "b", "count": 2}]]
    assert len({layer["data"]["name"] for layer in spec["layer"]}) == 1
    other = vega.layer(vega.Layer(ROWS).mark("bar"), vega.Layer(ROWS.head(1)).mark("text"), height=100)
    assert len(other.to_dict()["datasets"]) == 2


def test_a_chart_with_others_over_it_leaves_its_height_to_the_whole() -> None:
    inner = vega.layer(vega.Layer(ROWS).mark("bar"), height=100)
    spec = vega.layer(inner, vega.Layer(ROWS).mark("rule"), height=130).to_dict()
    assert spec["height"] == 130 and "height" not in spec["layer"][0]


def test_layers_are_not_changed_by_what_is_made_of_them() -> None:
    base = vega.Layer(ROWS).encode(x=vega.field("count:Q"))
    base.mark("bar").encode(y=vega.field("row:N")).filter("datum.count > 0")
    assert (base.look, list(base.encoding), base.transform) == ({}, ["x"], ())


def test_values_become_what_json_has() -> None:
    frame = pd.DataFrame(
        {
            "share": [1.5, float("nan")],
            "reach": [float("inf"), 2.0],
            "day": [date(2018, 2, 1), None],
            "count": pd.Series([3, None], dtype=pd.ArrowDtype(pa.int64())),
            "known": [True, False],
            "name": pd.Series(["é", None], dtype=pd.ArrowDtype(pa.string())),
        }
    )
    first, second = vega.rows_of(frame)
    assert first == {"share": 1.5, "reach": None, "day": "2018-02-01", "count": 3, "known": True, "name": "é"}
    assert second == {"share": None, "reach": 2.0, "day": None, "count": None, "known": False, "name": None}
    assert (type(first["count"]), type(first["known"])) == (int, bool)


def test_a_field_has_its_type_and_a_condition_two_values() -> None:
    assert vega.field("row:N", sort=["a"]) == {"field": "row", "type": "nominal", "sort": ["a"]}
    assert vega.field("end") == {"field": "end"}
    assert vega.when("datum.is_partial", 0.5, 1) == {
        "condition": {"test": "datum.is_partial", "value": 0.5},
        "value": 1,
    }
