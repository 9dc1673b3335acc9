"""Who made use of what, year after year: one line a member."""

from __future__ import annotations

import pandas as pd

from dse import charts, french, sentences
from dse.figures import columns as c
from dse.figures.events import MEMBER_FILTERS, STARTED_DETAIL
from dse.figures.figure import Figure, Finding
from dse.figures.records import CARRIERS, MEMBERSHIPS, VISITS, read_records
from dse.figures.uptake.served import PAGE
from dse.query import Query

_SAY = sentences.read(__file__)

_CELLS = """
with chosen as (select organisation_id, year, last_day, actor_family from chosen_member_years),
carried as (
    select carriers.organisation_id, delivered.year, count(*) as carried
    from delivered join carriers on carriers.accompaniment_id = delivered.accompaniment_id
    group by carriers.organisation_id, delivered.year
),
attended as (
    select organisation_id, attendances.year, count(distinct activity_id) as attended
    from attendances join reference on attendances.held_on <= reference.as_of
    group by organisation_id, attendances.year
),
members as (
    select organisation_id, arg_max_null(actor_family, last_day) as actor_family from chosen group by organisation_id
),
span as (select distinct year from chosen),
cells as (
    select members.organisation_id, organisations.name, members.actor_family, span.year,
        chosen.organisation_id is not null as is_member,
        case when chosen.organisation_id is not null then coalesce(carried.carried, 0) end as carried,
        case when list_contains($visit_years, span.year) and chosen.organisation_id is not null then coalesce(attended.attended, 0) end as attended
    from members cross join span
    join organisations on organisations.organisation_id = members.organisation_id
    left join chosen on chosen.organisation_id = members.organisation_id and chosen.year = span.year
    left join carried on carried.organisation_id = members.organisation_id and carried.year = span.year
    left join attended on attended.organisation_id = members.organisation_id and attended.year = span.year
)
select *, sum(carried) over (partition by organisation_id) as carried_in_all,
    sum(attended) over (partition by organisation_id) as attended_in_all
from cells
order by carried_in_all desc, attended_in_all desc, name, organisation_id, year
"""


def member_years(query: Query) -> pd.DataFrame:
    """One row a member of the chosen years and year: accompaniments carried, and activities attended where visits are recorded."""
    records, choice = read_records(query), query.selection
    has_any = records.has_any(VISITS, choice.first_year, choice.last_year)
    years = [year for year in records.data if has_any and records.spans(VISITS, year)]
    return query.with_parameters(visit_years=years)(_CELLS)


def _use(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a member: accompaniments carried and activities attended over the period."""
    return frame.groupby("name")[["carried", "attended"]].sum()


def _finding(frame: pd.DataFrame) -> Finding:
    use = _use(frame)
    if frame.loc[frame["is_member"].astype(bool), "attended"].isna().any():
        return Finding(
            _SAY("uptake_member_years.without_visits", members=len(use), n=int((use["carried"] > 0).sum()))
        )
    carried, came = use["carried"] > 0, use["attended"] > 0
    parts = [
        ("uptake_member_years.both", carried & came),
        ("uptake_member_years.carried", carried & ~came),
        ("uptake_member_years.came", ~carried & came),
        ("uptake_member_years.neither", ~carried & ~came),
    ]
    phrases = [_SAY(key, n=int(who.sum())) for key, who in parts if who.any()]
    return Finding(_SAY("uptake_member_years.told", members=len(use), parts=phrases))


def _chart(frame: pd.DataFrame) -> charts.Chart:
    """A block for each of what is known."""
    blocks = tuple(block for block in (c.MEMBER_CARRIED, c.ATTENDED) if frame[block.name].notna().any())
    return charts.years_blocks(frame, row=c.ORGANISATION, blocks=blocks, inside=c.IS_MEMBER)


FIGURE = Figure(
    id="uptake_member_years",
    requires=(CARRIERS, MEMBERSHIPS),
    reads=(VISITS,),
    page=PAGE,
    position=("fidelite", 40),
    question=_SAY("uptake_member_years.question"),
    rows=member_years,
    columns=(c.ORGANISATION, c.FAMILY, c.YEAR, c.IS_MEMBER, c.MEMBER_CARRIED, c.ATTENDED),
    report_columns=("carried", "attended"),
    finding=_finding,
    chart=_chart,
    method=_SAY("uptake_member_years.method"),
    detail=(_SAY("uptake_member_years.detail"), *STARTED_DETAIL),
    source="Adhésions, accompagnements, présences",
    breakdowns=MEMBER_FILTERS,
    size=lambda frame: f"{french.count(frame['name'].nunique(), 'membre')} de la période",
)
