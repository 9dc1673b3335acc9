"""Which of several needs is left unmet more than the others, member by member."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dse.stats.intervals import student
from dse.stats.register import FEWEST_MEMBERS

FEWEST_ITEMS = 3


def gaps(need: pd.DataFrame, met: pd.DataFrame) -> pd.DataFrame:
    """For each item (a column), the gap between its need and what met it, and how far it is from the mean gap.

    Both frames have one row a member. `need` holds 0 to 1, empty where the member did not answer; `met` holds 0 or 1
    for every member. Columns `gap`, `low`, `high`, `away` (gap minus the mean of the gaps) are shares; `p_value` tests
    `away`, two-sided, and is empty where fewer than FEWEST_MEMBERS answered or under FEWEST_ITEMS: two gaps are as far from
    their mean as one another.

    Gaps are differences of a ratio estimate and of a mean over the same members. Their variances are linearised
    (Särndal, Swensson, Wretman 1992, Model Assisted Survey Sampling, section 5.5), one score a member, so that members
    that answer several items, or are met on several, count once. No finite-population correction: the question is
    whether the gap would hold another year, not whether it holds for the members of this one.
    """
    answered = need.notna()
    n, size = answered.sum(), len(met)
    share, reached = need.mean(), met.mean()
    scores = (need - share).where(answered, 0.0) / n - (met - reached) / size
    away = (share - reached) - (share - reached).mean()
    error, error_away = _error(scores), _error(scores.sub(scores.mean(axis=1), axis=0))
    half = n.map(lambda each: student(each - 1) if each > 1 else np.nan) * error
    told = pd.DataFrame({"gap": share - reached, "away": away})
    told = told.assign(low=(told["gap"] - half).clip(lower=-1), high=(told["gap"] + half).clip(upper=1))
    tested = (n >= FEWEST_MEMBERS) & (error_away > 0) & (len(n) >= FEWEST_ITEMS)
    return told.assign(p_value=_p_values(away / error_away.where(tested), n))


def _error(scores: pd.DataFrame) -> pd.Series:
    """Standard error of the sums of scores of members taken as drawn one by one."""
    size = len(scores)
    return np.sqrt(size / (size - 1) * (scores**2).sum()) if size > 1 else scores.sum() * np.nan


def _p_values(statistics: pd.Series, n: pd.Series) -> pd.Series:
    from scipy.stats import t

    return pd.Series(2 * t.sf(statistics.abs(), n - 1), index=statistics.index)
