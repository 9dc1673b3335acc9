"""A chart of one row is as readable as one of many: what is written above the rows takes no room from them."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from dse import charts, theme
from dse.charts.axes import ROW_HEIGHT
from dse.export.files import svg_image
from dse.figures import REGISTRY
from dse.figures import columns as c
from schemas import codelists

# Seven parts of a whole, some of a long title.
PARTS = c._counts(" ".join(codelists.codes("need_outcomes")).lower(), "need_outcomes")
INKS = (theme.ACCENT,) * len(PARTS)
COUNTS = dict.fromkeys((part.name for part in PARTS), 3)
NEED = {
    "row": "Climat", "need": 40.0, "low": 30.0, "high": 50.0, "bound_from": None, "bound_end": None, "asked": 10.0,
    "accompanied": 10.0, "met": 20.0, "is_highlighted": False, "satisfied": "–", "said": "+20 points",
    "need_shown": "40 %", "asked_shown": "10 %", "accompanied_shown": "10 %", "met_shown": "20 %",
}  # fmt: skip
# What Streamlit says of a chart of the page: its height holds the legend, and the room beneath.
ON_A_PAGE = {
    "width": 430,
    "autosize": {"type": "fit", "contains": "padding"},
    "padding": {"left": 5, "right": 5, "top": 5, "bottom": 20},
}


def measure_plot(chart: charts.Chart) -> float:
    """The height in pixels that a page leaves to the rows."""
    svg = svg_image.render_spec_svg(theme.french(chart).to_dict() | ON_A_PAGE)
    match = re.search(r'class="background"[^>]*d="M[\d.,-]+h[\d.]+v([\d.]+)', svg)
    assert match
    return float(match[1])


def draw_stack(rows: int) -> charts.Chart:
    frame = pd.DataFrame([{"theme": code, **COUNTS} for code in ("GENRE", "CLIMAT", "AGROECO")[:rows]])
    return charts.stacked_bars(frame, row=c.THEME, parts=PARTS, colours=INKS)


def draw_counts(rows: int) -> charts.Chart:
    frame = pd.DataFrame([{"row": f"Ligne {rank}", "said": "21", **COUNTS} for rank in range(rows)])
    return charts.counted_parts(frame, PARTS, INKS, "Membres")


def draw_needs(rows: int) -> charts.Chart:
    return charts.needs_met(pd.DataFrame([NEED | {"row": f"Ligne {rank}"} for rank in range(rows)]))


@pytest.mark.parametrize("draw", [draw_stack, draw_counts, draw_needs])
@pytest.mark.parametrize("rows", [1, 2, 3])
def test_the_lines_above_leave_each_row_its_height(draw, rows: int) -> None:
    assert measure_plot(draw(rows)) >= 0.9 * ROW_HEIGHT * rows


def test_years_of_one_country_are_drawn_as_high_as_those_of_many() -> None:
    frame = pd.DataFrame(
        {"country": ["ML"] * 2, "year": [2020, 2021], "delivered": [1, 2], "inside": [True, True]}
    )
    chart = charts.years_blocks(frame, row=c.COUNTRY, blocks=(c.DELIVERED,), inside=c.INSIDE)
    assert measure_plot(chart) >= 10


def test_a_legend_has_the_room_of_the_files_on_the_page_too() -> None:
    assert theme.CONFIG["legend"]["rowPadding"] == 2 and theme.CONFIG["legend"]["padding"] == 0


def test_a_share_of_few_people_alone_is_drawn_as_a_year_without_number() -> None:
    frame = pd.DataFrame(
        {"year": [2018], "people": [12], "counted": [None], "women": [None], "women_pct": [None]}
    ).astype({name: "Int64" for name in ("counted", "women", "women_pct")})
    frame = frame.assign(is_partial=True, tendency="NON_CALCULABLE")
    assert REGISTRY["women_by_year"].chart(frame).to_dict()
