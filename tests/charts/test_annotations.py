"""What happened in the offer, over a chart by year."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dse.charts import vega
from dse.charts.annotations import with_annotations


def draw(**options: object) -> vega.Chart:
    rows = pd.DataFrame({"year": [2020, 2021], "share": [1.0, 2.0]})
    return vega.layer(vega.Layer(rows).mark("line").encode(x=vega.field("year:Q", **options)), height=100)


SPAN = {"scale": vega.scale(domain=[2019.6, 2021.4], nice=False)}


def read_rows(chart: vega.Chart) -> list[tuple[float, str]]:
    rows = chart.layers[-1].data
    return list(zip(rows["year"], rows["text"], strict=True))


def test_what_happened_in_years_that_are_not_drawn_is_left_out() -> None:
    """Chosen years without any number are not on the axis."""
    happened = [(date(2019, 1, 1), "avant"), (date(2022, 1, 1), "après")]
    for chart in (draw(), draw(**SPAN)):
        assert with_annotations(chart, happened) is chart
        assert [
            text for _, text in read_rows(with_annotations(chart, [*happened, (date(2021, 3, 1), "x")]))
        ] in (
            ["▾ x"],
            ["x"],
        )


def test_the_first_day_of_the_first_year_stands_at_the_edge() -> None:
    """It lies half-way from the point before, which is not drawn: its line stood left of the axis, over its numbers."""
    assert read_rows(with_annotations(draw(**SPAN), [(date(2020, 1, 1), "ouvert")])) == [(2019.6, "ouvert")]
