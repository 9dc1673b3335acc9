"""Cells of a figure's table: as a reader reads them, and as a spreadsheet keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pandas as pd

from dse import french
from dse.disclosure import marks
from dse.export.dossier.shared_sentences import legible
from dse.figures import Answer, Figure
from schemas import Column, codelists

Cell = str | int | float | bool | date | None
AMOUNT_DECIMALS = 2
YEARS = ("year", "year_before")  # read without a space in their middle


def rows(figure: Figure, answer: Answer) -> Iterator[list[Cell]]:
    """The rows of an answer: labels in place of codes, the mark in place of what is hidden, None where nothing is known."""
    named = [figure.columns, [_labels(column.codelists) for column in figure.columns]]
    withheld = figure.withheld(answer)
    for row in answer.table.itertuples(index=False, name=None):
        mark = _mark(figure, row)
        yield [
            _cell(value, column, labels, marks.instead(mark, column.name in withheld))
            for value, column, labels in zip(row, *named, strict=True)
        ]


def read(cell: Cell, column: Column) -> str:
    """A cell as a French reader reads it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return legible(cell)
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(cell) if column.name in YEARS else french.number(cell, decimals(cell, column))


def decimals(cell: float, column: Column) -> int:
    """How many decimals a number is shown with."""
    if isinstance(cell, int):
        return 0
    if column.decimals is not None:
        return column.decimals
    text = repr(cell)
    return 0 if text.endswith(".0") or "e" in text else len(text.partition(".")[2])


def _mark(figure: Figure, row: tuple[object, ...]) -> str | None:
    place = next((at for at, column in enumerate(figure.columns) if column.name == marks.MARK), None)
    return None if place is None or pd.isna(row[place]) else row[place]


def _cell(value: object, column: Column, labels: dict[str, str], instead: str | None) -> Cell:
    if pd.isna(value):
        return instead
    if isinstance(value, str):
        return labels.get(value, value)
    if isinstance(value, Decimal):
        return round(float(value), AMOUNT_DECIMALS)
    if isinstance(value, float) and column.decimals is not None:
        return round(value, column.decimals)
    return value


def _labels(lists: tuple[str, ...]) -> dict[str, str]:
    return {code: label for name in lists for code, label in codelists.labels(name).items()}
