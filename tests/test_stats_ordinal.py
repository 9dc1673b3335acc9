"""Likert scales and recommendation scores, counted by hand and against published examples."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dse.stats import estimate, intervals, ordinal

SCALE = (1, 2, 3, 4, 5)


def answers(values: list[float | None], missing: list[str | None] | None = None) -> pd.DataFrame:
    """One respondent an organisation."""
    frame = pd.DataFrame(
        {
            "organisation_id": [f"M{place:03}" for place in range(len(values))],
            "value": values,
            "missing": missing or [None] * len(values),
        }
    )
    return frame.astype(
        {"organisation_id": "string[pyarrow]", "value": "double[pyarrow]", "missing": "string[pyarrow]"}
    )


def ten() -> pd.DataFrame:
    """1 2 2 3 4 4 4 5 among eight; one does not know, one is not concerned."""
    return answers([1, 2, 2, 3, 4, 4, 4, 5, None, 5], [None] * 8 + ["NSP", "NC"])


def test_distribution_by_hand() -> None:
    rows = ordinal.distribution(ten(), SCALE, 20)
    assert rows["rank"].tolist() == [1, 2, 3, 4, 5]
    assert rows["answers"].tolist() == [1, 2, 1, 3, 1]
    assert rows["share"].tolist() == [0.125, 0.25, 0.125, 0.375, 0.125]
    assert set(rows["n"]) == {8}
    assert (rows["low"].iloc[3], rows["high"].iloc[3]) == (
        intervals.share_of(3, 8, 20).low,
        intervals.share_of(3, 8, 20).high,
    )


def test_a_rank_that_nobody_chose_is_there_with_its_interval() -> None:
    rows = ordinal.distribution(answers([3, 3, 4]), SCALE, 20).set_index("rank")
    assert rows.loc[1, "share"] == 0
    assert rows.loc[1, "high"] > 0.2


def test_a_member_with_several_respondents_is_spread_over_its_ranks() -> None:
    frame = answers([5, 1, 1, 1]).assign(organisation_id=["A", "A", "B", "C"])
    rows = ordinal.distribution(frame, SCALE, 20).set_index("rank")
    assert rows["share"].to_dict() == pytest.approx({1: 2.5 / 3, 2: 0, 3: 0, 4: 0, 5: 0.5 / 3})
    assert ordinal.top_two_share(frame, SCALE, 20).value == pytest.approx(1 / 6)
    assert ordinal.mean_rank(frame, 20).value == pytest.approx((3 + 1 + 1) / 3)


def test_top_two_by_hand() -> None:
    told = ordinal.top_two_share(ten(), SCALE, 20)
    assert (told.value, told.n, told.population) == (0.5, 8, 20)
    assert ordinal.top_two_share(answers([3, 4]), (1, 2, 3, 4), 20).value == 1


def test_mean_rank_by_hand() -> None:
    """25 / 8; s² = (91 - 625/8) / 7 = 1.83929; t with 7 degrees 2.36462."""
    told = ordinal.mean_rank(ten(), 20)
    half = 2.36462 * math.sqrt((1 - 8 / 20) * 1.839286 / 8)
    assert (told.low, told.value, told.high) == pytest.approx((3.125 - half, 3.125, 3.125 + half), abs=1e-4)


def test_median_rank_by_hand() -> None:
    """n* = 8 x 19 / 12; 0.5 ± 0.98 / √12.667 is 0.225 to 0.775: the second and the seventh of eight."""
    told = ordinal.median_rank(ten(), SCALE, 20)
    assert (told.low, told.value, told.high) == (2, 3, 4)


def test_the_median_of_two_answers_spans_the_scale() -> None:
    told = ordinal.median_rank(answers([3, 3]), SCALE, 20)
    assert (told.low, told.value, told.high) == (1, 3, 5)


def test_median_is_exact_where_everyone_answered() -> None:
    told = ordinal.median_rank(answers([1, 2, 4, 5]), SCALE, 4)
    assert told.low == told.value == told.high == 2


def test_the_interval_of_a_median_holds_it_at_least_at_the_nominal_rate() -> None:
    rng = np.random.default_rng(9)
    held = []
    for _ in range(300):
        members = np.sort(rng.choice(SCALE, 85, p=[0.1, 0.2, 0.25, 0.3, 0.15]))
        truth = members[math.ceil(85 / 2) - 1]
        told = ordinal.median_rank(answers(list(rng.permutation(members)[:30].astype(float))), SCALE, 85)
        held.append(told.low <= truth <= told.high)
    assert np.mean(held) >= 0.94


def notes(promoters: int, passives: int, detractors: int) -> pd.DataFrame:
    return answers([9.0] * promoters + [7.0] * passives + [6.0] * detractors)


def test_net_promoter_score_by_hand() -> None:
    """10, 9 promote; 8, 7 do not count; 6, 0 detract: 2/7 less 2/7; one more 10 makes 1/7."""
    assert ordinal.nps(answers([10, 9, 8, 7, 7, 6, 0]), 20).value == 0
    assert ordinal.nps(answers([10, 10, 9, 8, 7, 6, 0]), 20).value == pytest.approx(100 / 7)


def test_interval_of_a_net_promoter_score_by_hand() -> None:
    """15 promoters, 9 passives, 12 detractors of 36: 15.75/39, 12.75/39, as Rocks 2016 adds them."""
    told = ordinal.nps(notes(15, 9, 12), 10**12)
    gap, both = 3 / 39, 28.5 / 39
    half = 1.959964 * math.sqrt((both - gap**2) / 39)
    assert (told.low, told.high) == pytest.approx((100 * (gap - half), 100 * (gap + half)), abs=1e-3)
    assert told.value == pytest.approx(100 * 3 / 36)


@settings(deadline=None)
@given(st.lists(st.integers(0, 10), min_size=1, max_size=50), st.integers(0, 50))
def test_a_score_is_within_its_interval_which_closes_when_everyone_answered(
    given_notes: list[int], more: int
) -> None:
    told = ordinal.nps(answers([float(note) for note in given_notes]), len(given_notes) + more)
    assert -100 - 1e-9 <= told.low <= told.value <= told.high <= 100 + 1e-9
    assert more or told.low == told.high


@settings(deadline=None)
@given(st.lists(st.sampled_from(SCALE), min_size=1, max_size=50), st.integers(0, 50))
def test_shares_of_a_scale_sum_to_one_and_a_median_is_within_its_interval(
    given_ranks: list[int], more: int
) -> None:
    frame, members = answers([float(rank) for rank in given_ranks]), len(given_ranks) + more
    assert ordinal.distribution(frame, SCALE, members)["share"].sum() == pytest.approx(1)
    told = ordinal.median_rank(frame, SCALE, members)
    assert told.low <= told.value <= told.high
    assert more or told.low == told.high


@pytest.mark.parametrize("absence", ["SR", "NSP", "NC", "NP"])
def test_absences_are_never_in_the_base(absence: str) -> None:
    frame = answers([4, 4, 1, None, 9], [None, None, None, absence, absence])
    assert ordinal.top_two_share(frame, SCALE, 20).n == 3
    assert ordinal.nps(frame, 20).n == 3
    assert ordinal.mean_rank(frame, 20).value == 3


def test_nobody_answering_is_said() -> None:
    nobody = answers([None], ["SR"])
    for told in (
        *(ordinal.top_two_share(nobody, SCALE, 20), ordinal.mean_rank(nobody, 20)),
        *(ordinal.median_rank(nobody, SCALE, 20), ordinal.nps(nobody, 20)),
    ):
        assert (told.value, told.n, told.reason) == (None, 0, estimate.NO_ANSWER)
    assert ordinal.distribution(nobody, SCALE, 20)["share"].isna().all()


def test_without_a_population_values_stand_alone() -> None:
    for told in (ordinal.median_rank(ten(), SCALE, None), ordinal.nps(ten(), None)):
        assert told.value is not None
        assert told.low is None
        assert told.reason == estimate.UNKNOWN_POPULATION


def test_a_value_off_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="not on the scale"):
        ordinal.distribution(answers([6]), SCALE, 20)
    with pytest.raises(ValueError, match="not on the scale"):
        ordinal.nps(answers([11]), 20)
