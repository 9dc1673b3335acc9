"""Filters are declared once, and what is declared exists."""

from __future__ import annotations

from dataclasses import fields

import pytest

from dse.figures import REGISTRY
from dse.filters import FILTERS
from dse.query import Selection
from dse.ui.frame import address
from schemas import codelists

FIELDS = [each.field for each in FILTERS]


def test_each_filter_is_a_field_of_the_selection_and_a_parameter_of_the_sql() -> None:
    assert set(FIELDS) == {each.name for each in fields(Selection)} - {"first_year", "last_year", "audience"}
    for name in FIELDS:
        assert {name, f"all_{name}"} <= set(Selection().parameters())


def test_each_filter_has_its_own_words() -> None:
    for part in ("field", "url_key", "option", "singular", "plural", "label"):
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


def test_an_address_says_which_of_its_words_are_not_read() -> None:
    """Years the other way round are read; a version in letters is not."""
    years = {"annees": "2018-2016"}
    assert address.find_unknown(years, 2013, 2021) == []
    assert address.decode(years, 2013, 2021)["annees"] == (2016, 2018)
    assert address.find_unknown({"annees": "2018-1999"}, 2013, 2021) == ["2018-1999"]
    assert address.find_unknown({"version": "abc"}, 2013, 2021) == ["abc"]
    assert address.find_unknown({"version": "12", "public": "projection"}, 2013, 2021) == []


@pytest.mark.parametrize(
    ("text", "years", "unknown"),
    [
        ("0999-2016", (2013, 2016), ["0999-2016"]),
        ("02016", (2013, 2021), ["02016"]),
        ("2016-", (2013, 2021), ["2016-"]),
        ("2016--2018", (2013, 2021), ["2016--2018"]),
        ("2016-x", (2013, 2021), ["2016-x"]),
        ("²²²²", (2013, 2021), ["²²²²"]),
    ],
)
def test_years_of_an_address_have_four_digits(text: str, years: tuple[int, int], unknown: list[str]) -> None:
    assert address.decode({"annees": text}, 2013, 2021)["annees"] == years
    assert address.find_unknown({"annees": text}, 2013, 2021) == unknown


def test_a_public_that_does_not_exist_is_named_and_sees_the_least() -> None:
    words = {"public": "xyz"}
    assert address.find_unknown_audience(words) == "xyz" and address.read_audience(words) == "diffusion"
    assert (
        address.find_unknown_audience({"public": "equipe"}) is None
        and address.find_unknown_audience({}) is None
    )
