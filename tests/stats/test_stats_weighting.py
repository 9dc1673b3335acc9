"""Raking, and its guards; R's survey package is in test_stats_r.py."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from register_frames import answer_sums, build_register, cells_of, merge_small, rake
from scipy.optimize import minimize

from dse.stats import estimate, weighted, weighting

UNBOUNDED = (0.0, math.inf)


def crossed() -> st.SearchStrategy[tuple[pd.DataFrame, list[str]]]:
    """Two families by two sizes, every cell answering, never too small to stand alone."""
    cell = st.integers(5, 40).flatmap(lambda members: st.tuples(st.just(members), st.integers(3, members)))
    names = [("A", "S"), ("A", "L"), ("B", "S"), ("B", "L")]
    return st.tuples(*[cell] * 4).map(lambda cells: build_register(dict(zip(names, cells, strict=True))))


def margin(weights: weighting.Weighting, column: str) -> dict[str, float]:
    return (weights.weights.groupby(weights.groups[column]).sum() / len(weights.weights)).to_dict()


def test_one_margin_is_post_stratification_by_hand() -> None:
    """60 + 40 members, 30 + 10 answers: weights (60/100) / (30/40) = 0.8 and (40/100) / (10/40) = 1.6."""
    register, answered = build_register({("A", "S"): (60, 30), ("B", "S"): (40, 10)})
    weights = rake(register, answered)
    assert weights.weights.groupby(weights.groups["actor_family"]).first().to_dict() == pytest.approx(
        {"A": 0.8, "B": 1.6}
    )
    assert weights.converged


def test_two_margins_keep_the_odds_of_the_sample_as_deming_and_stephan_show() -> None:
    """Deming and Stephan 1940: raking changes the margins and leaves the odds ratio of the sample's cells."""
    cells = {("A", "S"): (50, 20), ("A", "L"): (10, 5), ("B", "S"): (20, 6), ("B", "L"): (20, 12)}
    register, answered = build_register(cells)
    weights = rake(register, answered, bounds=UNBOUNDED)
    sums = weights.weights.groupby([weights.groups["actor_family"], weights.groups["size_band"]]).sum()
    odds = sums["A", "S"] * sums["B", "L"] / (sums["A", "L"] * sums["B", "S"])
    assert odds == pytest.approx(20 * 12 / (5 * 6))
    assert margin(weights, "actor_family") == pytest.approx({"A": 0.6, "B": 0.4})
    assert margin(weights, "size_band") == pytest.approx({"S": 0.7, "L": 0.3})


@settings(deadline=None)
@given(crossed())
def test_without_bounds_raking_reproduces_the_margins(case: tuple[pd.DataFrame, list[str]]) -> None:
    weights = rake(*case, bounds=UNBOUNDED)
    assert weights.converged
    for column in weighting.MARGINS:
        merged = merge_small(case[0][column], case[1])
        assert margin(weights, column) == pytest.approx(
            merged.value_counts(normalize=True).to_dict(), abs=1e-6
        )


@settings(deadline=None)
@given(crossed())
def test_weights_keep_to_their_bounds_and_to_a_mean_of_one(case: tuple[pd.DataFrame, list[str]]) -> None:
    weights = rake(*case)
    assert weights.weights.between(1 / 3 - 1e-9, 3 + 1e-9).all()
    assert weights.weights.mean() == pytest.approx(1, abs=1e-6)
    assert weights.converged == (weights.largest_gap < 1e-7)
    assert weighted.effective_n(weights.weights) <= len(case[1]) + 1e-6


