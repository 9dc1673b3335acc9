"""Values of an indicator in percent that look like shares of one: 0,45 for 45 %."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import schemas
from dse import french
from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.registry import QUESTION, cells, check
from dse.ingest.rows.gathering import Gathered, join_key_columns

_COLUMNS = {"indicator_baselines": ("value",), "indicator_periods": ("target", "actual")}
_SMALL = 10  # an indicator with a value from 1 to this one may well have another under 1


@check(
    "IMP-523",
    level=QUESTION,
    title="Pourcentage écrit comme une part de un",
    explanation=(
        "L’unité de l’indicateur est le pourcentage, et cette valeur est inférieure à 1 : 0,41 est souvent mis pour 41 %. "
        "Tel quel, le graphique montrerait moins de un pour cent."
    ),
    advice="Écrivez la valeur en pour cent, ou confirmez si elle est bien inférieure à 1 %.",
    trips=cells("indicateurs", {"Valeur de départ": "0,41"}),
    passes=cells("indicateurs", {"Valeur de départ": "42"}),
    on_rows=True,
)
def find_fractions(context: RowContext) -> Iterator[Issue]:
    """New or changed values under 1 of indicators in percent, none of whose values is small."""
    tables = [table for table in _COLUMNS if table in context.gathered]
    indicators = _in_percent(context) - _with_small_values(context) if tables else set()
    for table in tables:
        gathered, detail, key = context.gathered[table], context.merged[table].detail, schemas.key(table)
        index = {row_key: row for row, row_key in enumerate(gathered.keys.to_pylist())}
        for rows in (detail.added, detail.after):
            for row_key, row in zip(join_key_columns(rows, key).to_pylist(), rows.to_pylist(), strict=True):
                for column in _COLUMNS[table] if row["indicator_id"] in indicators else ():
                    is_fraction = 0 < abs(row[column] or 0) < 1
                    if is_fraction and not _has_question(gathered, index[row_key], column):
                        yield gathered.problem(_describe(row[column]), index[row_key], column)


def _has_question(rows: Gathered, row: int, column: str) -> bool:
    """Whether the spreadsheet itself shows a percentage: that has been asked about."""
    batch, line = rows.origin(row, column)
    return (batch.sheet.numbers[line], batch.positions.get(column)) in batch.sheet.cell_issues


def _in_percent(context: RowContext) -> set[str]:
    indicators = context.content("indicators")
    units = zip(indicators["indicator_id"].to_pylist(), indicators["unit"].to_pylist(), strict=True)
    return {indicator for indicator, unit in units if unit and "%" in unit}


def _with_small_values(context: RowContext) -> set[str]:
    """Indicators that have a value near 1, beside which another may be under it."""
    values: dict[str, list[float]] = defaultdict(list)
    for table, columns in _COLUMNS.items():
        for row in context.content(table).to_pylist():
            values[row["indicator_id"]] += [abs(row[column]) for column in columns if row[column] is not None]
    return {indicator for indicator, sizes in values.items() if any(1 <= size <= _SMALL for size in sizes)}


def _describe(value: float) -> CellIssue:
    read, meant = (french.number(number, 2).rstrip("0").rstrip(",") for number in (value, 100 * value))
    reason = f"L’unité est le pourcentage : {read} veut-il dire {meant}{french.NO_BREAK}% ?"
    return CellIssue(reason, "Écrivez la valeur en pour cent, ou confirmez.")
