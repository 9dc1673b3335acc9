"""Members from the day they joined: what came first, cohort by cohort."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pandas as pd

from dse import french, stats
from dse.figures import columns as c
from dse.figures.events import describe_trend
from dse.query import Query
from dse.stats import incidence
from schemas import codelists

HORIZONS = {1: 365, 2: 730, 3: 1096}  # in days, for one, two and three years
WHOLE = "Ensemble"
# The first stay of who joined inside the period observed. A stay that goes on the next day under another line is one.
_ARRIVALS = """
with departures as (
    select stays.organisation_id, min(stays.left_on) as left_on
    from memberships as stays
    where not exists (
        select 1 from memberships as others
        where others.organisation_id = stays.organisation_id
        and others.joined_on <= stays.left_on + 1 and coalesce(others.left_on, date '9999-12-31') > stays.left_on
    )
    group by stays.organisation_id
),
arrivals as (
    select firsts.organisation_id, firsts.joined_on, reference.as_of,
        least(coalesce(departures.left_on, reference.as_of), reference.as_of) as last_day
    from chosen_first_arrivals as firsts
    cross join reference
    left join departures on departures.organisation_id = firsts.organisation_id
    where firsts.joined_on between (select min(starts_on) from years) and reference.as_of
),
starts as (
    select arrivals.organisation_id, min(delivered.started_on) as started_on
    from arrivals
    join carriers on carriers.organisation_id = arrivals.organisation_id
    join chosen_delivered_kinds as delivered on delivered.accompaniment_id = carriers.accompaniment_id
    where delivered.started_on between arrivals.joined_on and arrivals.last_day
    group by arrivals.organisation_id
)
"""
# How many joined each year, waited so many days and for what (`incidence`), and for how many days they could be followed.
_COUNTS = (
    _ARRIVALS
    + """,
