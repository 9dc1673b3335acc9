"""Weighted shares and means, with the variance that the weighting leaves.

Estimates are those of R's `svydesign(ids = ~1, fpc = ~N)`, `rake`, `svymean`. Their variance there takes the finite
population as drawn evenly, and is a third too small where response depends on the family, which is why one weights:
those who answered least weigh most and are least exhausted. Here each answer has the correction of its own
weight. On one margin this is R's `svydesign(strata = ~family, fpc = ~members of the family)`, to the last digit.
It assumes that within a family and a size those who did not answer resemble those who did.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dse.stats import estimate, intervals
from dse.stats.estimate import Estimate
from dse.stats.weighting import Weighting

# Of each cell of a weighting: how many answered a question, the sum of their values, and of the squares of these.
CellAnswers = Mapping[str, tuple[float, float, float]]
_NOTHING = (0.0, 0.0, 0.0)
FEWEST_EFFECTIVE = 30
SHARE = "calage sur marges, intervalle de Wilson, population finie"
MEAN = "calage sur marges, intervalle de Student, population finie"


def effective_n(weights: np.ndarray | pd.Series, answers: np.ndarray | None = None) -> float:
    """Number of answers of equal weight that would be as precise: (Σw)² / Σw² (Kish 1965, Survey Sampling).

    `answers` says how many have each weight, one where it is not given.
    """
    numbers = np.asarray(weights, dtype=float)
    counts = np.ones(len(numbers)) if answers is None else answers
    return float((counts @ numbers) ** 2 / (counts @ numbers**2)) if counts.any() else 0.0


@dataclass(frozen=True)
class _Sums:
    """What was said to a question, by cell of a weighting: numbers of answers, sums of their values and of the squares of these."""

    n: np.ndarray
    total: np.ndarray
    squares: np.ndarray
    weights: np.ndarray

    @property
    def answers(self) -> int:
        return int(self.n.sum())

    @property
    def base(self) -> float:
        return float(self.n @ self.weights)

    @property
    def mean(self) -> float:
        return float(self.weights @ self.total / self.base)

    @property
    def precision(self) -> float:
        return effective_n(self.weights, self.n)


def _aligned(answers: CellAnswers, weighting: Weighting) -> _Sums:
    """What was said in the cells of a weighting, nothing where nobody answered the question."""
    rows = np.array([answers.get(cell, _NOTHING) for cell in weighting.weights.index], dtype=float).reshape(
        -1, 3
    )
    return _Sums(rows[:, 0], rows[:, 1], rows[:, 2], weighting.weights.to_numpy())


def precision(answers: CellAnswers, weighting: Weighting) -> float:
    """The effective number of the answers to a question."""
    return _aligned(answers, weighting).precision


def mean_and_variance(answers: CellAnswers, weighting: Weighting) -> tuple[float, float]:
    """Weighted mean of `answers`, and its variance Σ (1 - 1/W) (w e)² / (1 - h).

    e is the linearised value less its regression on the margins (Deville and Särndal 1992, JASA 87, 376-382), h
    its leverage there, which makes up for what small groups fit by chance (Valliant 2002, Survey Methodology 28, 103-108),
    and W the number of members for which the answer stands, so that a group where all answered adds nothing.
    """
    sums = _aligned(answers, weighting)
    return sums.mean, _variance(sums, weighting)


def _variance(sums: _Sums, weighting: Weighting) -> float:
    left = np.clip(1 - sums.base / (sums.weights * weighting.population), 0, 1)
    leverages = np.diag(weighting.projection) / weighting.answers.to_numpy()
    _, squares = _scores(sums, weighting)
    return float((left * squares / np.maximum(1 - leverages, 1e-9)).sum())


def linear_scores(answers: CellAnswers, weighting: Weighting) -> tuple[np.ndarray, np.ndarray]:
    """What the organisations of each cell that answered the wave add to the error of the weighted mean, in its unit.

    Their sum, and the sum of their squares. Those that answered the wave and not the question are a domain, not a smaller
    sample (Lumley 2010, Complex Surveys, section 2.3).
    """
    return _scores(_aligned(answers, weighting), weighting)


def _scores(sums: _Sums, weighting: Weighting) -> tuple[np.ndarray, np.ndarray]:
    answers = weighting.answers.to_numpy(float)
    distances = sums.total - sums.n * sums.mean
    squares = sums.squares - 2 * sums.mean * sums.total + sums.n * sums.mean**2
    fitted = weighting.projection @ (distances / np.sqrt(answers)) / np.sqrt(answers)
    left = np.maximum(squares - 2 * fitted * distances + answers * fitted**2, 0)
    scale = sums.weights / sums.base
    return scale * (distances - answers * fitted), scale**2 * left


def _why_hidden(sums: _Sums) -> str | None:
    """Why nothing weighted is told; None where something is."""
    if not sums.answers:
        return estimate.NO_ANSWER
    # Rounded, so that equal weights, which sum to a hair under their number, count for all of it.
    if (size := round(sums.precision, 6)) < FEWEST_EFFECTIVE:
        worth = math.floor(size)
        evenly = "réponse" if worth < 2 else "réponses bien réparties"
        return (
            "une fois que chaque famille et chaque taille y pèse ce qu’elle pèse dans le réseau, les réponses n’apprennent pas plus que "
            f"{worth} {evenly}, et il en faut au moins {FEWEST_EFFECTIVE}"
        )
    return None


def mean(answers: CellAnswers, weighting: Weighting) -> Estimate:
    """Weighted mean of what was said."""
    sums, population = _aligned(answers, weighting), weighting.population
    if reason := _why_hidden(sums):
        return estimate.hidden(sums.answers, population, MEAN, reason)
    half = intervals.student(sums.answers - 1) * math.sqrt(_variance(sums, weighting))
    return Estimate(sums.mean, sums.mean - half, sums.mean + half, sums.answers, population, MEAN)


def share(answers: CellAnswers, weighting: Weighting) -> Estimate:
    """Weighted share of yes; the values are from 0 to 1.

    Wilson interval at the effective size p (1 - p) / variance (Franco, Little, Louis and Slud 2019, JSSAM 7,
    334-364), which may not exceed the size of a draw without weights: that a family agrees
    in a handful of answers does not make its opinion certain (Parker et al. 2017, NCHS Data Presentation Standards for Proportions, Series 2 no. 175).
    """
    sums, population = _aligned(answers, weighting), weighting.population
    if reason := _why_hidden(sums):
        return estimate.hidden(sums.answers, population, SHARE, reason)
    value = min(max(sums.mean, 0.0), 1.0)
    low, high = intervals.wilson(value, _size(value, sums, weighting))
    return Estimate(value, low, high, sums.answers, population, SHARE)


def _size(value: float, sums: _Sums, weighting: Weighting) -> float:
    """Effective size of a weighted share; where all agree, Kish's, with the finite-population correction."""
    if sums.answers == weighting.population:
        return math.inf
    spread = value * (1 - value)
    if spread < 1e-12:
        return intervals.effective_size(sums.precision, weighting.population)
    most = intervals.effective_size(sums.answers, weighting.population)
    variance = _variance(sums, weighting)
    return min(most, spread / variance) if variance > 0 else most
