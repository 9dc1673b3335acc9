"""Several respondents of one member count as their mean; what is not an answer is in no base."""

from __future__ import annotations

import pandas as pd
import pytest

from dse.stats import intervals
from dse.stats.respondents import answered, one_value_each


def answers() -> pd.DataFrame:
    """Member A sent three persons, B one, C only absences; one person belongs to no member."""
    rows = [
        ("A", 5, None),
        ("A", 4, None),
        ("A", 1, None),
        ("B", 2, None),
        ("A", None, "NSP"),
        ("C", None, "SR"),
        ("C", None, "NC"),
        ("D", 3, "NP"),
        (None, 5, None),
    ]
    frame = pd.DataFrame(rows, columns=["organisation_id", "value", "missing"])
    return frame.astype(
        {"organisation_id": "string[pyarrow]", "value": "double[pyarrow]", "missing": "string[pyarrow]"}
    )


def test_a_member_counts_once_as_the_mean_of_its_respondents() -> None:
    assert one_value_each(answers()).to_dict() == pytest.approx({"A": 10 / 3, "B": 2.0})


def test_a_share_of_members_takes_the_share_of_their_respondents() -> None:
    each = one_value_each(answers(), lambda value: value >= 4)
    assert each.to_dict() == pytest.approx({"A": 2 / 3, "B": 0.0})
    told = intervals.share(each, 10)
    assert (told.value, told.n) == (pytest.approx(1 / 3), 2)


def test_absences_are_in_no_base_even_beside_a_value() -> None:
    assert list(answered(answers())["value"]) == [5, 4, 1, 2, 5]


def test_the_frame_is_left_as_it_was_and_nobody_gives_nothing() -> None:
    frame = answers()
    one_value_each(frame)
    pd.testing.assert_frame_equal(frame, answers())
    assert one_value_each(frame.iloc[:0]).empty
