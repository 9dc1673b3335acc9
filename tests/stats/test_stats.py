"""Tests on register counts, against independent oracles and by simulation."""

from __future__ import annotations

import itertools
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dse import stats
from dse.stats import register


def events(rng: np.random.Generator, slope: float = 0.0, members: int = 60, years: int = 9) -> pd.DataFrame:
    """Persistent members: each has its own propensity, comes in some years, and is a hit or not."""
    base = rng.beta(1, 3, members)
    rows = [
        (f"M{m}", year, int(rng.random() < np.clip(base[m] + slope * (year - 4), 0, 1)))
        for m in range(members)
        for year in range(years)
        if rng.random() < 0.3
    ]
    return pd.DataFrame(rows, columns=["unit", "x", "hit"])


def test_trend_p_value_equals_all_sign_flips_counted_by_hand() -> None:
    frame = pd.DataFrame(
        {"unit": list("abcdefgh"), "x": [0, 1, 2, 3, 0, 1, 2, 3], "hit": [0, 0, 1, 1, 0, 1, 0, 1]}
    )
    contributions = stats.trend_contributions(frame).to_numpy()
    flips = np.array(list(itertools.product([1, -1], repeat=8))) @ contributions
    expected = (np.abs(flips) >= abs(contributions.sum()) - 1e-12).mean()
    assert stats.trend_p_value(frame) == pytest.approx(expected)


@pytest.mark.parametrize("members", [8, 13, 14, 60, 131])
def test_p_values_are_those_of_scipy(members: int) -> None:
    """Every flip is tried up to 13 members; beyond, as many are drawn by each, which agree as two samples of 9 999 do."""
    from scipy.stats import permutation_test

    for seed in range(10):
        contributions = np.random.default_rng(seed).normal(0.15, 1, members)
        oracle = permutation_test(
            (contributions,),
            lambda values, axis: np.abs(np.sum(values, axis=axis)),
            permutation_type="samples",
            alternative="greater",
            vectorized=True,
            rng=np.random.default_rng(seed),
        ).pvalue
        noise = 0.0 if members <= 13 else 5 * np.sqrt(2 * oracle * (1 - oracle) / 9_999) + 2e-4
        assert register.flip_p_value(contributions) == pytest.approx(oracle, abs=noise + 1e-12)


@pytest.mark.parametrize("inside", [0.5, 0.01])
@pytest.mark.parametrize("effect", [0.0, 0.06])
def test_p_values_of_many_members_are_those_of_flips(inside: float, effect: float) -> None:
    """A group of half the members, or of a dozen that make almost all of the sum: no normal law, so that the largest are flipped."""
    members = 2 * register.MOST_DRAWN
    for seed in range(5):
        rng = np.random.default_rng(seed)
        group, years = rng.random(members) < inside, rng.integers(1, 10, members)
        hits = rng.binomial(years, np.clip(rng.beta(1, 3, members) + effect * group, 0, 1))
        contributions = stats.Sums(years, years * group, hits, hits * group).contributions()
        sums = contributions.sum() - 2 * register._random_sums(contributions)
        drawn = np.mean(np.abs(sums) >= abs(contributions.sum()))
        noise = 4 * np.sqrt(drawn * (1 - drawn) / register.DRAWS) + 2e-3
        assert stats.flip_p_value(contributions) == pytest.approx(drawn, abs=noise)


def test_sums_of_members_give_what_their_events_give() -> None:
    frame = events(np.random.default_rng(5)).assign(x=lambda rows: rows["x"] + 2013)
    rows = frame.assign(x=frame["x"] - 2000, events=1).assign(x_hit=lambda rows: rows["x"] * rows["hit"])
    sums = stats.Sums.from_rows(rows.groupby("unit")[["events", "x", "hit", "x_hit"]].sum())
    assert sums.contributions() == pytest.approx(stats.trend_contributions(frame).to_numpy(), abs=1e-12)
    assert sums.p_value(years=frame["x"].nunique()) == stats.trend_p_value(frame)


