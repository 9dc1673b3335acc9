"""The exact test within strata: Fisher's with one stratum, and counted over every draw with two."""

from __future__ import annotations

from itertools import combinations, product

import pandas as pd
import pytest
from scipy.stats import fisher_exact

from dse.stats.strata import exact_p_value


def p_value(*rows: tuple[int, int, str]) -> float:
    hit, inside, stratum = (pd.Series(each) for each in zip(*rows, strict=True))
    return exact_p_value(hit, inside, stratum)


@pytest.mark.parametrize("table", [(3, 1, 2, 9), (0, 8, 5, 7), (6, 0, 1, 10), (2, 2, 2, 2)])
def test_with_one_stratum_it_is_fishers(table: tuple[int, int, int, int]) -> None:
    a, b, c, d = table
    rows = [(1, 1, "s")] * a + [(0, 1, "s")] * b + [(1, 0, "s")] * c + [(0, 0, "s")] * d
    assert p_value(*rows) == pytest.approx(fisher_exact([[a, b], [c, d]]).pvalue)


def test_with_two_strata_it_is_the_share_of_all_draws() -> None:
    """Every way to place the hits of each stratum, all as likely."""
    strata = {"s": ((1, 1, 0, 0, 0), 3), "t": ((1, 1, 1, 0), 1)}  # who is inside, how many hits
    sums = []
    for placed in product(*(combinations(range(len(inside)), hits) for inside, hits in strata.values())):
        sums.append(
            sum(
                inside[place] for (inside, _), at in zip(strata.values(), placed, strict=True) for place in at
            )
        )
    seen = 3
    share = {value: sums.count(value) / len(sums) for value in set(sums)}
    rows = [(hit, inside, "s") for hit, inside in zip((1, 1, 1, 0, 0), strata["s"][0], strict=True)]
    rows += [(hit, inside, "t") for hit, inside in zip((1, 0, 0, 0), strata["t"][0], strict=True)]
    expected = sum(each for each in share.values() if each <= share[seen] + 1e-12)
    assert p_value(*rows) == pytest.approx(expected)


def test_where_all_or_none_are_hit_nothing_can_be_said() -> None:
    assert p_value((1, 1, "s"), (1, 0, "s"), (0, 1, "t"), (0, 0, "t")) == 1
