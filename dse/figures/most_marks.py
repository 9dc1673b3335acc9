"""No chart holds more marks than can be seen: beyond MOST_MARKS only its first categories are drawn, and it says so."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from dse import charts, french
from dse.figures.paging import Page, Paging, first_categories, single_page

MOST_MARKS = 2_000
Draw = Callable[[pd.DataFrame], charts.Chart]


def draw_first_categories(
    draw: Draw, table: pd.DataFrame, paging: Paging, most: int = MOST_MARKS
) -> charts.Chart:
    """The chart of a table, or of as many of its first categories as `most` marks hold, with a note of how many there are.

    A long table is not drawn to be counted: its beginning tells how many marks a row makes. Charts that add their rows up
    have few of them, and are drawn whole.
    """
    page = _estimate_page(table, paging, most)
    chart = draw(page.table)
    if not page.is_all and chart.marks < most // 4:
        page, chart = single_page(table), draw(table)
    if chart.marks <= most and page.is_all:
        return chart
    if page.is_all:
        page = first_categories(table, paging, len(table))
    while chart.marks > most and page.last > 1:
        page = first_categories(table, paging, max(1, page.last * most // chart.marks))
        chart = draw(page.table)
    return chart if page.is_all or paging.counts else charts.with_note(chart, _describe(page))


def _estimate_page(table: pd.DataFrame, paging: Paging, most: int) -> Page:
    """The categories of which the rows are no more than `most`, if all are of the same length."""
    if len(table) <= most:
        return single_page(table)
    total = first_categories(table, paging, 1).total
    return first_categories(table, paging, max(1, total * most // len(table)))


def _describe(page: Page) -> str:
    first = "La première ligne" if page.last == 1 else f"Les {french.number(page.last)} premières lignes"
    return f"{first} sur {french.number(page.total)} ; le tableau les contient toutes."
