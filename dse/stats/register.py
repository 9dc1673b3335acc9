"""Tests on register counts. Each says whether chance from year to year, or from member to member,
could draw what is seen; none is an interval, for a register is complete."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

SEED = 2018
DRAWS = 9_999
LEVEL = 0.015
FEWEST_YEARS = 4
FEWEST_MEMBERS = 8
FEWEST_IN_GROUP = 5
# Up to so many members, flips are drawn; beyond, only the largest contributions are flipped, and the others are normal.
MOST_DRAWN = 512
EXACTLY_FLIPPED = 13  # 2^13 flips are fewer than DRAWS


@dataclass(frozen=True)
class Sums:
    """What the events of each member add up to, one number a member: enough for its contribution to a slope.

    `events` counts them; the others add up their `x`, their `hit`, and the product of both. An `x` far from 0, as a year, is to be
    counted from a near one: a slope does not change, and sums stay exact.
    """

    events: np.ndarray
    x: np.ndarray
    hit: np.ndarray
    x_hit: np.ndarray

    @classmethod
    def from_rows(cls, rows: Mapping[str, np.ndarray | pd.Series]) -> Sums:
        """From columns `events`, `x`, `hit`, `x_hit` with a row a member, in the order of their names."""
        return cls(*(np.asarray(rows[name], float) for name in ("events", "x", "hit", "x_hit")))

    def contributions(self) -> np.ndarray:
        """Sum of (x - mean x) x (hit - mean hit) over the events of each member."""
        total = max(1.0, self.events.sum())
        x, hit = self.x.sum() / total, self.hit.sum() / total
        return self.x_hit - x * self.hit - hit * self.x + x * hit * self.events

    def score(self) -> float:
        """The sum of the contributions: it has the sign of the slope."""
        return float(self.contributions().sum())

    def p_value(self, years: int | None = None) -> float | None:
        """That of `trend_p_value`, where a `hit` is 0 or 1. `x` are of so many `years`, or 0 and 1."""
        total, x, hit = (float(part.sum()) for part in (self.events, self.x, self.hit))
        varies = 0 < hit < total and (0 < x < total if years is None else years >= FEWEST_YEARS)
        enough = np.count_nonzero(self.events) >= FEWEST_MEMBERS
        return flip_p_value(self.contributions()) if varies and enough else None


def trend_contributions(events: pd.DataFrame) -> pd.Series:
    """Contribution of each member to the slope of `hit` along `x`.

    `events` has one row an event: `unit` (the member), `x` (a year, or 0 and 1), `hit` (0 or 1, or a quantity). A
    contribution is the sum of (x - mean x) x (hit - mean hit) over the member's events: the score of the slope
    where there is none.
    """
    places, units = pd.factorize(events["unit"], sort=True)
    x, hit = (events[name].to_numpy(float) for name in ("x", "hit"))
    scores = (x - x.mean()) * (hit - hit.mean()) if len(events) else x
    return pd.Series(np.bincount(places, scores, len(units)), index=units)


def trend_p_value(events: pd.DataFrame, fewest_years: int = FEWEST_YEARS) -> float | None:
    """Two-sided p-value of a trend of the share of hits, whole members flipped together.

    Sign-flipping of score contributions (Hemerik, Goeman, Finos 2020, JRSS B 82(3), 841-864), one
    contribution a member, so that a member that comes back every year does not count as many. None under
    `fewest_years` values of x or FEWEST_MEMBERS members, or where nothing varies.
    """
    if len(np.unique(events["x"].to_numpy(float))) < fewest_years:
        return None
    contributions = trend_contributions(events).to_numpy()
    if len(contributions) < FEWEST_MEMBERS or np.ptp(events["hit"].to_numpy(float)) == 0:
        return None
    return flip_p_value(contributions)


def flip_p_value(contributions: np.ndarray) -> float:
    """Share of the flips whose sum is at least as far from 0 as the one seen.

    Every flip where they are at most DRAWS. Of DRAWS at random, the one seen is counted among them (Phipson and Smyth 2010, Stat.
    Appl. Genet. Mol. Biol. 9, 39). Beyond MOST_DRAWN members the largest contributions are flipped in every way and the sum of the
    others is normal: docs/dev/methods.md has the error.
    scipy.stats.permutation_test gives the same in ten times as long, seconds on a page: it is the oracle of the test.
    """
    if len(contributions) > MOST_DRAWN:
        return _normal_p_value(contributions)
    is_exact = 2 ** len(contributions) <= DRAWS
    flipped = _every_sum(contributions) if is_exact else _random_sums(contributions)
    sums = np.abs(contributions.sum() - 2.0 * flipped)
    as_far = int(np.count_nonzero(sums >= _distance(contributions)))
    return as_far / len(sums) if is_exact else (as_far + 1) / (DRAWS + 1)


def _distance(contributions: np.ndarray) -> float:
    """How far from 0 their sum is, less what adding them up in another order may change."""
    return float(abs(contributions.sum()) - 1e-12 * np.abs(contributions).sum())


def _every_sum(values: np.ndarray) -> np.ndarray:
    """The sum of each subset of the values."""
    return _every_subset(len(values)) @ values


@lru_cache(maxsize=16)
def _every_subset(size: int) -> np.ndarray:
    """A row a subset of so many values, 1 where it has the value. All tests share them."""
    return ((np.arange(2**size)[:, None] >> np.arange(size)) & 1).astype(float)


def _random_sums(values: np.ndarray) -> np.ndarray:
    """The sums of DRAWS subsets of the values, each added up eight members at a time: of eight there are 256 subsets."""
    eights = np.pad(values, (0, -len(values) % 8)).reshape(-1, 8)
    sums = eights @ _subsets_of_eight()
    return sum(row[subset] for row, subset in zip(sums, _random_subsets(len(eights)), strict=True))


@lru_cache(maxsize=1)
def _subsets_of_eight() -> np.ndarray:
    return np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).T


@lru_cache(maxsize=16)
def _random_subsets(eights: int) -> np.ndarray:
    """For each group of eight members, which of them are in each of DRAWS subsets. All tests on as many members share them."""
    drawn = np.random.default_rng(SEED).integers(0, 256, (DRAWS, eights), dtype=np.uint8)
    return np.ascontiguousarray(drawn.T)


def _normal_p_value(contributions: np.ndarray) -> float:
    """The same where members are many: the sum of flipped contributions has mean 0 and variance the sum of their squares."""
    from scipy.special import ndtr

    order = np.argsort(-np.abs(contributions), kind="stable")
    largest, others = contributions[order[:EXACTLY_FLIPPED]], contributions[order[EXACTLY_FLIPPED:]]
    error = math.sqrt(float((others**2).sum()))
    sums = largest.sum() - 2.0 * _every_sum(largest)
    if not error:
        return float(np.mean(np.abs(sums) >= _distance(contributions)))
    return float(2 * ndtr((sums - _distance(contributions)) / error).mean())


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """P-values adjusted after Holm (1979, Scand. J. Statist. 6, 65-70) over those that exist; None stays None.

    The smallest is multiplied by their number, the next by one less, and so on; none is under the one before, nor over 1.
    statsmodels gives the same and collects garbage at each call, 0.3 s on a page: it is the oracle of the test.
    """
    values = np.array([value for value in p_values if value is not None])
    order = np.argsort(values, kind="stable")
    steps = np.arange(len(values), 0, -1) * values[order]
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(steps))
    next_adjusted = iter(adjusted.tolist())
    return [None if value is None else next(next_adjusted) for value in p_values]


def slope_per_year(years: Sequence[float], values: Sequence[float], weights: Sequence[float]) -> float:
    """Weighted least-squares slope, in the unit of `values` a year; 0 under two years."""
    if len(years) < 2:
        return 0.0
    x, y, w = (np.asarray(numbers, dtype=float) for numbers in (years, values, weights))
    return float(np.polyfit(x - x.mean(), y, 1, w=np.sqrt(w))[0])
