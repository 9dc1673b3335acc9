"""How much the members that carry most carry, and what chance alone would give as many of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dse.stats.register import SEED

DRAWS = 1_999
# Up to so many members, each accompaniment is drawn; beyond, how many members carry 1, 2, 3 or more.
MOST_DRAWN = 500
MOST_ERRORS = 10  # beyond so many standard errors above its mean, no member carries as much


def carried_by_most(carried: np.ndarray, sizes: Sequence[int]) -> np.ndarray:
    """What the `sizes` members that carry most carry together; `carried` has one count a member, on its last axis."""
    ranked = np.sort(carried, axis=-1)[..., ::-1]
    return np.stack([ranked[..., :size].sum(axis=-1, dtype=int) for size in sizes], axis=-1)


def by_chance(inside: np.ndarray, carried: np.ndarray, sizes: Sequence[int]) -> np.ndarray:
    """`carried_by_most` of DRAWS worlds where, each year, every accompaniment falls on any member of that year alike.

    `inside` tells which members (rows) were there in which years (columns), `carried` how many accompaniments each year
    has. A row a draw, a column a size. A member of many years has more chances than a newcomer; what each wishes and knows
    how to ask plays no part.
    """
    draw = _draw_members if len(inside) <= MOST_DRAWN else _draw_counts
    return draw(np.random.default_rng(SEED), inside, carried, sizes)


def _draw_members(
    rng: np.random.Generator, inside: np.ndarray, carried: np.ndarray, sizes: Sequence[int]
) -> np.ndarray:
    drawn = np.zeros((DRAWS, len(inside)), dtype=np.int32)
    for there, total in zip(inside.T, carried, strict=True):
        if members := int(there.sum()):
            drawn[:, there] += rng.multinomial(total, np.full(members, 1 / members), DRAWS).astype(np.int32)
    return carried_by_most(drawn, sizes)


def _draw_counts(
    rng: np.random.Generator, inside: np.ndarray, carried: np.ndarray, sizes: Sequence[int]
) -> np.ndarray:
    """The same from how many members carry at least 1, 2, 3…: what the most accompanied carry is a sum of these counts.

    What a member carries is nearly Poisson; given the total of each year, the counts of many members are nearly normal
    (Hájek 1964, Ann. Math. Statist. 35, 1491-1523, for such a conditioning).
    """
    mean, variance = _counts_by_chance(inside, carried)
    root = np.linalg.cholesky(variance + 1e-6 * np.eye(len(mean)))
    counts = (mean + rng.standard_normal((DRAWS, len(mean))) @ root.T).clip(min=0)
    most = np.stack([np.minimum(counts, size).sum(axis=1) for size in sizes], axis=-1)
    return np.rint(most.clip(max=carried.sum())).astype(int)


def _counts_by_chance(inside: np.ndarray, carried: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means and covariances of how many members carry at least 1, 2, 3…; those who were there in the same years are counted together."""
    from scipy.special import gammaln, pdtrc, xlogy  # scipy.stats takes most of a second to load

    patterns, members = _count_patterns(inside)
    chances = carried / np.maximum(1, inside.sum(axis=0))
    means = patterns @ chances
    most = int(means.max() + MOST_ERRORS * np.sqrt(means.max()) + MOST_ERRORS)
    levels = np.arange(1, most + 1)
    at_least = pdtrc(levels - 1, means[:, None])
    one_less = np.exp(xlogy(levels - 1, means[:, None]) - means[:, None] - gammaln(levels))
    larger = np.maximum(levels[:, None], levels) - 1
    both = (members @ at_least)[larger] - at_least.T @ (members[:, None] * at_least)
    # One more accompaniment lifts to a level who carried one less than that: what the total of a year, which is fixed, takes away.
    lifted = (patterns * members[:, None]).T @ one_less
    weights = carried / np.maximum(1, inside.sum(axis=0)) ** 2
    return members @ at_least, both - lifted.T @ (weights[:, None] * lifted)


def _count_patterns(inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct rows of `inside`, and how many members have each; bits make it ten times as fast as rows."""
    bits = np.packbits(inside, axis=1)
    _, firsts, members = np.unique(bits.view(f"V{bits.shape[1]}"), return_index=True, return_counts=True)
    return inside[firsts], members


def chance_p_value(observed: int, draws: np.ndarray) -> float:
    """How often chance gives the most accompanied as much or more, the observed world counted as one of them.

    Monte Carlo p-value of Davison and Hinkley (1997, Bootstrap Methods, section 4.2).
    """
    return float((1 + (draws >= observed).sum()) / (1 + len(draws)))
