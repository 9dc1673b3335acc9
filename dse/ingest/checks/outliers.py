"""Numbers and years far from all that their column holds: a factor of a thousand, a year mistyped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.ingest.checks import magnitude
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.rows.gathering import DATED, Gathered, joined
from dse.ingest.rows.merge import Merged
from dse.ingest.rows.row_building import Current
from dse.store.difference import whole
from schemas.columns import Column

_SCALES = ("survey_items", "survey_options")
FAR_ALONE = 300  # times an indicator's known values: it may well grow a hundredfold
_OWN = ("indicator_id", "breakdown")  # of which each has its own unit and size


def outlying(
    gathered: Mapping[str, Gathered], merged: Mapping[str, Merged], current: Current
) -> Iterator[Issue]:
    """Doubts on values, new or changed, far from the others. What was there before is not asked about again."""
    for table, change in merged.items():
        if table not in gathered or change.diff.is_empty:
            continue
        for column in schemas.columns(table):
            if _is_measure(column):
                find = _far_numbers
            elif pa.types.is_date(column.type) and DATED.get(table) != column.name:
                find = _far_years
            else:
                continue
            yield from find(gathered[table], change, current(table), column)


def _is_measure(column: Column) -> bool:
    """Whether a column holds quantities of one kind; answers have the scales of their questions."""
    return (
        column.role == "measure"
        and not column.codelists
        and not column.personal
        and column.table not in _SCALES
    )


def _far_numbers(gathered: Gathered, change: Merged, before: pa.Table, column: Column) -> Iterator[Issue]:
    new = _new(change, column)
    if not set(_OWN) <= set(new.column_names):
        values, olds, content = (_sizes(each, column) for each in (new, before, change.content))
        found = magnitude.beyond(values, olds, content, magnitude.times)
    else:
        found = _beyond_their_own(new, before, column)
    for row, low, high in found:
        yield _at(gathered, new, row, column, magnitude.of_numbers(low, high))


def _beyond_their_own(new: pa.Table, before: pa.Table, column: Column) -> Iterator[tuple[int, float, float]]:
    """Places of values too far from those known of the same indicator and breakdown."""
    known: dict[str, list[float]] = defaultdict(list)
    for key, size in zip(joined(before, _OWN).to_pylist(), _sizes(before, column), strict=True):
        if not np.isnan(size):
            known[key].append(size)
    for row, (key, size) in enumerate(zip(joined(new, _OWN).to_pylist(), _sizes(new, column), strict=True)):
        others = known.get(key, [])
        if others and not (np.isnan(size) or min(others) / FAR_ALONE <= size <= max(others) * FAR_ALONE):
            yield row, min(others), max(others)


def _far_years(gathered: Gathered, change: Merged, before: pa.Table, column: Column) -> Iterator[Issue]:
    rows = _new(change, column)
    tables = (rows, before, change.content)
    for row, low, high in magnitude.beyond(
        *(_year_numbers(each, column) for each in tables), magnitude.years_apart
    ):
        reason = f"Les autres dates vont de {low:.0f} à {high:.0f} : est-ce la bonne année ?"
        yield _at(gathered, rows, row, column, magnitude.asked(reason))


def _new(change: Merged, column: Column) -> pa.Table:
    """Rows that are new, or have another value in a column."""
    old, new = (whole(each[column.name]) for each in (change.detail.before, change.detail.after))
    differs = pc.invert(pc.fill_null(pc.equal(old, new), False))
    return pa.concat_tables([change.detail.added, change.detail.after.filter(differs)])


def _sizes(rows: pa.Table, column: Column) -> np.ndarray:
    return magnitude.sizes(rows[column.name].cast(pa.float64()).to_numpy())


def _year_numbers(rows: pa.Table, column: Column) -> np.ndarray:
    return pc.year(rows[column.name]).cast(pa.float64()).to_numpy()


def _at(gathered: Gathered, rows: pa.Table, row: int, column: Column, fault: CellIssue) -> Issue:
    key = joined(rows.slice(row, 1), schemas.key(gathered.table))[0]
    return gathered.problem(fault, gathered.keys.index(key).as_py(), column.name)
