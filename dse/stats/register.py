"""Tests on register counts. Each says whether chance from year to year, or from member to member,
could draw what is seen; none is an interval, for a register is complete."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

SEED = 2018
DRAWS = 9_999
LEVEL = 0.05
FEWEST_YEARS = 4
FEWEST_MEMBERS = 8
FEWEST_IN_GROUP = 5


def trend_contributions(events: pd.DataFrame) -> pd.Series:
    """Contribution of each member to the slope of `hit` along `x`.

    `events` has one row an event: `unit` (the member), `x` (a year, or 0 and 1), `hit` (0 or 1, or a quantity). A
    contribution is the sum of (x - mean x) x (hit - mean hit) over the member's events: the score of the slope
    where there is none.
    """
    x = events["x"].astype(float)
    hit = events["hit"].astype(float)
    return ((x - x.mean()) * (hit - hit.mean())).groupby(events["unit"]).sum()


def trend_p_value(events: pd.DataFrame, fewest_years: int = FEWEST_YEARS) -> float | None:
    """Two-sided p-value of a trend of the share of hits, whole members flipped together.

    Sign-flipping of score contributions (Hemerik, Goeman, Finos 2020, JRSS B 82(3), 841-864), one
    contribution a member, so that a member that comes back every year does not count as many. None under
    `fewest_years` values of x or FEWEST_MEMBERS members, or where nothing varies.
    """
    if events["x"].nunique() < fewest_years or events["unit"].nunique() < FEWEST_MEMBERS:
        return None
    if events["hit"].nunique() < 2:
        return None
    return _flip_p_value(trend_contributions(events).to_numpy(float))


def _flip_p_value(contributions: np.ndarray) -> float:
    """Share of the flips whose sum is at least as far from 0 as the one seen; every flip where they are at most DRAWS.

    Of DRAWS at random, the one seen is counted among them (Phipson and Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9, 39).
    scipy.stats.permutation_test gives the same in ten times as long, seconds on a page: it is the oracle of the test.
    """
    is_exact = 2 ** len(contributions) <= DRAWS
    flipped = _every_sum(contributions) if is_exact else _random_sums(contributions)
    total, rounding = contributions.sum(), 1e-12 * np.abs(contributions).sum()
    sums = np.abs(total - 2.0 * flipped)
    as_far = int(np.count_nonzero(sums >= abs(total) - rounding))
    return as_far / len(sums) if is_exact else (as_far + 1) / (DRAWS + 1)


def _every_sum(values: np.ndarray) -> np.ndarray:
    """The sum of each subset of the values."""
    return ((np.arange(2 ** len(values))[:, None] >> np.arange(len(values))) & 1) @ values


def _random_sums(values: np.ndarray) -> np.ndarray:
    """The sums of DRAWS subsets of the values, each added up eight members at a time: of eight there are 256 subsets."""
    eights = np.pad(values, (0, -len(values) % 8)).reshape(-1, 8)
    known = eights @ np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).T
    drawn = np.random.default_rng(SEED).integers(0, 256, (DRAWS, len(eights)), dtype=np.uint8)
    return sum(each[subset] for each, subset in zip(known, drawn.T, strict=True))


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """P-values adjusted after Holm (1979, Scand. J. Statist. 6, 65-70) over those that exist; None stays None.

    The smallest is multiplied by their number, the next by one less, and so on; none is under the one before, nor over 1.
    statsmodels gives the same and collects garbage at each call, 0.3 s on a page: it is the oracle of the test.
    """
    known = np.array([value for value in p_values if value is not None])
    order = np.argsort(known, kind="stable")
    steps = np.arange(len(known), 0, -1) * known[order]
    adjusted = np.empty(len(known))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(steps))
    found = iter(adjusted.tolist())
    return [None if value is None else next(found) for value in p_values]


def slope_per_year(years: Sequence[float], values: Sequence[float], weights: Sequence[float]) -> float:
    """Weighted least-squares slope, in the unit of `values` a year; 0 under two years."""
    if len(years) < 2:
        return 0.0
    x, y, w = (np.asarray(each, dtype=float) for each in (years, values, weights))
    return float(np.polyfit(x - x.mean(), y, 1, w=np.sqrt(w))[0])