outcomes as (
    select cast(extract(year from arrivals.joined_on) as bigint) as year,
        date_diff('day', arrivals.joined_on, coalesce(starts.started_on, arrivals.last_day)) as days,
        case when starts.started_on is not null then 1 when arrivals.last_day < arrivals.as_of then 2 else 0 end as outcome,
        date_diff('day', arrivals.joined_on, arrivals.as_of) as followed
    from arrivals left join starts on starts.organisation_id = arrivals.organisation_id
)
select year, days, outcome, followed, count(*) as members from outcomes
group by year, days, outcome, followed order by year, days, outcome, followed
"""
)

COLUMNS = (
    c.COHORT,
    c.COHORT_MEMBERS,
    c.DAYS_SINCE_JOINING,
    c.STILL_WAITING,
    c.FIRST_SERVED,
    c.LEFT_BEFORE,
    c.INCIDENCE,
    c.INCIDENCE_LOW,
    c.INCIDENCE_HIGH,
    c.LEFT_INCIDENCE,
    c.ARRIVALS_TENDENCY,
)


def arrivals(query: Query) -> pd.DataFrame:
    """How many `members` joined in each chosen `year`, by the `days` to what came first and what it was (`outcome`), by the days for
    which they could be `followed`, and their cohort."""
    counts = query.arrays(_COUNTS)
    years, places = np.unique(counts["year"], return_inverse=True)
    members = np.bincount(places, counts["members"], len(years))
    cohorts = name_cohorts(dict(zip(years.tolist(), members.tolist(), strict=True)))
    names = np.array([cohorts[year] for year in years.tolist()], dtype=object)
    return pd.DataFrame(counts | {"cohort": names[places]})


def time_to_first(query: Query) -> pd.DataFrame:
    """The share already accompanied, at each day since joining when somebody was or left, for all and cohort by cohort.

    A curve ends where fewer than FEWEST_IN_GROUP members could be followed as long. The days of one, two and three
    years always have a row.
    """
    counts = arrivals(query)
    if counts["members"].sum() < stats.FEWEST_IN_GROUP:
        return c.empty_frame(COLUMNS)
    cohorts = list(counts.groupby("cohort", sort=False))
    parts = [(WHOLE, counts), *cohorts] if len(cohorts) > 1 else cohorts
    curves = [_curve(name, part) for name, part in parts]
    columns = {name: np.concatenate([curve[name] for curve in curves]) for name in curves[0]}
    return pd.DataFrame({**columns, "tendency": last_to_join(counts)})


def name_cohorts(members: dict[int, int]) -> dict[int, str]:
    """The cohort of each year in which so many joined: its triennial, put with the next ones until FEWEST_MEMBERS have joined."""
    groups: list[list[int]] = [[]]
    for _, years in groupby(sorted(members), key=_triennial):
        groups[-1] += years
        if sum(members[year] for year in groups[-1]) >= stats.FEWEST_MEMBERS:
            groups.append([])
    if len(groups) > 1:  # what is left is too small to stand alone
        last = groups.pop()
        groups[-1] += last
    return {
        year: french.years(_triennial(years[0])[0], _triennial(years[-1])[1])
        for years in groups
        for year in years
    }


def _triennial(year: int) -> tuple[int, int]:
    triennials = [(triennial.starts_on.year, triennial.ends_on.year) for triennial in codelists.triennials()]
    return next((span for span in triennials if span[0] <= year <= span[1]), (year, year))


def _curve(cohort: str, counts: pd.DataFrame) -> dict[str, np.ndarray]:
    frame = incidence.cumulative_incidence(counts["days"], counts["outcome"], counts["members"])
    steps = {name: frame[name].to_numpy() for name in frame}
    longest = _days_followed(counts["followed"].to_numpy(), counts["members"].to_numpy())
    moves = steps["days"][np.diff(steps["happened"] + steps["left"], prepend=0) > 0]
    days = np.unique(np.r_[0, moves, [*HORIZONS.values()], longest])
    days = days[days <= longest]
    places = np.searchsorted(steps["days"], days, side="right") - 1

    def read(name: str, before: float) -> np.ndarray:
        """A column at each of the days, `before` the first of the steps."""
        return np.where(places < 0, before, steps[name][places])

    return {
        "cohort": np.full(len(days), cohort, dtype=object),
        "cohort_members": np.full(len(days), counts["members"].sum()),
        "days": days,
        "at_risk": np.append(steps["at_risk"], 0)[np.searchsorted(steps["days"], days)],
        "happened": read("happened", 0),
        "left": read("left", 0),
        "incidence_pct": 100.0 * read("share", 0),
        "low_pct": 100.0 * read("low", np.nan),
        "high_pct": 100.0 * read("high", np.nan),
        "left_pct": 100.0 * read("left_share", 0),
    }


def _days_followed(days: np.ndarray, members: np.ndarray) -> int:
    """For how many days FEWEST_IN_GROUP members could be followed, or all where they are fewer."""
    order = np.argsort(-days)
    enough = np.searchsorted(members[order].cumsum(), stats.FEWEST_IN_GROUP)
    return int(days[order][: enough + 1][-1])


def last_to_join(counts: pd.DataFrame) -> str:
    """The word for the last cohort against the earlier ones, from `arrivals`."""
    later = counts["cohort"] == counts["cohort"].iloc[-1]
    sides = [counts[later], counts[~later]]
    enough = min(side["members"].sum() for side in sides) >= stats.FEWEST_MEMBERS
    p_value = incidence.sooner_p_value(counts["days"], counts["outcome"], later, counts["members"])
    return describe_trend(p_value if enough else None, _count_by_day(sides[0]) - _count_by_day(sides[1]))


def _count_by_day(counts: pd.DataFrame) -> float:
    """First accompaniments a day of waiting."""
    happened = counts["members"].where(counts["outcome"] == incidence.HAPPENED, 0).sum()
    return float(happened / max(1, (counts["days"] * counts["members"]).sum()))
