"""Weighted shares and means, with the variance that the weighting leaves.

Estimates are those of R's `svydesign(ids = ~1, fpc = ~N)`, `rake`, `svymean`. Their variance there takes the finite
population as drawn evenly, and is a third too small where response depends on the family, which is why one weights:
those who answered least weigh most and are least exhausted. Here each answer has the correction of its own
weight. On one margin this is R's `svydesign(strata = ~family, fpc = ~members of the family)`, to the last digit.
It assumes that within a family and a size those who did not answer resemble those who did.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from dse.stats import estimate, intervals
from dse.stats.estimate import Estimate
from dse.stats.weighting import Weighting

FEWEST_EFFECTIVE = 30
SHARE = "calage sur marges, intervalle de Wilson, population finie"
MEAN = "calage sur marges, intervalle de Student, population finie"


def effective_n(weights: pd.Series | np.ndarray) -> float:
    """Number of answers of equal weight that would be as precise: (Σw)² / Σw² (Kish 1965, Survey Sampling)."""
    numbers = np.asarray(weights, dtype=float)
    return float(numbers.sum() ** 2 / (numbers**2).sum()) if len(numbers) else 0.0


def mean_and_variance(values: pd.Series, weighting: Weighting) -> tuple[float, float]:
    """Weighted mean of `values`, and its variance Σ (1 - 1/W) (w e)² / (1 - h).

    e is the linearised value less its regression on the margins (Deville and Särndal 1992, JASA 87, 376-382), h its
    leverage there, which makes up for what small groups fit by chance (Valliant 2002, Survey Methodology 28, 103-108), and
    W the number of members for which the answer stands, so that a group where all answered adds nothing.
    """
    weights, numbers = _aligned(values, weighting)
    base = weights[~np.isnan(numbers)].sum()
    stands_for = weights * weighting.population / base
    left = np.clip(1 - 1 / stands_for, 0, 1)
    room = np.maximum(1 - _leverages(weighting.groups), 1e-9)
    scores = linear_scores(values, weighting)
    return _mean(weights, numbers), float((left * scores**2 / room).sum())


def linear_scores(values: pd.Series, weighting: Weighting) -> np.ndarray:
    """What each organisation that answered the wave adds to the error of the weighted mean, in its unit.

    Values are indexed by organisation; those without one answered the wave and not this question: they are a
    domain, not a smaller sample (Lumley 2010, Complex Surveys, section 2.3).
    """
    weights, numbers = _aligned(values, weighting)
    counts = ~np.isnan(numbers)
    distance = np.where(counts, np.nan_to_num(numbers) - _mean(weights, numbers), 0.0)
    columns = _indicators(weighting.groups)
    fitted = columns @ np.linalg.lstsq(columns, distance, rcond=None)[0]
    return weights * (distance - fitted) / weights[counts].sum()


def _aligned(values: pd.Series, weighting: Weighting) -> tuple[np.ndarray, np.ndarray]:
    weights = weighting.weights
    return weights.to_numpy(float), values.reindex(weights.index).to_numpy(dtype=float, na_value=np.nan)


def _mean(weights: np.ndarray, numbers: np.ndarray) -> float:
    counts = ~np.isnan(numbers)
    return float(weights[counts] @ numbers[counts] / weights[counts].sum())


def _indicators(groups: pd.DataFrame) -> np.ndarray:
    codes = [groups[margin].to_numpy(dtype=object) for margin in groups]
    return np.hstack([np.equal.outer(each, np.unique(each.astype(str))) for each in codes]).astype(float)


def _leverages(groups: pd.DataFrame) -> np.ndarray:
    columns = _indicators(groups)
    return np.einsum("ij,ji->i", columns, np.linalg.pinv(columns))


def why_hidden(values: pd.Series, weighting: Weighting) -> str | None:
    """Why nothing weighted is said of `values`; None where something is."""
    used = weighting.weights[values.reindex(weighting.weights.index).notna()]
    if not len(used):
        return estimate.NO_ANSWER
    size = effective_n(used)
    # Rounded, so that equal weights, which sum to a hair under their number, count for all of it.
    if round(size, 6) < FEWEST_EFFECTIVE:
        return f"effectif efficace de {math.floor(size)}, sous {FEWEST_EFFECTIVE} : pas de chiffre pondéré"
    return None


def mean(values: pd.Series, weighting: Weighting) -> Estimate:
    """Weighted mean; `values` is indexed by organisation, one number for each that answered the question."""
    n = int(values.reindex(weighting.weights.index).notna().sum())
    if reason := why_hidden(values, weighting):
        return estimate.hidden(n, weighting.population, MEAN, reason)
    value, variance = mean_and_variance(values, weighting)
    half = intervals.student(n - 1) * math.sqrt(variance)
    return Estimate(value, value - half, value + half, n, weighting.population, MEAN)


def share(values: pd.Series, weighting: Weighting) -> Estimate:
    """Weighted share of yes; `values` has one number from 0 to 1 for each organisation that answered the question.

    Wilson interval at the effective size p (1 - p) / variance (Franco, Little, Louis and Slud 2019, JSSAM 7,
    334-364), which may not exceed the size of a draw without weights: that a family agrees
    in a handful of answers does not make its opinion certain (Parker et al. 2017, NCHS Data Presentation Standards for Proportions, Series 2 no. 175).
    """
    n = int(values.reindex(weighting.weights.index).notna().sum())
    if reason := why_hidden(values, weighting):
        return estimate.hidden(n, weighting.population, SHARE, reason)
    value, variance = mean_and_variance(values, weighting)
    value = min(max(value, 0.0), 1.0)
    low, high = intervals.wilson(value, _size(value, variance, values, weighting))
    return Estimate(value, low, high, n, weighting.population, SHARE)


def _size(value: float, variance: float, values: pd.Series, weighting: Weighting) -> float:
    """Effective size of a weighted share; where all agree, Kish's, with the finite-population correction."""
    used = weighting.weights[values.reindex(weighting.weights.index).notna()]
    if len(used) == weighting.population:
        return math.inf
    spread = value * (1 - value)
    if spread < 1e-12:
        return intervals.effective_size(effective_n(used), weighting.population)
    most = intervals.effective_size(len(used), weighting.population)
    return min(most, spread / variance) if variance > 0 else most
