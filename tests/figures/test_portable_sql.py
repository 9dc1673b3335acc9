"""SQL that another engine can be told: every statement is translated to Spark's, and constructs that mean something else there are counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

import pytest
from recorded_statements import choose_every_code, record
from sqlglot.errors import SqlglotError

from dse import decisions, disclosure, figures
from dse.disclosure.audiences import BREAKDOWNS, PROJECTION
from dse.export import publish_dossier
from dse.export.dossier import coverage
from dse.figures import REGISTRY, Figure, headline_units
from dse.figures.annotations import find_annotations
from dse.figures.headlines_measures import UNITS
from dse.figures.period_differences import Pair, Span
from dse.figures.surveys import satisfaction, waves, wording
from dse.publication import options
from dse.query import Query, Selection, facts, open_version, relations
from dse.query.chosen_relations import put_in_front
from dse.query.engine.spark_sql import translate
from dse.store import Store
from dse.ui.frame import data

# What reads the same and means another thing, or has no counterpart.
TRAPS = {
    "a quantile is computed in SQL": r"\b(quantile|quantile_cont|median|percentile_cont)\s*\(",
    "a list is ordered inside its aggregate": r"\b(list|array_agg|string_agg)\s*\([^()]*\border by\b",
    "a lambda": r"\blambda\b|->",
    # Spark divides it to few digits: say `cast(… as double)`.
    "a decimal": r"(?<![\w.'])\d+\.\d+\b(?! as double)",
    "a date is made of what may be no integer": r"\bmake_date\((?!cast)",
    # Say `list_contains($families, …)`, or read a relation of the selection.
    "a list of the selection is made rows": r"\bunnest\(\$",
}
_VIEW = re.compile(r"\s*create (?:view|table) \w+ as\s")


def views() -> Iterator[tuple[str, str]]:
    for view in (relations.REFERENCE, relations.YEARS, *facts.VIEWS):
        yield relations.name_relation(view), _VIEW.sub("", view, count=1)


def find_troubles(sql: str) -> list[str]:
    """Why a statement cannot be told to Spark; empty where it can."""
    try:
        translate(sql)
    except SqlglotError as error:
        return [str(error).splitlines()[0]]
    return [trouble for trouble, pattern in TRAPS.items() if re.search(pattern, sql, re.IGNORECASE)]


def ask_units(query: Query) -> None:
    """What the page asks of two versions to say which rows an import moved."""
    for measure in UNITS:
        headline_units.read_units(query, measure, "GENRE" if measure == "THEME" else None, Span(2016, 2018))
    headline_units.read_members(query, headline_units.find_last_day(query))


Ask = Callable[[Query], object]


def ask_all(query: Query, statements: Iterable[str]) -> None:
    for sql in statements:
        query(sql)


def ask_figure(query: Query, figure: Figure) -> None:
    """What a figure asks for its rows, how far its data reach, and what a decision in front of it follows."""
    figure.rows(query)
    figures._last_day(query, figure)
    if metric := figure.tracked_metric:
        metric.happened(query)
        metric.find_pair(query)
        if metric.fits(query):
            metric.compare(query, Pair(Span(2016, 2018), Span(2019, 2021)))


def list_questions() -> Mapping[str, Ask]:
    """All that the product asks of a version, by name."""
    thresholds = disclosure.audience(PROJECTION).thresholds
    beside = [
        *data._YEAR_QUERIES,
        decisions._OFFERS,
        coverage._LAST_EVENT,
        publish_dossier._SERIES,
        options._OPTIONS,
    ]
    groups = {
        f"groups by {breakdown}": partial(disclosure.blocks, breakdown=breakdown, thresholds=thresholds)
        for breakdown in BREAKDOWNS
    }
    asked_by_figures = {name: partial(ask_figure, figure=figure) for name, figure in REGISTRY.items()}
    return {
        "annotations": find_annotations,
        "what an import moved": ask_units,
        "pages, decisions and dossiers": partial(ask_all, statements=beside),
        **groups,
        **asked_by_figures,
    }


@pytest.fixture(scope="module")
def statements(demo_store: Store) -> dict[str, list[str]]:
    """What each question puts to the engine."""
    engine = open_version(demo_store, demo_store.current().number)
    return {
        name: [sql for sql, _ in record(engine, ask, choose_every_code())]
        for name, ask in list_questions().items()
    }


@pytest.mark.parametrize(
    ("name", "sql"), list(views()), ids=lambda value: value if value.isidentifier() else ""
)
def test_a_view_can_be_told_to_another_engine(name: str, sql: str) -> None:
    assert find_troubles(sql) == []


def test_the_statements_of_the_product_can_be_told_to_another_engine(
    statements: dict[str, list[str]],
) -> None:
    troubles = {
        name: [each for sql in told for each in find_troubles(sql)] for name, told in statements.items()
    }
    assert {name: found for name, found in troubles.items() if found} == {}


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("voice_cells", wording.VOICE_CELLS),
        ("cells", waves.SPLIT_PAIR_CELLS),
        ("cells", satisfaction.SPLIT_CELLS),
    ],
)
def test_what_puts_split_voices_together_can_be_told_to_another_engine(name: str, sql: str) -> None:
    """The demo has none, and its figures ask without."""
    assert find_troubles(put_in_front(f"with {sql} select * from {name}", Selection())) == []


def test_where_nulls_stand_is_said_in_the_translation() -> None:
    """Last here, first in Spark where it is not said."""
    sql = translate("select max(x) over (order by y) from t order by x")
    assert sql.upper().count("NULLS LAST") == 2


def test_the_value_of_the_last_row_is_asked_in_the_words_of_spark() -> None:
    assert translate("select arg_max_null(x, day) from t") == "SELECT MAX_BY(x, day) FROM t"


def test_what_has_no_counterpart_is_noticed() -> None:
    assert find_troubles("select quantile_cont(x, 0.5) from t")
    assert find_troubles("select list(x order by y) from t")
    assert find_troubles("select from where (")
    assert find_troubles("select 1.0 / n from t") and find_troubles("select (0.25 * n) from t")
    assert find_troubles("select make_date($first_year, 1, 1)")
    assert find_troubles("select 1 from t where x in (select unnest($families))")


def test_what_is_settled_is_left_in_peace() -> None:
    settled = "cast(0.25 as double) * n, 1e-9, make_date(cast($first_year as integer), 1, 1), list_contains($families, x)"
    assert find_troubles(f"select {settled} from t") == []
