"""Likert scales and recommendation scores.

A value is a rank on the scale, the most favourable highest. Where a member has several respondents, its value is
the mean of theirs (for a share, the share of its respondents). SR, NSP, NC and NP are never in a base.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from dse.stats import estimate, intervals
from dse.stats.estimate import Estimate
from dse.stats.respondents import answered, one_value_each

MEDIAN = "intervalle de Woodruff, population finie"
NPS = "intervalle de Wald ajusté (Rocks 2016), population finie"
FIRST_PROMOTER = 9
LAST_DETRACTOR = 6
HIGHEST_NOTE = 10


def distribution(
    answers: pd.DataFrame,
    ranks: Sequence[int],
    population: int | None,
    unit: str = "organisation_id",
) -> pd.DataFrame:
    """What share of the organisations chose each rank of the scale.

    Columns: `rank`, `answers` (rows), `share`, `low`, `high` (0 to 1, empty where not computed), `n`; one row a rank, in
    order, those that nobody chose included. Raises ValueError for a value that is not on the scale.
    """
    _check_on_scale(answers, ranks)
    chosen = answered(answers)["value"].to_numpy(float)
    rows = []
    for rank in sorted(ranks):
        values = one_value_each(answers, lambda given, rank=rank: given == rank, unit)
        found = intervals.share(values, population)
        rows.append((rank, int((chosen == rank).sum()), found.value, found.low, found.high, found.n))
    return pd.DataFrame(rows, columns=["rank", "answers", "share", "low", "high", "n"])


def top_two(answers: pd.DataFrame, ranks: Sequence[int], unit: str = "organisation_id") -> pd.Series:
    """For each organisation the share, 0 to 1, of its answers at the two most favourable ranks."""
    _check_on_scale(answers, ranks)
    second = sorted(ranks)[-2]
    return one_value_each(answers, lambda given: given >= second, unit)


def top_two_share(
    answers: pd.DataFrame, ranks: Sequence[int], population: int | None, unit: str = "organisation_id"
) -> Estimate:
    """Share, 0 to 1, of the organisations at the two most favourable ranks."""
    return intervals.share(top_two(answers, ranks, unit), population)


def mean_rank(answers: pd.DataFrame, population: int | None, unit: str = "organisation_id") -> Estimate:
    """Mean rank on the scale.

    Student's interval holds for answers in five steps (Norman 2010, Advances in Health Sciences Education 15,
    625-632); that the steps are equal is a convention, which the distribution beside it makes visible.
    """
    return intervals.mean(one_value_each(answers, unit=unit), population)


def median_rank(
    answers: pd.DataFrame, ranks: Sequence[int], population: int | None, unit: str = "organisation_id"
) -> Estimate:
    """Lower median rank: the lowest that half of the organisations do not pass.

    Woodruff (1952, JASA 47, 635-646): an interval around one half, ± z / (2 √n*) with n* the effective size, read on the
    observed distribution. Where it leaves the sample, the bound is the end of the scale.
    """
    _check_on_scale(answers, ranks)
    values = np.sort(one_value_each(answers, unit=unit).to_numpy(float))
    n = len(values)
    if n == 0:
        return estimate.hidden(n, population, MEDIAN, estimate.NO_ANSWER)
    value = _quantile(values, 0.5, ranks)
    if reason := estimate.why_no_interval(n, population):
        return estimate.without_interval(value, n, population, MEDIAN, reason)
    half = intervals.normal() / 2 / math.sqrt(intervals.effective_size(n, population))
    low, high = _quantile(values, 0.5 - half, ranks), _quantile(values, 0.5 + half, ranks)
    return Estimate(value, low, high, n, population, MEDIAN)


def _quantile(ordered: np.ndarray, share: float, ranks: Sequence[int]) -> float:
    """The smallest value that at least `share` of the values do not pass; an end of the scale outside 0 to 1."""
    if share <= 0:
        return float(min(ranks))
    if share > 1:
        return float(max(ranks))
    place = math.ceil(round(share * len(ordered), 9))
    return float(ordered[place - 1])


def nps(answers: pd.DataFrame, population: int | None, unit: str = "organisation_id") -> Estimate:
    """Net promoter score, -100 to 100: percent at 9 and 10, less percent at 0 to 6 (Reichheld 2003, HBR 81(12)).

    Adjusted Wald interval: ¾ of an answer more for promoters and for detractors, and 3 in all (Rocks 2016, The
    American Statistician 70, 365-372), at the effective size. Raises ValueError for a note outside 0 to 10.
    """
    _check_on_scale(answers, range(HIGHEST_NOTE + 1))
    promoters = one_value_each(answers, lambda given: given >= FIRST_PROMOTER, unit).to_numpy(float)
    detractors = one_value_each(answers, lambda given: given <= LAST_DETRACTOR, unit).to_numpy(float)
    n = len(promoters)
    if n == 0:
        return estimate.hidden(n, population, NPS, estimate.NO_ANSWER)
    value = float(promoters.mean() - detractors.mean())
    if reason := estimate.why_no_interval(n, population):
        return estimate.without_interval(value, n, population, NPS, reason).in_unit(100)
    size = intervals.effective_size(n, population)
    low, high = intervals.adjusted_wald(
        float(promoters.mean()), float(detractors.mean()), size, each=0.75, in_all=3
    )
    return Estimate(value, low, high, n, population, NPS).in_unit(100)


def _check_on_scale(answers: pd.DataFrame, ranks: Sequence[int]) -> None:
    strange = set(answered(answers)["value"].to_numpy(float)) - {float(rank) for rank in ranks}
    if strange:
        raise ValueError(f"not on the scale: {sorted(strange)}")
