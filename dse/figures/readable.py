"""A figure's table as a reader is shown it: differences of what stands beside, and counts in place of percentages of few.

The table on screen, the report, the workbook and the CSV for Excel ask it; files for machines keep what was computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from dse import french
from dse.figures.differences import find_sides, has_sides, subtract_shown
from dse.figures.headlines_words import PERCENT
from schemas import Column
from schemas.columns import RECORD

UNIT_OF_ROW = "value_unit"
COUNT = "nombre"  # the unit of a row of which all values are counts
PERCENT_OR_COUNT = "% ou nombre"  # of one of which some are
# Words in the names of columns that are a share of a base and no count of it: bounds, and what is estimated.
ESTIMATED = {"low", "high", "chance", "weighted", "incidence", "left", "mixed"}


@dataclass(frozen=True)
class Readable:
    """The numbers of a table, none where a count stands or a bound says nothing; the counts, `1 sur 3`, by column that has some."""

    numbers: pd.DataFrame
    counts: dict[str, pd.Series]

    @property
    def cells(self) -> pd.DataFrame:
        """The table with counts among its numbers."""
        merged = {
            name: self.numbers[name].astype(object).where(texts.isna(), texts)
            for name, texts in self.counts.items()
        }
        return self.numbers.assign(**merged)


def make_readable(table: pd.DataFrame, columns: Sequence[Column]) -> Readable:
    """The table for readers; a percentage of fewer than five is a count, and has neither interval nor difference."""
    subtracted = subtract_shown(table, columns)
    present = [column for column in columns if column.name in table]
    few = _find_few(table, present)
    counts = {
        column.name: _count(table, column, few[column.name])
        for column in present
        if column.name in few and not _is_estimated(column)
    }
    numbers = subtracted
    for empty in (few, _find_differences_of_few(table, present, few), _find_useless_bounds(table, present)):
        emptied = {name: numbers[name].mask(rows) for name, rows in empty.items() if rows.any()}
        numbers = numbers.assign(**emptied) if emptied else numbers
    return Readable(_name_units(numbers, columns, counts), counts)


def list_columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns that a reader is shown: whether something is recorded stands in the notes of files (`describe_records`)."""
    return tuple(column for column in columns if column.role != RECORD)


def describe_records(table: pd.DataFrame, columns: Iterable[Column]) -> list[str]:
    """For how many lines what a table rests on is recorded: `Participations enregistrées : pour 12 lignes sur 30`."""
    return [
        f"{column.title} : {_count_lines(int(table[column.name].sum()), len(table))}"
        for column in columns
        if column.role == RECORD and len(table)
    ]


def _count_lines(count: int, of_all: int) -> str:
    if count in (0, of_all):
        return "pour toutes les lignes" if count else "pour aucune ligne"
    return f"pour {french.count(count, 'ligne')} sur {french.number(of_all)}"


def hide_intervals_of_few(table: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """The table of a chart: where a share or a mean is of fewer than five, its interval is not drawn, as no table gives it."""
    bases = {
        column.name: find_base(table, column) or "base"
        for column in columns
        if column.name in table and {"low", "high"} & set(column.name.split("_"))
    }
    few = {name: _as_floats(table[base]) < french.FEWEST for name, base in bases.items() if base in table}
    return table.assign(**{name: table[name].mask(rows) for name, rows in few.items() if rows.any()})


def _name_units(
    numbers: pd.DataFrame, columns: Sequence[Column], counts: dict[str, pd.Series]
) -> pd.DataFrame:
    """The table with the units of its rows, where counts stand in place of percentages: « 1 sur 2 » is no percentage."""
    names = [column.name for column in columns if column.name in counts and not column.unit]
    if UNIT_OF_ROW not in numbers or not names:
        return numbers
    values = [
        column.name for column in columns if column.share_of and not column.unit and column.name in numbers
    ]
    has_count = pd.concat([counts[name].notna() for name in names], axis=1)
    has_value = pd.concat([numbers[name].notna() for name in values], axis=1)
    units = numbers[UNIT_OF_ROW].mask(has_count.any(axis=1), PERCENT_OR_COUNT)
    return numbers.assign(**{UNIT_OF_ROW: units.mask(has_count.any(axis=1) & ~has_value.any(axis=1), COUNT)})


def find_base(table: pd.DataFrame, column: Column) -> str | None:
    """The name of the column of the base of a percentage: the first of its candidates that the table has."""
    return next((name for name in column.share_of if name in table), None)


def _find_few(table: pd.DataFrame, columns: Sequence[Column]) -> dict[str, pd.Series]:
    """Where columns have a percentage of fewer than five, by column that has some. Many share a base, which is looked at once."""
    bases = {column.name: find_base(table, column) for column in columns}
    small = {name: _as_floats(table[name]) < french.FEWEST for name in {*bases.values()} - {None}}
    rows_of_few = {}
    for column in columns:
        base = bases[column.name]
        has_unit = column.unit is not None or UNIT_OF_ROW in table
        if base is None or not has_unit or not small[base].any():
            continue
        few = small[base] & table[column.name].notna()
        if not column.unit:
            few &= (table[UNIT_OF_ROW] == PERCENT).fillna(False).astype(bool)
        if few.any():
            rows_of_few[column.name] = few
    return rows_of_few


def _count(table: pd.DataFrame, column: Column, few: pd.Series) -> pd.Series:
    """`1 sur 3` where a base is small, written column by column: a table may have millions of rows."""
    bases = _as_floats(table[find_base(table, column)])[few]
    parts = french.round_as_shown(_as_floats(table[column.name])[few] * bases / 100)
    texts = parts.astype(int).astype(str) + " sur " + bases.astype(int).astype(str)
    return texts.astype(object).reindex(table.index)


def _find_differences_of_few(
    table: pd.DataFrame, columns: Sequence[Column], few: dict[str, pd.Series]
) -> dict[str, pd.Series]:
    """Where a difference, with its bounds, has a count on one of its sides."""
    names_present = {column.name for column in columns}
    empty: dict[str, pd.Series] = {}
    for column in columns:
        sides = set(column.difference_of)
        if not sides & few.keys() or not sides <= names_present or not has_sides(table, column):
            continue
        flags = table.assign(**{name: few.get(name, False) for name in sides})
        after, before = (side.fillna(False).astype(bool).to_numpy() for side in find_sides(flags, column))
        rows = pd.Series(after | before, table.index)
        root, _, unit = column.name.rpartition("_")
        names = (column.name, f"{root}_low_{unit}", f"{root}_high_{unit}")
        empty |= {name: rows for name in names if name in table}
    return empty


def _find_useless_bounds(table: pd.DataFrame, columns: Sequence[Column]) -> dict[str, pd.Series]:
    """Where both bounds are one number since all were asked and all answered: there is no interval."""
    if not {"base", "members"} <= set(table.columns):
        return {}
    are_all = _as_floats(table["base"]) == _as_floats(table["members"])
    if not are_all.any():
        return {}
    empty = {}
    for column in columns:
        words = column.name.split("_")
        high = "_".join("high" if word == "low" else word for word in words)
        if "low" in words and high in table:
            are_equal = _as_floats(table[column.name]) == _as_floats(table[high])
            empty[column.name] = empty[high] = are_all & are_equal
    return empty


def _is_estimated(column: Column) -> bool:
    return bool(ESTIMATED & set(column.name.split("_")))


def _as_floats(values: pd.Series) -> pd.Series:
    return pd.to_numeric(values, errors="coerce").astype("float64")
