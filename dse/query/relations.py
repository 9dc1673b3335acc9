"""The words of the field as SQL views: who was a member when, what was asked, what was delivered.

Standard SQL, so that the same text runs on another engine over the same files.

Figures start from these views, and mostly from what a selection leaves of them: `from chosen_delivered` reads `delivered` of the
years and filters chosen (chosen_relations has them all). A figure repeats neither the clauses of the filters nor the join that
finds a profile on a day: what is counted under a profile is a view here that carries it.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

_CREATED = re.compile(r"\s*create (?:view|table) (\w+)")


class Days(NamedTuple):
    """When a version was made, and the day until which its data go where the team said it; in ISO."""

    created_on: str
    stopped_on: str | None = None

    @property
    def last_whole_day(self) -> str:
        """The last day of which the data have everything: of those whose day nobody said, the day before the version was made."""
        return self.stopped_on or (date.fromisoformat(self.created_on) - timedelta(days=1)).isoformat()

    def build_parameters(self) -> dict[str, str | None]:
        """The parameters of REFERENCE."""
        return {**self._asdict(), "last_whole_day": self.last_whole_day}


def name_relation(sql: str) -> str:
    """The name of the relation that a statement creates."""
    created = _CREATED.match(sql)
    if created is None:
        raise ValueError("no relation is created")
    return created[1]


def join_profile(relation: str, day: str) -> str:
    """The join that gives a row of a relation the profile of its organisation on a day."""
    return f"""left join profile_spans as profile
    on profile.organisation_id = {relation}.organisation_id
    and {day} >= profile.valid_from and {day} < profile.valid_until"""


# Nothing has started of what is still asked for or was refused, whatever its dates say: a status goes before a date that contradicts
# it. What is abandoned may have started, and been interrupted; what is granted may start on the day planned.
UNDECIDED = "('DEMANDE', 'INSTRUCTION')"
NOT_STARTED = "('DEMANDE', 'INSTRUCTION', 'REFUSE')"
# What is running or finished has started, whether or not its first day is known.
STARTED = "('EN_COURS', 'TERMINE')"
# `known_on` is the day until which the data go: the one that the team said, else that of the version. What is dated after it is
# planned. `as_of` is today, the last day known: the day said, else the latest event that is not planned. A year is over once its last
# day is one of which the data have everything.
REFERENCE = f"""
create table reference as
with known as (
    select
        cast($stopped_on as date) as stopped_on,
        cast($last_whole_day as date) as last_whole_day,
        coalesce(cast($stopped_on as date), cast($created_on as date)) as known_on
),
dates as (
    select requested_on as day from accompaniments
    union all select decided_on from accompaniments where status not in {UNDECIDED}
    union all select started_on from accompaniments where status not in {NOT_STARTED}
    union all select ended_on from accompaniments where status not in {NOT_STARTED}
    union all select held_on from activities
    union all select joined_on from memberships
    union all select left_on from memberships
)
select known.known_on, known.stopped_on, known.last_whole_day, coalesce(known.stopped_on, max(dates.day)) as as_of
from known
left join dates on dates.day <= known.known_on
group by known.known_on, known.stopped_on, known.last_whole_day
"""

# The years of what F3E does: from the first to the last request, start or activity. A change observed later makes no year
# without accompaniment; the day that the team said does. A year that had not ended on the last day of the data is partial: no test
# uses it.
YEARS = f"""
create table years as
with events as (
    select requested_on as day from accompaniments
    union all select started_on from accompaniments where status not in {NOT_STARTED}
    union all select held_on from activities
),
bounds as (
    select
        cast(extract(year from coalesce(min(events.day), max(reference.stopped_on))) as bigint) as first_year,
        cast(extract(year from coalesce(max(reference.stopped_on), max(events.day))) as bigint) as last_year
    from reference left join events on events.day <= reference.known_on
)
select
    span.year,
    make_date(cast(span.year as integer), 1, 1) as starts_on,
    make_date(cast(span.year as integer), 12, 31) as ends_on,
    make_date(cast(span.year as integer), 12, 31) > reference.last_whole_day as is_partial
from bounds, reference, unnest(generate_series(bounds.first_year, bounds.last_year)) as span(year)
"""

# The years in which the register of members is looked at: those of the data, or the year of the last day known of a register
# that comes alone.
REGISTER_YEARS = """
create view register_years as
select year, starts_on, ends_on, is_partial from years
union all
select
    cast(extract(year from as_of) as bigint), make_date(cast(extract(year from as_of) as integer), 1, 1),
    make_date(cast(extract(year from as_of) as integer), 12, 31), make_date(cast(extract(year from as_of) as integer), 12, 31) > last_whole_day
from reference
where as_of is not null and not exists (select 1 from years)
"""

# A profile holds from its date to the next; the first one also holds before its date.
PROFILE_SPANS = """
create view profile_spans as
select
    organisation_id, actor_family, field, region, size_band,
    case when lag(valid_from) over spans is null then date '0001-01-01' else valid_from end as valid_from,
    coalesce(lead(valid_from) over spans, date '9999-12-31') as valid_until
