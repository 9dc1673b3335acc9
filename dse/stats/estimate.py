"""What a survey says of the whole population, with its interval, or why it says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

CONFIDENCE = 0.95

NO_ANSWER = "aucune réponse exploitable"
ONE_ANSWER = "une seule réponse, donc pas d’intervalle"
UNKNOWN_POPULATION = "effectif de la population inconnu, donc pas d’intervalle"
MORE_ANSWERS_THAN_MEMBERS = "plus de répondants que de membres, donc pas d’intervalle"
SCALE_CHANGED = "la question ou son échelle a changé d’une enquête à l’autre"
ANONYMOUS = "l’une au moins des deux enquêtes est anonyme, et les mêmes répondants ne s’y retrouvent pas"
OTHER_PEOPLE = "ceux qui répondent ne sont pas les mêmes d’une enquête à l’autre"


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval, both ends included.

    `n` counts the organisations that answered, `population` those for which they speak (None where unknown).
    `method` and `reason` are French. Where `value` is None, `reason` says why; where there is a value without an
    interval, `reason` says why too.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    population: int | None
    method: str
    reason: str | None = None

    def in_unit(self, factor: float) -> Estimate:
        """The same in a unit `factor` times smaller, as 100 for a share in percent."""
        scaled: dict[str, Any] = {
            part: None if (number := getattr(self, part)) is None else factor * number
            for part in ("value", "low", "high")
        }
        return replace(self, **scaled)


@dataclass(frozen=True)
class Sums:
    """How many numbers, their sum, and the sum of their squared distances to their mean."""

    n: int
    total: float
    spread: float

    @property
    def mean(self) -> float:
        """Their mean; there is one number at least."""
        return self.total / self.n

    @property
    def variance(self) -> float:
        """Their variance, with n - 1; there are two at least."""
        return self.spread / (self.n - 1)


def sums_of(values: pd.Series | Sequence[float] | np.ndarray) -> Sums:
    """The sums of numbers; an organisation without one did not answer."""
    numbers = pd.Series(values, dtype=None if len(values) else float).to_numpy(dtype=float, na_value=np.nan)
    numbers = numbers[~np.isnan(numbers)]
    spread = float(((numbers - numbers.mean()) ** 2).sum()) if len(numbers) else 0.0
    return Sums(len(numbers), float(numbers.sum()), spread)


def sums_from_squares(n: int, total: float, squares: float) -> Sums:
    """The same from the sum of the squares; a spread that rounding alone would leave is none."""
    spread = squares - total**2 / n if n else 0.0
    return Sums(n, total, spread if spread > 1e-12 * squares else 0.0)


def exact(value: float, n: int, population: int | None, method: str) -> Estimate:
    """What is known without error: everyone answered."""
    return Estimate(value, value, value, n, population, method)


def without_interval(value: float, n: int, population: int | None, method: str, reason: str) -> Estimate:
    """A value that is told, and why nothing is said of its precision."""
    return Estimate(value, None, None, n, population, method, reason)


def hidden(n: int, population: int | None, method: str, reason: str) -> Estimate:
    """No value, and why."""
    return Estimate(None, None, None, n, population, method, reason)


def why_no_interval(n: int, population: int | None) -> str | None:
    """Why `n` answers out of `population` say nothing of their precision; None where they do."""
    if population is None:
        return UNKNOWN_POPULATION
    return MORE_ANSWERS_THAN_MEMBERS if n > population else None
