"""Marks of the themes, counted by year: what the figures on themes share."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from dse import french, sentences
from dse.figures.events import LEAD_DETAIL, LEVEL_PERCENT, segments
from dse.query import Query
from dse.stats import FEWEST_MEMBERS, Sums

_SAY = sentences.read(__file__)

PAGE = "tendances"
YEARS_APART = 10_000  # more than any year
SOURCE = "Accompagnements et leurs thèmes"
MARKS_DETAIL = (_SAY("detail.marks"), *LEAD_DETAIL)
REGISTER_DETAIL = (_SAY("detail.register", level=LEVEL_PERCENT, members=FEWEST_MEMBERS),)

# A row a theme chosen and year in which something started.
_BY_YEAR = """
with totals as (select year, count(*) as delivered from chosen_delivered group by year),
examined as (
    select delivered.year, marks.theme, count(*) as examined,
        count(case when marks.score = 1 then 1 end) as significant,
        count(case when marks.score = 2 then 1 end) as principal
    from chosen_delivered as delivered
    join chosen_marks as marks on marks.subject = 'accompaniment' and marks.subject_id = delivered.accompaniment_id
    group by delivered.year, marks.theme
),
cells as (
    select years.year, years.is_partial, themes.code as theme, themes.rank, totals.delivered,
        coalesce(examined.examined, 0) as examined, coalesce(examined.significant, 0) as significant,
        coalesce(examined.principal, 0) as principal
    from totals
    join years on years.year = totals.year
    cross join chosen_themes as themes
    left join examined on examined.year = totals.year and examined.theme = themes.code
)
select year, theme, rank, is_partial, delivered, examined, significant, principal, significant + principal as marked,
    cast(100 as double) * (significant + principal) / nullif(examined, 0) as share_pct,
    cast(100 as double) * examined / delivered as examined_pct,
    examined * 2 < delivered or is_partial as is_hollow
from cells
order by rank, year
"""

DELIVERED_EVENTS = """
select delivered.year, coalesce(delivered.organisation_id, delivered.accompaniment_id) as unit, marks.theme,
    case when marks.score > 0 then 1 else 0 end as hit
from chosen_delivered as delivered
join chosen_marks as marks on marks.subject = 'accompaniment' and marks.subject_id = delivered.accompaniment_id
"""

# What the accompaniments of each member add up to, theme by theme; `x` is what their marks may go along with.
_SUMS = """
with events as (
    select marks.theme, coalesce(subjects.organisation_id, subjects.accompaniment_id) as unit, {x} as x,
        case when marks.score > 0 then 1 else 0 end as hit
    from chosen_{moment} as subjects
    join chosen_marks as marks on marks.subject = 'accompaniment' and marks.subject_id = subjects.accompaniment_id
    {themes}
    where {among}
)
select theme, count(*) as events, cast(sum(x) as bigint) as x, cast(sum(hit) as bigint) as hit,
    cast(sum(x * hit) as bigint) as x_hit
from events group by theme, unit order by theme, unit
"""
# Along the years of `$series`, each of a theme: its rank and the year in one number.
SUMS_BY_YEAR = _SUMS.format(
    moment="delivered",
    x="year - 2000",
    themes="join chosen_themes as themes on themes.code = marks.theme",
    among=f"list_contains($series, {YEARS_APART} * themes.rank + year)",
)
# Before `$second_year` and since.
SUMS_BY_HALF = _SUMS.format(
    moment="delivered",
    x="case when year >= $second_year then 1 else 0 end",
    themes="",
    among="true",
)
# Of the requests that were decided, which started.
SUMS_BY_DECISION = _SUMS.format(
    moment="requested",
    x="case when started_on is not null then 1 else 0 end",
    themes="",
    among="(started_on is not null or status in ('REFUSE', 'ABANDONNE'))",
)


# The accompaniments of a moment that were examined on each theme, and those that aim at it.
_EXAMINED = """
    select marks.theme, count(*) as examined, count(case when marks.score > 0 then 1 end) as marked
    from chosen_{moment} as subjects
    join marks on marks.subject = 'accompaniment' and marks.subject_id = subjects.accompaniment_id
    group by marks.theme
"""
_SHARES = f"""
with requests as ({_EXAMINED.format(moment="requested")}),
starts as ({_EXAMINED.format(moment="delivered")})
select themes.code as theme, requests.examined as examined_requests, starts.examined as examined_delivered,
    cast(100 as double) * requests.marked / requests.examined as requested_pct,
    cast(100 as double) * starts.marked / starts.examined as delivered_pct
from chosen_themes as themes
left join requests on requests.theme = themes.code
left join starts on starts.theme = themes.code
where requests.examined > 0 or starts.examined > 0
order by themes.rank
"""


def shares(query: Query) -> pd.DataFrame:
    """One row a theme examined: its share among the requests, and among what started; empty where none was examined."""
    return query(_SHARES)


def counts_by_year(query: Query) -> pd.DataFrame:
    """One row a theme and year: counts, shares in percent, series number and whether the year is left out."""
    frame = pd.DataFrame(query.arrays(_BY_YEAR))
    years = sorted(set(frame["year"]))
    numbers = {
        (code, year): number
        for code in dict.fromkeys(frame["theme"])
        for year, number in zip(years, segments(code, years), strict=True)
    }
    series = [numbers[cell] for cell in zip(frame["theme"], frame["year"], strict=True)]
    return frame.assign(segment=np.array(series, dtype="int64"))


def sums_by_theme(query: Query, sql: str) -> dict[str, Sums]:
    """What the marks of each member add up to, by theme: SUMS_BY_YEAR, SUMS_BY_HALF or SUMS_BY_DECISION."""
    rows = query.read(sql)
    themes = rows["theme"].combine_chunks().dictionary_encode()
    starts = np.searchsorted(themes.indices.to_numpy(), np.arange(len(themes.dictionary) + 1))
    parts = np.column_stack([rows[name].to_numpy() for name in ("events", "x", "hit", "x_hit")]).astype(float)
    return {
        code: Sums(*parts[start:end].T)
        for code, (start, end) in zip(themes.dictionary.to_pylist(), pairwise(starts), strict=True)
    }


def last_series(rows: pd.DataFrame) -> pd.DataFrame:
    """The years of each theme that a test may use: since the last break, at least half examined."""
    last = dict(
        zip(rows["theme"], rows["segment"], strict=True)
    )  # the years of a theme are in order, and its breaks too
    is_last = rows["segment"] == [last[code] for code in rows["theme"]]
    return rows[is_last & ~rows["is_hollow"] & (rows["examined"] > 0)]


def delivered_size(frame: pd.DataFrame) -> str:
    """How many accompaniments started, in words, from one row a theme and year."""
    total = int(sum(dict(zip(frame["year"], frame["delivered"], strict=True)).values()))
    return french.count(total, "accompagnement démarré")