from organisation_profiles
window spans as (partition by organisation_id order by valid_from)
"""

# A member of a year was one on any of its days; its profile is that of its last day in the year.
MEMBER_YEARS = f"""
create view member_years as
with stays as (
    select
        years.year, years.is_partial, memberships.organisation_id,
        max(least(coalesce(memberships.left_on, years.ends_on), years.ends_on)) as last_day
    from years
    cross join reference
    join memberships
        on memberships.joined_on <= least(years.ends_on, reference.known_on)
        and coalesce(memberships.left_on, date '9999-12-31') >= years.starts_on
    group by years.year, years.is_partial, memberships.organisation_id
),
firsts as (
    select organisation_id, min(joined_on) as first_joined_on from memberships group by organisation_id
)
select
    stays.year, stays.is_partial, stays.organisation_id, stays.last_day, firsts.first_joined_on,
    stays.year - extract(year from firsts.first_joined_on) as years_since_joining,
    profile.actor_family, profile.field, profile.region, profile.size_band
from stays
join firsts on firsts.organisation_id = stays.organisation_id
{join_profile("stays", "stays.last_day")}
"""

# Members on the last day known, with the day they first joined.
MEMBERS_NOW = f"""
create view members_now as
select
    memberships.organisation_id, organisations.name, min(firsts.joined_on) as joined_on,
    max(profile.actor_family) as actor_family, max(profile.region) as region,
    max(profile.size_band) as size_band, max(reference.as_of) as as_of
from memberships
join reference
    on memberships.joined_on <= reference.as_of
    and coalesce(memberships.left_on, date '9999-12-31') >= reference.as_of
join organisations on organisations.organisation_id = memberships.organisation_id
join (select organisation_id, min(joined_on) as joined_on from memberships group by organisation_id) as firsts
    on firsts.organisation_id = memberships.organisation_id
{join_profile("memberships", "reference.as_of")}
group by memberships.organisation_id, organisations.name
"""

CARRIERS = """
create view carriers as
select distinct accompaniment_id, organisation_id
from accompaniment_organisations
where role in ('PORTEUR', 'CO_PORTEUR')
"""

# An accompaniment is counted under one organisation, so that parts sum to the whole: its first porteur by
# identifier, else its first co-porteur.
LEADS = """
create view leads as
select
    accompaniment_id,
    coalesce(
        min(case when role = 'PORTEUR' then organisation_id end), min(organisation_id)
    ) as organisation_id
from accompaniment_organisations
where role in ('PORTEUR', 'CO_PORTEUR')
group by accompaniment_id
"""

# One row an accompaniment, dated and described on the day of the event; what is only planned has not happened, nor what its
# status says has not.
_ACCOMPANIMENT_EVENTS = f"""
create view {{name}} as
select
    accompaniments.accompaniment_id, accompaniments.kind, accompaniments.title, accompaniments.status,
    accompaniments.requested_on,
    case when accompaniments.decided_on <= reference.known_on and accompaniments.status not in {UNDECIDED}
        then accompaniments.decided_on end as decided_on,
    case when accompaniments.started_on <= reference.known_on and accompaniments.status not in {NOT_STARTED}
        then accompaniments.started_on end as started_on,
    case when accompaniments.ended_on <= reference.known_on and accompaniments.status not in {NOT_STARTED}
        then accompaniments.ended_on end as ended_on,
    coalesce(accompaniments.started_on <= reference.known_on and accompaniments.status not in {NOT_STARTED},
        accompaniments.status in {STARTED}) as has_started,
    accompaniments.cost_eur, accompaniments.cofinancing_eur, accompaniments.country,
    accompaniments.{{day}} as event_on,
    cast(extract(year from accompaniments.{{day}}) as bigint) as year,
    leads.organisation_id, profile.actor_family, profile.region, profile.size_band
from accompaniments
cross join reference
left join leads on leads.accompaniment_id = accompaniments.accompaniment_id
{join_profile("leads", "accompaniments.{day}")}
where accompaniments.{{day}} <= reference.known_on{{status}}
"""
REQUESTED = _ACCOMPANIMENT_EVENTS.format(name="requested", day="requested_on", status="")
DELIVERED = _ACCOMPANIMENT_EVENTS.format(
    name="delivered", day="started_on", status=f" and accompaniments.status not in {NOT_STARTED}"
)

# A parent theme takes the highest score of its leaves and of its own mark.
MARKS = """
create view marks as
select subject, subject_id, theme, max(score) as score
from (
    select subject, subject_id, theme, score from theme_marks
    union all
    select theme_marks.subject, theme_marks.subject_id, codelist_themes.parent, theme_marks.score
    from theme_marks
    join codelist_themes on codelist_themes.code = theme_marks.theme
    where codelist_themes.parent is not null
) as named
group by subject, subject_id, theme
"""

VIEWS = (
    REGISTER_YEARS,
    PROFILE_SPANS,
    MEMBER_YEARS,
    MEMBERS_NOW,
    CARRIERS,
    LEADS,
    REQUESTED,
    DELIVERED,
    MARKS,
)
