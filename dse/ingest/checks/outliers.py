"""Numbers and years far from all that their column holds: a factor of a thousand, a year mistyped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.ingest.checks import magnitude
from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.registry import QUESTION, cells, check
from dse.ingest.rows.gathering import DATED, Gathered, join_key_columns
from dse.ingest.rows.merge import Merged
from dse.store.difference import combine_chunks
from schemas.columns import Column

_SCALES = ("survey_items", "survey_options")
FAR_ALONE = 300  # times an indicator's stored values: it may well grow a hundredfold
_OWN = ("indicator_id", "breakdown")  # of which each has its own unit and size


@check(
    "IMP-520",
    level=QUESTION,
    title="Valeur loin de toutes les autres",
    explanation=(
        "Ce nombre ou cette année est très loin de tout ce que la colonne contient : il manque souvent une virgule, il y a "
        "trois zéros de trop, ou l’année est mal tapée. Une seule de ces valeurs déforme un total ou un graphique."
    ),
    advice="Corrigez la valeur, ou confirmez si elle est juste.",
    trips=cells("accompagnements", {"Coût (€)": "12500500"}),
    passes=cells("accompagnements", {"Coût (€)": "25000"}),
    on_rows=True,
)
def find_outliers(context: RowContext) -> Iterator[Issue]:
    """Values, new or changed, far from the others. What was there before is not asked about again."""
    for table, change in context.merged.items():
        if table not in context.gathered or change.diff.is_empty:
            continue
        for column in schemas.columns(table):
            if _is_measure(column):
                find = _outlying_numbers
            elif pa.types.is_date(column.type) and DATED.get(table) != column.name:
                find = _outlying_years
            else:
                continue
            yield from find(context.gathered[table], change, context.current(table), column)


def _is_measure(column: Column) -> bool:
    """Whether a column holds quantities of one kind; answers have the scales of their questions."""
    return (
        column.role == "measure"
        and not column.codelists
        and not column.personal
        and column.table not in _SCALES
    )


def _outlying_numbers(
    gathered: Gathered, change: Merged, before: pa.Table, column: Column
) -> Iterator[Issue]:
    new = _new_rows(change, column)
    if not set(_OWN) <= set(new.column_names):
        values, stored, content = (_sizes(rows, column) for rows in (new, before, change.content))
        outliers = magnitude.find_outliers(values, stored, content, magnitude.size_limits)
    else:
        outliers = _beyond_their_own(new, before, column)
    for row, low, high in outliers:
        yield _issue_at(gathered, new, row, column, magnitude.describe_number(low, high))


def _beyond_their_own(new: pa.Table, before: pa.Table, column: Column) -> Iterator[tuple[int, float, float]]:
    """Rows of values too far from those stored for the same indicator and breakdown."""
    stored: dict[str, list[float]] = defaultdict(list)
    for key, size in zip(join_key_columns(before, _OWN).to_pylist(), _sizes(before, column), strict=True):
        if not np.isnan(size):
            stored[key].append(size)
    for row, (key, size) in enumerate(
        zip(join_key_columns(new, _OWN).to_pylist(), _sizes(new, column), strict=True)
    ):
        others = stored.get(key, [])
        if others and not (np.isnan(size) or min(others) / FAR_ALONE <= size <= max(others) * FAR_ALONE):
            yield row, min(others), max(others)


def _outlying_years(gathered: Gathered, change: Merged, before: pa.Table, column: Column) -> Iterator[Issue]:
    new = _new_rows(change, column)
    values, olds, content = (_year_numbers(rows, column) for rows in (new, before, change.content))
    for row, low, high in magnitude.find_outliers(values, olds, content, magnitude.year_limits):
        reason = f"Les autres dates vont de {low:.0f} à {high:.0f} : est-ce la bonne année ?"
        yield _issue_at(gathered, new, row, column, magnitude.describe(reason))


def _new_rows(change: Merged, column: Column) -> pa.Table:
    """Rows that are new, or have another value in a column."""
    old, new = (combine_chunks(rows[column.name]) for rows in (change.detail.before, change.detail.after))
    differs = pc.invert(pc.fill_null(pc.equal(old, new), False))
    return pa.concat_tables([change.detail.added, change.detail.after.filter(differs)])


def _sizes(rows: pa.Table, column: Column) -> np.ndarray:
    return magnitude.sizes(rows[column.name].cast(pa.float64()).to_numpy())


def _year_numbers(rows: pa.Table, column: Column) -> np.ndarray:
    return pc.year(rows[column.name]).cast(pa.float64()).to_numpy()


def _issue_at(gathered: Gathered, rows: pa.Table, row: int, column: Column, issue: CellIssue) -> Issue:
    key = join_key_columns(rows.slice(row, 1), schemas.key(gathered.table))[0]
    return gathered.problem(issue, gathered.keys.index(key).as_py(), column.name)
