"""Two waves, paired and not: published examples, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_ind, ttest_rel

from dse.stats import comparison, estimate
from dse.stats.comparison import Wave, paired, unpaired

ENDLESS = 10**12


def wave(values: list[float], population: int | None = ENDLESS, **also: object) -> Wave:
    return Wave(
        pd.Series(values, [f"M{place}" for place in range(len(values))], dtype=float), population, **also
    )


def yes(count: int, n: int, population: int = ENDLESS) -> Wave:
    return wave([1.0] * count + [0.0] * (n - count), population)


def both(to_yes: int, to_no: int, stay_yes: int, stay_no: int) -> tuple[Wave, Wave]:
    before = [0.0] * to_yes + [1.0] * to_no + [1.0] * stay_yes + [0.0] * stay_no
    after = [1.0] * to_yes + [0.0] * to_no + [1.0] * stay_yes + [0.0] * stay_no
    return wave(before), wave(after)


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
    told = unpaired(yes(*earlier), yes(*later), "share").difference
    assert (told.low, told.high) == pytest.approx((low, high), abs=5e-5)


def test_mcnemar_mid_p_is_the_published_one() -> None:
    """Fagerland, Lydersen and Laake 2013, BMC Med. Res. Methodol. 13:91: 21 children, 7 against 1: mid-p 0.039."""
    assert comparison.mcnemar(7, 1) == pytest.approx(0.0391, abs=5e-5)
    assert comparison.mcnemar(1, 7) == comparison.mcnemar(7, 1)
    assert comparison.mcnemar(4, 4) == comparison.mcnemar(0, 0) == 1


def test_paired_shares_by_hand() -> None:
    """The same 21: (7+1)/23 and (1+1)/23, difference 6/23, variance (10/23 - 36/529) / 23."""
    told = paired(*both(7, 1, 1, 12), ENDLESS, "share")
    half = 1.959964 * math.sqrt((10 / 23 - 36 / 529) / 23)
    assert told.difference.value == pytest.approx(6 / 21)
    assert (told.difference.low, told.difference.high) == pytest.approx(
        (6 / 23 - half, 6 / 23 + half), abs=1e-6
    )
    assert told.is_paired
    assert told.difference.method == comparison.PAIRED_SHARE
    assert (told.before.value, told.after.value) == pytest.approx((2 / 21, 8 / 21))


# Student 1908, Biometrika 6, 1-25: hours of sleep gained by ten patients under two drugs.
SLEEP = (
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
)


def test_paired_means_are_those_of_student_s_sleep() -> None:
    """Mean 1.58, t = 4.0621 with 9 degrees, p = 0.00283, interval 0.70 to 2.46 (R, example(sleep))."""
    told = paired(wave(SLEEP[0]), wave(SLEEP[1]), ENDLESS, "mean")
    assert told.difference.value == pytest.approx(1.58)
    assert (told.difference.low, told.difference.high) == pytest.approx((0.7001, 2.4599), abs=1e-4)
    assert told.p_value == pytest.approx(ttest_rel(*SLEEP).pvalue)


def test_unpaired_means_are_those_of_welch() -> None:
    """The same hours read as two groups: p = 0.0794, interval -0.205 to 3.365 (R, t.test(extra ~ group, sleep))."""
    told = unpaired(wave(SLEEP[0]), wave(SLEEP[1]), "mean")
    assert (told.difference.low, told.difference.high) == pytest.approx((-0.2055, 3.3655), abs=1e-4)
    assert told.p_value == pytest.approx(ttest_ind(*SLEEP, equal_var=False).pvalue)
    assert not told.is_paired


def test_a_finite_population_narrows_by_its_root() -> None:
    """Half of 20 members answered: √(1 - 1/2) as wide."""
    endless = paired(wave(SLEEP[0]), wave(SLEEP[1]), ENDLESS, "mean").difference
    finite = paired(wave(SLEEP[0]), wave(SLEEP[1]), 20, "mean").difference
    assert (finite.high - finite.low) / (endless.high - endless.low) == pytest.approx(math.sqrt(0.5))


def test_a_difference_is_exact_where_everyone_answered_both() -> None:
    for kind in ("share", "mean"):
        for told in (
            unpaired(yes(5, 20, 20), yes(8, 20, 20), kind),
            paired(yes(5, 20), yes(8, 20), 20, kind),
        ):
            assert told.difference.low == told.difference.value == told.difference.high == pytest.approx(0.15)


@pytest.mark.parametrize("kind", ["share", "mean"])
def test_chance_is_there_even_where_everyone_answered(kind: str) -> None:
    """A p-value speaks of other years, the interval of the members of these."""
    known, endless = (unpaired(yes(5, 20, of), yes(8, 20, of), kind) for of in (20, ENDLESS))
    assert known.p_value == endless.p_value == pytest.approx(0.31, abs=0.02)
    known, endless = (paired(wave(SLEEP[0]), wave(SLEEP[1]), of, "mean") for of in (len(SLEEP[0]), ENDLESS))
    assert known.p_value == endless.p_value
    assert unpaired(yes(5, 20, 20), yes(5, 20, 20), "share").p_value == 1


def test_only_those_who_answered_both_are_paired() -> None:
    before = Wave(pd.Series([1.0, 2, 3, 4, 5, 5], list("abcdef")), 10)
    after = Wave(pd.Series([1.0, 3, 3, 5, 5, 1], list("zbcdea")), 10)
    told = paired(before, after, 9, "mean")
    assert told.difference.n == told.before.n == told.after.n == 5
    assert told.difference.value == pytest.approx((1 - 1 + 3 - 2 + 0 + 1 + 0) / 5)
    assert unpaired(before, after, "mean").difference.value == pytest.approx(18 / 6 - 20 / 6)


def test_waves_that_cannot_be_paired_say_why() -> None:
    known, anonymous = yes(5, 20, 30), Wave(yes(5, 20).values, 30, is_anonymous=True)
    told = paired(known, anonymous, 30, "share")
    assert told.difference.value is None
    assert told.p_value is None
    assert told.difference.reason == "vagues non appariables : l’une au moins est anonyme"
    few = paired(yes(2, 4, 30), yes(2, 4, 30), 30, "share").difference
    assert few.reason == "vagues non appariables : moins de 5 répondants communs"
    assert unpaired(known, anonymous, "share").difference.value == 0


@pytest.mark.parametrize("kind", ["share", "mean"])
def test_no_comparison_crosses_a_change_of_wording_or_scale(kind: str) -> None:
    before, after = wave([1.0, 0] * 5, 20, question_key="v1"), wave([1.0, 0] * 5, 20, question_key="v2")
    for told in (unpaired(before, after, kind), paired(before, after, 20, kind)):
        assert told.difference.reason == estimate.SCALE_CHANGED
        assert told.difference.value is told.p_value is None
        assert told.before.value == 0.5


def test_without_a_population_the_gap_is_told_without_an_interval() -> None:
    before, after = wave([1.0, 0, 0, 0, 0, 0], None), wave([1.0, 1, 1, 0, 0, 0], 20)
    for told in (unpaired(before, after, "share"), paired(before, after, None, "share")):
        assert told.difference.value == pytest.approx(1 / 3)
        assert told.difference.low is told.p_value is None
        assert told.difference.reason == estimate.UNKNOWN_POPULATION
    assert unpaired(wave([], 20), after, "mean").difference.reason == estimate.NO_ANSWER


def test_members_with_several_respondents_are_paired_on_their_shares() -> None:
    told = paired(wave([0.5, 0, 0, 1, 0.5]), wave([1, 0.5, 0, 1, 1]), ENDLESS, "share")
    assert told.difference.value == pytest.approx(0.3)
    assert told.difference.method == comparison.PAIRED_MEAN


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=5, max_size=40), st.integers(0, 60))
def test_a_difference_is_within_its_interval_and_within_what_is_possible(
    pairs: list[tuple[int, int]], more: int
) -> None:
    members = len(pairs) + more
    before, after = (wave(list(each), members) for each in zip(*pairs, strict=True))
    for told in (unpaired(before, after, "share"), paired(before, after, members, "share")):
        found = told.difference
        assert -1 - 1e-12 <= found.low <= found.value <= found.high <= 1 + 1e-12
        assert 0 <= told.p_value <= 1
        assert more or found.low == found.high
        assert found.value == pytest.approx(told.after.value - told.before.value)


def simulated(paired_too: bool, runs: int = 400) -> float:
    """How often the interval of a change among 85 members, 50 of whom answer, holds it: paired, or not."""
    rng = np.random.default_rng(5)
    names = np.array([f"M{place}" for place in range(85)])
    held = []
    for _ in range(runs):
        first = (rng.random(85) < 0.5).astype(float)
        second = np.where(rng.random(85) < 0.3, rng.random(85) < 0.8, first).astype(float)
        who = rng.permutation(85)[:50]
        other = who if paired_too else rng.permutation(85)[:50]
        waves = Wave(pd.Series(first[who], names[who]), 85), Wave(pd.Series(second[other], names[other]), 85)
        told = (paired(*waves, 85, "share") if paired_too else unpaired(*waves, "share")).difference
        held.append(told.low <= second.mean() - first.mean() <= told.high)
    return float(np.mean(held))


def test_intervals_of_a_change_hold_it_at_the_nominal_rate() -> None:
    assert 0.93 <= simulated(paired_too=True) <= 0.98
    assert 0.93 <= simulated(paired_too=False)
