"""The words of the network as SQL views: who came to what, who joined and left, what changes were recorded."""

from __future__ import annotations

from dse.query.relations import join_profile

# Organisations that came to an activity that has taken place; those without organisation are people, not organisations.
ATTENDANCES = """
create view attendances as
select
    participations.organisation_id, activities.activity_id, activities.kind, activities.held_on,
    cast(extract(year from activities.held_on) as bigint) as year
from participations
join activities on activities.activity_id = participations.activity_id
cross join reference
where participations.organisation_id <> 'SANS_ORGANISATION' and participations.participants > 0
and activities.held_on <= reference.known_on
"""

# A stay in the network from its first to its last day, 9999 where it goes on; one that continues the next day under
# another line is one. `stay` numbers them: from 2 on, the organisation has come back.
STAYS = """
create view stays as
with lines as (
    select
        organisation_id, joined_on, coalesce(left_on, date '9999-12-31') as last_day,
        max(coalesce(left_on, date '9999-12-31')) over (
            partition by organisation_id order by joined_on
            rows between unbounded preceding and 1 preceding
        ) as reached
    from memberships
),
numbered as (
    select *, sum(case when joined_on <= reached + 1 then 0 else 1 end) over (
        partition by organisation_id order by joined_on rows unbounded preceding
    ) as stay
    from lines
)
select organisation_id, stay, min(joined_on) as joined_on, max(last_day) as last_day
from numbered
group by organisation_id, stay
"""

# An organisation at an activity that was held, once whatever its roles, as it was that day: member or not, family, field.
PRESENCES = f"""
create view presences as
select
    came.organisation_id, came.activity_id, came.kind, activities.series, came.held_on, came.year,
    exists (
        select 1 from memberships
        where memberships.organisation_id = came.organisation_id and memberships.joined_on <= came.held_on
        and coalesce(memberships.left_on, date '9999-12-31') >= came.held_on
    ) as is_member,
    profile.actor_family, profile.field, profile.region
from (select distinct organisation_id, activity_id, kind, held_on, year from attendances) as came
join activities on activities.activity_id = came.activity_id
{join_profile("came", "came.held_on")}
"""

# Whatever reached an organisation, and when.
SERVICES = """
create view services as
select carriers.organisation_id, delivered.started_on as day
from carriers join delivered on delivered.accompaniment_id = carriers.accompaniment_id
union all
select organisation_id, held_on as day from attendances
"""

# With the accompaniments that have started on a day that nobody noted, as of that of their request.
SERVICES_BEGUN = """
create view services_begun as
select organisation_id, day from services
union all
select carriers.organisation_id, requested.requested_on as day
from carriers join requested on requested.accompaniment_id = carriers.accompaniment_id
where requested.has_started and requested.started_on is null
"""

# The first arrival of an organisation, its returns and its departures, under its profile of that day. A move of a day that the
# register does not know yet is none.
MOVES = f"""
create view moves as
with steps as (
    select organisation_id, joined_on as moved_on, case when stay = 1 then 'ARRIVEE' else 'RETOUR' end as move,
        cast(null as double) as stayed_years
    from stays
    union all
    select organisation_id, last_day, 'DEPART', round(date_diff('day', joined_on, last_day) / cast(365.25 as double), 1) from stays
)
select years.year, years.is_partial, steps.organisation_id, steps.moved_on, steps.move, steps.stayed_years,
    profile.actor_family, profile.field, profile.region
from steps
cross join reference
join register_years as years on steps.moved_on between years.starts_on and least(years.ends_on, reference.known_on)
{join_profile("steps", "steps.moved_on")}
"""

# The first day of each member, under its profile of that day.
FIRST_ARRIVALS = f"""
create view first_arrivals as
select firsts.organisation_id, firsts.joined_on, cast(extract(year from firsts.joined_on) as bigint) as year,
    profile.actor_family, profile.region
from (select organisation_id, min(joined_on) as joined_on from memberships group by organisation_id) as firsts
{join_profile("firsts", "firsts.joined_on")}
"""

# The members of the last day of each year, or of the day of the version where the year had not ended, as they were that day.
MEMBERS_AT_YEAR_END = f"""
create view members_at_year_end as
with days as (
    select year, is_partial, least(ends_on, known_on) as day from register_years cross join reference
)
select days.year, days.is_partial, days.day, stays.organisation_id, profile.actor_family, profile.field, profile.region
from days
join stays on stays.joined_on <= days.day and stays.last_day > days.day
{join_profile("stays", "days.day")}
"""

# One row an organisation and role at an activity that was held, people without organisation too: how many came.
PARTICIPATION_EVENTS = f"""
create view participation_events as
select
    participations.organisation_id, participations.activity_id, participations.participants, participations.women,
    activities.kind, activities.format, activities.held_on,
    cast(extract(year from activities.held_on) as bigint) as year, profile.actor_family, profile.region
from participations
join activities on activities.activity_id = participations.activity_id
cross join reference
{join_profile("participations", "activities.held_on")}
where activities.held_on <= reference.known_on
"""

