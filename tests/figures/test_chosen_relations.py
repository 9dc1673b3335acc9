"""What a selection leaves of a view, by name; and that a figure uses the filters that it accepts, and no other."""

from __future__ import annotations

import pytest
from recorded_statements import choose_every_code, find_filters, record

from dse.figures import REGISTRY
from dse.query import Query, Selection, open_version
from dse.query.chosen_relations import RELATIONS, put_in_front
from dse.query.engine.duckdb_engine import DuckDBEngine
from dse.store import Store


@pytest.fixture(scope="module")
def engine(demo_store: Store) -> DuckDBEngine:
    return open_version(demo_store, demo_store.current().number)


def test_a_relation_that_is_named_stands_in_front_with_the_filters_chosen_and_no_other() -> None:
    sql = put_in_front("select * from chosen_delivered", Selection(families=("ONG",)))
    assert sql.startswith("with chosen_delivered as (select * from delivered where year between")
    assert "$families" in sql and "$regions" not in sql and "$kinds" not in sql


def test_it_joins_the_relations_that_the_statement_has_of_its_own() -> None:
    own = "\nwith counted as (select count(*) as n from chosen_marks) select * from counted, chosen_moves"
    sql = put_in_front(own, Selection())
    assert sql.count("with ") == 1
    assert [sql.index(f"{name} as (") for name in ("chosen_marks", "chosen_moves", "counted")] == sorted(
        sql.index(f"{name} as (") for name in ("chosen_marks", "chosen_moves", "counted")
    )


def test_a_statement_that_names_none_is_left_as_it_is() -> None:
    assert put_in_front("select chosen_x from marks", Selection()) == "select chosen_x from marks"


@pytest.mark.parametrize("name", RELATIONS)
def test_every_relation_can_be_read_with_every_filter(engine: DuckDBEngine, name: str) -> None:
    some = Query(engine, choose_every_code())(f"select * from {name}")
    every = Query(engine, Selection())(f"select * from {name}")
    assert list(some.columns) == list(every.columns)
    assert len(every) or name == "chosen_split_voices"  # no voice of the demo is split


NEEDS = ("gaps", "quadrant", "behind_needs")
# They choose among the rows that they have counted: pairs of families, subjects of needs.
AMONG_ROWS = {
    "families_met": {"families"},
    **{f"{name}_by_theme": {"themes"} for name in NEEDS},
    **{f"{name}_by_support": {"kinds"} for name in NEEDS},
    **{f"{name}_theme": {"themes"} for name in ("needs_after", "needs_to_follow")},
    **{f"{name}_support": {"kinds"} for name in ("needs_after", "needs_to_follow")},
}
# SQL that they share with figures that accept more. Nobody can choose by it here: `Selection.keeping` clears what is not accepted.
SHARED = {
    "themes_wanted": {"kinds"},
    "satisfaction": {"kinds", "themes"},
    "answers_weighted": {"families", "regions"},
    "offers": {"themes"},
    "offers_satisfaction": {"themes"},
    "kinds_satisfaction": {"kinds", "themes"},
    "decisions_followed": {"families", "kinds", "themes"},
    "public_decisions": {"themes"},
}


@pytest.mark.parametrize("name", REGISTRY)
def test_a_figure_uses_the_filters_that_it_accepts_and_no_other(engine: DuckDBEngine, name: str) -> None:
    figure = REGISTRY[name]
    used = set(find_filters(record(engine, figure.rows, choose_every_code())))
    accepted = set(figure.breakdowns)
    assert accepted - used == AMONG_ROWS.get(name, set()), "accepted, and no statement says so"
    assert used - accepted == SHARED.get(name, set()), "in a statement, and not accepted"