def nearest_to_equal(
    cells: dict[tuple[str, str], tuple[int, int]], bounds: tuple[float, float]
) -> np.ndarray:
    """The weights of the cells that meet the margins within `bounds` at the least Σ w log w - w, by a general solver."""
    members, answers = np.array(list(cells.values()), dtype=float).T
    places = [np.array([code in name for name in cells]) for code in ("A", "B", "C", "S")]
    total = members.sum() / answers.sum()
    constraints = [
        {"type": "eq", "fun": lambda w, rows=at: (answers * w)[rows].sum() - members[rows].sum() / total}
        for at in places
    ]
    found = minimize(
        lambda w: (answers * (w * np.log(w) - w)).sum(),
        np.ones(len(cells)),
        bounds=[bounds] * len(cells),
        constraints=constraints,
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert found.success
    return found.x


def test_where_bounds_are_met_weights_are_still_the_nearest_to_equal() -> None:
    cells = {
        **{("A", "S"): (40, 30), ("A", "L"): (20, 10), ("B", "S"): (30, 14)},
        **{("B", "L"): (30, 9), ("C", "S"): (12, 7), ("C", "L"): (38, 8)},
    }
    register, answered = build_register(cells)
    weights = rake(register, answered, bounds=(0.6, 2.3))
    assert weights.converged
    assert weights.bounded >= 6
    each = weights.weights.groupby([weights.groups["actor_family"], weights.groups["size_band"]]).first()
    assert [each[name] for name in cells] == pytest.approx(nearest_to_equal(cells, (0.6, 2.3)), abs=1e-4)


def test_a_margin_out_of_reach_is_told() -> None:
    """Ten answer for a tenth of the members: at a third each they still count 10/3 of 15, which leaves 7/3 for the five."""
    register, answered = build_register({("A", "S"): (90, 5), ("B", "S"): (10, 10)})
    weights = rake(register, answered)
    assert not weights.converged
    assert weights.weights.groupby(weights.groups["actor_family"]).first().to_dict() == pytest.approx(
        {"A": 7 / 3, "B": 1 / 3}
    )
    assert weights.largest_gap == pytest.approx(0.9 - 5 * 7 / 3 / 15)
    assert weights.bounded == 10
    assert weights.weights.mean() == pytest.approx(1)
    alone = rake(register, answered, margins=["actor_family"])
    assert alone.weights.mean() == pytest.approx(1)


def test_everyone_answering_weighs_the_same() -> None:
    register, answered = build_register({("A", "S"): (30, 30), ("B", "L"): (20, 20)})
    assert rake(register, answered).weights.tolist() == pytest.approx([1] * 50)


def codes(**families: tuple[int, int]) -> tuple[pd.Series, list[str]]:
    register, answered = build_register({(family, "S"): size for family, size in families.items()})
    return register["actor_family"], answered


@pytest.mark.parametrize(
    ("families", "expected"),
    [
        ({"A": (30, 20), "B": (20, 10), "C": (12, 4), "D": (9, 9)}, {"A", "B", "AUTRES"}),
        ({"A": (30, 20), "B": (20, 10), "C": (12, 4)}, {"A", "AUTRES"}),
        ({"A": (30, 20), "B": (20, 10), "C": (10, 5)}, {"A", "B", "C"}),
        ({"A": (30, 20), "B": (20, 10), "D": (9, 0)}, {"A", "AUTRES"}),
        ({"A": (30, 20), "D": (9, 5)}, {"AUTRES"}),
    ],
)
def test_small_families_are_merged_and_a_small_remainder_takes_the_next(
    families: dict[str, tuple[int, int]], expected: set[str]
) -> None:
    assert set(merge_small(*codes(**families))) == expected


def test_members_of_no_known_family_are_a_group() -> None:
    register = pd.Series(
        ["A"] * 20 + [None] * 15, [f"M{place}" for place in range(35)], dtype="string[pyarrow]"
    )
    assert set(merge_small(register, list(register.index))) == {"A", "INCONNU"}


def test_who_is_not_in_the_register_has_no_weight_and_nobody_is_no_error() -> None:
    register, answered = build_register({("A", "S"): (20, 10)})
    assert list(rake(register, [*answered, "STRANGER"]).weights.index) == answered
    nobody = rake(register, [])
    assert nobody.weights.empty
    assert weighted.share(answer_sums(pd.Series(dtype=float)), nobody).reason == estimate.NO_ANSWER


@settings(deadline=None)
@given(crossed(), st.randoms(use_true_random=False))
def test_cells_of_many_give_what_one_row_an_organisation_gives(
    case: tuple[pd.DataFrame, list[str]], chance: Random
) -> None:
    register, answered = case
    values = pd.Series([chance.choice([0.0, 0.5, 1.0]) for _ in answered], answered)[
        : chance.randint(1, len(answered))
    ]
    name = register["actor_family"] + register["size_band"]
    cells = (
        cells_of(register, answered)
        .groupby(name)
        .agg({"actor_family": "first", "size_band": "first", "members": "sum", "answers": "sum"})
    )
    one, many = rake(register, answered), weighting.rake(cells)
    assert one.weights.to_numpy() == pytest.approx(
        many.weights.reindex(name[one.weights.index]).to_numpy(), rel=1e-9
    )
    assert (one.population, one.converged, one.bounded) == (many.population, many.converged, many.bounded)
    told = answer_sums(values)
    together = {
        cell: tuple(np.sum([told[each] for each in rows.index], axis=0))
        for cell, rows in values.groupby(name[values.index])
    }
    assert weighted.mean_and_variance(told, one) == pytest.approx(
        weighted.mean_and_variance(together, many), rel=1e-9, abs=1e-12
    )
    assert weighted.precision(told, one) == pytest.approx(weighted.precision(together, many))
    first, second = weighted.share(told, one), weighted.share(together, many)
    assert (first.n, first.reason) == (second.n, second.reason)
    if first.value is not None:
        assert (first.value, first.low, first.high) == pytest.approx(
            (second.value, second.low, second.high), rel=1e-9
        )
