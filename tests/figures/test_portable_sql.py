"""SQL that another engine can be told: every statement is translated to Spark's, and constructs that mean something else there are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlglot
from recorded_statements import choose_every_code, record
from sqlglot.errors import ErrorLevel, SqlglotError

from dse.figures import REGISTRY
from dse.query import facts, open_version, relations
from dse.store import Store

# What reads the same and means another thing, or has no counterpart.
TRAPS = {
    "a quantile is computed in SQL": r"\b(quantile|quantile_cont|median|percentile_cont)\s*\(",
    "a list is ordered inside its aggregate": r"\b(list|array_agg|string_agg)\s*\([^()]*\border by\b",
    "a lambda": r"\blambda\b|->",
}
DECIMAL = r"(?<![\w.'(])\d+\.\d+(?! as double)"
# Understood by both, and to be settled all the same: figures that still have it. The lists may only become shorter.
TO_SETTLE = {
    # A decimal, which Spark divides to few digits: say `cast(… as double)`.
    DECIMAL: """
        themes_requested_delivered never_reached needs_followed_by_theme behind_needs_by_theme needs_followed_by_support
        behind_needs_by_support offers organisations_met wishes_and_coming wishes_by_family wished_never_came changes_by_year
        changes_by_kind changes_by_level changes_by_significance changes_backed freshness
    """,
    # Spark makes a date of integers only.
    r"make_date\((?!cast)": """
        needs_followed_by_theme behind_needs_by_theme needs_followed_by_support behind_needs_by_support partnerships
        indicators_progress indicators_behind indicators_by_breakdown indicators_periods
    """,
    # A list that is a parameter: say `list_contains($families, …)`, or read a relation of the selection.
    r"unnest\(\$": """
        themes_wanted time_to_first partnerships paths_to_change supports_cited supports_cited_by_theme indicators_progress
        indicators_behind indicators_by_breakdown indicators_periods
    """,
}
_VIEW = re.compile(r"\s*create (?:view|table) \w+ as\s")


def views() -> Iterator[tuple[str, str]]:
    for view in (relations.REFERENCE, relations.YEARS, *facts.VIEWS):
        yield relations.name_relation(view), _VIEW.sub("", view, count=1)


def find_troubles(sql: str) -> list[str]:
    """Why a statement cannot be told to Spark; empty where it can."""
    try:
        sqlglot.transpile(sql, read="duckdb", write="spark", unsupported_level=ErrorLevel.RAISE)
    except SqlglotError as error:
        return [str(error).splitlines()[0]]
    return [trouble for trouble, pattern in TRAPS.items() if re.search(pattern, sql, re.IGNORECASE)]


def find_figures(statements: dict[str, list[str]], pattern: str) -> set[str]:
    return {name for name, told in statements.items() if any(re.search(pattern, sql) for sql in told)}


@pytest.fixture(scope="module")
def statements(demo_store: Store) -> dict[str, list[str]]:
    """What each figure puts to the engine."""
    engine = open_version(demo_store, demo_store.current().number)
    return {
        figure.id: [sql for sql, _ in record(engine, figure, choose_every_code())]
        for figure in REGISTRY.values()
    }


@pytest.mark.parametrize(("name", "sql"), views(), ids=lambda value: value if value.isidentifier() else "")
def test_a_view_can_be_told_to_another_engine(name: str, sql: str) -> None:
    assert find_troubles(sql) == []


@pytest.mark.parametrize("pattern", TO_SETTLE)
def test_a_view_has_none_of_what_figures_are_to_lose(pattern: str) -> None:
    assert [name for name, sql in views() if re.search(pattern, sql)] == []


def test_the_statements_of_figures_can_be_told_to_another_engine(statements: dict[str, list[str]]) -> None:
    troubles = {
        name: [each for sql in told for each in find_troubles(sql)] for name, told in statements.items()
    }
    assert {name: found for name, found in troubles.items() if found} == {}


@pytest.mark.parametrize("pattern", TO_SETTLE)
def test_no_other_figure_takes_up_what_figures_are_to_lose(
    statements: dict[str, list[str]], pattern: str
) -> None:
    assert find_figures(statements, pattern) <= set(TO_SETTLE[pattern].split())


def test_where_nulls_stand_is_said_in_the_translation() -> None:
    """Last here, first in Spark where it is not said."""
    (sql,) = sqlglot.transpile(
        "select max(x) over (order by y) from t order by x", read="duckdb", write="spark"
    )
    assert sql.upper().count("NULLS LAST") == 2


def test_what_has_no_counterpart_is_noticed() -> None:
    assert find_troubles("select quantile_cont(x, 0.5) from t")
    assert find_troubles("select list(x order by y) from t")
    assert find_troubles("select from where (")
    assert find_figures({"a": ["select 1.0 / n"], "b": ["select cast(1 as double) / n"]}, DECIMAL) == {"a"}
