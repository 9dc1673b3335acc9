"""The indicators of the framework: baseline, target, what was done, and where that stands in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from dse import french, progress
from dse.figures.framework import measured
from dse.figures.framework.measured import CannotBeComputed
from dse.query import Ask
from schemas import codelists, sources

Measure = Callable[[str, tuple[int, int], str], float]

# Every period that meets the chosen years; `is_latest` is the last of its indicator and breakdown.
_PERIODS = """
with known as (
    select reference.created_on, greatest(
        reference.as_of, (select max(actual_on) from indicator_periods where actual_on <= reference.created_on)
    ) as day
    from reference
)
select indicators.objective, indicators.result, indicators.indicator_id, indicators.title, indicators.unit,
    indicators.measure, indicators.direction, indicators.tolerance, indicators.source, periods.breakdown,
    baselines.value, baselines.observed_on, periods.period_start, periods.period_end, periods.target,
    coalesce(periods.target_on, periods.period_end) as target_on, periods.actual, periods.actual_on,
    coalesce(known.day, known.created_on) as today,
    periods.period_start = max(periods.period_start) over (
        partition by periods.indicator_id, periods.breakdown
    ) as is_latest
from indicators
join indicator_periods as periods on periods.indicator_id = indicators.indicator_id
cross join known
left join indicator_baselines as baselines
    on baselines.indicator_id = periods.indicator_id and baselines.breakdown = periods.breakdown
where extract(year from periods.period_start) <= $last_year
    and extract(year from periods.period_end) >= $first_year
    and (($all_families and $all_regions)
        or periods.breakdown in (select unnest($families)) or periods.breakdown in (select unnest($regions)))
order by min(indicators.indicator_id) over (partition by indicators.objective), indicators.objective,
    indicators.indicator_id,
    periods.breakdown <> '-', periods.breakdown, periods.period_start
"""


def periods(ask: Ask, *, latest: bool) -> pd.DataFrame:
    """One row an indicator, breakdown and period, with where it stands; only the latest periods where asked.

    Beside the figures' columns: `breakdown`, the code.
    """
    found = ask(_PERIODS)
    rows = found[found["is_latest"]] if latest else found
    measure = _measuring(ask)
    told = [_told(row, measure) for row in _records(rows)]
    columns = [*rows.columns, "breakdown_label", "origin", "elapsed_pct", "progress_pct", "status", "note"]
    return pd.DataFrame(told, columns=columns).astype({"elapsed_pct": "float64", "progress_pct": "float64"})


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    whole = frame.astype(object)
    return whole.where(whole.notna(), None).to_dict("records")


def _measuring(ask: Ask) -> Measure:
    known: dict[tuple[Any, ...], float | CannotBeComputed] = {}

    def measure(source: str, years: tuple[int, int], breakdown: str) -> float:
        asked = (source, years, breakdown)
        if asked not in known:
            try:
                known[asked] = measured.value(ask, source, years, breakdown)
            except CannotBeComputed as reason:
                known[asked] = reason
        if isinstance(known[asked], CannotBeComputed):
            raise known[asked]
        return known[asked]

    return measure


def _told(row: dict[str, Any], measure: Measure) -> dict[str, Any]:
    actual, day, reason = _actual(row, measure)
    day = day or row["today"]
    is_over = row["today"] >= row["target_on"]
    elapsed = 100.0 if is_over else progress.elapsed_pct(row["period_start"], row["target_on"], day)
    aim = progress.Aim(row["direction"], row["measure"], row["value"], row["target"], row["tolerance"])
    where = progress.standing(aim, actual, elapsed)
    return row | {
        "actual": actual,
        "actual_on": day if actual is not None else None,
        "breakdown_label": label(row["breakdown"]),
        "origin": _origin(row["source"]),
        "elapsed_pct": elapsed,
        "progress_pct": where.progress_pct,
        "status": where.status,
        "note": reason or where.note or _kept(row),
    }


def _kept(row: dict[str, Any]) -> str | None:
    if row["direction"] != progress.KEEP or row["tolerance"] is None:
        return None
    return f"à maintenir à la cible, à {french.number(row['tolerance'], 1).removesuffix(',0')} près"


def _actual(row: dict[str, Any], measure: Measure) -> tuple[float | None, date | None, str | None]:
    """The value, its day, and why there is none."""
    if row["source"] == sources.TYPED:
        return row["actual"], row["actual_on"], None
    first, last = row["period_start"], row["period_end"]
    if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31):
        return None, None, "une mesure se calcule sur des années entières"
    if first > row["today"]:
        return None, None, "la période n’a pas commencé"
    try:
        value = measure(row["source"], (first.year, last.year), row["breakdown"])
    except CannotBeComputed as reason:
        return None, None, str(reason)
    return value, min(last, row["today"]), None


def label(breakdown: str) -> str:
    """What a breakdown is about, in French; the whole is empty."""
    known = {code: name for each in measured.BREAKDOWNS for code, name in measured.labels(each).items()}
    return "" if breakdown == measured.WHOLE else known.get(breakdown, breakdown)


def _origin(source: str) -> str:
    found = sources.read(source)
    name = codelists.labels("indicator_sources")[found.code]
    chosen = [measured.labels(each)[code] for each, code in found.parameters]
    return f"{name} ({', '.join(chosen)})" if chosen else name
