"""A chart of the page is the picture of the files, and a change of the selection changes its rows alone."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from dse import figures, theme
from dse.charts import transport, vega
from dse.charts.steady import LAYOUT, with_steady_specification
from dse.export.files import svg_image
from dse.figures import REGISTRY
from dse.figures.figure import Answer
from dse.query import Selection, open_versions_once
from dse.store import Store

PERIODS = (2016, 2018), (2019, 2021)
# Texts of the rows stand in their specification, or words beside their plot, on which its width depends.
CHANGING = {"countries", "communities_followed"} | {
    figure.id for figure in REGISTRY.values() if figure.has_annotations
}


def draw_specification(answer: Answer) -> dict:
    return theme.french(figures.draw(REGISTRY[answer.figure_id], answer)).to_dict()


def list_rows(page: dict) -> dict:
    return {
        name: rows if isinstance(rows, list) else rows.to_pylist() for name, rows in page["datasets"].items()
    }


def render(spec: dict) -> str:
    """The picture, without the empty layer of the layout and the numbers of the layers."""
    picture = svg_image.render_spec_svg(spec)
    picture = re.sub(r'<g class="mark-symbol role-mark layer_[0-9_]*marks"[^>]*/>', "", picture)
    return re.sub(r"layer_[0-9_]*", "layer", picture)


@pytest.mark.xdist_group("charts")
@pytest.mark.parametrize(
    "part",
    [
        pytest.param(slice(0, None, 4), id="few"),
        pytest.param(slice(None), id="all", marks=pytest.mark.long),
    ],
)
def test_every_chart_of_the_page_is_drawn_as_the_picture_of_the_files(
    charts_by_id: dict[str, dict], part: slice
) -> None:
    charts = list(charts_by_id.items())[part]
    assert len(charts) > 15
    for figure_id, chart in charts:
        page = transport.for_page(chart)
        assert render(page | {"datasets": list_rows(page)}) == render(chart), figure_id


@pytest.mark.xdist_group("charts")
@open_versions_once()
def test_a_change_of_the_period_changes_rows_alone(demo_store: Store) -> None:
    """Another text of the specification, and the browser builds the chart anew."""
    number = demo_store.current().number
    changed = set()
    for figure in REGISTRY.values():
        answers = [
            figures.answer(demo_store, number, figure, Selection(first_year=first, last_year=last))
            for first, last in PERIODS
        ]
        if figure.is_list or any(answer.table.empty for answer in answers):
            continue
        texts = set()
        for answer in answers:
            page = with_steady_specification(draw_specification(answer))
            texts.add(
                json.dumps({name: part for name, part in page.items() if name != "datasets"}, sort_keys=True)
            )
        if len(texts) > 1:
            changed.add(figure.id)
    assert changed == CHANGING


def test_two_orders_of_the_same_rows_differ_in_the_layout_alone() -> None:
    def page(order: list[str], end: float) -> dict:
        rows = pd.DataFrame({"row": ["a", "b"], "share": [1.0, 2.0]})
        layer = (
            vega.Layer(rows)
            .mark("bar")
            .encode(
                y=vega.field("row:N", sort=order),
                x=vega.field("share:Q", scale=vega.scale(domain=[0, end], nice=False)),
            )
        )
        return with_steady_specification(vega.layer(layer, height=60).to_dict())

    first, second = page(["a", "b"], 3.0), page(["b", "a"], 4.0)
    assert first["layer"] == second["layer"] and first["params"] == second["params"]
    assert first["datasets"][LAYOUT] != second["datasets"][LAYOUT]
    assert {name for name in first["datasets"]} == {"rows1", LAYOUT}


@pytest.mark.xdist_group("charts")
def test_words_beside_the_plot_leave_the_specification_as_it_is(charts_by_id: dict[str, dict]) -> None:
    chart = charts_by_id["uptake_by_year"]
    assert with_steady_specification(chart) == chart
