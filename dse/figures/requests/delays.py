"""Whether the wait between request and start grows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from dse import charts, sentences, stats
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS, LEAD_DETAIL, LEVEL_PERCENT, describe_trend
from dse.figures.figure import Figure, Finding
from dse.figures.period_differences import Difference, Pair, Span, Value
from dse.figures.records import ACCOMPANIMENTS
from dse.figures.requests.starts import PAGE, SOURCE, delivered_size
from dse.figures.strongest import weigh_change
from dse.figures.tracked_metric import TrackedMetric
from dse.figures.yearly import is_too_short
from dse.query import Query

_SAY = sentences.read(__file__)
_BY_TENDENCY = {
    "HAUSSE": "request_delays.longer",
    "BAISSE": "request_delays.shorter",
    "AUCUNE": "request_delays.steady",
    "NON_CALCULABLE": "request_delays.unknown",
}
# Starts that follow their request: year, member, and days from one to the other.
_WAITS = """
with waits as (
    select delivered.year, years.is_partial, coalesce(delivered.organisation_id, delivered.accompaniment_id) as unit,
        date_diff('day', delivered.requested_on, delivered.started_on) as hit
    from chosen_delivered as delivered
    join years on years.year = delivered.year
    where delivered.started_on >= delivered.requested_on
)
"""
_ROWS = _WAITS + "select year, unit, is_partial, hit from waits"
_DAYS = (
    _WAITS
    + """
select year, is_partial, hit as days, count(*) as waits from waits
group by year, is_partial, hit order by year, is_partial, hit
"""
)
_MEMBERS = (
    _WAITS
    + """
select count(*) as events, sum(year - 2000) as x, sum(hit) as hit, sum((year - 2000) * hit) as x_hit
from waits where not is_partial group by unit order by unit
"""
)
# Of two periods, the waits longer than `$middle`, member by member.
_LONGER = (
    _WAITS
    + """
