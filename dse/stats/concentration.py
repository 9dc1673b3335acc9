"""How much the members that carry most carry, and what chance alone would give as many of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dse.stats.register import SEED

DRAWS = 1_999


def carried_by_most(carried: np.ndarray, sizes: Sequence[int]) -> np.ndarray:
    """What the `sizes` members that carry most carry together; `carried` has one count a member, on its last axis."""
    ranked = -np.sort(-carried, axis=-1)
    return np.stack([ranked[..., :size].sum(axis=-1) for size in sizes], axis=-1)


def by_chance(panel: pd.DataFrame, sizes: Sequence[int]) -> np.ndarray:
    """`carried_by_most` of DRAWS worlds where, each year, every accompaniment falls on any member of that year alike.

    `panel` has one row a `unit` (a member) and `year`, with `carried`, a count. A row a draw, a column a size. A
    member of many years has more chances than a newcomer; what each wishes and knows how to ask plays no part.
    """
    rng = np.random.default_rng(SEED)
    units = {unit: place for place, unit in enumerate(panel["unit"].unique())}
    drawn = np.zeros((DRAWS, len(units)), dtype=int)
    for _, rows in panel.groupby("year", sort=True):
        places = [units[unit] for unit in rows["unit"]]
        drawn[:, places] += rng.multinomial(
            int(rows["carried"].sum()), np.full(len(rows), 1 / len(rows)), DRAWS
        )
    return carried_by_most(drawn, sizes)


def chance_p_value(observed: int, drawn: np.ndarray) -> float:
    """How often chance gives the most accompanied as much or more, the observed world counted as one of them.

    Monte Carlo p-value of Davison and Hinkley (1997, Bootstrap Methods, section 4.2).
    """
    return float((1 + (drawn >= observed).sum()) / (1 + len(drawn)))
