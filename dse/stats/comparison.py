"""Two waves of a question, on the same respondents or on all.

An interval speaks of the members of those waves, with the finite-population correction. A p-value asks more: could
chance, from one member to another, have drawn such a change where nothing had moved? That chance is there even where
every member answered, so a p-value has no such correction, as for the counts of a register.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from dse.stats import estimate, intervals
from dse.stats.estimate import Estimate, Sums, sums_of

Kind = Literal["share", "mean"]
FEWEST_PAIRS = 5
PAIRED_SHARE = "mêmes répondants, intervalle de Bonett et Price, population finie"
PAIRED_MEAN = "mêmes répondants, intervalle de Student sur les écarts, population finie"
UNPAIRED_SHARE = "tous les répondants, intervalle de Newcombe, population finie"
UNPAIRED_MEAN = "tous les répondants, intervalle de Welch, population finie"


@dataclass(frozen=True)
class Wave:
    """What one wave says of one question.

    `values` has one number for each organisation that answered, under its identifier; `population` is the number of
    members at the wave's date; `question_key` tells wording and scale apart: what differs in it is never compared.
    """

    values: pd.Series
    population: int | None
    is_anonymous: bool = False
    question_key: str = ""


@dataclass(frozen=True)
class Pairs:
    """Those who answered a question in two waves, as sums of what they said and of how it changed.

    `is_yes_no`: each said yes or no both times; `to_yes` and `to_no` then count those who changed.
    """

    before: Sums
    after: Sums
    change: Sums
    to_yes: int
    to_no: int
    is_yes_no: bool

    @property
    def n(self) -> int:
        """How many they are."""
        return self.change.n


@dataclass(frozen=True)
class Comparison:
    """Later less earlier wave. `is_paired` says that both are told of the same respondents; `p_value` is two-sided."""

    before: Estimate
    after: Estimate
    difference: Estimate
    is_paired: bool
    p_value: float | None


def unpaired(before: Wave, after: Wave, kind: Kind) -> Comparison:
    """Two waves on all who answered each; a share or a mean in the unit of the values.

    The waves are taken as independent: where many answer both, the interval is too wide rather than too narrow. No
    test crosses a change of wording or scale. The `n` of the difference is that of the smaller wave.
    """
    if kind == "share":
        first, second = (intervals.share(wave.values, wave.population) for wave in (before, after))
        comparison = unpaired_shares(first, second)
    else:
        comparison = _unpaired_means(before, after)
    if before.question_key == after.question_key:
        return comparison
    hidden = estimate.hidden(
        comparison.difference.n, None, comparison.difference.method, estimate.SCALE_CHANGED
    )
    return Comparison(comparison.before, comparison.after, hidden, False, None)


def unpaired_shares(first: Estimate, second: Estimate) -> Comparison:
    """Two shares on all who answered each wave, from their estimates."""
    if why_not := _not_compared(first, second, UNPAIRED_SHARE):
        return why_not
    return _difference(first, second, UNPAIRED_SHARE, *_share_gap(first, second))


def _unpaired_means(before: Wave, after: Wave) -> Comparison:
    sums, populations = zip(
        *((sums_of(wave.values), wave.population) for wave in (before, after)), strict=True
    )
    first, second = (intervals.mean_of(*wave) for wave in zip(sums, populations, strict=True))
    if why_not := _not_compared(first, second, UNPAIRED_MEAN):
        return why_not
    return _difference(first, second, UNPAIRED_MEAN, *_mean_gap(sums, populations))


def _difference(
    first: Estimate, second: Estimate, method: str, low: float, high: float, p_value: float
) -> Comparison:
    difference = Estimate(second.value - first.value, low, high, min(first.n, second.n), None, method)
    return Comparison(first, second, difference, False, p_value)


def _not_compared(first: Estimate, second: Estimate, method: str) -> Comparison | None:
    """The comparison where nothing, or no interval, can be said; None where it can."""
    n = min(first.n, second.n)
    if first.value is None or second.value is None:
        reason = first.reason if first.value is None else second.reason
        return Comparison(first, second, estimate.hidden(n, None, method, reason), False, None)
    if first.low is None or second.low is None:
        gap, reason = second.value - first.value, first.reason or second.reason
        untold = estimate.without_interval(gap, n, None, method, reason)
        return Comparison(first, second, untold, False, None)
    return None


def _share_gap(first: Estimate, second: Estimate) -> tuple[float, float, float]:
    """Newcombe (1998, Statistics in Medicine 17, 873-890, method 10) over finite Wilson intervals; the score test of two shares."""
    gap = second.value - first.value
    low = gap - math.hypot(second.value - second.low, first.high - first.value)
    high = gap + math.hypot(second.high - second.value, first.value - first.low)
    pooled = (first.value * first.n + second.value * second.n) / (first.n + second.n)
    variance = pooled * (1 - pooled) * (1 / first.n + 1 / second.n)
    return low, high, _p_value(gap, math.sqrt(variance))


def _mean_gap(sums: Sequence[Sums], populations: Sequence[int]) -> tuple[float, float, float]:
    """Welch (1947, Biometrika 34, 28-35); in the interval each variance has its finite-population correction."""
    gap = sums[1].mean - sums[0].mean
    sizes = [wave.n for wave in sums]
    finite = [
        intervals.mean_variance(wave, population) for wave, population in zip(sums, populations, strict=True)
    ]
    error, degrees = _welch(finite, sizes)
    half = intervals.student(degrees) * error if error else 0.0
    return gap - half, gap + half, _p_value(gap, *_welch([wave.variance / wave.n for wave in sums], sizes))


def _welch(variances: list[float], sizes: list[int]) -> tuple[float, float]:
    """The standard error of the difference of two means with these variances, and its degrees of freedom."""
    error = math.sqrt(sum(variances))
    parts = sum(variance**2 / (size - 1) for variance, size in zip(variances, sizes, strict=True) if variance)
    return error, error**4 / parts if parts else math.inf


def _p_value(gap: float, error: float, degrees: float = math.inf) -> float:
    """Two-sided p-value of a gap; where it is known without error, 1 for none and 0 for any."""
    from scipy.special import ndtr, stdtr

    if error == 0:
        return float(math.isclose(gap, 0, abs_tol=1e-12))
    below = -abs(gap) / error
    return float(2 * (ndtr(below) if math.isinf(degrees) else stdtr(degrees, below)))


def paired(before: Wave, after: Wave, population: int | None, kind: Kind) -> Comparison:
    """Two waves on those who answered both; `population` counts the members at both dates."""
    both = pd.concat([before.values.rename("before"), after.values.rename("after")], axis=1, join="inner")
    first, second = both["before"].to_numpy(float), both["after"].to_numpy(float)
    change = second - first
    pairs = Pairs(
        before=sums_of(first),
        after=sums_of(second),
        change=sums_of(change),
        to_yes=int((change == 1).sum()),
        to_no=int((change == -1).sum()),
        is_yes_no=bool(np.isin([first, second], [0, 1]).all()),
    )
    is_anonymous = before.is_anonymous or after.is_anonymous
    changed = estimate.SCALE_CHANGED if before.question_key != after.question_key else None
    return paired_sums(pairs, population, kind, is_anonymous=is_anonymous, why_not=changed)


def paired_sums(
    pairs: Pairs,
    population: int | None,
    kind: Kind,
    *,
    is_anonymous: bool = False,
    why_not: str | None = None,
) -> Comparison:
    """The same from the sums of those who answered both.

    Shares of yes and no: interval of Bonett and Price (2012, J. of Educational and Behavioral Statistics 37, 479-488)
    and McNemar's mid-p test, which Fagerland, Lydersen and Laake (2013, BMC Medical Research Methodology 13:91) find
    better than the exact one. Means, ranks, and shares of members with several respondents: Student on the
    differences, robust on five steps (Norman 2010, Advances in Health Sciences Education 15, 625-632), rather than
    Wilcoxon, so that the interval and the test cannot contradict one another.
    """
    is_yes_no = kind == "share" and pairs.is_yes_no
    method = PAIRED_SHARE if is_yes_no else PAIRED_MEAN
    estimates = _of_pairs(pairs.before, population, kind), _of_pairs(pairs.after, population, kind)
    if reason := why_not or _why_not_paired(pairs.n, is_anonymous):
        return Comparison(*estimates, estimate.hidden(pairs.n, population, method, reason), True, None)
    if reason := estimate.why_no_interval(pairs.n, population):
        untold = estimate.without_interval(pairs.change.mean, pairs.n, population, method, reason)
        return Comparison(*estimates, untold, True, None)
    difference, p_value = (_switches if is_yes_no else _mean_change)(pairs, population)
    return Comparison(*estimates, difference, True, p_value)


def _of_pairs(sums: Sums, population: int | None, kind: Kind) -> Estimate:
    if kind == "share":
        return intervals.share_of(sums.total, sums.n, population)
    return intervals.mean_of(sums, population)


def _why_not_paired(pairs: int, is_anonymous: bool) -> str | None:
    if is_anonymous:
        return estimate.ANONYMOUS
    if pairs < FEWEST_PAIRS:
        return f"{estimate.NOT_PAIRABLE} : moins de {FEWEST_PAIRS} répondants communs"
    return None


def _switches(pairs: Pairs, population: int) -> tuple[Estimate, float]:
    """Difference of two shares from the changes of mind."""
    to_yes, to_no = pairs.to_yes / pairs.n, pairs.to_no / pairs.n
    size = intervals.effective_size(pairs.n, population)
    low, high = intervals.adjusted_wald(to_yes, to_no, size, to_each=1, in_all=2)
    difference = Estimate(to_yes - to_no, low, high, pairs.n, population, PAIRED_SHARE)
    return difference, mcnemar(pairs.to_yes, pairs.to_no)


def mcnemar(to_yes: int, to_no: int) -> float:
    """Two-sided mid-p value of McNemar's test on those who changed their mind."""
    from scipy.special import bdtr

    fewest, changed = min(to_yes, to_no), to_yes + to_no
    below = float(bdtr(fewest - 1, changed, 0.5)) if fewest else 0.0
    return min(1.0, float(bdtr(fewest, changed, 0.5)) + below)


def _mean_change(pairs: Pairs, population: int) -> tuple[Estimate, float]:
    change = intervals.mean_of(pairs.change, population)
    error = math.sqrt(pairs.change.variance / pairs.n)
    difference = Estimate(change.value, change.low, change.high, change.n, population, PAIRED_MEAN)
    return difference, _p_value(change.value, error, pairs.n - 1)
