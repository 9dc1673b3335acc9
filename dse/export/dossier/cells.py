"""Cells of a figure's table: as text for readers, and as values for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import repeat
from typing import Any

import pandas as pd

from dse import french, indicator_status
from dse.disclosure import marks
from dse.export.dossier.shared_sentences import remove_control_characters
from dse.figures import Answer, Figure
from dse.figures.readable import make_readable
from schemas import Column, codelists

Cell = str | int | float | bool | date | None
AMOUNT_DECIMALS = 2
YEARS = ("year", "year_before")  # read without a space in their middle


def display_rows(figure: Figure, answer: Answer) -> Iterator[list[Cell]]:
    """The rows of an answer: labels for codes, the replacement text for hidden values, None for unknown ones."""
    columns_and_labels = [
        figure.columns,
        [codelists.labels_in(column.codelists) for column in figure.columns],
    ]
    table = make_readable(answer.table, figure.columns).cells
    texts = _find_replacements(figure, answer, table)
    for row, replacements in zip(table.itertuples(index=False, name=None), texts, strict=True):
        yield [
            _convert_cell(value, column, labels, text)
            for value, column, labels, text in zip(row, *columns_and_labels, replacements, strict=True)
        ]


def format_cell(cell: Cell, column: Column) -> str:
    """A cell as French text."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return remove_control_characters(cell)
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(cell) if column.name in YEARS else _format_number(cell, count_decimals(cell, column))


@lru_cache(maxsize=10_000)
def _format_number(number: float, decimals: int) -> str:
    """A number as French text: the report asks for the same ones again and again, as it tries layouts."""
    return french.number(number, decimals).replace("-", "−")


def count_decimals(cell: float, column: Column) -> int:
    """How many decimals a number is shown with."""
    if isinstance(cell, int):
        return 0
    if column.decimals is not None:
        return column.decimals
    text = repr(cell)
    return 0 if text.endswith(".0") or "e" in text else len(text.partition(".")[2])


def _find_replacements(
    figure: Figure, answer: Answer, table: pd.DataFrame
) -> Iterable[tuple[str | None, ...]]:
    """What stands in each row for the numbers that are not shown."""
    if marks.MARK not in table:
        return repeat((None,) * len(figure.columns), len(table))
    row_marks = [None if pd.isna(mark) else mark for mark in table[marks.MARK]]
    replacements = figure.replacements(answer)
    return zip(
        *(replacements.find(row_marks, column.name, answer.table.__getitem__) for column in figure.columns),
        strict=True,
    )


def _convert_cell(value: Any, column: Column, labels: dict[str, str], replacement: str | None) -> Cell:
    if pd.isna(value):
        return replacement
    if isinstance(value, str):
        return labels.get(value) or marks.to_words(value)
    if isinstance(value, Decimal):
        return french.round_as_shown(float(value), AMOUNT_DECIMALS)
    if column.name == indicator_status.PROGRESS and (word := indicator_status.describe_progress(value)):
        return word
    if isinstance(value, float) and column.decimals is not None:
        return french.round_as_shown(value, column.decimals)
    return value
