"""Tables of tens of rows as dictionaries: on so few, a step of pandas takes longer than all the arithmetic of a figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from dse.disclosure import marks
from schemas import Column

Row = dict[str, Any]


def to_rows(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame; None where nothing is known."""
    columns = [pa.array(frame[name].array, from_pandas=True).to_pylist() for name in frame.columns]
    names = list(frame.columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def to_frame(rows: Sequence[Row], columns: Iterable[Column], **more: pa.DataType) -> pd.DataFrame:
    """Rows as the columns of a figure's table but the mark, which the audience rule adds; `more` are others that rows have."""
    types = {column.name: column.type for column in columns if column.name != marks.MARK} | more
    arrays = {name: _to_array([row[name] for row in rows], kind) for name, kind in types.items()}
    return pd.DataFrame({name: pd.arrays.ArrowExtensionArray(array) for name, array in arrays.items()})


def index_firsts(rows: Iterable[Row], *columns: str) -> dict[tuple[Any, ...], Row]:
    """The first row of each value of some columns, in the order of the rows."""
    firsts: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        firsts.setdefault(tuple(row[column] for column in columns), row)
    return firsts


def last_number(frame: pd.DataFrame, name: str) -> float | None:
    """A column in the last row; None where there is no row, or the number is hidden or not known."""
    value = frame[name].iloc[-1] if len(frame) else None
    return None if pd.isna(value) else float(value)


def _to_array(values: list[Any], kind: pa.DataType) -> pa.Array:
    """ArrowInvalid where an integer is expected and a number has a fraction: asked for integers, Arrow would cut it off."""
    if pa.types.is_integer(kind):
        inferred = pa.array(values)
        if pa.types.is_floating(inferred.type):
            return inferred.cast(kind)
    return pa.array(values, kind)


def to_columns(rows: Sequence[Row], names: Iterable[str], index: pd.Index) -> dict[str, pd.Series]:
    """Numbers of rows as columns beside those of a frame."""
    return {name: pd.Series([row[name] for row in rows], index, "double[pyarrow]") for name in names}
