"""Two waves of a question, on the same respondents or on all; or two groups of one wave.

These intervals ask more than those of a wave: could chance, from one organisation to another, have drawn such a change where
nothing had moved? That chance is there even where every member answered, so they have no correction for a finite
population. They hold together for all comparisons of a family (Bonferroni), and a word says that one excludes zero:
interval, word and arrow cannot contradict one another.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from dse.stats import estimate, intervals
from dse.stats.estimate import Estimate, Sums
from dse.stats.register import FEWEST_MEMBERS, LEVEL

FEWEST_PAIRS = 5
_STEPS = 50  # of a bisection: far under the last digit of anything shown
UNPAIRED_SHARE = "tous les répondants, intervalle de Newcombe"
PAIRED_SHARE = "mêmes répondants, intervalle de Tango"
PAIRED_MEAN = "mêmes répondants, intervalle de Student sur les écarts"
FEW_FOR_INTERVAL = f"moins de {FEWEST_MEMBERS} répondants communs, donc pas d’intervalle"
FEW_PAIRS = f"trop peu de répondants communs pour comparer les deux enquêtes, moins de {FEWEST_PAIRS}"


def confidence(comparisons: int) -> float:
    """The confidence of each interval, where those of so many comparisons hold together at 1 - LEVEL."""
    return 1 - LEVEL / max(1, comparisons)


def unpaired_shares(before: tuple[float, int], after: tuple[float, int], level: float) -> Estimate:
    """The change of a share, from how many said yes among how many each time.

    Newcombe (1998, Statistics in Medicine 17, 873-890, method 10), over Wilson's intervals. Where many answer both times it is too wide
    rather than too narrow. Its `n` is the smaller of both.
    """
    n = min(before[1], after[1])
    if not n:
        return estimate.hidden(n, None, UNPAIRED_SHARE, estimate.NO_ANSWER)
    first, second = before[0] / before[1], after[0] / after[1]
    first_low, first_high = intervals.wilson(first, before[1], level)
    second_low, second_high = intervals.wilson(second, after[1], level)
    gap = second - first
    low = gap - math.hypot(second - second_low, first_high - first)
    high = gap + math.hypot(second_high - second, first - first_low)
    return Estimate(gap, low, high, n, None, UNPAIRED_SHARE)


def paired_shares(gained: float, lost: float, n: int, level: float) -> Estimate:
    """The change of a share among the `n` that answered both times: the parts of them that came to say yes, less those that no longer do.

    Tango's score interval (1998, Statistics in Medicine 17, 891-908): at the levels of a family the usual one (Bonett, Price
    2012) excludes zero up to ten times too often in small samples. Where several respondents of an organisation answered,
    the parts vary less than 0 and 1, and the interval is a little too wide.
    """
    if n < FEWEST_PAIRS:
        return estimate.hidden(n, None, PAIRED_SHARE, FEW_PAIRS)
    z = intervals.normal(level)

    def is_outside(change: float) -> bool:
        error = n * (2 * _least_likely_loss(gained, lost, n, change) + change * (1 - change))
        return (gained - lost - n * change) ** 2 > z * z * error

    gap = (gained - lost) / n
    low, high = _bound(is_outside, gap, -1.0), _bound(is_outside, gap, 1.0)
    return Estimate(gap, low, high, n, None, PAIRED_SHARE)


def _least_likely_loss(gained: float, lost: float, n: int, change: float) -> float:
    """The share that no longer says yes, as likely as can be under a given change: the root of Tango's equation."""
    middle = (2 * n - gained + lost) * change - gained - lost
    product = -8 * n * lost * change * (1 - change)
    return (math.sqrt(max(middle * middle - product, 0.0)) - middle) / (4 * n)


def _bound(is_outside: Callable[[float], bool], inside: float, limit: float) -> float:
    """Where an interval that holds `inside` ends on the way to `limit`."""
    if not is_outside(limit):
        return limit
    outside = limit
    for _ in range(_STEPS):
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if is_outside(middle) else (middle, outside)
    return inside


def paired_mean(change: Sums, level: float) -> Estimate:
    """The mean of the changes of those that answered both times; no interval under FEWEST_MEMBERS, whose degrees may all change alike.

    Student on the changes, robust on five steps (Norman 2010, Advances in Health Sciences Education 15, 625-632).
    """
    if change.n < FEWEST_PAIRS:
        return estimate.hidden(change.n, None, PAIRED_MEAN, FEW_PAIRS)
    if change.n < FEWEST_MEMBERS:
        return estimate.without_interval(change.mean, change.n, None, PAIRED_MEAN, FEW_FOR_INTERVAL)
    half = intervals.student(change.n - 1, level) * math.sqrt(change.variance / change.n)
    return Estimate(change.mean, change.mean - half, change.mean + half, change.n, None, PAIRED_MEAN)
