"""Where nothing is planted, the figures on newcomers say no more than chance would have them say."""

from __future__ import annotations

from collections import Counter

import pytest
from null_demo import null_demos

from dse.figures import REGISTRY
from dse.figures.uptake.arrivals import arrivals, last_to_join

pytestmark = pytest.mark.long

SEEDS = range(200)
MOST = 18  # 9 % of 200
WORDED = {"HAUSSE", "BAISSE", "PLUS", "MOINS"}


@pytest.fixture(scope="module")
def wordings() -> Counter[str]:
    """In how many seeds a word is said of the last arrivals, of any seniority; and in how many arrivals are compared."""
    found: Counter[str] = Counter()
    for query in null_demos(SEEDS):
        word = last_to_join(arrivals(query))
        seniority = set(REGISTRY["uptake_by_seniority"].rows(query)["standing"])
        found += Counter(
            arrivals=word in WORDED, compared=word != "NON_CALCULABLE", seniority=bool(seniority & WORDED)
        )
    return found


def test_the_last_arrivals_are_seldom_told_apart(wordings: Counter[str]) -> None:
    assert wordings["arrivals"] <= MOST
    assert wordings["compared"] > 0.9 * len(SEEDS), "nothing was tested"


def test_newcomers_are_not_called_less_served_for_want_of_time(wordings: Counter[str]) -> None:
    """The year of joining leaves little time to ask: tested with the others, it was called less served in a seed of five."""
    assert wordings["seniority"] <= MOST


def test_members_that_are_alike_are_seldom_called_concentrated() -> None:
    """In the demonstration they are not: `tests/demo/test_null_demo.py` leaves the figure out, and asks it here."""
    figure = REGISTRY["uptake_concentration"]
    words = Counter(figure.rows(query)["standing"].iloc[0] for query in null_demos(SEEDS, is_alike=True))
    assert words["PLUS"] <= MOST
    assert words["SEMBLABLE"] + words["PLUS"] == len(SEEDS)


def test_a_register_built_without_files_is_that_of_the_demo() -> None:
    query = next(null_demos(range(3, 4)))
    members = query("select count(distinct organisation_id) as found from memberships")["found"].iloc[0]
    assert members == 130
    assert (
        REGISTRY["uptake_concentration"].rows(query)["standing"].iloc[0] == "PLUS"
    )  # members' persistence is kept
