"""The rows of the overview: each measure with the period before, and year by year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from dse.figures import columns as c
from dse.figures.headlines_measures import (
    UNITS,
    Facts,
    Measured,
    chosen_themes,
    compare,
    facts,
    measured,
    members_alone,
    name_value,
)
from dse.figures.headlines_periods import Comparison, KnownYears, comparison, known_years
from dse.figures.period_differences import Difference, Span
from dse.query import Query
from schemas import Column

COLUMNS = (
    c.MEASURE,
    c.THEME,
    c.AFTER,
    c.VALUE,
    c.VALUE_UNIT,
    c.COUNTED,
    c.BASE,
    c.BEFORE,
    c.VALUE_BEFORE,
    c.COUNTED_BEFORE,
    c.BASE_BEFORE,
    c.VALUE_CHANGE,
    c.DIFFERENCE_WORD,
)
YEAR_COLUMNS = (
    c.MEASURE,
    c.THEME,
    c.YEAR,
    c.VALUE,
    c.VALUE_UNIT,
    c.COUNTED,
    c.BASE,
    c.IS_HOLLOW,
    c.SEGMENT,
    c.REASON,
)

_MEMBERS_NOW = """
select count(*) as members, max(reference.as_of) as as_of
from reference cross join chosen_members_now
having count(*) > 0
"""


def headlines(query: Query) -> pd.DataFrame:
    """One row a measure: its value over the period, over the period before, and the difference.

    Where the data have no year yet, the members of the last day known, alone.
    """
    years = known_years(query)
    if years is None:
        return _framed(_members_alone(query), COLUMNS)
    choice = query.selection
    pair = comparison(years, choice.first_year, choice.last_year)
    if pair is None:
        return _framed([], COLUMNS)
    codes = chosen_themes(choice)
    read = facts(query, (pair.before or pair.after).first, pair.after.last)
    if pair.pair is None:
        return _framed([_row_alone(pair, now) for now in measured(read, pair.after, codes)], COLUMNS)
    return _framed([_row(pair, *measures) for measures in compare(read, pair.pair, codes)], COLUMNS)


def _row_alone(pair: Comparison, now: Measured) -> dict[str, Any]:
    reason = now.reason if now.value is None else pair.reason
    return {**_describe(now), "period_after": pair.after.name, "tendency": reason}


def _row(pair: Comparison, code: str, theme: str | None, difference: Difference) -> dict[str, Any]:
    before = difference.before
    return {
        **_row_alone(pair, name_value(code, theme, difference.after)),
        "period_before": pair.before.name if pair.before else None,
        "value_before": before.value,
        "counted_before": before.counted,
        "base_before": before.base,
        "value_change": difference.change,
        "tendency": difference.tendency,
    }


def _describe(measure: Measured) -> dict[str, Any]:
    return {
        "measure": measure.measure,
        "theme": measure.theme,
        "value": measure.value,
        "value_unit": UNITS[measure.measure],
        "counted": measure.counted,
        "base": measure.base,
    }


def _members_alone(query: Query) -> list[dict[str, Any]]:
    """The members of the last day known, and why the rest is missing; nothing where there is no member at all."""
    codes = chosen_themes(query.selection)
    return [
        {
            **_describe(measure),
            "period_after": row.as_of.isoformat(),
            "tendency": measure.reason or "HORS_DONNEES",
        }
        for row in query(_MEMBERS_NOW).itertuples()
        for measure in members_alone(int(row.members), codes)
    ]


def by_year(query: Query) -> pd.DataFrame:
    """One row a measure and year chosen; hollow where the year is not over or where under half was examined."""
    years, choice = known_years(query), query.selection
    if years is None:
        return _framed([], YEAR_COLUMNS)
    first, last = max(choice.first_year, years.first), min(choice.last_year, years.last)
    if first > last:
        return _framed([], YEAR_COLUMNS)
    read, codes = facts(query, first, last), chosen_themes(choice)
    rows_by_year = [list(_year_rows(read, year, codes, years)) for year in range(first, last + 1)]
    return _framed([row for series in zip(*rows_by_year, strict=True) for row in series], YEAR_COLUMNS)


def _year_rows(read: Facts, year: int, codes: tuple[str, ...], years: KnownYears) -> Iterator[dict[str, Any]]:
    for measure in measured(read, Span(year, year), codes):
        is_over = years.ended is not None and year <= years.ended
        reason = measure.reason or (None if is_over else "EN_COURS")
        hollow = not is_over or measure.reason == "PEU_EXAMINE"
        segment = max(measure.segments, default=0)
        yield {**_describe(measure), "year": year, "is_hollow": hollow, "segment": segment, "reason": reason}


def _framed(rows: list[dict[str, Any]], columns: tuple[Column, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            column.name: pd.array([row.get(column.name) for row in rows], dtype=pd.ArrowDtype(column.type))
            for column in columns
        }
    )
