"""The columns of the figures' tables: title, description, type, unit and codelist of each, from `columns.csv`, as `columns.FAMILY`.

A line that names a column of the store (`stored`) says only what differs from its schema. Several lines may have one
name, as it has long been the header of this column in exported files; each line's description says what it means there.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pandas.arrays import ArrowExtensionArray

import schemas
from schemas import Column, codelists

PATH = Path(__file__).with_suffix(".csv")
_TYPES = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "string": pa.string(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
}


@cache
def lines() -> dict[str, dict[str, str]]:
    """The filled cells of each line of the dictionary, by key."""
    with PATH.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row.pop("key"): {title: cell for title, cell in row.items() if cell} for row in rows}


def __getattr__(key: str) -> Column:
    if key not in lines():
        raise AttributeError(f"{PATH.name} has no line {key}")
    globals()[key] = column = _column(**lines()[key])
    return column


def _column(*, stored: str = "", type: str = "", **cells: Any) -> Column:
    for title in ("difference_of", "share_of"):
        cells[title] = tuple(cells.get(title, "").split())
    if "decimals" in cells:
        cells["decimals"] = int(cells["decimals"])
    if "codelists" in cells:
        cells["codelists"] = tuple(cells["codelists"].split())
    if stored:
        return replace(schemas.column(*stored.split(".")), **cells)
    return Column(table="figures", type=_TYPES[type], nullable=True, **cells)


def empty_frame(columns: Iterable[Column]) -> pd.DataFrame:
    """The table of a figure without a row."""
    arrays = {column.name: ArrowExtensionArray(pa.array([], column.type)) for column in columns}
    return pd.DataFrame(arrays, copy=False)  # series of these types take nine times as long


def _get_several(keys: str) -> tuple[Column, ...]:
    return tuple(__getattr__(key) for key in keys.split())


def _counts(names: str, codelist: str, description: str = "{}") -> tuple[Column, ...]:
    """A count for each code of a list, with the title of the code."""
    return tuple(
        replace(CHANGES, name=name, title=code.label, description=description.format(code.description))
        for name, code in zip(names.split(), codelists.load(codelist), strict=True)
    )


# Columns that stand together, in their order.
CHANGES = __getattr__("CHANGES")
QUESTION_OF_WAVE = _get_several("WAVE_ID WAVE POPULATION QUESTION_ID WORDING")
SHARE_OF_ANSWERS = _get_several("BASE_ANSWERS MEMBERS_ASKED SHARE SHARE_LOW SHARE_HIGH")
MISSING = _get_several("DONT_KNOW NOT_CONCERNED NO_ANSWER NOT_ASKED")
SORTS = _get_several("FORESEEN_POSITIVE UNFORESEEN_POSITIVE FORESEEN_NEGATIVE UNFORESEEN_NEGATIVE")
VERIFICATIONS = _counts("unverified verifying verified", "verifications")[::-1]
VERIFIED = VERIFICATIONS[0]
CITED_HOW = "Cités, et dont la plus forte contribution est celle-ci. {}"
STRENGTHS = _counts("weak shared decisive", "contributions", CITED_HOW)[::-1]
