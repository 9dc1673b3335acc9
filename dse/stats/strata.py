"""Whether a few of many were chosen more often than the others of their stratum: exact, so that small groups are no alarm."""

from __future__ import annotations

import numpy as np
import pandas as pd


def exact_p_value(hit: pd.Series, inside: pd.Series, stratum: pd.Series) -> float:
    """Two-sided p-value of the number of hits (0 or 1) inside, given how many hits and how many inside each stratum has.

    Birch (1964, JRSS B 26, 313-324): in each stratum the hits inside are hypergeometric; their sum is the convolution. The
    p-value adds up what is no likelier than what is seen, as Fisher's exact test does, which it is with one stratum.
    """
    from scipy.stats import hypergeom

    rows = pd.DataFrame({"hit": hit.astype(int), "inside": inside.astype(int), "stratum": stratum})
    chances = np.ones(1)
    for _, each in rows.groupby("stratum"):
        law = hypergeom(len(each), int(each["hit"].sum()), int(each["inside"].sum()))
        chances = np.convolve(chances, law.pmf(np.arange(int(each["inside"].sum()) + 1)))
    seen = chances[int((rows["hit"] * rows["inside"]).sum())]
    return float(min(1.0, chances[chances <= seen * (1 + 1e-7)].sum()))
