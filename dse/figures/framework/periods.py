"""The indicators of the framework: baseline, target, what was done, and where that stands in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from dse import french, indicator_status
from dse.figures.framework import measured
from dse.figures.framework.measured import CannotBeComputed, Value
from dse.query import Query, Selection
from schemas import codelists, sources

OF_A_THEME = "d’un thème"  # in the name of a measure that takes one
Measure = Callable[[str, tuple[int, int], str], Value]

# Every period that meets the chosen years, an indicator without any, and those after or before all other data where
# the choice reaches an end of these. `is_latest`: of its indicator and breakdown the last to end among those begun,
# or the first to come where none has. `today` is the last day that the data know: of the register for a measure, and of
# the values typed for one of these.
_PERIODS = """
with known as (
    select
        greatest(reference.as_of, (select make_date(cast(max(year) as integer), 12, 31) from years where not is_partial)) as reached,
        (select max(actual_on) from indicator_periods where actual_on <= reference.known_on) as last_typed,
        reference.known_on,
        (select coalesce(min(year), 1) from years) as first_known,
        (select coalesce(max(year), 9999) from years) as last_known
    from reference
),
dated as (
    select indicators.*,
        coalesce(case when indicators.source = 'typed' then greatest(known.reached, known.last_typed) else known.reached end,
            known.known_on) as today
    from indicators cross join known
),
chosen as (
    select indicator_periods.*
    from indicator_periods cross join known
    where (extract(year from period_start) <= $last_year or $last_year >= known.last_known)
        and (extract(year from period_end) >= $first_year or $first_year <= known.first_known)
)
select indicators.objective, indicators.result, indicators.indicator_id, indicators.title, indicators.unit,
    indicators.measure, indicators.direction, indicators.tolerance, indicators.source,
    coalesce(chosen.breakdown, '-') as breakdown,
    baselines.value, baselines.observed_on, chosen.period_start, chosen.period_end, chosen.target,
    coalesce(chosen.target_on, chosen.period_end) as target_on, chosen.actual, chosen.actual_on,
    indicators.today,
    row_number() over (
        partition by indicators.indicator_id, chosen.breakdown
        order by chosen.period_start > indicators.today,
            case when chosen.period_start > indicators.today then chosen.period_start end,
            chosen.period_end desc, chosen.period_start desc
    ) = 1 as is_latest,
    min(indicators.indicator_id) over (partition by indicators.objective) as first_of_objective
from dated as indicators
left join chosen on chosen.indicator_id = indicators.indicator_id
left join indicator_baselines as baselines
    on baselines.indicator_id = chosen.indicator_id and baselines.breakdown = chosen.breakdown
where (chosen.indicator_id is not null
        or indicators.indicator_id not in (select indicator_id from indicator_periods))
    and (exists (select 1 from chosen_everyone)
        or list_contains($families, chosen.breakdown) or list_contains($regions, chosen.breakdown))
order by first_of_objective, indicators.objective,
    length(indicators.indicator_id), indicators.indicator_id,
    coalesce(chosen.breakdown, '-') <> '-', chosen.breakdown, chosen.period_start
"""


def periods(query: Query, *, latest: bool) -> pd.DataFrame:
    """One row an indicator, breakdown and period, with where it stands; only the latest periods where asked.

    Beside the figures' columns: `breakdown`, the code.
    """
    rows = query.once(__name__, lambda: _every_period(query))
    return rows[rows["is_latest"]] if latest else rows.copy()


def _every_period(query: Query) -> pd.DataFrame:
    """Computed once for all the figures of the page, which ask the figures of the other pages."""
    rows = query.read(_PERIODS)
    measure = _measuring(query)
    described = [_describe(row, measure) for row in rows.to_pylist()]
    added = ["breakdown_label", "origin", "elapsed_pct", "progress_pct", "status", "note"]
    kinds = {"elapsed_pct": "float64", "progress_pct": "float64", "is_latest": "bool"}
    return pd.DataFrame(described, columns=[*rows.column_names, *added]).astype(kinds)


def _measuring(query: Query) -> Measure:
    """A measure depends on its own years and breakdown, whatever is chosen: it is computed once for a version."""
    of_version = replace(query, selection=Selection())

    def compute(source: str, years: tuple[int, int], breakdown: str) -> Value | str:
        try:
            return measured.value(of_version, source, years, breakdown)
        except CannotBeComputed as reason:
            return str(reason)

    def measure(source: str, years: tuple[int, int], breakdown: str) -> Value:
        name = f"{__name__} {source} {years} {breakdown}"
        answer = of_version.once(name, lambda: compute(source, years, breakdown))
        if isinstance(answer, str):
            raise CannotBeComputed(answer)
        return answer

    return measure


def _describe(row: dict[str, Any], measure: Measure) -> dict[str, Any]:
    if row["period_start"] is None:
        return (
            row
            | _describe_status(
                indicator_status.Status(indicator_status.UNKNOWN, None, "aucune période"), None
            )
            | _describe_names(row)
        )
    actual, day, reason = _actual(row, measure)
    is_over = row["today"] >= row["target_on"]
    when = day or row["today"]
    elapsed = 100.0 if is_over else indicator_status.elapsed_pct(row["period_start"], row["target_on"], when)
    aim = indicator_status.Aim(
        row["direction"], row["measure"], row["value"], row["target"], row["tolerance"]
    )
    where = indicator_status.assess(aim, actual, elapsed)
    description = _describe_status(where, elapsed) | {"actual": actual, "actual_on": day}
    note = reason or where.note or _describe_tolerance(row)
    goes_on = where.status == indicator_status.MISSED and elapsed < 100
    return (
        row
        | description
        | {"note": f"{note} ; la période court encore" if goes_on else note}
        | _describe_names(row)
    )


def _describe_status(where: indicator_status.Status, elapsed: float | None) -> dict[str, Any]:
    return {
        "elapsed_pct": elapsed,
        "progress_pct": where.progress_pct,
        "status": where.status,
        "note": where.note,
    }


def _describe_names(row: dict[str, Any]) -> dict[str, Any]:
    return {"breakdown_label": label(row["breakdown"]), "origin": _origin(row["source"])}


def _describe_tolerance(row: dict[str, Any]) -> str | None:
    if row["direction"] != indicator_status.KEEP or row["tolerance"] is None:
        return None
    distance = french.number(row["tolerance"], 1).removesuffix(",0")
    plural = "s" if row["tolerance"] >= 2 else ""
    points = f"{french.NO_BREAK}point{plural}" if row["unit"] == "%" else ""
    return f"à maintenir à la cible, à {distance}{points} près"


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
        value, year = measure(row["source"], (first.year, last.year), row["breakdown"])
    except CannotBeComputed as reason:
        return None, None, str(reason)
    return value, min(date(year, 12, 31), row["today"]), None


def label(breakdown: str) -> str:
    """What a breakdown is about, in French; the whole is empty."""
    if breakdown == measured.WHOLE:
        return ""
    labels = {
        code: name for parameter in measured.BREAKDOWNS for code, name in measured.labels(parameter).items()
    }
    return labels.get(breakdown, breakdown)


def _origin(source: str) -> str:
    parsed = sources.read(source)
    name = codelists.labels("indicator_sources").get(parsed.code, parsed.code)
    chosen = {parameter: measured.labels(parameter)[code] for parameter, code in parsed.parameters}
    if OF_A_THEME in name and "theme" in chosen:
        name = name.replace(OF_A_THEME, f"du thème {chosen.pop('theme')}")
    return f"{name} ({', '.join(chosen.values())})" if chosen else name
