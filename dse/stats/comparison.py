"""Two waves of a question, on the same respondents or on all.

An interval speaks of the members of those waves, with the finite-population correction. A p-value asks more: could
chance, from one member to another, have drawn such a change where nothing had moved? That chance is there even where
every member answered, so a p-value has no such correction, as for the counts of a register.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from dse.stats import estimate, intervals
from dse.stats.estimate import Estimate

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
    members at the wave's date; `asked` tells wording and scale apart: what differs in it is never compared.
    """

    values: pd.Series
    population: int | None
    is_anonymous: bool = False
    asked: str = ""


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
    interval = intervals.share if kind == "share" else intervals.mean
    first, second = interval(before.values, before.population), interval(after.values, after.population)
    n = min(first.n, second.n)
    method = UNPAIRED_SHARE if kind == "share" else UNPAIRED_MEAN
    if reason := _why_not_compared(before, after, first, second):
        return Comparison(first, second, estimate.hidden(n, None, method, reason), False, None)
    value = second.value - first.value
    if first.low is None or second.low is None:
        untold = estimate.without_interval(value, n, None, method, first.reason or second.reason)
        return Comparison(first, second, untold, False, None)
    low, high, p_value = _share_gap(first, second) if kind == "share" else _mean_gap(before, after)
    return Comparison(first, second, Estimate(value, low, high, n, None, method), False, p_value)


def _why_not_compared(before: Wave, after: Wave, first: Estimate, second: Estimate) -> str | None:
    if before.asked != after.asked:
        return estimate.SCALE_CHANGED
    return first.reason if first.value is None else second.reason if second.value is None else None


def _share_gap(first: Estimate, second: Estimate) -> tuple[float, float, float]:
    """Newcombe (1998, Statistics in Medicine 17, 873-890, method 10) over finite Wilson intervals; the score test of two shares."""
    gap = second.value - first.value
    low = gap - math.hypot(second.value - second.low, first.high - first.value)
    high = gap + math.hypot(second.high - second.value, first.value - first.low)
    pooled = (first.value * first.n + second.value * second.n) / (first.n + second.n)
    variance = pooled * (1 - pooled) * (1 / first.n + 1 / second.n)
    return low, high, _p_value(gap, math.sqrt(variance))


def _mean_gap(before: Wave, after: Wave) -> tuple[float, float, float]:
    """Welch (1947, Biometrika 34, 28-35); in the interval each variance has its finite-population correction."""
    waves = [(each.values.to_numpy(float), each.population) for each in (before, after)]
    gap = waves[1][0].mean() - waves[0][0].mean()
    left = [1 - len(values) / population for values, population in waves]
    variances = [float(np.var(values, ddof=1)) / len(values) for values, _ in waves]
    sizes = [len(values) for values, _ in waves]
    error, degrees = _welch([each * part for each, part in zip(variances, left, strict=True)], sizes)
    half = intervals.student(degrees) * error if error else 0.0
    return gap - half, gap + half, _p_value(gap, *_welch(variances, sizes))


def _welch(variances: list[float], sizes: list[int]) -> tuple[float, float]:
    """The standard error of the difference of two means with these variances, and its degrees of freedom."""
    error = math.sqrt(sum(variances))
    parts = sum(each**2 / (size - 1) for each, size in zip(variances, sizes, strict=True) if each)
    return error, error**4 / parts if parts else math.inf


def _p_value(gap: float, error: float, degrees: float = math.inf) -> float:
    """Two-sided p-value of a gap; where it is known without error, 1 for none and 0 for any."""
    from scipy.stats import t

    if error == 0:
        return float(math.isclose(gap, 0, abs_tol=1e-12))
    return float(2 * t.sf(abs(gap) / error, degrees))


def paired(before: Wave, after: Wave, population: int | None, kind: Kind) -> Comparison:
    """Two waves on those who answered both; `population` counts the members at both dates.

    Shares of yes and no: interval of Bonett and Price (2012, J. of Educational and Behavioral Statistics 37, 479-488)
    and McNemar's mid-p test, which Fagerland, Lydersen and Laake (2013, BMC Medical Research Methodology 13:91) find
    better than the exact one. Means, ranks, and shares of members with several respondents: Student on the
    differences, robust on five steps (Norman 2010, Advances in Health Sciences Education 15, 625-632), rather than
    Wilcoxon, so that the interval and the test cannot contradict one another.
    """
    both = pd.concat([before.values.rename("before"), after.values.rename("after")], axis=1, join="inner")
    first, second = both["before"].to_numpy(float), both["after"].to_numpy(float)
    is_yes_no = kind == "share" and bool(np.isin([first, second], [0, 1]).all())
    method = PAIRED_SHARE if is_yes_no else PAIRED_MEAN
    interval = intervals.share if kind == "share" else intervals.mean
    told = interval(first, population), interval(second, population)
    if reason := _why_not_paired(before, after, len(both)):
        return Comparison(*told, estimate.hidden(len(both), population, method, reason), True, None)
    change = second - first
    if reason := estimate.why_no_interval(len(both), population):
        untold = estimate.without_interval(float(change.mean()), len(both), population, method, reason)
        return Comparison(*told, untold, True, None)
    difference, p_value = (_switches if is_yes_no else _mean_change)(change, population)
    return Comparison(*told, difference, True, p_value)


def _why_not_paired(before: Wave, after: Wave, pairs: int) -> str | None:
    if before.asked != after.asked:
        return estimate.SCALE_CHANGED
    if before.is_anonymous or after.is_anonymous:
        return estimate.ANONYMOUS
    if pairs < FEWEST_PAIRS:
        return f"{estimate.NOT_PAIRABLE} : moins de {FEWEST_PAIRS} répondants communs"
    return None


def _switches(change: np.ndarray, population: int) -> tuple[Estimate, float]:
    """Difference of two shares from the changes of mind: 1 towards yes, -1 towards no, 0 for none."""
    n = len(change)
    to_yes, to_no = int((change == 1).sum()), int((change == -1).sum())
    size = intervals.effective_size(n, population)
    low, high = intervals.adjusted_wald(to_yes / n, to_no / n, size, each=1, in_all=2)
    return Estimate(to_yes / n - to_no / n, low, high, n, population, PAIRED_SHARE), mcnemar(to_yes, to_no)


def mcnemar(to_yes: int, to_no: int) -> float:
    """Two-sided mid-p value of McNemar's test on those who changed their mind."""
    from scipy.stats import binom

    changed = to_yes + to_no
    fewest = min(to_yes, to_no)
    return min(1.0, float(2 * binom.cdf(fewest, changed, 0.5) - binom.pmf(fewest, changed, 0.5)))


def _mean_change(change: np.ndarray, population: int) -> tuple[Estimate, float]:
    found = intervals.mean(change, population)
    error = float(np.std(change, ddof=1)) / math.sqrt(len(change))
    told = Estimate(found.value, found.low, found.high, found.n, population, PAIRED_MEAN)
    return told, _p_value(found.value, error, len(change) - 1)
