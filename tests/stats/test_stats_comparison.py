"""Intervals of a change, paired and not: published examples, another way to them, and how they hold together in a family."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import binom, multinomial

from dse import stats
from dse.stats import comparison, estimate
from dse.stats.comparison import paired_mean, paired_shares, unpaired_shares
from dse.stats.estimate import Estimate, sums_of

LEVELS = (0.95, 1 - 0.05 / 24, 1 - 0.02 / 24)


def bounds(change: Estimate) -> tuple[float | None, float | None]:
    return change.low, change.high


@pytest.mark.parametrize(
    ("later", "earlier", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_unpaired_shares_have_the_published_interval_of_newcombe(
    later: tuple[int, int], earlier: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe 1998, Stat. Med. 17, 873-890, table II, method 10."""
    assert bounds(unpaired_shares(earlier, later, 0.95)) == pytest.approx((low, high), abs=5e-5)


def test_paired_shares_have_the_published_interval_of_tango() -> None:
    """Fagerland, Lydersen and Laake 2014, Stat. Med. 33, 2850-2875: 21 children, 1 against 7."""
    found = paired_shares(1, 7, 21, 0.95)
    assert found.value == pytest.approx(-6 / 21)
    assert bounds(found) == pytest.approx((-0.517, -0.026), abs=5e-4)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("gained", "lost", "n"), [(7, 1, 21), (3, 2, 8), (12, 4, 56), (20, 1, 30)])
def test_the_interval_of_tango_ends_where_its_score_does(
    gained: int, lost: int, n: int, level: float
) -> None:
    """At each bound the score, with the likelihood made as large as it can be there, is that of the level."""
    found = paired_shares(gained, lost, n, level)
    z = comparison.intervals.normal(level)
    for bound, sign in ((found.low, 1), (found.high, -1)):

        def unlikely(loss: float, bound: float = bound) -> float:
            parts = (loss + bound, loss, 1 - 2 * loss - bound)
            return -sum(
                count * math.log(max(part, 1e-300))
                for count, part in zip((gained, lost, n - gained - lost), parts, strict=True)
            )

        loss = minimize_scalar(
            unlikely, bounds=(max(0, -bound), (1 - bound) / 2), method="bounded", options={"xatol": 1e-12}
        ).x
        score = (gained - lost - n * bound) / math.sqrt(n * (2 * loss + bound - bound**2))
        assert score == pytest.approx(sign * z, rel=1e-4)


# Student 1908, Biometrika 6, 1-25: hours of sleep that ten patients gained under one drug and not the other.
SLEEP = (1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4)


def test_paired_means_are_those_of_student_s_sleep() -> None:
    """Mean 1.58, interval 0.70 to 2.46 (R, example(sleep))."""
    found = paired_mean(sums_of(SLEEP), 0.95)
    assert found.value == pytest.approx(1.58)
    assert bounds(found) == pytest.approx((0.7001, 2.4599), abs=1e-4)


def test_a_family_shares_out_the_level() -> None:
    assert comparison.confidence(1) == 1 - stats.LEVEL
    assert comparison.confidence(20) == pytest.approx(1 - stats.LEVEL / 20)
    narrow, wide = (paired_shares(9, 2, 30, comparison.confidence(number)) for number in (1, 20))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_what_cannot_be_compared_says_why() -> None:
    assert unpaired_shares((0, 0), (3, 5), 0.95).reason == estimate.NO_ANSWER
    few = paired_shares(2, 0, 4, 0.95)
    assert (
        few.value is None
        and few.reason == "trop peu de répondants communs pour comparer les deux enquêtes, moins de 5"
    )
    assert paired_mean(sums_of([1.0] * 4), 0.95).reason == few.reason
    seven = paired_mean(sums_of([1.0] * 7), 0.95)
    assert (seven.value, seven.low) == (1.0, None) and "moins de 8" in seven.reason


