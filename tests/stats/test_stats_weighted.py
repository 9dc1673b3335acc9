"""Weighted estimates: by hand, and when nothing is said; R's survey package is in test_stats_r.py."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from register_frames import answer_sums, build_register, rake

from dse.stats import intervals, weighted


def test_effective_n_by_hand() -> None:
    """(1 + 1 + 2)² / (1 + 1 + 4) = 16 / 6."""
    assert weighted.effective_n(np.array([1.0, 1, 2])) == pytest.approx(16 / 6)


def halves() -> tuple[pd.DataFrame, list[str], pd.Series]:
    """40 of 60 and 20 of 40 members; 30 and 5 of them say yes."""
    register, answered = build_register({("A", "S"): (60, 40), ("B", "S"): (40, 20)})
    return register, answered, pd.Series([1.0] * 30 + [0.0] * 10 + [1.0] * 5 + [0.0] * 15, answered)


def test_weighted_mean_and_variance_are_those_of_a_stratified_sample_by_hand() -> None:
    """0.6 x 3/4 + 0.4 x 1/4 = 0.55; Σ W² (1 - f) p q / (n - 1), Cochran 1977, section 5.10."""
    register, answered, values = halves()
    mean, variance = weighted.mean_and_variance(answer_sums(values), rake(register, answered))
    by_hand = 0.6**2 * (1 / 3) * (3 / 16) / 39 + 0.4**2 * (1 / 2) * (3 / 16) / 19
    assert mean == pytest.approx(0.55)
    assert variance == pytest.approx(by_hand, rel=1e-6)


def test_a_weighted_share_is_within_its_interval() -> None:
    register, answered, values = halves()
    told = weighted.share(answer_sums(values), rake(register, answered))
    assert 0 < told.low < told.value < told.high < 1
    assert (told.n, told.population, told.reason) == (60, 100, None)


def test_a_question_skipped_by_some_is_weighted_on_those_who_answered_it() -> None:
    """10 of B's 20 skip it, among them all its yes: A weighs 0.9 x 40, B 1.2 x 10."""
    register, answered, values = halves()
    told = weighted.mean(answer_sums(values.drop(values.index[40:50])), rake(register, answered))
    assert told.value == pytest.approx(0.9 * 30 / (0.9 * 40 + 1.2 * 10))
    assert told.n == 50


def test_equal_weights_give_nearly_the_raw_interval_and_never_a_narrower_one() -> None:
    register, answered = build_register({("A", "S"): (60, 30), ("B", "S"): (40, 20)})
    values = pd.Series([1.0] * 30 + [0.0] * 20, answered)
    told, raw = weighted.share(answer_sums(values), rake(register, answered)), intervals.share(values, 100)
    assert told.value == raw.value
    assert told.high - told.low >= raw.high - raw.low - 1e-9


def test_those_who_skipped_a_question_are_among_those_left_to_answer_it() -> None:
    """60 of 100 members answer, 50 the question, half of them yes: (1 - 50/100) x 12.5 / 50² x 60/59."""
    register, answered = build_register({("A", "S"): (100, 60)})
    values = pd.Series([1.0, 0.0] * 25, answered[:50])
    _, variance = weighted.mean_and_variance(answer_sums(values), rake(register, answered))
    assert variance == pytest.approx(0.5 * 12.5 / 2500 * 60 / 59)


def test_where_all_agree_the_effective_answers_say_how_far_others_may_not() -> None:
    """Weights 0.9 and 1.2: 60² / (40 x 0.81 + 20 x 1.44) = 58.82; Wilson for none of n* is z² / (n* + z²)."""
    register, answered, values = halves()
    told = weighted.share(answer_sums(values * 0), rake(register, answered))
    size = 58.8235 * 99 / (100 - 58.8235)
    assert told.high == pytest.approx(1.959964**2 / (size + 1.959964**2), abs=1e-6)


@pytest.mark.parametrize("answer", [0.0, 1.0])
def test_where_all_agree_the_interval_is_not_empty(answer: float) -> None:
    register, answered, values = halves()
    told = weighted.share(answer_sums(values * 0 + answer), rake(register, answered))
    assert told.value == answer
    assert 0.02 < told.high - told.low < 0.1


def test_a_census_is_exact() -> None:
    register, answered = build_register({("A", "S"): (30, 30), ("B", "S"): (20, 20)})
    values = pd.Series([1.0] * 10 + [0.0] * 40, answered)
    weights = rake(register, answered)
    for told in (weighted.share(answer_sums(values), weights), weighted.mean(answer_sums(values), weights)):
        assert (told.low, told.value, told.high) == pytest.approx((0.2, 0.2, 0.2))


def test_under_thirty_effective_answers_nothing_weighted_is_said() -> None:
    register, answered = build_register({("A", "S"): (60, 29)})
    told = weighted.share(answer_sums(pd.Series(1.0, answered)), rake(register, answered))
    assert told.value is None
    assert told.n == 29
    assert (
        told.reason
        == "une fois que chaque famille et chaque taille y pèse ce qu’elle pèse dans le réseau, les réponses n’apprennent pas plus que "
        "29 réponses bien réparties, et il en faut au moins 30"
    )
    register, answered = build_register({("A", "S"): (60, 30)})
    assert weighted.share(answer_sums(pd.Series(1.0, answered)), rake(register, answered)).value == 1
