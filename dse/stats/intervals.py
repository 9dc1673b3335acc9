"""Shares and means of a finite population, where those who answered are as if drawn by chance.

A network has some eighty members: when seventy answered, what the ten others think can move a share but little.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from statistics import NormalDist

import pandas as pd

from dse.stats import estimate
from dse.stats.estimate import CONFIDENCE, Estimate, Sums, sums_of

SHARE = "intervalle de Wilson, population finie"
MEAN = "intervalle de Student, population finie"
# With so few members left to answer, a share has so few possible values that a formula misses one by a hair.
FEW_LEFT = 3


def effective_size(n: float, population: int) -> float:
    """Size of the sample with replacement that is as precise as `n` of `population`: n (N - 1) / (N - n).

    Infinite where everyone answered. It is the finite-population correction (N - n) / (N - 1) of Cochran (1977,
    Sampling Techniques, 3rd ed., section 3.2) read as a size.
    """
    return math.inf if n >= population else n * (population - 1) / (population - n)


def wilson(share: float, size: float, level: float = CONFIDENCE) -> tuple[float, float]:
    """Wilson (1927, JASA 22, 209-212) score interval of a share between 0 and 1 seen on `size` answers."""
    if math.isinf(size):
        return share, share
    added = normal(level) ** 2 / size
    middle = (share + added / 2) / (1 + added)
    half = math.sqrt(added * (share * (1 - share) + added / 4)) / (1 + added)
    return min(middle - half, share), max(middle + half, share)


def share_of(yes: float, n: int, population: int | None) -> Estimate:
    """Share of a population of which `n` answered and `yes` of these said yes.

    Wilson interval at the effective size, that is with z² (N - n) / (N - 1) for z² (O'Neill 2021, Mathematical
    properties and finite-population correction for the Wilson score interval, arXiv:2109.12464), kept within what is
    still possible: the yes that are known, and the no. Where FEW_LEFT members or fewer are left, it is all that is
    possible. `yes` need not be whole where organisations have several respondents; the interval is then a little
    too wide, for such values vary less than 0 and 1.
    """
    if n == 0:
        return estimate.hidden(n, population, SHARE, estimate.NO_ANSWER)
    if reason := estimate.why_no_interval(n, population):
        return estimate.without_interval(yes / n, n, population, SHARE, reason)
    if n == population:
        return estimate.exact(yes / n, n, population, SHARE)
    least, most = yes / population, 1 - (n - yes) / population
    if population - n <= FEW_LEFT:
        return Estimate(yes / n, least, most, n, population, SHARE)
    low, high = wilson(yes / n, effective_size(n, population))
    return Estimate(yes / n, max(low, least), min(high, most), n, population, SHARE)


def adjusted_wald(
    more: float, less: float, size: float, to_each: float, in_all: float
) -> tuple[float, float]:
    """Interval, within -1 to 1, of the difference of two shares of the same `size` answers, which exclude one another.

    `to_each` answers are added to both and `in_all` to the size, after Agresti and Coull (1998, The American
    Statistician 52, 119-126), then Wald's interval is taken.
    """
    if math.isinf(size):
        return more - less, more - less
    added = size + in_all
    first, second = (more * size + to_each) / added, (less * size + to_each) / added
    half = normal() * math.sqrt((first + second - (first - second) ** 2) / added)
    low, high = first - second - half, first - second + half
    return max(min(low, more - less), -1.0), min(max(high, more - less), 1.0)


def share(values: pd.Series | Sequence[float], population: int | None) -> Estimate:
    """Share of yes; `values` has one number from 0 to 1 for each organisation that answered."""
    sums = sums_of(values)
    return share_of(sums.total, sums.n, population)


def mean_variance(sums: Sums, population: int) -> float:
    """Variance of the mean of `n` out of `population`: (1 - n / N) s² / n (Cochran 1977, section 2.6)."""
    return (1 - sums.n / population) * sums.variance / sums.n


def mean(values: pd.Series | Sequence[float], population: int | None) -> Estimate:
    """Mean of a population, in the unit of `values`, which has one number for each organisation that answered."""
    return mean_of(sums_of(values), population)


def mean_of(sums: Sums, population: int | None) -> Estimate:
    """The same from the sums of these numbers.

    Student's interval with n - 1 degrees of freedom (Cochran 1977, section 2.7, p. 27).
    """
    n = sums.n
    if n == 0:
        return estimate.hidden(n, population, MEAN, estimate.NO_ANSWER)
    value = sums.mean
    if n == population:
        return estimate.exact(value, n, population, MEAN)
    if reason := _why_no_mean_interval(n, population):
        return estimate.without_interval(value, n, population, MEAN, reason)
    half = student(n - 1) * math.sqrt(mean_variance(sums, population))
    return Estimate(value, value - half, value + half, n, population, MEAN)


def _why_no_mean_interval(n: int, population: int | None) -> str | None:
    return estimate.why_no_interval(n, population) or (estimate.ONE_ANSWER if n == 1 else None)


@cache
def student(degrees: float, level: float = CONFIDENCE) -> float:
    """Two-sided critical value of Student's t at a level of confidence."""
    from scipy.special import stdtrit

    return normal(level) if math.isinf(degrees) else float(stdtrit(degrees, (1 + level) / 2))


@cache
def normal(level: float = CONFIDENCE) -> float:
    """Two-sided critical value of the normal law at a level of confidence."""
    return NormalDist().inv_cdf((1 + level) / 2)
