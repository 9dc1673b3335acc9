"""A chart on its way to the page: what it draws is all there, and nothing else travels."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from dse import theme
from dse.charts import dark_mode, transport, vega

ROWS = pd.DataFrame(
    {
        "row": ["a", "b"],
        "count": [1, 2],
        "share": [0, 2.5],
        "is_partial": [True, False],
        "ink": [theme.ACCENT, theme.WARNING],
        "unused": "x",
    }
)


def spec() -> dict[str, object]:
    layer = vega.Layer(ROWS).mark("bar").filter("datum.count > 0 && !datum.is_partial")
    chart = vega.layer(layer.encode(x=vega.field("share:Q"), color=vega.field("ink:N")), height=100)
    return theme.french(chart).to_dict()


def table(page: dict[str, object]) -> pa.Table:
    return page["datasets"]["rows1"]


def test_a_page_gets_the_columns_that_are_drawn_or_asked_about() -> None:
    rows = table(transport.for_page(spec()))
    assert sorted(rows.column_names) == ["count", "ink", "is_partial", "share"]
    assert rows["share"].to_pylist() == [0.0, 2.5] and rows["is_partial"].to_pylist() == [True, False]
    assert rows.schema.metadata is None


def test_what_is_ready_stays_and_the_words_for_other_pages_are_gone() -> None:
    ready = transport.for_page(spec())
    assert transport.for_page(ready) == ready
    assert "usermeta" in spec() and "usermeta" not in ready


def test_colours_in_rows_turn_with_the_page() -> None:
    assert table(dark_mode.on_dark(transport.for_page(spec())))["ink"].to_pylist() == [
        theme.ON_DARK[theme.ACCENT],
        theme.ON_DARK[theme.WARNING],
    ]


@pytest.mark.xdist_group("charts")
def test_every_chart_keeps_the_columns_of_its_marks(charts_by_id: dict[str, dict]) -> None:
    """The rows of the page are those of the pictures, for each column that any part of the chart names."""
    for figure_id, chart in charts_by_id.items():
        for name, rows in transport.with_tables(chart)["datasets"].items():
            whole = chart["datasets"][name]
            assert rows.to_pylist() == [{key: row[key] for key in rows.column_names} for row in whole], (
                figure_id
            )
            left_out = set(whole[0] if whole else ()) - set(rows.column_names)
            text = str({key: part for key, part in chart.items() if key != "datasets"})
            assert [key for key in left_out if f"'field': '{key}'" in text or f"datum.{key}" in text] == []