@settings(deadline=None)
@given(
    st.integers(5, 60).flatmap(
        lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(0, n), st.integers(1, 4))
    ),
    st.sampled_from(LEVELS),
)
def test_a_difference_is_within_its_interval_and_within_what_is_possible(
    case: tuple[int, int, int, int], level: float
) -> None:
    """Also where organisations count for parts, as quarters of what others say."""
    n, first, second, parts = case
    gained, lost = first / parts, min(second, n - first) / parts
    for found in (unpaired_shares((first, n), (second, n), level), paired_shares(gained, lost, n, level)):
        assert -1 - 1e-12 <= found.low <= found.value <= found.high <= 1 + 1e-12
    mirrored = paired_shares(lost, gained, n, level)
    assert (-mirrored.high, -mirrored.low) == pytest.approx(bounds(paired_shares(gained, lost, n, level)))


# --- How often a word errs


def is_clear(change: Estimate) -> bool:
    return change.low > 0 or change.high < 0


@cache
def paired_words(n: int, comparisons: int) -> np.ndarray:
    """For each number that came to say yes, and that no longer does, whether a word is said."""
    level = comparison.confidence(comparisons)
    words = np.zeros((n + 1, n + 1))
    for gained in range(n + 1):
        for lost in range(n + 1 - gained):
            words[gained, lost] = is_clear(paired_shares(gained, lost, n, level))
    return words


@pytest.mark.parametrize("n", [8, 12, 20, 40])
@pytest.mark.parametrize("comparisons", [2, 24])
def test_a_word_on_the_same_respondents_errs_no_more_often_than_its_level(n: int, comparisons: int) -> None:
    """Exactly, whatever part of them changes its mind. Bonett and Price's interval errs up to five times as often."""
    words = paired_words(n, comparisons)
    places = [(gained, lost) for gained in range(n + 1) for lost in range(n + 1 - gained)]
    for changing in (0.05, 0.1, 0.2, 0.4, 0.6, 0.8):
        law = multinomial(n, [changing / 2, changing / 2, 1 - changing])
        rate = sum(words[place] * law.pmf([*place, n - sum(place)]) for place in places)
        assert rate <= 1.1 * stats.LEVEL / comparisons, (changing, rate)


@pytest.mark.parametrize("n", [8, 20, 40])
def test_words_of_a_family_err_together_no_more_often_than_their_level(n: int) -> None:
    """Twelve questions of a dimension, each compared both ways: the sum of what each errs, averaged over how favourable they are."""
    comparisons = 24
    level = comparison.confidence(comparisons)
    words = np.array(
        [
            [is_clear(unpaired_shares((first, n), (second, n), level)) for second in range(n + 1)]
            for first in range(n + 1)
        ],
        dtype=float,
    )
    counts = np.arange(n + 1)
    rates = []
    for share in np.linspace(0.05, 0.95, 12):
        law = binom.pmf(counts, n, share)
        rates.append(law @ words @ law)
    law = multinomial(n, [0.15, 0.15, 0.7])
    same = sum(
        word * law.pmf([gained, lost, n - gained - lost])
        for (gained, lost), word in np.ndenumerate(paired_words(n, comparisons))
        if gained + lost <= n
    )
    assert sum(rates) + 12 * same <= 1.2 * stats.LEVEL


def test_simultaneous_intervals_hold_all_changes_at_once() -> None:
    """Ten questions in two waves of 85 members, 50 of whom answer both: all intervals hold at once as often as they say, or more."""
    rng = np.random.default_rng(5)
    level = comparison.confidence(20)
    held = []
    for _ in range(300):
        before = rng.random((10, 50)) < np.linspace(0.1, 0.9, 10)[:, None]
        moved = rng.random((10, 50)) < 0.3
        after = np.where(moved, rng.random((10, 50)) < 0.6, before)
        change = 0.3 * (0.6 - np.linspace(0.1, 0.9, 10))
        found = [
            estimates
            for first, second in zip(before, after, strict=True)
            for estimates in (
                unpaired_shares((first.sum(), 50), (second.sum(), 50), level),
                paired_shares((second & ~first).sum(), (first & ~second).sum(), 50, level),
            )
        ]
        held.append(
            all(
                estimates.low <= truth <= estimates.high
                for estimates, truth in zip(found, np.repeat(change, 2), strict=True)
            )
        )
    assert np.mean(held) >= 1 - 1.5 * stats.LEVEL
