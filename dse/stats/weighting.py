"""Weights that give those who answered the make-up of the register: raking within bounds.

No Python library did the work: samplics is no longer maintained, svy and balance bring dozens of megabytes (balance
refuses our scipy), ipfn has no bounds, statsmodels has no raking. R's survey package is the oracle of the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

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


Group = tuple[
    np.ndarray, float
]  # the cells of a group, and the sum that the weights of their answers should have


@dataclass(frozen=True)
class Weighting:
    """The weight of each organisation that answered, by cell, and what these weights cost.

    A cell holds organisations that the margins do not tell apart, so that they weigh the same. `weights`, of mean 1 over
    the answers, `answers` and `groups`, one column a margin with small groups merged, have a row a cell where somebody
    answered. `largest_gap` is the largest distance, from 0 to 1, between the weighted share of a group and its share of the
    register; `converged` says that there is none. `bounded` counts the answers whose weight stands at a bound.
    """

    weights: pd.Series
    answers: pd.Series
    groups: pd.DataFrame
    population: int
    converged: bool
    largest_gap: float
    bounded: int

    @cached_property
    def projection(self) -> np.ndarray:
        """What regression on the margins fits, over cells as heavy as their answers."""
        codes = [self.groups[margin].to_numpy(dtype=object) for margin in self.groups]
        columns = np.hstack(
            [
                np.equal.outer(codes_of_margin, np.unique(codes_of_margin.astype(str)))
                for codes_of_margin in codes
            ]
        )
        columns = columns * np.sqrt(self.answers.to_numpy(float))[:, None]
        return columns @ np.linalg.pinv(columns)


def rake(
    cells: pd.DataFrame, margins: Sequence[str] = MARGINS, bounds: tuple[float, float] = BOUNDS
) -> Weighting:
    """Weights of the organisations of a register that answered.

    `cells` has the columns `margins`, `members`, how many organisations of the register at the wave's date are in the cell,
    and `answers`, how many of them answered. The weight is the product of one factor a group, cut at `bounds`: truncated
    raking (Deville, Särndal and Sautory 1993, JASA 88, 1013-1020), as `calibrate(calfun="raking", bounds=)` of R's survey.
    Without bounds it is the raking of Deming and Stephan (1940).
    """
    merged = pd.DataFrame(
        {margin: merge_small(cells[margin], cells["members"], cells["answers"]) for margin in margins}
    )
    has_answers = cells["answers"] > 0
    groups, answers = merged[has_answers], cells["answers"][has_answers].astype("int64")
    targets = [_targets(merged[margin], cells["members"], groups[margin], answers) for margin in margins]
    weights, gap = _fit(targets, answers.to_numpy(dtype=float), bounds)
    at_bound = np.isclose(weights, bounds[0]) | np.isclose(weights, bounds[1])
    return Weighting(
        weights=pd.Series(weights, index=groups.index, name="weight"),
        answers=answers,
        groups=groups,
        population=int(cells["members"].sum()),
        converged=gap < 1e3 * CLOSE,
        largest_gap=gap,
        bounded=int(answers[at_bound].sum()),
    )


def merge_small(codes: pd.Series, members: pd.Series, answers: pd.Series) -> pd.Series:
    """The groups of a margin, a code a cell, those under 5 answers or 10 members put together.

    Where the small ones together are still small, the next smallest joins them.
    """
    groups = [UNKNOWN if pd.isna(code) else code for code in codes.tolist()]
    sizes: dict[str, list[int]] = {}
    for code, population, n in zip(groups, members.tolist(), answers.tolist(), strict=True):
        size = sizes.setdefault(code, [0, 0])
        size[0], size[1] = size[0] + population, size[1] + n
    order = sorted(sizes, key=lambda code: (*sizes[code], code))
    small = [code for code in order if not _is_enough([sizes[code]])]
    for code in (code for code in order if _is_enough([sizes[code]])):
        if not small or _is_enough([sizes[other] for other in small]):
            break
        small.append(code)
    return pd.Series([OTHERS if code in small else code for code in groups], codes.index, dtype=object)


def _is_enough(sizes: list[list[int]]) -> bool:
    """Whether groups have members and answers enough to stand as one."""
    return (
        sum(population for population, _ in sizes) >= FEWEST_MEMBERS
        and sum(n for _, n in sizes) >= FEWEST_ANSWERS
    )


def _targets(register: pd.Series, members: pd.Series, sample: pd.Series, answers: pd.Series) -> list[Group]:
    """For each group the cells of its answers and the sum that their weights should have."""
    sizes = members.groupby(register).sum()
    part = answers.sum() / members.sum() if len(members) else 0.0
    return [(np.flatnonzero((sample == code).to_numpy()), float(size * part)) for code, size in sizes.items()]


def _fit(
    margins: list[list[Group]], answers: np.ndarray, bounds: tuple[float, float]
) -> tuple[np.ndarray, float]:
    """Weights of mean 1 and the largest gap; each round meets one margin after the other, then the total."""
    raw = weights = np.ones(len(answers))
    everyone = [(np.arange(len(answers)), float(answers.sum()))]
    gap = _gap(margins, weights, answers)
    for _ in range(ROUNDS):
        before = weights
        for places, target in [group for margin in [*margins, everyone] for group in margin]:
            raw = raw.copy()
            raw[places] *= _factor(raw[places], answers[places], target, bounds)
        weights = np.clip(raw, *bounds)
        gap = _gap(margins, weights, answers)
        if gap < CLOSE or np.abs(weights - before).max(initial=0) < CLOSE:
            break
    return weights, gap


def _gap(margins: list[list[Group]], weights: np.ndarray, answers: np.ndarray) -> float:
    sums = weights * answers
    gaps = [abs(sums[places].sum() - target) for margin in margins for places, target in margin]
    return float(max(gaps, default=0.0)) / max(answers.sum(), 1)


def _factor(raw: np.ndarray, answers: np.ndarray, target: float, bounds: tuple[float, float]) -> float:
    """The factor under which the cut weights of a group sum to `target`, or come as near as the bounds allow."""
    if not len(raw):
        return 1.0
    plain = target / (raw @ answers)
    if bounds[0] <= plain * raw.min() and plain * raw.max() <= bounds[1]:
        return float(plain)
    # The sum grows with the factor, in straight pieces between the points where a weight meets a bound.
    turns = np.sort(np.concatenate([bounds[0] / raw, bounds[1] / raw]))
    sums = np.clip(turns[:, None] * raw, *bounds) @ answers
    return float(np.interp(target, sums, turns))
