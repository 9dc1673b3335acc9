"""Numbers and years far from all that their column holds: a factor of a thousand, a year mistyped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse import french
from dse.ingest.gather import DATED, Gathered, joined
from dse.ingest.merge import Merged
from dse.ingest.problems import Fault, Problem
from dse.ingest.rows import Current
from dse.store.difference import whole
from schemas.columns import Column

ENOUGH = 8  # values, from which a column tells by itself what is usual in it
FAR = 30  # times what nine values in ten do not go beyond
FAR_OF_FEW = 50
FAR_YEARS = 20
_SCALES = ("items", "options")
FAR_ALONE = 300  # times an indicator's known values: it may well grow a hundredfold
_OWN = ("indicator_id", "breakdown")  # of which each has its own unit and size

Limits = Callable[[np.ndarray], tuple[float, float]]


def outlying(
    gathered: Mapping[str, Gathered], merged: Mapping[str, Merged], current: Current
) -> Iterator[Problem]:
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


def _far_numbers(gathered: Gathered, change: Merged, before: pa.Table, column: Column) -> Iterator[Problem]:
    new = _new(change, column)
    if not set(_OWN) <= set(new.column_names):
        values, olds, content = (_sizes(each, column) for each in (new, before, change.content))
        found = _beyond(values, olds, content, _times)
    else:
        found = _beyond_their_own(new, before, column)
    for row, low, high in found:
        reason = (
            f"Les autres valeurs vont de {_number(low)} à {_number(high)} : est-ce le bon ordre de grandeur ?"
        )
        yield _asked(gathered, new, row, column, reason)


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


def _far_years(gathered: Gathered, change: Merged, before: pa.Table, column: Column) -> Iterator[Problem]:
    rows = _new(change, column)
    tables = (rows, before, change.content)
    for row, low, high in _beyond(*(_year_numbers(each, column) for each in tables), _years_apart):
        reason = f"Les autres dates vont de {low:.0f} à {high:.0f} : est-ce la bonne année ?"
        yield _asked(gathered, rows, row, column, reason)


def _new(change: Merged, column: Column) -> pa.Table:
    """Rows that are new, or have another value in a column."""
    old, new = (whole(each[column.name]) for each in (change.detail.before, change.detail.after))
    differs = pc.invert(pc.fill_null(pc.equal(old, new), False))
    return pa.concat_tables([change.detail.added, change.detail.after.filter(differs)])


def _sizes(rows: pa.Table, column: Column) -> np.ndarray:
    """Numbers without their sign; none where empty or zero, which is of no size."""
    numbers = np.abs(rows[column.name].cast(pa.float64()).to_numpy())
    return np.where(numbers == 0, np.nan, numbers)


def _year_numbers(rows: pa.Table, column: Column) -> np.ndarray:
    return pc.year(rows[column.name]).cast(pa.float64()).to_numpy()


def _beyond(
    values: np.ndarray, before: np.ndarray, content: np.ndarray, limits: Limits
) -> Iterator[tuple[int, float, float]]:
    """Places of values too far from the others, and the span of these: what was there, or all where that is little."""
    before, content = before[~np.isnan(before)], content[~np.isnan(content)]
    told = np.flatnonzero(~np.isnan(values))
    if len(before) >= ENOUGH or len(content) > ENOUGH:
        others = before if len(before) >= ENOUGH else content
        least, most = limits(others)
        for row in told[(values[told] < least) | (values[told] > most)]:
            yield int(row), others.min(), _usual(others)
        return
    for row in told:
        others = np.concatenate([before, np.delete(content, np.flatnonzero(content == values[row])[:1])])
        if len(others) and not limits(others)[0] <= values[row] <= limits(others)[1]:
            yield int(row), others.min(), _usual(others)


def _times(others: np.ndarray) -> tuple[float, float]:
    far = FAR if len(others) >= ENOUGH else FAR_OF_FEW
    return np.quantile(others, 0.1, method="lower") / far, _usual(others) * far


def _years_apart(others: np.ndarray) -> tuple[float, float]:
    return others.min() - FAR_YEARS, _usual(others) + FAR_YEARS


def _usual(others: np.ndarray) -> float:
    """What nine in ten do not go beyond: one mistake among the others hides no second one."""
    return float(np.quantile(others, 0.9, method="higher"))


def _number(value: float) -> str:
    return french.number(value, 0 if value == round(value) else 2)


def _asked(gathered: Gathered, rows: pa.Table, row: int, column: Column, reason: str) -> Problem:
    key = joined(rows.slice(row, 1), schemas.key(gathered.table))[0]
    fault = Fault("IMP-520", reason, "Corrigez-la, ou confirmez.", doubtful=True)
    return gathered.problem(fault, gathered.keys.index(key).as_py(), column.name)
