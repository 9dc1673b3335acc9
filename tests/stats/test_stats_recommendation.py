"""The net promoter score, by hand and against its published interval."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dse.stats import estimate, recommendation


def test_it_is_promoters_less_detractors() -> None:
    assert recommendation.score(2, 2, 7, 20).value == 0
    assert recommendation.score(3, 2, 7, 20).value == pytest.approx(100 / 7)
    assert recommendation.score(1.5, 2, 5, 20).value == pytest.approx(-10)


def test_its_interval_by_hand() -> None:
    """15 promoters, 9 passives, 12 detractors of 36: 15.75/39, 12.75/39, as Rocks 2016 adds them."""
    told = recommendation.score(15, 12, 36, 10**12)
    gap, both = 3 / 39, 28.5 / 39
    half = 1.959964 * math.sqrt((both - gap**2) / 39)
    assert (told.low, told.high) == pytest.approx((100 * (gap - half), 100 * (gap + half)), abs=1e-3)
    assert told.value == pytest.approx(100 * 3 / 36)


@settings(deadline=None)
@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 50))
def test_it_is_within_its_interval_which_closes_when_everyone_answered(
    promoters: int, passives: int, detractors: int, more: int
) -> None:
    n = max(1, promoters + passives + detractors)
    told = recommendation.score(promoters, detractors, n, n + more)
    assert -100 - 1e-9 <= told.low <= told.value <= told.high <= 100 + 1e-9
    assert more or told.low == told.high


def test_nobody_answering_is_said() -> None:
    told = recommendation.score(0, 0, 0, 20)
    assert (told.value, told.n, told.reason) == (None, 0, estimate.NO_ANSWER)


def test_without_a_population_the_score_stands_alone() -> None:
    told = recommendation.score(3, 2, 7, None)
    assert told.value == pytest.approx(100 / 7) and told.low is None
    assert told.reason == estimate.UNKNOWN_POPULATION
