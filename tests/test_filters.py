"""Filters are declared once, and what is declared exists."""

from __future__ import annotations

from dataclasses import fields

from dse.figures import REGISTRY
from dse.filters import FILTERS
from dse.query import Selection
from schemas import codelists

FIELDS = [each.field for each in FILTERS]


def test_each_filter_is_a_field_of_the_selection_and_a_parameter_of_the_sql() -> None:
    assert set(FIELDS) == {each.name for each in fields(Selection)} - {"first_year", "last_year", "audience"}
    for name in FIELDS:
        assert {name, f"all_{name}"} <= set(Selection().parameters())


def test_each_filter_has_its_own_words() -> None:
    for part in ("field", "word", "option", "singular", "plural", "label"):
        assert len({getattr(each, part) for each in FILTERS}) == len(FILTERS)


def test_the_codes_of_each_filter_are_listed() -> None:
    assert {name for each in FILTERS for name in each.codelists} <= set(codelists.names())


def test_figures_accept_filters_that_exist() -> None:
    assert {name for figure in REGISTRY.values() for name in figure.breakdowns} <= set(FIELDS)


def test_a_selection_loses_the_filters_that_are_not_kept() -> None:
    chosen = Selection(first_year=2013, families=("ONG",), kinds=("FORMATION",), themes=("GENRE",))
    assert chosen.keeping(["families", "themes"]) == Selection(
        first_year=2013, families=("ONG",), themes=("GENRE",)
    )