def test_sums_say_nothing_of_too_little() -> None:
    ones = np.ones(stats.FEWEST_MEMBERS)
    half = np.arange(stats.FEWEST_MEMBERS) % 2
    assert stats.Sums(ones, half, half, half).p_value() is not None
    assert stats.Sums(ones[1:], half[1:], half[1:], half[1:]).p_value() is None
    assert stats.Sums(ones, ones, half, half).p_value() is None  # all in the group
    assert stats.Sums(ones, half, ones, half).p_value() is None  # all served
    assert stats.Sums(ones, half, half, half).p_value(years=stats.FEWEST_YEARS - 1) is None
    none = np.zeros(0)
    assert stats.Sums(none, none, none, none).p_value() is None


def test_contributions_sum_to_the_score_of_the_slope() -> None:
    frame = events(np.random.default_rng(3))
    x, hit = frame["x"].to_numpy(float), frame["hit"].to_numpy(float)
    slope = np.polyfit(x, hit, 1)[0]
    assert stats.trend_contributions(frame).sum() / ((x - x.mean()) ** 2).sum() == pytest.approx(slope)


def test_no_trend_is_called_one_at_the_nominal_rate() -> None:
    rng = np.random.default_rng(11)
    called = sum(stats.trend_p_value(events(rng)) < stats.LEVEL for _ in range(200))
    assert called <= 18  # 9 % of 200


def test_a_real_trend_is_found() -> None:
    rng = np.random.default_rng(12)
    assert sum(stats.trend_p_value(events(rng, slope=0.06)) < stats.LEVEL for _ in range(20)) >= 18


def test_trend_is_not_computed_from_too_little() -> None:
    frame = events(np.random.default_rng(1))
    assert stats.trend_p_value(frame[frame["x"] < stats.FEWEST_YEARS - 1]) is None
    assert stats.trend_p_value(frame[frame["unit"].isin(["M1", "M2"])]) is None
    assert stats.trend_p_value(frame.assign(hit=1)) is None


def test_groups_that_do_not_differ_are_called_different_at_the_nominal_rate() -> None:
    """Membership years of persistent members, fifteen of eighty in the group looked at."""
    rng = np.random.default_rng(7)
    called = 0
    for _ in range(200):
        chance = rng.beta(1, 3, 80)
        rows = [(f"M{m}", int(m < 15), int(rng.random() < chance[m])) for m in range(80) for _ in range(9)]
        called += (
            stats.trend_p_value(pd.DataFrame(rows, columns=["unit", "x", "hit"]), fewest_years=2)
            < stats.LEVEL
        )
    assert called <= 18


def test_a_group_served_less_is_found() -> None:
    rng = np.random.default_rng(8)
    rows = [
        (f"M{m}", int(m < 15), int(rng.random() < (0.06 if m < 15 else 0.25)))
        for m in range(80)
        for _ in range(9)
    ]
    assert stats.trend_p_value(pd.DataFrame(rows, columns=["unit", "x", "hit"]), fewest_years=2) < 0.01


def test_holm_steps_down_and_never_decreases() -> None:
    """By hand: 3 x 0.01, then 2 x 0.02, then 0.03 raised to what came before."""
    assert stats.holm([0.03, None, 0.01, 0.02]) == pytest.approx([0.04, None, 0.03, 0.04])
    assert stats.holm([None]) == [None]


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_is_that_of_statsmodels(p_values: list[float]) -> None:
    from statsmodels.stats.multitest import multipletests

    with mock.patch("gc.collect"):  # the oracle collects garbage at each call
        expected = multipletests(p_values, method="holm")[1].tolist() if p_values else []
    assert stats.holm(p_values) == pytest.approx(expected)


def test_slope_is_the_weighted_least_squares_one() -> None:
    assert stats.slope_per_year([2013, 2014, 2015], [10, 20, 30], [1, 5, 2]) == pytest.approx(10)
    assert stats.slope_per_year([2013], [10], [1]) == 0.0
