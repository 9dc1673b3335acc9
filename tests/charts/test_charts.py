"""Chart forms: what they show, and that they ship little."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import altair
import jsonschema
import pandas as pd
import pyarrow as pa
import pytest
from counted_store import answer_figure

from dse import charts, figures, paths, theme
from dse.charts import labels
from dse.figures import REGISTRY
from dse.figures import columns as c
from dse.store import Store
from schemas import Column, codelists

pytestmark = pytest.mark.xdist_group("charts")

MOST_ROWS_SHIPPED = 1_000


def test_labels_keep_their_order_and_their_distance() -> None:
    spots = labels.spread([10.0, 11.0, 50.0, 99.0, 100.0], gap=6)
    assert spots == sorted(spots)
    assert all(b - a >= 6 - 1e-9 for a, b in zip(spots, spots[1:], strict=False))
    assert 0 <= min(spots) and max(spots) <= 100
    assert spots[2] == 50


def test_labels_share_what_room_there_is() -> None:
    spots = labels.spread([5.0] * 30, gap=6)
    assert min(spots) == pytest.approx(0) and max(spots) == pytest.approx(100)
    assert len(set(spots)) == 30


def test_numbers_and_dates_are_french_wherever_the_chart_is_embedded() -> None:
    frame = pd.DataFrame({"year": [2013], "members": [20], "share": [5.0], "is_partial": [False]})
    members, column = (
        next(each for each in REGISTRY["uptake_by_year"].columns if each.name == name)
        for name in ("members", "rate_pct")
    )
    spec = theme.french(
        charts.single_line(frame.rename(columns={"share": "rate_pct"}), y=column, base=members)
    ).to_dict()
    options = spec["usermeta"]["embedOptions"]
    assert options["formatLocale"]["decimal"] == ","
    assert options["timeFormatLocale"]["months"][7] == "août"


def test_every_chart_is_vega_lite(charts_by_id) -> None:
    """A word that Vega-Lite does not know would be passed over by the browser, without a message."""
    schema = Path(altair.__file__).parent / "vegalite" / "v6" / "schema" / "vega-lite-schema.json"
    grammar = jsonschema.Draft7Validator(json.loads(schema.read_text(encoding="utf-8")))
    wrong = {
        name: [each.message for each in grammar.iter_errors(spec)] for name, spec in charts_by_id.items()
    }
    assert {name: messages for name, messages in wrong.items() if messages} == {}
    misspelt = charts_by_id["uptake_by_year"] | {"heigth": 300}
    assert not grammar.is_valid(misspelt)


def test_only_aggregated_tables_reach_the_browser(charts_by_id) -> None:
    for figure_id, spec in charts_by_id.items():
        assert sum(len(rows) for rows in spec["datasets"].values()) < MOST_ROWS_SHIPPED, figure_id


def test_only_questions_that_the_demo_does_not_ask_have_no_chart(charts_by_id) -> None:
    wanted = {figure.id for figure in REGISTRY.values() if figure.chart}
    assert wanted - charts_by_id.keys() == {
        "answers_expectation",
        "waves_expectation",
        "quadrant_by_theme",
        "quadrant_by_support",
    }


def test_bars_start_at_zero(charts_by_id) -> None:
    for figure_id, layer in ((name, layer) for name, spec in charts_by_id.items() for layer in spec["layer"]):
        for channel in ("x", "y"):
            encoding = layer.get("encoding", {}).get(channel) or {}
            domain = (encoding.get("scale") or {}).get("domain")
            is_both_ways = layer.get("encoding", {}).get(f"{channel}2") == {"datum": 0}
            if domain and layer["mark"]["type"] == "bar":
                assert domain[0] == 0 or (is_both_ways and domain[0] < 0 < domain[1]), figure_id


def test_what_stands_above_a_chart_is_not_told_in_english(charts_by_id) -> None:
    titled = {figure_id: spec["title"] for figure_id, spec in charts_by_id.items() if "title" in spec}
    assert titled and all(title["aria"] is False for title in titled.values()), titled


def test_what_names_the_signs_of_a_chart_fits_a_page(charts_by_id: dict[str, dict]) -> None:
    """Lines of 95 letters are as wide as a page of the report; a chart without data names none."""
    titles = [spec["title"]["text"] for spec in charts_by_id.values() if "title" in spec]
    assert titles and all(isinstance(each, list) for each in titles)
    assert max(len(line) for each in titles for line in each) <= 95


def test_each_theme_and_each_family_has_its_colour() -> None:
    tops = [theme.COLOURS[code] for code in codelists.tops("themes")]
    assert len(set(tops)) == len(tops)
    families = [theme.COLOURS[code] for code in codelists.codes("actor_families")]
    assert len(set(families)) == len(families)


def test_each_colour_is_that_of_a_code_that_exists() -> None:
    drawn = (
        "themes",
        "actor_families",
        "fields",
        "activity_kinds",
        "activity_formats",
        "output_kinds",
        "partnership_kinds",
    )
    assert set(theme.COLOURS) <= {code for name in drawn for code in codelists.codes(name)}


@pytest.mark.parametrize(
    "source", sorted((paths.ROOT / "dse" / "charts").glob("*.py")), ids=lambda path: path.stem
)
def test_no_channel_is_named_in_short(source: Path) -> None:
    """Altair looks through all its classes for what `text="label:N"` stands for, and for a plain value: half of drawing a chart."""
    given = [
        keyword.value
        for call in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".encode")
        for keyword in call.keywords
    ]
    short = [ast.unparse(each) for each in given if isinstance(each, ast.Constant | ast.JoinedStr)]
    assert short + [text for each in given if (text := ast.unparse(each)).startswith("altair.value(")] == []


@pytest.mark.parametrize(("last", "labels"), [(2018, "2016"), (2029, "16")])
def test_years_are_written_whole_where_there_is_room(last: int, labels: str) -> None:
    years = list(range(2016, last + 1))
    frame = pd.DataFrame({"country": "FR", "year": years, "delivered": 1, "inside": True})
    row, inside = (
        Column("figures", name, name, "", pa.string(), "dimension") for name in ("country", "inside")
    )
    chart = charts.years_blocks(frame, row, (c.DELIVERED,), inside).to_dict()
    texts = {row["text"] for rows in chart["datasets"].values() for row in rows if "text" in row}
    assert labels in texts


def test_quadrants_without_a_point_keep_their_corners() -> None:
    corners = ("À renforcer", "À poursuivre", "À surveiller", "À alléger")
    spec = charts.quadrants([], corners, ("Importance", "Satisfaction")).to_dict()
    names = [row.get("name") for rows in spec["datasets"].values() for row in rows]
    assert [name for name in names if name] == list(corners)


def test_equal_bars_keep_the_order_of_their_rows_whatever_their_last_digit() -> None:
    name, rate = (
        Column("figures", "name", "Nom", "", pa.string(), "text"),
        Column("figures", "rate", "Taux", "", pa.float64(), "measure"),
    )
    frame = pd.DataFrame({"name": list("abc"), "rate": [0.1 + 0.2, 0.3, 0.9]})
    for rows in (frame, frame[::-1].reset_index(drop=True)):
        spec = charts.ranked_bars(rows, name, rate, rows["name"]).to_dict()
        assert spec["layer"][0]["encoding"]["y"]["sort"] == [
            "c",
            *(row for row in rows["name"] if row != "c"),
        ]


def test_a_curve_of_a_few_years_is_lower_and_no_line_crosses_its_numbers() -> None:
    heights = {}
    for years in (3, 9):
        frame = pd.DataFrame({"year": range(2013, 2013 + years), "rate_pct": 20.0, "is_partial": False})
        drawn = charts.single_line(frame, c.RATE_OF_YEAR).to_dict()
        heights[years] = drawn["height"]
        texts = [layer["mark"] for layer in drawn["layer"] if layer["mark"]["type"] == "text"]
        assert [mark.get("stroke") for mark in texts] == [theme.PAPER, None] * 2
    assert heights[3] < heights[9]


def test_a_band_around_a_curve_is_named_above_it_and_nowhere_else(charts_by_id, demo_store: Store) -> None:
    specs = {name: json.dumps(spec, ensure_ascii=False) for name, spec in charts_by_id.items()}
    banded = {name for name, spec in specs.items() if '"type": "area"' in spec}
    named = {name for name, spec in specs.items() if "Bande claire\u00a0:" in spec}
    of_bars = {"gaps_by_theme", "gaps_by_support"}
    assert banded == named - of_bars == {"request_delays", "outputs_delays", "time_to_first"}
    one_year = figures.draw(
        REGISTRY["request_delays"], answer_figure(demo_store, "request_delays", first_year=2021)
    )
    assert "Bande claire" not in json.dumps(one_year.to_dict(), ensure_ascii=False)
