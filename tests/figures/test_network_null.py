"""The network's words: the planted opening is found, and where nothing is planted little is said."""

from __future__ import annotations

from collections import Counter

import pytest
from counted_store import answer_figure
from null_demo import null_demos

from dse.figures.activities import people
from dse.figures.network import joining, opening, partnerships
from dse.store import Store

SEEDS = range(200)
MOST = 18  # 9 % of 200
WORDED = {"HAUSSE", "BAISSE"}
FIGURES = {"opening": opening.by_year, "joining": joining.by_year, "women": people.women_by_year}


def test_the_planted_opening_is_found(demo_store: Store) -> None:
    found = answer_figure(demo_store, "opening_by_year")
    assert set(found.table["tendency"]) == {"HAUSSE"}
    assert "Cette part monte nettement" in found.finding.sentence and found.finding.weight > 0.1
    by_field = answer_figure(demo_store, "opening_by_field").table
    newer = by_field[by_field["field"].isin(["ESS", "SOLIDARITE_NORD"])].groupby("year")["non_members"].sum()
    assert newer.loc[2020:2021].sum() > 1.5 * newer.loc[2013:2014].sum()


@pytest.fixture(scope="module")
def wordings() -> Counter[str]:
    """In how many seeds each figure says a word, and in how many it could have said one."""
    found: Counter[str] = Counter()
    for query in null_demos(SEEDS, full=True):
        for name, rows in FIGURES.items():
            word = rows(query)["tendency"].iloc[0]
            found[name] += word in WORDED
            found[f"{name} tested"] += word != "NON_CALCULABLE"
    return found


@pytest.mark.long
@pytest.mark.parametrize("name", FIGURES)
def test_little_is_said_where_nothing_is_planted(wordings: Counter[str], name: str) -> None:
    assert wordings[name] <= MOST
    assert wordings[f"{name} tested"] == len(SEEDS), "nothing was tested"


@pytest.mark.parametrize(
    ("deeper", "looser", "is_told"),
    [(8, 0, True), (7, 0, False), (0, 8, True), (10, 2, False), (0, 0, False)],
)
def test_partnerships_are_among_what_to_remember_only_past_heads_or_tails(
    deeper: int, looser: int, is_told: bool
) -> None:
    """Two-sided: 8 of 8 has 2 in 256, 7 of 7 has 2 in 128."""
    assert (partnerships._weight(deeper, looser, 10) > 0) is is_told
