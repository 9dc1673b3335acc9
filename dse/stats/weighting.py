"""Weights that give those who answered the make-up of the register: raking within bounds.

No Python library did the work: samplics is no longer maintained, svy and balance bring dozens of megabytes (balance
refuses our scipy), ipfn has no bounds, statsmodels has no raking. R's survey package is the oracle of the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

MARGINS = ("actor_family", "size_band")
BOUNDS = (1 / 3, 3.0)
FEWEST_ANSWERS = 5
FEWEST_MEMBERS = 10
OTHERS = "AUTRES"
UNKNOWN = "INCONNU"
ROUNDS = 1000
CLOSE = 1e-10


@dataclass(frozen=True)
class Weighting:
    """Weights of the organisations that answered, and what they cost.

    `weights` have mean 1; `groups` has one column a margin, small groups merged; both are indexed by organisation.
    `largest_gap` is the largest distance, from 0 to 1, between the weighted share of a group and its share of the
    register; `converged` says that there is none. `bounded` counts the weights that stand at a bound.
    """

    weights: pd.Series
    groups: pd.DataFrame
    population: int
    converged: bool
    largest_gap: float
    bounded: int


def rake(
    register: pd.DataFrame,
    answered: Sequence[str],
    margins: Sequence[str] = MARGINS,
    bounds: tuple[float, float] = BOUNDS,
) -> Weighting:
    """Weights of the organisations of `register` that answered.

    `register` has one row a member at the wave's date, indexed by organisation, with the columns `margins`;
    organisations that it does not know get no weight. The weight is the product of one factor a group, cut at
    `bounds`: truncated raking (Deville, Särndal and Sautory 1993, JASA 88, 1013-1020), as `calibrate(calfun="raking",
    bounds=)` of R's survey. Without bounds it is the raking of Deming and Stephan (1940).
    """
    merged = pd.DataFrame({each: merge_small(register[each], answered) for each in margins})
    groups = merged[merged.index.isin(list(answered))]
    targets = [_targets(merged[each], groups[each]) for each in margins]
    weights, gap = _fit(targets, len(groups), bounds)
    at_bound = np.isclose(weights, bounds[0]) | np.isclose(weights, bounds[1])
    named = pd.Series(weights, index=groups.index, name="weight")
    return Weighting(named, groups, len(register), gap < 1e3 * CLOSE, gap, int(at_bound.sum()))


def merge_small(codes: pd.Series, answered: Sequence[str]) -> pd.Series:
    """The groups of a margin, those under 5 answers or 10 members put together.

    `codes` is indexed by organisation. Where the small ones together are still small, the next smallest joins them.
    """
    groups = codes.astype(object).where(codes.notna(), UNKNOWN)
    sizes = pd.DataFrame(
        {
            "members": groups.value_counts(),
            "answers": groups[groups.index.isin(list(answered))].value_counts(),
        }
    ).fillna(0)
    sizes = sizes.sort_values(["members", "answers"], kind="stable")
    is_small = (sizes["answers"] < FEWEST_ANSWERS) | (sizes["members"] < FEWEST_MEMBERS)
    small = list(sizes.index[is_small])
    for code in sizes.index[~is_small]:
        if not small or _is_enough(sizes.loc[small].sum()):
            break
        small.append(code)
    return groups.where(~groups.isin(small), OTHERS)


def _is_enough(size: pd.Series) -> bool:
    return bool(size["answers"] >= FEWEST_ANSWERS and size["members"] >= FEWEST_MEMBERS)


def _targets(register: pd.Series, sample: pd.Series) -> list[tuple[np.ndarray, float]]:
    """For each group the places of its respondents and the sum that their weights should have."""
    shares = register.value_counts(normalize=True)
    return [
        (np.flatnonzero((sample == code).to_numpy()), share * len(sample)) for code, share in shares.items()
    ]


def _fit(
    margins: list[list[tuple[np.ndarray, float]]], n: int, bounds: tuple[float, float]
) -> tuple[np.ndarray, float]:
    """Weights of mean 1 and the largest gap; each round meets one margin after the other, then the total."""
    raw = weights = np.ones(n)
    everyone = [(np.arange(n), float(n))]
    gap = _gap(margins, weights)
    for _ in range(ROUNDS):
        before = weights
        for places, target in [group for margin in [*margins, everyone] for group in margin]:
            raw = raw.copy()
            raw[places] *= _factor(raw[places], target, bounds)
        weights = np.clip(raw, *bounds)
        gap = _gap(margins, weights)
        if gap < CLOSE or np.abs(weights - before).max(initial=0) < CLOSE:
            break
    return weights, gap


def _gap(margins: list[list[tuple[np.ndarray, float]]], weights: np.ndarray) -> float:
    gaps = [abs(weights[places].sum() - target) for margin in margins for places, target in margin]
    return float(max(gaps, default=0.0)) / max(len(weights), 1)


def _factor(raw: np.ndarray, target: float, bounds: tuple[float, float]) -> float:
    """The factor under which the cut weights of a group sum to `target`, or come as near as the bounds allow."""
    if not len(raw):
        return 1.0
    plain = target / raw.sum()
    if bounds[0] <= plain * raw.min() and plain * raw.max() <= bounds[1]:
        return float(plain)
    # The sum grows with the factor, in straight pieces between the points where a weight meets a bound.
    turns = np.sort(np.concatenate([bounds[0] / raw, bounds[1] / raw]))
    sums = np.clip(turns[:, None] * raw, *bounds).sum(axis=1)
    return float(np.interp(target, sums, turns))
