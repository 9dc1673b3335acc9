"""Which of several needs is left unmet more than the others, member by member."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dse.stats.register import FEWEST_MEMBERS

FEWEST_ITEMS = 3


def gaps(need: pd.DataFrame, met: pd.DataFrame) -> pd.DataFrame:
    """For each item (a column), the gap between its need and what met it, and how far it is from the mean gap.

    Both frames have one row a member. `need` holds 0 to 1, empty where the member did not answer; `met` holds 0 or 1
    for every member. Columns `gap` and `away` (gap minus the mean of the gaps) are shares; `p_value` tests `away`, two-sided,
    and is empty where fewer than FEWEST_MEMBERS answered or under FEWEST_ITEMS: two gaps are as far from their mean as one
    another.

    Gaps are differences of a ratio estimate and of a mean over the same members. Their variances are linearised
    (Särndal, Swensson, Wretman 1992, Model Assisted Survey Sampling, section 5.5), one score a member, so that members
    that answer several items, or are met on several, count once. No finite-population correction: the question is
    whether the gap would hold another year, not whether it holds for the members of this one. The interval of a gap
    asks the latter: it is that of the need, less a share that is counted over all members.
    """
    values, reached = need.to_numpy(float), met.to_numpy(float)
    answered = ~np.isnan(values)
    n, size = answered.sum(axis=0), len(met)
    share, served = np.nansum(values, axis=0) / np.where(n, n, np.nan), reached.mean(axis=0)
    scores = np.where(answered, values - share, 0.0) / np.where(n, n, np.nan) - (reached - served) / size
    gap = share - served
    away = gap - np.nanmean(gap)
    error_away = _errors(scores - np.nanmean(scores, axis=1, keepdims=True))
    is_tested = (n >= FEWEST_MEMBERS) & (error_away > 0) & (len(n) >= FEWEST_ITEMS)
    p_values = _p_values(away / np.where(is_tested, error_away, np.nan), n)
    return pd.DataFrame({"gap": gap, "away": away, "p_value": p_values}, index=need.columns)


def _errors(scores: np.ndarray) -> np.ndarray:
    """Standard error of the sums of scores of members taken as drawn one by one."""
    size = len(scores)
    return (
        np.sqrt(size / (size - 1) * (scores**2).sum(axis=0)) if size > 1 else np.full(scores.shape[1], np.nan)
    )


def _p_values(statistics: np.ndarray, n: np.ndarray) -> np.ndarray:
    from scipy.special import stdtr

    return 2 * stdtr(n - 1, -np.abs(statistics))
