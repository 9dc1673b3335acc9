"""What chance gives the most accompanied where members are many: drawn from counts, as from members one by one."""

from __future__ import annotations

import numpy as np
import pytest

from dse.stats import concentration

SIZES = [60, 150, 300]


def world(members: int, yearly: float) -> tuple[np.ndarray, np.ndarray]:
    """Members that join and leave over nine years, and how many accompaniments each year has."""
    rng = np.random.default_rng(1)
    first, stay = rng.integers(-4, 9, members)[:, None], rng.geometric(0.2, members)[:, None]
    inside = (np.arange(9) >= first) & (np.arange(9) < np.maximum(first, 0) + stay)
    return inside, (inside.sum(axis=0) * yearly).astype(int)


@pytest.mark.parametrize("yearly", [0.1, 0.4, 1.5])
def test_counts_of_many_members_are_drawn_as_the_members_are(yearly: float) -> None:
    inside, carried = world(600, yearly)
    members, counts = (
        draw(np.random.default_rng(seed), inside, carried, SIZES)
        for seed, draw in enumerate([concentration._draw_members, concentration._draw_counts])
    )
    total = carried.sum()
    assert counts.mean(axis=0) == pytest.approx(members.mean(axis=0), abs=0.006 * total)
    for bound in (0.025, 0.975):
        expected = np.quantile(members, bound, axis=0)
        assert np.quantile(counts, bound, axis=0) == pytest.approx(expected, abs=0.012 * total)
    assert counts.max() <= total


def test_few_members_are_drawn_one_by_one() -> None:
    inside, carried = world(concentration.MOST_DRAWN, 0.3)
    expected = concentration._draw_members(np.random.default_rng(2018), inside, carried, SIZES)
    assert np.array_equal(concentration.by_chance(inside, carried, SIZES), expected)
    inside, carried = world(concentration.MOST_DRAWN + 1, 0.3)
    expected = concentration._draw_counts(np.random.default_rng(2018), inside, carried, SIZES)
    assert np.array_equal(concentration.by_chance(inside, carried, SIZES), expected)


def test_a_year_without_members_takes_nothing() -> None:
    inside, carried = world(700, 0.3)
    alone = np.column_stack([inside, np.zeros(700, dtype=bool)])
    found = concentration.by_chance(alone, np.append(carried, 0), SIZES)
    assert found.mean(axis=0) == pytest.approx(concentration.by_chance(inside, carried, SIZES).mean(axis=0))
