"""With how many decimals the numbers of a row are printed in a review, by the unit of the row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from dse import french
from dse.export.dossier.report.column_roles import UNITS_OF_ROWS
from dse.figures import Answer, Figure
from dse.figures.columns import DIRECTION
from dse.indicator_status import KEEP

COMPARED, WHOLE_UNITS = ("value", "target", "actual"), ("%", "jours")


def count_decimals(filled: Mapping[str, Any], unit: str) -> int:
    """Percentages and days are whole numbers, as everywhere; but not where their target has a decimal, nor where it would then look as if
    it were reached, or missed."""
    numbers = {filled[name] for name in COMPARED if name in filled}
    is_told_apart = len({french.round_as_shown(number, 0) for number in numbers}) == len(numbers)
    has_whole_target = float(filled.get("target", 0)).is_integer()
    is_whole = unit in WHOLE_UNITS and has_whole_target and is_told_apart and not _nears_target(filled)
    return 0 if is_whole else 1


def _nears_target(filled: Mapping[str, Any]) -> bool:
    """Whether a whole number is nearer to a target that is to be kept, by so much as it may be away from it."""
    if filled.get(DIRECTION.name) != KEEP or not {"actual", "target"} <= filled.keys():
        return False
    actual, target = filled["actual"], filled["target"]
    return abs(french.round_as_shown(actual, 0) - target) < abs(actual - target)


def has_row_units(figure: Figure) -> bool:
    """Whether the rows of a figure have each their unit."""
    return any(column.name in UNITS_OF_ROWS for column in figure.columns)


def round_rows(figure: Figure, answer: Answer) -> Answer:
    """An answer with its numbers as they are printed, where its rows have each their unit."""
    table = answer.table
    unit = next((column.name for column in figure.columns if column.name in UNITS_OF_ROWS), None)
    numbers = [column.name for column in figure.columns if column.role == "measure" and not column.unit]
    numbers = [name for name in numbers if pd.api.types.is_float_dtype(table[name])]
    if unit is None or not numbers:
        return answer
    rows = [
        {name: value for name, value in row.items() if not pd.isna(value)} for row in table.to_dict("records")
    ]
    decimals = [count_decimals(row, row.get(unit, "")) for row in rows]
    rounded = {
        name: pd.array(
            [
                french.round_as_shown(row[name], count) if name in row else None
                for row, count in zip(rows, decimals, strict=True)
            ],
            dtype=table[name].dtype,
        )
        for name in numbers
    }
    return replace(answer, table=table.assign(**rounded))
