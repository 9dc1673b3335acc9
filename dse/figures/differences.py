"""Differences as a reader sees them: of the numbers that stand beside, rounded, and not of those behind these."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dse import french
from schemas import Column

_WAVE_BEFORE = ["question_id", "wave_before"]
_WAVE = ["question_id", "wave_id"]


def subtract_shown(table: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """The table with each difference as that of the two numbers shown; who subtracts one from the other finds it.

    For readers only: files for machines keep what was computed.
    """
    differences = [column for column in columns if column.difference_of and has_sides(table, column)]
    return table.assign(**{column.name: _subtract(table, column) for column in differences})


def _subtract(table: pd.DataFrame, column: Column) -> pd.Series:
    after, before = find_sides(table, column)
    values = [
        difference
        if pd.isna(late) or pd.isna(early) or pd.isna(difference)
        else _difference(late, early, column)
        for difference, late, early in zip(table[column.name], after, before, strict=True)
    ]
    return pd.Series(values, table.index, table[column.name].dtype)


def _difference(late: float, early: float, column: Column) -> float:
    return french.subtract_as_shown(late, early, column.decimals or 0)


def has_sides(table: pd.DataFrame, column: Column) -> bool:
    """Whether a table, which may be a part of that of a figure, shows both numbers."""
    by_wave = () if len(column.difference_of) > 1 else (*_WAVE, *_WAVE_BEFORE)
    return {*column.difference_of, *by_wave} <= set(table.columns)


def find_sides(table: pd.DataFrame, column: Column) -> tuple[pd.Series, pd.Series]:
    """The later and the earlier number of each row: of two columns, or of a row and that of the wave before."""
    after, *others = column.difference_of
    if others:
        return table[after], table[others[0]]
    earlier = table.drop_duplicates(_WAVE).set_index(_WAVE)[after]
    keys = pd.MultiIndex.from_frame(table[_WAVE_BEFORE].fillna(""))
    return table[after], earlier.reindex(keys)
