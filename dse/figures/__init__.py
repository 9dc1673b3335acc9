"""The registry: every figure, declared once, in the order of its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from dse.figures import (
    change,
    decisions,
    framework,
    headlines,
    network,
    offer,
    quality,
    strongest,
    surveys,
    themes,
    uptake,
)
from dse.figures.figure import (
    Answer,
    Figure,
    Finding,
    count_screens,
    draw,
    draw_page,
    draw_screens,
    refused,
    rows_per_screen,
)
from dse.figures.figure import answer as _answer
from dse.figures.paging import Page
from dse.figures.registry import (
    REGISTRY,
    Section,
    describe_retired,
    find_successor,
    name_figure,
    register,
)
from dse.figures.versions import WHY, superseded
from dse.page_titles import FIGURE_PAGES as PAGES
from dse.query import Query, Selection, open_version, read_table
from dse.store import Store
from schemas import codelists

__all__ = [
    "PAGES",
    "REGISTRY",
    "SECTIONS",
    "TRENDS",
    "Answer",
    "Figure",
    "Finding",
    "Page",
    "Section",
    "answer",
    "count_screens",
    "describe_retired",
    "draw",
    "draw_page",
    "draw_screens",
    "find_successor",
    "highlights",
    "name_figure",
    "of_page",
    "rows_per_screen",
    "tested",
]

_ROOMS = (headlines, decisions, themes, uptake, surveys, offer, network, change, framework, quality)
register(figure for room in _ROOMS for figure in room.FIGURES)
# The pages that show one part at a time.
SECTIONS: dict[str, dict[str, Section]] = {
    room.FIGURES[0].page: room.SECTIONS for room in (themes, uptake, surveys, offer, network, change)
}
HIGHLIGHTS = 3
TRENDS = "tendencies"
CHANCE = {TRENDS, "period_differences", "standings", "concentrations", "demand_gaps"}
UNTESTED_WORDS = (
    "NON_CALCULABLE",
    "PEU_EXAMINE_SANS_TEST",
    "PEU_EXAMINE_AVANT",
    "SANS_TEST",
    *codelists.codes("headline_reasons"),
)


def of_page(page: str) -> tuple[Figure, ...]:
    """Figures of a page, in its order."""
    return tuple(figure for figure in REGISTRY.values() if figure.page == page)


def answer(
    store: Store,
    number: int,
    figure: Figure,
    selection: Selection,
    must_read: Callable[[str, str], bool] | None = None,
) -> Answer:
    """What a figure says of a version. StoreError if the version cannot be read.

    `must_read` is asked of the texts of the team that a public may have, see `Query`: without it none is quoted.
    """
    query = Query(
        open_version(store, number), selection, of_version=partial(read_table, store), must_read=must_read
    )
    as_of = _last_day(query, figure)
    if superseded(store, number, figure, selection):
        return refused(figure, selection, number, as_of, WHY)
    with codelists.steady():
        return _answer(figure, query, number, as_of)


def _last_day(query: Query, figure: Figure) -> date | None:
    """How far the data of a figure reach: the last day of the register, or a later one of its own tables.

    The register's day stays what members, waits and what never came are counted to: a change noted since says nothing of them.
    """
    days = [
        f"select max({day}) as day from {table}, reference where {day} <= known_on"
        for table, day in figure.freshness_sources
    ]
    sql = f"select max(day) as day from ({' union all '.join(['select as_of as day from reference', *days])})"
    return query.read(sql)["day"][0].as_py()


def highlights(answers: list[Answer]) -> list[Finding]:
    """The findings of a page worth keeping, strongest first: at most three, none where nothing is clear."""
    return [answer.finding for answer in strongest.order(answers)][:HIGHLIGHTS]


def tested(answers: list[Answer]) -> set[str]:
    """The lists of words on chance of which some figure could say one, clear or not: a trend (`tendencies`), a difference."""
    return {
        name
        for answer in answers
        for column in REGISTRY[answer.figure_id].columns
        for name in set(column.codelists) & CHANCE
        if not answer.table[column.name].dropna().isin(UNTESTED_WORDS).all()
    }
