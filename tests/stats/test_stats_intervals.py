"""Intervals of a finite population: published examples, exact coverage, and what always holds."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import hypergeom

from dse.stats import estimate, intervals

MEMBERS = 85
ENDLESS = 10**12


def shares() -> st.SearchStrategy[tuple[int, int, int]]:
    """Yes, answers and members."""
    return st.integers(1, 300).flatmap(
        lambda members: st.integers(1, members).flatmap(
            lambda n: st.tuples(st.integers(0, n), st.just(n), st.just(members))
        )
    )


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_without_a_finite_population_it_is_the_published_wilson_interval(
    yes: int, n: int, low: float, high: float
) -> None:
    """Newcombe 1998, Two-sided confidence intervals for the single proportion, Stat. Med. 17, 857-872, table I, method 3."""
    told = intervals.share_of(yes, n, ENDLESS)
    assert (told.low, told.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("yes", "n"), [(12, 30), (1, 25), (50, 51), (40, 76), (0, 26)])
def test_ends_are_where_the_score_test_of_a_finite_population_turns(yes: int, n: int) -> None:
    """Solved without the formula: the shares that lie 1.96 standard errors from what is seen."""
    seen, correction = yes / n, (MEMBERS - n) / (MEMBERS - 1)

    def beyond(share: float) -> float:
        return (seen - share) ** 2 - 1.959964**2 * share * (1 - share) / n * correction

    told = intervals.share_of(yes, n, MEMBERS)
    low = brentq(beyond, 0, seen) if yes else 0.0
    assert told.low == pytest.approx(max(low, yes / MEMBERS), abs=1e-6)
    assert told.high == pytest.approx(min(brentq(beyond, seen + 1e-12, 1), 1 - (n - yes) / MEMBERS), abs=1e-6)


def coverage(n: int) -> np.ndarray:
    """For K = 5 … 80 yes among 85 members, the exact probability that the interval of n answers holds K / 85."""
    told = [intervals.share_of(yes, n, MEMBERS) for yes in range(n + 1)]
    low, high = np.array([each.low for each in told]), np.array([each.high for each in told])
    truths = np.arange(5, 81)
    chances = hypergeom.pmf(np.arange(n + 1), MEMBERS, truths[:, None], n)
    shares = truths[:, None] / MEMBERS
    holds = (low - 1e-12 <= shares) & (shares <= high + 1e-12)
    return (chances * holds).sum(axis=1)


@pytest.mark.parametrize("rate", [0.3, 0.6, 0.9])
def test_coverage_is_the_nominal_one(rate: float) -> None:
    covered = coverage(round(rate * MEMBERS))
    assert 0.94 <= covered.mean() <= 0.97
    assert covered.min() >= 0.88


@pytest.mark.parametrize("n", range(20, MEMBERS))
def test_coverage_never_falls_low_at_any_response_rate(n: int) -> None:
    assert coverage(n).min() >= 0.88
    assert coverage(n).mean() >= 0.94


@given(shares())
def test_an_interval_holds_the_estimate_and_stays_within_what_is_possible(case: tuple[int, int, int]) -> None:
    yes, n, members = case
    told = intervals.share_of(yes, n, members)
    assert 0 <= told.low <= told.value <= told.high <= 1
    assert told.low >= yes / members - 1e-12
    assert told.high <= 1 - (n - yes) / members + 1e-12


@given(shares())
def test_an_interval_narrows_as_more_of_the_same_answer(case: tuple[int, int, int]) -> None:
    yes, n, members = case
    less, more = intervals.share_of(yes, n, 3 * members), intervals.share_of(2 * yes, 2 * n, 3 * members)
    assert more.high - more.low <= less.high - less.low + 1e-12


@given(shares())
def test_yes_and_no_mirror_one_another(case: tuple[int, int, int]) -> None:
    yes, n, members = case
    told, mirrored = intervals.share_of(yes, n, members), intervals.share_of(n - yes, n, members)
    assert (mirrored.low, mirrored.high) == pytest.approx((1 - told.high, 1 - told.low), abs=1e-9)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_is_exact_where_everyone_answered(case: tuple[int, int]) -> None:
    told = intervals.share_of(*case, case[1])
    assert told.low == told.value == told.high == case[0] / case[1]


def test_effective_size_by_hand() -> None:
    """30 of 85: 30 x 84 / 55."""
    assert intervals.effective_size(30, 85) == pytest.approx(45.818, abs=1e-3)
    assert intervals.effective_size(85, 85) == math.inf


def test_variance_of_a_mean_is_that_of_the_petition_of_cochran() -> None:
    """Cochran 1977, Sampling Techniques, p. 27-28: 50 of 676 sheets, 80 % limits 18 107 and 21 669 signatures."""
    counted = {
        **{42: 23, 41: 4, 36: 1, 32: 1, 29: 1, 27: 2, 23: 1, 19: 1, 16: 2, 15: 2},
        **{14: 1, 11: 1, 10: 1, 9: 1, 7: 1, 6: 3, 5: 2, 4: 1, 3: 1},
    }
    sheets = np.repeat(list(counted), list(counted.values())).astype(float)
    half = 1.28 * 676 * math.sqrt(intervals.mean_variance(estimate.sums_of(sheets), 676))
    total = 676 * intervals.mean(sheets, 676).value
    assert (total - half, total + half) == pytest.approx((18_107, 21_669), abs=2)


def test_mean_by_hand() -> None:
    """1, 2, 3, 4 out of 8: s² = 5/3, variance (1 - 1/2) (5/3) / 4 = 0.20833, t with 3 degrees 3.18245."""
    told = intervals.mean([1, 2, 3, 4], 8)
    half = 3.18245 * math.sqrt(5 / 24)
    assert (told.low, told.value, told.high) == pytest.approx((2.5 - half, 2.5, 2.5 + half), abs=1e-4)


@given(st.lists(st.floats(1, 5), min_size=2, max_size=60), st.integers(0, 60))
def test_a_mean_is_within_its_interval_which_closes_when_everyone_answered(
    values: list[float], more: int
) -> None:
    told = intervals.mean(values, len(values) + more)
    assert told.low <= told.value <= told.high
    assert more or told.low == told.high


def test_with_three_members_left_the_interval_is_all_that_is_possible() -> None:
    told = intervals.share_of(20, 82, 85)
    assert (told.low, told.high) == pytest.approx((20 / 85, 23 / 85))


def test_what_cannot_be_computed_says_why() -> None:
    assert intervals.share([], 85) == estimate.hidden(0, 85, intervals.SHARE, "aucune réponse exploitable")
    assert intervals.mean([], 85).value is None
    unknown = intervals.share([1, 0], None)
    assert (unknown.value, unknown.low, unknown.reason) == (0.5, None, estimate.UNKNOWN_POPULATION)
    assert intervals.share([1, 0, 1], 2).reason == estimate.MORE_ANSWERS_THAN_MEMBERS
    assert intervals.mean([3], 85).reason == estimate.ONE_ANSWER
    assert intervals.mean([3], 1).low == 3


def test_an_organisation_without_a_value_did_not_answer() -> None:
    values = pd.Series([1, 0, None, 1], dtype="double[pyarrow]")
    assert intervals.share(values, 10) == intervals.share([1, 0, 1], 10)
    assert intervals.mean(values, 10) == intervals.mean([1, 0, 1], 10)


def test_an_estimate_changes_unit_with_its_interval() -> None:
    told = estimate.Estimate(0.5, 0.4, 0.7, 10, 20, "").in_unit(100)
    assert (told.value, told.low, told.high, told.n) == (50, 40, 70, 10)
    assert estimate.hidden(0, 20, "", "rien").in_unit(100).value is None
