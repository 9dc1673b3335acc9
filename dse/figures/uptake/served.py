"""Members served: who counts as served, year by year, and how it is said and tested."""

from __future__ import annotations

import pandas as pd

from dse import french, sentences
from dse.figures.events import LEVEL_PERCENT, STARTED_DETAIL
from dse.figures.period_differences import Difference, Pair, Value
from dse.query import Query
from dse.stats import FEWEST_MEMBERS, FEWEST_YEARS, Sums

_SAY = sentences.read(__file__)

PAGE = "recours"
SOURCE = "Adhésions, accompagnements"
RATE_DETAIL = (_SAY("detail.rate"), *STARTED_DETAIL)


def describe_test(*, one: str, unit: str, rate: str, events: str) -> tuple[str, ...]:
    """What the test of a share asks, from one unit to another."""
    return (
        _SAY(
            "detail.test",
            one=one,
            unit=unit,
            rate=rate,
            events=events,
            level=LEVEL_PERCENT,
            fewest=FEWEST_MEMBERS,
        ),
    )


def count_memberships(number: int) -> str:
    """`830 adhésions, une par membre et par an`: what rates over several years are of."""
    return f"{french.count(number, 'adhésion')}, une par membre et par an"


def count_members_by_year(frame: pd.DataFrame) -> str:
    """`89 à 92 membres par an`: what the rates of single years are of."""
    span = french.count_between(int(frame["members"].min()), int(frame["members"].max()), "membre")
    return f"{span} par an"


TEST_DETAIL = describe_test(one="un membre", unit="membre", rate="au taux", events="années d’adhésion")
TREND_DETAIL = (_SAY("detail.trend", years=FEWEST_YEARS),)


ACCOMPANIED = """
select distinct carriers.organisation_id, delivered.year
from chosen_delivered_kinds as delivered join carriers on carriers.accompaniment_id = delivered.accompaniment_id
"""
ANY_SERVICE = """
select carriers.organisation_id, delivered.year
from delivered join carriers on carriers.accompaniment_id = delivered.accompaniment_id
where delivered.year between $first_year and $last_year
union
select organisation_id, year from attendances where year between $first_year and $last_year
"""


# One row a member of a chosen year: whether it was served that year.
_PANEL = """
with served as ({served}),
panel as (
    select member_years.year, member_years.is_partial, member_years.organisation_id as unit,
        case when served.organisation_id is null then 0 else 1 end as hit
    from chosen_member_years as member_years
    left join served
        on served.organisation_id = member_years.organisation_id and served.year = member_years.year
)
"""
_ROWS = _PANEL + "select year, is_partial, unit, hit from panel order by year, unit"
_YEARS = (
    _PANEL
    + """
select year, is_partial, count(*) as members, cast(sum(hit) as bigint) as users
from panel group by year, is_partial order by year
"""
)
_MEMBERS = (
    _PANEL
    + """
select unit, count(*) as events, sum(year - 2000) as x, sum(hit) as hit, sum((year - 2000) * hit) as x_hit
from panel where not is_partial group by unit order by unit
"""
)
_PERIOD = (
    _PANEL
    + """
select count(*) as members, cast(coalesce(sum(hit), 0) as bigint) as users
from (select unit, max(hit) as hit from panel group by unit)
"""
)
# Each member once in each of two periods: whether it was served in it.
_HALVES = (
    _PANEL.rstrip()
    + """,
halves as (
    select unit, x, max(hit) as hit
    from (select unit, hit, case when year >= $second_year then 1 else 0 end as x from panel) as sides group by unit, x
)
select count(*) as events, cast(sum(x) as bigint) as x, cast(sum(hit) as bigint) as hit, cast(sum(x * hit) as bigint) as x_hit
from halves group by unit order by unit
"""
)


def members_served(query: Query, served: str) -> pd.DataFrame:
    """One row a year and member (`unit`): whether the year is partial, and `hit`, 1 where `served` lists it, else 0."""
    return query(_ROWS.format(served=served))


def count_served_by_year(query: Query, served: str) -> pd.DataFrame:
    """One row a year: whether it is partial, its members, and those that `served` lists (`users`)."""
    return pd.DataFrame(query.arrays(_YEARS.format(served=served)))


def count_served(query: Query, served: str) -> tuple[int, int]:
    """Members of the whole period, each once, and those that `served` lists in one of its years."""
    row = query.arrays(_PERIOD.format(served=served))
    return int(row["members"][0]), int(row["users"][0])


def sum_by_member(query: Query, served: str) -> Sums:
    """What the whole years of each member add up to, for a test of the trend."""
    return Sums.from_rows(query.arrays(_MEMBERS.format(served=served)))


def rate_of(members: int, users: int) -> Value:
    """The rate of use of so many members, in percent."""
    if not members:
        return Value(reason="SANS_MEMBRE")
    return Value(100.0 * users / members, users, members)


def compare_rates(query: Query, pair: Pair, served: str) -> Difference:
    """The share of the members of each period that `served` lists in one of its years: a family of its own."""
    sums = Sums.from_rows(pair.over(query).arrays(_HALVES.format(served=served)))
    events, after, users, users_after = (
        int(part.sum()) for part in (sums.events, sums.x, sums.hit, sums.x_hit)
    )
    before = rate_of(events - after, users - users_after)
    return Difference(before, rate_of(after, users_after), sums.p_value(), after)
