"""Tables of tens of rows as dictionaries."""

from __future__ import annotations

from dse.figures.rows import index_firsts


def test_the_first_row_of_each_value_stands_where_it_stood() -> None:
    rows = [{"of": "a", "n": 1}, {"of": "b", "n": 2}, {"of": "a", "n": 3}]
    assert list(index_firsts(rows, "of").values()) == rows[:2]
