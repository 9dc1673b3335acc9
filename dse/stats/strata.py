"""Whether a few of many were chosen more often than the others of their stratum: exact, so that small groups are no alarm."""

from __future__ import annotations

import numpy as np
import pandas as pd


def exact_p_value(hit: pd.Series, inside: pd.Series, stratum: pd.Series) -> float:
    """Two-sided p-value of the number of hits (0 or 1) inside, given how many hits and how many inside each stratum has."""
    _, places = np.unique(stratum.to_numpy(), return_inverse=True)
    hits, insiders = (flags.to_numpy(dtype=int) for flags in (hit, inside))
    sizes, of_hits, of_inside = (
        np.bincount(places, weights).astype(int) for weights in (None, hits, insiders)
    )
    return exact_p_value_of_counts(sizes, of_hits, of_inside, int((hits * insiders).sum()))


def exact_p_value_of_counts(sizes: np.ndarray, hits: np.ndarray, inside: np.ndarray, observed: int) -> float:
    """The same from the size of each stratum, its hits, and how many of it are inside; `observed` hits are inside in all.

    Birch (1964, JRSS B 26, 313-324): in each stratum the hits inside are hypergeometric; their sum is the convolution. The
    p-value adds up what is no likelier than what is seen, as Fisher's exact test does, which it is with one stratum.
    """
    chances = np.ones(1)
    for size, of_hits, of_inside in zip(sizes.tolist(), hits.tolist(), inside.tolist(), strict=True):
        chances = np.convolve(chances, _hypergeometric(size, of_hits, of_inside))
    return float(min(1.0, chances[chances <= chances[observed] * (1 + 1e-7)].sum()))


def _hypergeometric(size: int, hits: int, inside: int) -> np.ndarray:
    """The chance of each number of hits among those inside, from 0."""
    from scipy.special import gammaln

    def ways(total: int | np.ndarray, part: np.ndarray) -> np.ndarray:
        return gammaln(total + 1.0) - gammaln(part + 1.0) - gammaln(total - part + 1.0)

    chances = np.zeros(inside + 1)
    possible = np.arange(max(0, inside + hits - size), min(inside, hits) + 1)
    logs = ways(hits, possible) + ways(size - hits, inside - possible) - ways(size, np.array(inside))
    chances[possible] = np.exp(logs)
    return chances