# An activity that was held: its places, and the people who took one, that is who neither led nor prepared it; NULL where nobody
# noted who came.
HELD_ACTIVITIES = """
create view held_activities as
select
    activities.activity_id, activities.kind, activities.series, activities.held_on, activities.places, came.participants,
    cast(extract(year from activities.held_on) as bigint) as year
from activities
cross join reference
left join (
    select activity_id, cast(sum(case when role = 'PARTICIPANT' then participants else 0 end) as bigint) as participants
    from participations group by activity_id
) as came on came.activity_id = activities.activity_id
where activities.held_on <= reference.known_on
"""

# What was delivered by the day of the version, under the accompaniment that started or the activity that was held which it comes from:
# what was refused, or has not begun, leaves nothing.
DELIVERED_OUTPUTS = """
create view delivered_outputs as
select outputs.output_id, outputs.kind, outputs.is_public, outputs.delivered_on,
    cast(extract(year from outputs.delivered_on) as bigint) as year, origins.subject, origins.subject_id, origins.support,
    origins.offer_id
from outputs
join reference on outputs.delivered_on <= reference.known_on
join (
    select 'accompaniment' as subject, delivered.accompaniment_id as subject_id, delivered.kind as support, accompaniments.offer_id
    from delivered join accompaniments on accompaniments.accompaniment_id = delivered.accompaniment_id
    union all
    select 'activity', held_activities.activity_id, held_activities.kind, activities.offer_id
    from held_activities join activities on activities.activity_id = held_activities.activity_id
) as origins
    on origins.subject = case when outputs.activity_id is null then 'accompaniment' else 'activity' end
    and origins.subject_id = coalesce(outputs.activity_id, outputs.accompaniment_id)
"""

# The years in which anything of a kind is recorded, by whoever: accompaniments asked for or started, their outcomes, outcomes of which an
# organisation that carries them is known, activities held, organisations that came to one, outputs. Who is a member stays one:
# memberships are recorded each year since the first member joined. What is not recorded is not zero: what was asked for in a year and
# started in a later one says nothing of who was accompanied in the first.
RECORDED_YEARS = """
create view recorded_years as
with members as (
    select cast(extract(year from min(memberships.joined_on)) as bigint) as first_year,
        cast(extract(year from max(reference.known_on)) as bigint) as last_year
    from memberships join reference on memberships.joined_on <= reference.known_on
    having count(*) > 0
),
outcomes as (
    select accompaniment_id, year from delivered
    union all
    select accompaniment_id, year from requested where started_on is null
)
select distinct subject, year
from (
    select 'accompaniment' as subject, year from requested
    union all
    select 'accompaniment', year from delivered
    union all
    select 'outcome', year from outcomes
    union all
    select 'carrier', outcomes.year from outcomes join carriers on carriers.accompaniment_id = outcomes.accompaniment_id
    union all
    select 'activity', year from held_activities
    union all
    select 'visit', year from attendances
    union all
    select 'output', year from delivered_outputs
    union all
    select 'membership', span.year
    from members, unnest(generate_series(members.first_year, members.last_year)) as span(year)
) as recorded
order by subject, year
"""

# A partnership under the profile that the partner had when it started.
PARTNERSHIP_STARTS = f"""
create view partnership_starts as
select partnerships.*, profile.actor_family, profile.field
from partnerships
{join_profile("partnerships", "partnerships.started_on")}
"""

# A partnership, which is a partner, a department and a kind, at its last line that has begun, or its last of all where none has: the
# first day of its first line, and whether it goes on after the last day known. Of lines of one day the deepest is the last.
LAST_LINE_FIRST = "started_on desc, depth desc, partnership_id desc"
LAST_DAY_KNOWN = "coalesce(reference.as_of, reference.known_on)"
PARTNERSHIPS_NOW = f"""
create view partnerships_now as
select * from (
    select partnerships.*,
        min(partnerships.started_on) over (partition by organisation_id, department, kind) as first_on,
        max(coalesce(partnerships.ended_on, date '9999-12-31')) over (partition by organisation_id, department, kind)
            > greatest({LAST_DAY_KNOWN}, partnerships.started_on) as goes_on,
        row_number() over (
            partition by organisation_id, department, kind
            order by case when started_on <= reference.known_on then 0 else 1 end, {LAST_LINE_FIRST}
        ) as from_last
    from partnerships cross join reference
) as lines
where from_last = 1
"""

