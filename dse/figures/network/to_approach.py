"""The organisations that come most without being members: those to approach."""

from __future__ import annotations

import pandas as pd

from dse import french, sentences
from dse.figures import columns as c
from dse.figures.events import MEMBER_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.network.composition import PAGE
from dse.figures.network.opening import NOBODY
from dse.figures.network.presence import SOURCE
from dse.figures.records import MEMBERSHIPS, VISITS

_SAY = sentences.read(__file__)

# Those that were members on none of the days they came, and are none on the last day known.
_OUTSIDE = """
with came as (
    select organisation_id, count(*) as came_to, count(distinct year) as years_came,
        min(held_on) as first_came, max(held_on) as last_came
    from presences
    where year between $first_year and $last_year and not is_member
    group by organisation_id
),
members as (
    select organisation_id, max(case when left_on is null or left_on >= reference.as_of then 1 else 0 end) as is_one
    from memberships cross join reference where joined_on <= reference.as_of group by organisation_id
)
select organisations.name, profile.actor_family, profile.field, profile.region, came.came_to, came.years_came,
    came.first_came, came.last_came, members.organisation_id is not null as was_member
from came
join organisations on organisations.organisation_id = came.organisation_id
left join members on members.organisation_id = came.organisation_id
join (select distinct organisation_id, held_on, actor_family, field, region from chosen_presences where not is_member) as profile
    on profile.organisation_id = came.organisation_id and profile.held_on = came.last_came
where coalesce(members.is_one, 0) = 0
order by came.came_to desc, came.last_came desc, organisations.name
"""


def _finding(frame: pd.DataFrame) -> Finding:
    often = frame[frame["years_came"] > 1]
    top = frame.iloc[0]
    return Finding(
        _SAY(
            "non_members_to_approach.came",
            n=len(frame),
            often=len(often),
            name=top["name"],
            activities=int(top["came_to"]),
        )
    )


FIGURE = Figure(
    id="non_members_to_approach",
    requires=(VISITS, MEMBERSHIPS),
    page=PAGE,
    position=("ouverture", 50),
    question="Quelles organisations non membres viennent le plus, et pourraient être approchées ?",
    rows=lambda query: query(_OUTSIDE),
    columns=(
        c.ORGANISATION,
        c.FAMILY,
        c.FIELD,
        c.REGION,
        c.CAME_TO,
        c.YEARS_CAME,
        c.FIRST_CAME,
        c.LAST_CAME,
        c.WAS_MEMBER,
    ),
    finding=_finding,
    method=_SAY("non_members_to_approach.method"),
    detail=(_SAY("non_members_to_approach.detail"),),
    source=SOURCE,
    breakdowns=MEMBER_FILTERS,
    size=lambda frame: french.count(len(frame), "organisation"),
    when_empty=NOBODY,
)
