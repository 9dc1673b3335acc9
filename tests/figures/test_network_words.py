"""The network's words: the planted opening is found, and partnerships are told past heads or tails."""

from __future__ import annotations

import pytest
from counted_store import answer_figure

from dse.figures.network import partnerships
from dse.store import Store


def test_the_planted_opening_is_found(demo_store: Store) -> None:
    found = answer_figure(demo_store, "opening_by_year")
    assert set(found.table["tendency"]) == {"HAUSSE"}
    assert "Cette part monte nettement" in found.finding.sentence and found.finding.weight > 0.1
    by_field = answer_figure(demo_store, "opening_by_field").table
    newer = by_field[by_field["field"].isin(["ESS", "SOLIDARITE_NORD"])].groupby("year")["non_members"].sum()
    assert newer.loc[2020:2021].sum() > 1.5 * newer.loc[2013:2014].sum()


@pytest.mark.parametrize(
    ("deeper", "looser", "is_told"),
    [(8, 0, True), (7, 0, False), (0, 8, True), (10, 2, False), (0, 0, False)],
)
def test_partnerships_are_among_what_to_remember_only_past_heads_or_tails(
    deeper: int, looser: int, is_told: bool
) -> None:
    """Two-sided: 8 of 8 has 2 in 256, 7 of 7 has 2 in 128."""
    assert (partnerships._weight(deeper, looser, 10) > 0) is is_told