# A change that had been observed when the version was made, under the profile that its observer had that day.
RECORDED_CHANGES = f"""
create view recorded_changes as
select
    changes.*, cast(extract(year from changes.observed_on) as bigint) as year, organisations.name,
    profile.actor_family, profile.region
from changes
cross join reference
join organisations on organisations.organisation_id = changes.organisation_id
{join_profile("changes", "changes.observed_on")}
where changes.observed_on <= reference.known_on
"""

# A number for each organisation, in the order of identifiers: long joins are quicker on it.
ORGANISATION_NUMBERS = """
create view organisation_numbers as
select organisation_id, name, cast(row_number() over (order by organisation_id) as integer) as number
from organisations
"""

# Each year of an organisation at activities: its visits, whether it was a member at one of them, its profile of the last of them.
# `first_year` is that of its first visit of all; `until_year` the last of which a row is still the latest.
_YEARLY = """
create view {name} as
with came as (
    select organisation_id, year{kind}, count(*) as visits, bool_or(is_member) as is_member, max(held_on) as last_on
    from presences group by organisation_id, year{kind}
)
select
    came.*, numbers.number, years.is_partial, profile.actor_family, profile.field, profile.region,
    min(came.year) over (partition by came.organisation_id{of_kind}) as first_year,
    coalesce(
        lead(came.year) over (partition by came.organisation_id{of_kind} order by came.year) - 1, 9999
    ) as until_year
from came
join years on years.year = came.year
left join organisation_numbers as numbers on numbers.organisation_id = came.organisation_id
{profile}
"""
_LAST_PROFILE = join_profile("came", "came.last_on")
YEARLY_PRESENCES = _YEARLY.format(name="yearly_presences", kind="", of_kind="", profile=_LAST_PROFILE)
# The same for each kind of activity.
YEARLY_PRESENCES_BY_KIND = _YEARLY.format(
    name="yearly_presences_by_kind", kind=", kind", of_kind=", came.kind", profile=_LAST_PROFILE
)

# An organisation at a meeting of a series, and whether it had never come to the series before.
SERIES_PRESENCES = """
create view series_presences as
select
    presences.series, presences.activity_id, presences.held_on, presences.year, activities.title, presences.organisation_id,
    presences.is_member, presences.actor_family, presences.region,
    presences.held_on = min(presences.held_on) over (
        partition by presences.series, presences.organisation_id
    ) as is_new,
    presences.held_on = min(presences.held_on) over (partition by presences.series) as opens_series
from presences join activities on activities.activity_id = presences.activity_id
where presences.series is not null
"""

# Two organisations at the same activities of a year, the first of the two by identifier first, and how often.
MEETINGS = """
create view meetings as
with came as (
    select presences.year, presences.activity_id, numbers.number
    from presences join organisation_numbers as numbers on numbers.organisation_id = presences.organisation_id
)
select one.year, one.number as one_number, other.number as other_number, count(*) as together
from came as one join came as other on other.activity_id = one.activity_id and other.number > one.number
group by one.year, one.number, other.number
order by one.year
"""

# The encounters of two families in a year: of each organisation of the one, those of the other at the same activities. « ? » is a
# family that is not known.
FAMILY_MEETINGS = """
create view family_meetings as
with seats as (
    select year, activity_id, coalesce(actor_family, '?') as family, count(*) as seats
    from presences group by year, activity_id, coalesce(actor_family, '?')
)
select one.year, one.family, other.family as other_family,
    cast(sum(one.seats * (other.seats - case when one.family = other.family then 1 else 0 end)) as bigint) as encounters
from seats as one join seats as other on other.activity_id = one.activity_id
group by one.year, one.family, other.family
"""

# The visits of a family in a year, and the sum of the squares of those of each organisation.
FAMILY_VISITS = """
create view family_visits as
select year, family, cast(sum(visits) as bigint) as visits, cast(sum(visits * visits) as bigint) as squares
from (
    select year, coalesce(actor_family, '?') as family, organisation_id, count(*) as visits
    from presences group by year, coalesce(actor_family, '?'), organisation_id
) as by_organisation
group by year, family
"""

VIEWS = (
    ATTENDANCES,
    STAYS,
    PRESENCES,
    SERVICES,
    SERVICES_BEGUN,
    MOVES,
    FIRST_ARRIVALS,
    MEMBERS_AT_YEAR_END,
    PARTICIPATION_EVENTS,
    HELD_ACTIVITIES,
    DELIVERED_OUTPUTS,
    RECORDED_YEARS,
    PARTNERSHIP_STARTS,
    PARTNERSHIPS_NOW,
    RECORDED_CHANGES,
    ORGANISATION_NUMBERS,
    YEARLY_PRESENCES,
    YEARLY_PRESENCES_BY_KIND,
    SERIES_PRESENCES,
    MEETINGS,
    FAMILY_MEETINGS,
    FAMILY_VISITS,
)
