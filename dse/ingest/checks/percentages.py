"""Values of an indicator in percent that look like shares of one: 0,45 for 45 %."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import schemas
from dse import french
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.rows.gathering import Gathered, joined
from dse.ingest.rows.merge import Merged
from dse.ingest.rows.row_building import Current

_COLUMNS = {"indicator_baselines": ("value",), "indicator_periods": ("target", "actual")}
_SMALL = 10  # an indicator with a value from 1 to this one may well have another under 1


def fractions(
    gathered: Mapping[str, Gathered], merged: Mapping[str, Merged], current: Current
) -> Iterator[Issue]:
    """New or changed values under 1 of indicators in percent, none of whose values is small."""
    tables = [table for table in _COLUMNS if table in gathered]
    doubted = _in_percent(merged, current) - _of_small_values(merged, current) if tables else set()
    for table in tables:
        detail, key = merged[table].detail, schemas.key(table)
        places = {each: row for row, each in enumerate(gathered[table].keys.to_pylist())}
        for rows in (detail.added, detail.after):
            for each, row in zip(joined(rows, key).to_pylist(), rows.to_pylist(), strict=True):
                for column in _COLUMNS[table] if row["indicator_id"] in doubted else ():
                    if 0 < abs(row[column] or 0) < 1 and not _is_told(gathered[table], places[each], column):
                        yield gathered[table].problem(_fault(row[column]), places[each], column)


def _is_told(rows: Gathered, row: int, column: str) -> bool:
    """Whether the spreadsheet itself shows a percentage: that has been asked about."""
    batch, line = rows.origin(row, column)
    return (batch.sheet.numbers[line], batch.places.get(column)) in batch.sheet.spoilt


def _in_percent(merged: Mapping[str, Merged], current: Current) -> set[str]:
    indicators = merged["indicators"].content if "indicators" in merged else current("indicators")
    units = zip(indicators["indicator_id"].to_pylist(), indicators["unit"].to_pylist(), strict=True)
    return {each for each, unit in units if unit and "%" in unit}


def _of_small_values(merged: Mapping[str, Merged], current: Current) -> set[str]:
    """Indicators that have a value near 1, beside which another may be under it."""
    values: dict[str, list[float]] = defaultdict(list)
    for table, columns in _COLUMNS.items():
        for row in (merged[table].content if table in merged else current(table)).to_pylist():
            values[row["indicator_id"]] += [abs(row[column]) for column in columns if row[column] is not None]
    return {each for each, found in values.items() if any(1 <= value <= _SMALL for value in found)}


def _fault(value: float) -> CellIssue:
    read, meant = (french.number(each, 2).rstrip("0").rstrip(",") for each in (value, 100 * value))
    reason = f"L’unité est le pourcentage : {read} veut-il dire {meant}{french.NO_BREAK}% ?"
    return CellIssue("IMP-523", reason, "Écrivez la valeur en pour cent, ou confirmez.", doubtful=True)
