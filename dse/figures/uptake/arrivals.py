"""Members from the day they joined: what came first, cohort by cohort."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dse import french, stats
from dse.figures import columns as c
from dse.figures.events import tendency
from dse.query import Query
from dse.stats import incidence
from schemas import codelists

HORIZONS = {1: 365, 2: 730, 3: 1096}  # in days, for one, two and three years
WHOLE = "Ensemble"
# The first stay of who joined inside the period observed. A stay that goes on the next day under another line is one.
_ARRIVALS = """
with firsts as (select organisation_id, min(joined_on) as joined_on from memberships group by organisation_id),
departures as (
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
    from firsts
    cross join reference
    left join departures on departures.organisation_id = firsts.organisation_id
    left join profile_spans as profile
        on profile.organisation_id = firsts.organisation_id
        and firsts.joined_on >= profile.valid_from and firsts.joined_on < profile.valid_until
    where firsts.joined_on between (select min(starts_on) from years) and reference.as_of
    and extract(year from firsts.joined_on) between $first_year and $last_year
    and ($all_families or profile.actor_family in (select unnest($families)))
    and ($all_regions or profile.region in (select unnest($regions)))
),
starts as (
    select arrivals.organisation_id, min(delivered.started_on) as started_on
    from arrivals
    join carriers on carriers.organisation_id = arrivals.organisation_id
    join chosen_delivered_kinds as delivered on delivered.accompaniment_id = carriers.accompaniment_id
    where delivered.started_on between arrivals.joined_on and arrivals.last_day
    group by arrivals.organisation_id
)
select arrivals.organisation_id, arrivals.joined_on,
    date_diff('day', arrivals.joined_on, arrivals.as_of) as followed,
    date_diff('day', arrivals.joined_on, coalesce(starts.started_on, arrivals.last_day)) as days,
    case when starts.started_on is not null then 1 when arrivals.last_day < arrivals.as_of then 2 else 0 end as outcome
from arrivals left join starts on starts.organisation_id = arrivals.organisation_id
order by arrivals.joined_on, arrivals.organisation_id
"""

COLUMNS = (
    c.COHORT,
    c.COHORT_MEMBERS,
    c.DAYS_SINCE,
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
    """One row a member that joined in the chosen years: cohort, days to what came first, and what it was (`outcome`)."""
    frame = query(_ARRIVALS)
    return frame.assign(cohort=_cohorts([day.year for day in frame["joined_on"]]))


def time_to_first(query: Query) -> pd.DataFrame:
    """The share already accompanied, at each day since joining when somebody was or left, for all and cohort by cohort.

    A curve ends where fewer than FEWEST_IN_GROUP members could be followed as long. The days of one, two and three
    years always have a row.
    """
    people = arrivals(query)
    if len(people) < stats.FEWEST_IN_GROUP:
        return pd.DataFrame(columns=[column.name for column in COLUMNS])
    cohorts = list(people.groupby("cohort", sort=False))
    parts = [(WHOLE, people), *cohorts] if len(cohorts) > 1 else cohorts
    rows = pd.concat([_curve(name, part) for name, part in parts], ignore_index=True)
    return rows.assign(tendency=last_to_join(people))


def _cohorts(years: list[int]) -> list[str]:
    """The name of each year's cohort: its triennial, put with the next ones until FEWEST_MEMBERS have joined."""
    spans = {year: _triennial(year) for year in years}
    groups: list[list[tuple[int, int]]] = [[]]
    for span in sorted(set(spans.values())):
        groups[-1].append(span)
        if sum(spans[year] in groups[-1] for year in years) >= stats.FEWEST_MEMBERS:
            groups.append([])
    if len(groups) > 1:  # what is left is too small to stand alone
        left = groups.pop()
        groups[-1] += left
    names = {span: french.years(group[0][0], group[-1][1]) for group in groups for span in group}
    return [names[spans[year]] for year in years]


def _triennial(year: int) -> tuple[int, int]:
    known = [(each.starts_on.year, each.ends_on.year) for each in codelists.triennials()]
    return next((span for span in known if span[0] <= year <= span[1]), (year, year))


def _curve(cohort: str, people: pd.DataFrame) -> pd.DataFrame:
    steps = incidence.cumulative_incidence(people["days"], people["outcome"])
    longest = int(people["followed"].nlargest(stats.FEWEST_IN_GROUP).min()) if len(people) else 0
    gone = steps["happened"] + steps["left"]
    days = sorted({0, *steps["days"][gone > gone.shift(fill_value=0)], *HORIZONS.values(), longest})
    rows = steps.set_index("days").reindex(days, method="ffill").reset_index()
    rows = rows.fillna({"happened": 0, "left": 0, "share": 0.0, "left_share": 0.0}).astype(
        {"happened": int, "left": int}
    )
    rows["at_risk"] = [int((people["days"] >= day).sum()) for day in rows["days"]]
    shares = {"incidence_pct": "share", "low_pct": "low", "high_pct": "high", "left_pct": "left_share"}
    told: dict[str, Any] = {name: 100.0 * rows[part] for name, part in shares.items()}
    return rows.assign(cohort=cohort, cohort_members=len(people), **told)[rows["days"] <= longest]


def last_to_join(people: pd.DataFrame) -> str:
    """The word for the last cohort against the earlier ones."""
    later = people["cohort"] == people["cohort"].iloc[-1]
    enough = min(later.sum(), (~later).sum()) >= stats.FEWEST_MEMBERS
    p_value = incidence.sooner_p_value(people["days"], people["outcome"], later) if enough else None
    return tendency(p_value, _ahead(people, later))


def _ahead(people: pd.DataFrame, later: pd.Series) -> float:
    """First accompaniments a day of waiting among the last to join, less those among the others."""
    rates = [
        (rows["outcome"] == incidence.HAPPENED).sum() / max(1, rows["days"].sum())
        for rows in (people[later], people[~later])
    ]
    return float(rates[0] - rates[1])
