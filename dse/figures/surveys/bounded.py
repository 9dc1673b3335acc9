"""What can be said of shares of which some are only bounded: which comes first, in which order, what is drawn of a bound.

A row stands by its mark and its shown share and by nothing else: where two bounds are equal, by the order of their list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pandas as pd

from dse import french
from dse.charts.bounds import END, FROM, TEXT
from dse.disclosure import marks
from dse.figures.rows import to_rows

Row = Mapping[str, Any]
_R = TypeVar("_R")
_M = TypeVar("_M", bound=Row)


@dataclass(frozen=True)
class Limits:
    """What a reader sees of a number: where it stands among others, by the least that it can be, and the least and the most."""

    place: tuple[float, int]
    low: float
    high: float


def read(row: Row, column: str, less: float | None = 0.0) -> Limits | None:
    """What a row shows of a share, less another number; None where it shows nothing."""
    if less is None or pd.isna(less):
        return None
    bound = marks.bound(row["mark"])
    if bound is not None:
        side = 1 if bound.is_least else -1
        return Limits((bound.low - less, side), bound.low - less, bound.high - less)
    value = row[column]
    return None if value is None or pd.isna(value) else Limits((value - less, 0), value - less, value - less)


def is_least(row: Row) -> bool:
    """Whether a row says that nearly all gave an answer, and not how many."""
    bound = marks.bound(row["mark"])
    return bound is not None and bound.is_least


def order(rows: Sequence[_R], read_row: Callable[[_R], Limits | None]) -> list[_R]:
    """The rows of which something is known from the highest on, then the others; equal ones as they stood."""
    pairs = [(read_row(row), row) for row in rows]
    ranked = sorted(
        ((number, row) for number, row in pairs if number), key=lambda pair: pair[0].place, reverse=True
    )
    return [row for _, row in ranked] + [row for number, row in pairs if number is None]


def find_firsts(rows: Sequence[_R], read_row: Callable[[_R], Limits | None]) -> list[_R]:
    """The row that is at least as high as any other for all that is shown, and those that may be above it."""
    ranked = _rank(rows, read_row)
    highest = max((number for number, _ in ranked), key=lambda number: number.low, default=None)
    return [row for number, row in ranked if highest and (number is highest or number.high > highest.low)]


def find_lasts(rows: Sequence[_R], read_row: Callable[[_R], Limits | None]) -> list[_R]:
    """The row that is at most as high as any other, and those that may be below it; the last one first."""
    ranked = _rank(rows, read_row)[::-1]
    lowest = min((number for number, _ in ranked), key=lambda number: number.high, default=None)
    return [row for number, row in ranked if lowest and (number is lowest or number.low < lowest.high)]


def find_tied(rows: Sequence[_M], column: str) -> list[_M]:
    """The rows that show the same share as the first of them, as it is written, but for itself; of bounds nobody knows."""
    shares = [None if marks.bound(row["mark"]) or pd.isna(row[column]) else row[column] for row in rows]
    written = [share if share is None else french.percent(share) for share in shares]
    return [row for row, share in zip(rows[1:], written[1:], strict=True) if share and share == written[0]]


def _rank(rows: Sequence[_R], read_row: Callable[[_R], Limits | None]) -> list[tuple[Limits, _R]]:
    """The rows of which something is shown, in their order, each behind what is shown of it."""
    return [(number, row) for row in order(rows, read_row) if (number := read_row(row))]


def order_frame(frame: pd.DataFrame, column: str, less: str = "") -> pd.DataFrame:
    """The rows of a table by what they show of a share, or of it less another column."""
    rows = to_rows(frame)

    def read_row(index: int) -> Limits | None:
        return read(rows[index], column, rows[index][less] if less else 0.0)

    return frame.iloc[order(range(len(rows)), read_row)]


def weigh(column: str) -> Callable[[pd.DataFrame], pd.Series]:
    """The weight of the categories of a table: what each row shows of a share."""

    def weigh_rows(frame: pd.DataFrame) -> pd.Series:
        numbers = [read(row, column) for row in to_rows(frame)]
        weights = [number.place[0] + 1e-6 * number.place[1] if number else None for number in numbers]
        return pd.Series(weights, frame.index, "double[pyarrow]")

    return weigh_rows


def find_ends(row: Row) -> dict[str, float | str | None]:
    """Between what a bounded row is hatched, and its bound as it is written there; nothing for another row."""
    bound = marks.bound(row["mark"])
    if bound is None:
        return {FROM: None, END: None, TEXT: None}
    text = f"{bound.sign} {french.percent(bound.percent)}"
    return {FROM: float(bound.percent), END: float(bound.end), TEXT: text}


def list_ends(frame: pd.DataFrame) -> pd.DataFrame:
    """The same of each row of a table."""
    ends = pd.DataFrame([find_ends(row) for row in to_rows(frame)], frame.index, columns=[FROM, END, TEXT])
    return ends.astype({FROM: "Float64", END: "Float64"})
