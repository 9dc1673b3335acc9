"""Which organisations came to activities in which year, and whether they were members when they did."""

from __future__ import annotations

import pandas as pd

from dse import sentences
from dse.query import Query
from dse.stats import Sums

_SAY = sentences.read(__file__)

SOURCE = "Présences, adhésions, profils"
VISITS_DETAIL = (_SAY("detail.visits"),)
COMING_DETAIL = (_SAY("detail.coming"),)
_VISITS = """
select presences.year, years.is_partial, organisation_id as unit, case when is_member then 0 else 1 end as hit
from chosen_presences as presences join years on years.year = presences.year
order by held_on, activity_id, organisation_id
"""
_VISITS_BY_YEAR = """
select presences.year, years.is_partial, count(*) as visits, count(*) filter (where not is_member) as outside_visits,
    count(distinct case when not is_member then organisation_id end) as non_members
from chosen_presences as presences join years on years.year = presences.year
group by presences.year, years.is_partial
order by presences.year
"""
# What the visits of each organisation add up to, in whole years: `hit` where it was no member.
_VISITS_BY_ORGANISATION = """
select organisation_id, count(*) as events, sum(presences.year - 2000) as x, count(*) filter (where not is_member) as hit,
    sum(case when is_member then 0 else presences.year - 2000 end) as x_hit
from chosen_presences as presences join years on years.year = presences.year
where not years.is_partial
group by organisation_id
order by organisation_id
"""


def first_or_again(query: Query, frame: pd.DataFrame, came: str) -> pd.DataFrame:
    """The frame with `again`, what is left of the column `came` beside its `first_time`.

    In the first year known nothing says who had come before: both are empty there, and `unsaid` counts who came.
    """
    since = query("select min(year) as year from yearly_presences")["year"].iloc[0]
    is_said = (frame["year"] > since).to_numpy(dtype=bool)
    counts = {name: frame[name].astype("int64[pyarrow]") for name in (came, "first_time")}
    return frame.assign(
        first_time=counts["first_time"].where(is_said),
        again=(counts[came] - counts["first_time"]).where(is_said),
        unsaid=counts[came].where(~is_said, 0),
    )


def count_first_times(frame: pd.DataFrame) -> float | None:
    """How many came for the first time, over the years of which that is known; None where it is of none."""
    counts = frame["first_time"].dropna()
    return float(counts.sum()) if len(counts) else None


def first_and_again_told(last: pd.Series, who: str) -> str:
    """`4 pour la première fois, 21 déjà venues`; of the first year known, that nothing says which; of nobody, no more."""
    if pd.isna(last["first_time"]):
        return _SAY("presence.first_year", who=who)
    first, again = (int(last[name]) for name in ("first_time", "again"))
    return _SAY("presence.parts", who=who, first=first, again=again) if first + again else who


def visits(query: Query) -> pd.DataFrame:
    """One row an organisation (`unit`) at an activity: its year, and `hit`, 1 where it was no member that day."""
    return query(_VISITS)


def count_visits_by_year(query: Query) -> pd.DataFrame:
    """One row a year: visits, those of non-members (`outside_visits`), and how many these are (`non_members`)."""
    return query(_VISITS_BY_YEAR)


def sum_visits_by_organisation(query: Query) -> Sums:
    """What the visits of each organisation add up to, for a test of the trend of those by non-members."""
    return Sums.from_rows(query(_VISITS_BY_ORGANISATION))