, sides as (
    select unit, case when year >= $second_year then 1 else 0 end as x, case when hit > $middle then 1 else 0 end as hit from waits
)
select count(*) as events, cast(sum(x) as bigint) as x, cast(sum(hit) as bigint) as hit, cast(sum(x * hit) as bigint) as x_hit
from sides group by unit order by unit
"""
)


_COLUMNS = (
    c.YEAR,
    c.DELIVERED,
    c.MEDIAN_DAYS,
    c.LOW_DAYS,
    c.HIGH_DAYS,
    c.IS_PARTIAL,
    c.TENDENCY,
)


def waits(query: Query) -> pd.DataFrame:
    """One row a start that follows its request: `year`, member `unit`, whether the year is partial, days `hit`."""
    return query(_ROWS)


def count_waits(query: Query) -> pa.Table:
    """One row a year and number of `days` from request to start: how many `waits` were as long."""
    return query.read(_DAYS)


def delays(query: Query) -> pd.DataFrame:
    """One row a year of start: median and quartiles of the days from request to start, and the word for the trend."""
    counts = query.arrays(_DAYS)
    if not len(counts["year"]):
        return c.empty_frame(_COLUMNS)
    years, firsts = np.unique(counts["year"], return_index=True)
    quartiles = [
        quantiles(days, waits, [0.25, 0.5, 0.75])
        for days, waits in zip(
            *(np.split(counts[name], firsts[1:]) for name in ("days", "waits")), strict=True
        )
    ]
    low, middle, high = np.transpose(quartiles)
    return pd.DataFrame(
        {
            "year": years,
            "delivered": np.add.reduceat(counts["waits"], firsts),
            "low_days": low,
            "median_days": middle,
            "high_days": high,
            "is_partial": counts["is_partial"][firsts],
            "tendency": _tendency(query, counts),
        }
    )


def median_wait(rows: list[dict[str, Any]], span: Span) -> Value:
    """The median wait of the starts of a period, from the rows of `count_waits`."""
    mine = [row for row in rows if span.first <= row["year"] <= span.last]
    if not mine:
        return Value(reason="SANS_DEMARRAGE")
    days, waits = ([row[name] for row in mine] for name in ("days", "waits"))
    return Value(float(quantiles(days, waits, [0.5])[0]), sum(waits))


def compare_delays(query: Query, pair: Pair) -> Difference:
    """The median wait over each period: a family of its own.

    Tested by the share of the waits longer than the median of both periods together. Where that share and the median move in different
    directions, nothing is clear.
    """
    wide = pair.over(query)
    rows = count_waits(wide).to_pylist()
    before, after = (median_wait(rows, span) for span in (pair.before, pair.after))
    if before.value is None or after.value is None:
        return Difference(before, after)
    middle = median_wait(rows, Span(pair.before.first, pair.after.last)).value
    sums = stats.Sums.from_rows(wide.with_parameters(middle=middle).arrays(_LONGER))
    agrees = sums.score() * (after.value - before.value) > 0
    p_value = sums.p_value()
    if p_value is not None and not agrees:
        p_value = 1.0
    return Difference(before, after, p_value, int(np.count_nonzero(sums.x)))


def quantiles(values: Sequence[float], counts: Sequence[int], shares: Sequence[float]) -> np.ndarray:
    """Quantiles of values that stand so many times each."""
    return np.quantile(np.repeat(np.asarray(values, dtype=float), np.asarray(counts, dtype=int)), shares)


def _tendency(query: Query, counts: dict[str, np.ndarray]) -> str:
    """The word for the trend over the waits of whole years; nothing is asked of too few years, nor where all waits are as long."""
    years, days = (np.unique(counts[name][~counts["is_partial"]]) for name in ("year", "days"))
    if len(years) < stats.FEWEST_YEARS or len(days) < 2:
        return describe_trend(None, 0.0)
    sums = stats.Sums.from_rows(query.arrays(_MEMBERS))
    enough = len(sums.events) >= stats.FEWEST_MEMBERS
    return describe_trend(stats.flip_p_value(sums.contributions()) if enough else None, sums.score())


def _finding(frame: pd.DataFrame) -> Finding:
    full_years = frame[~frame["is_partial"]] if not frame["is_partial"].all() else frame
    first, last = full_years.iloc[0], full_years.iloc[-1]
    days, days_before = last["median_days"], first["median_days"]
    sentence = _SAY(
        "request_delays.now" if is_too_short(full_years) else _BY_TENDENCY[last["tendency"]],
        days=days,
        days_before=days_before,
        year=last["year"],
        year_before=first["year"],
    )
    if last["tendency"] not in charts.CLEAR:
        return Finding(sentence)
    return Finding(sentence, weigh_change(float(days_before), float(days)))


def _last_whole_delay(frame: pd.DataFrame) -> float | None:
    full_years = frame[~frame["is_partial"]]
    return float(full_years["median_days"].iloc[-1]) if len(full_years) else None


FIGURE = Figure(
    id="request_delays",
    requires=(ACCOMPANIMENTS,),
    page=PAGE,
    position=("demandes", 20),
    compares=True,
    question=_SAY("request_delays.question"),
    rows=delays,
    columns=_COLUMNS,
    finding=_finding,
    chart=partial(charts.single_line, y=c.MEDIAN_DAYS, middle_half=(c.LOW_DAYS, c.HIGH_DAYS)),
    has_annotations=True,
    tracked_metric=TrackedMetric(
        "Délai médian de la demande au démarrage",
        "jours",
        waits,
        average=np.median,
        difference=compare_delays,
    ),
    method=_SAY("request_delays.method"),
    detail=(
        _SAY(
            "request_delays.detail",
            years=stats.FEWEST_YEARS,
            members=stats.FEWEST_MEMBERS,
            level=LEVEL_PERCENT,
        ),
        *LEAD_DETAIL,
    ),
    source=f"{SOURCE}, à la date de démarrage",
    breakdowns=ACCOMPANIMENT_FILTERS,
    size=delivered_size,
    last_year_scalars=("median_days",),
    scalars={"median_days": _last_whole_delay},
)
