"""Tables of tens of rows as dictionaries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from dse.figures.rows import index_firsts, to_frame


def test_the_first_row_of_each_value_stands_where_it_stood() -> None:
    rows = [{"of": "a", "n": 1}, {"of": "b", "n": 2}, {"of": "a", "n": 3}]
    assert list(index_firsts(rows, "of").values()) == rows[:2]


@pytest.mark.parametrize("number", [2.7, np.float64(2.7)])
def test_a_number_with_a_fraction_is_no_integer(number: float) -> None:
    with pytest.raises(pa.ArrowInvalid, match="truncated"):
        to_frame([{"n": 1}, {"n": number}], (), n=pa.int64())


@pytest.mark.parametrize(
    ("values", "integers"),
    [
        ([np.float64(2.0), None, np.int64(3), 4], [2, None, 3, 4]),
        ([2**60 + 1, None], [2**60 + 1, None]),
        ([None, None], [None, None]),
        ([], []),
    ],
)
def test_whole_numbers_and_nothing_are_integers(values: list[Any], integers: list[int | None]) -> None:
    frame = to_frame([{"n": value} for value in values], (), n=pa.int64())
    assert pa.array(frame["n"].array, from_pandas=True).to_pylist() == integers
    assert frame["n"].dtype == "int64[pyarrow]"


def test_the_text_of_a_number_is_no_integer() -> None:
    with pytest.raises(pa.ArrowInvalid):
        to_frame([{"n": "3"}], (), n=pa.int64())
