"""What is followed as SQL, one statement each with the same columns: what it is, its dates, its stage, and what may need somebody since when."""

from __future__ import annotations

from dse.following.stages import (
    ACCOMPANIMENT,
    ACTIVITY,
    ASKED,
    DECISION,
    DONE,
    END,
    EXPERIMENT,
    IN_VAIN,
    NO_ATTENDANCE,
    NO_DECISION,
    NO_START,
    OLD_STATUS,
    PARTNERSHIP,
    REQUEST,
    START,
    TO_COME,
    UNDER_WAY,
)
from dse.query.relations import UNDECIDED

# How far an activity is, and what it is, of a row of `activities` beside `reference`.
ACTIVITY_STAGE = f"""case when activities.held_on > reference.known_on then '{TO_COME}'
        when activities.ended_on > reference.known_on then '{UNDER_WAY}' else '{DONE}' end"""
ACTIVITY_SUBJECT = f"case when activities.kind = 'EXPERIMENTATION' then '{EXPERIMENT}' else '{ACTIVITY}' end"

ACCOMPANIMENTS = f"""
select '{ACCOMPANIMENT}' as subject, requested.accompaniment_id as id, requested.title, requested.kind, accompaniments.offer_id,
    requested.status, requested.organisation_id, cast(null as varchar) as detail, cast(null as bigint) as people,
    requested.requested_on as first_on,
    greatest(requested.requested_on,
        coalesce(requested.ended_on, requested.started_on, requested.decided_on, requested.requested_on)) as last_on,
    case when coalesce(requested.ended_on, requested.started_on, requested.decided_on, requested.requested_on)
            <= requested.requested_on then '{REQUEST}'
        when requested.ended_on is not null then '{END}' when requested.started_on is not null then '{START}'
        else '{DECISION}' end as last_step,
    case when requested.status in {UNDECIDED} then '{ASKED}' when requested.status = 'ACCORDE' then '{TO_COME}'
        when requested.status = 'EN_COURS' then '{UNDER_WAY}' when requested.status = 'TERMINE' then '{DONE}'
        else '{IN_VAIN}' end as stage,
    case when requested.status in {UNDECIDED} then '{NO_DECISION}'
        when requested.status = 'ACCORDE' and requested.started_on is null then '{NO_START}'
        when requested.status = 'ACCORDE' or requested.status = 'EN_COURS' and requested.ended_on is not null
            then '{OLD_STATUS}' end as reason,
    case when requested.status in {UNDECIDED} then requested.requested_on
        when requested.status = 'ACCORDE' then coalesce(requested.started_on, requested.decided_on)
        else requested.ended_on end as since
from requested
join accompaniments on accompaniments.accompaniment_id = requested.accompaniment_id
"""
ACTIVITIES = f"""
select {ACTIVITY_SUBJECT} as subject, activities.activity_id as id, activities.title, activities.kind, activities.offer_id,
    cast(null as varchar) as status, cast(null as varchar) as organisation_id, activities.series as detail,
    cast(came.people as bigint) as people, activities.held_on as first_on,
    coalesce(activities.ended_on, activities.held_on) as last_on, cast(null as varchar) as last_step,
    {ACTIVITY_STAGE} as stage,
    case when activities.held_on <= reference.known_on and coalesce(activities.ended_on, activities.held_on) <= reference.known_on
        and came.activity_id is null and exists (select 1 from participations) then '{NO_ATTENDANCE}' end as reason,
    coalesce(activities.ended_on, activities.held_on) as since
from activities
cross join reference
left join (
    select activity_id, sum(participants) as people from participation_events group by activity_id having sum(participants) > 0
) as came on came.activity_id = activities.activity_id
"""
PARTNERSHIPS = f"""
select '{PARTNERSHIP}' as subject, partnerships.partnership_id as id, organisations.name as title, partnerships.kind,
    cast(null as varchar) as offer_id, partnerships.depth as status, partnerships.organisation_id, partnerships.department as detail,
    cast(null as bigint) as people, partnerships.first_on, coalesce(partnerships.ended_on, partnerships.started_on) as last_on,
    cast(null as varchar) as last_step,
    case when partnerships.first_on > reference.known_on then '{TO_COME}'
        when partnerships.goes_on then '{UNDER_WAY}' else '{DONE}' end as stage,
    cast(null as varchar) as reason, cast(null as date) as since
from partnerships_now as partnerships
cross join reference
join organisations on organisations.organisation_id = partnerships.organisation_id
"""

# The identifiers of what the families, regions and themes chosen leave. Nobody can have come yet to an activity that is to come, and who
# came is not known where nobody noted it: no family or region leaves these out.
CHOSEN = f"""
with marked as (
    select distinct subject, subject_id from marks where score > 0 and list_contains($themes, theme)
),
came_from as (
    select activity_id, max(case when ($all_families or list_contains($families, actor_family))
        and ($all_regions or list_contains($regions, region)) then 1 else 0 end) as is_chosen
    from participation_events where participants > 0 group by activity_id
)
select '{ACCOMPANIMENT}' as subject, requested.accompaniment_id as id
from requested
left join marked on marked.subject = 'accompaniment' and marked.subject_id = requested.accompaniment_id
where ($all_families or list_contains($families, requested.actor_family))
and ($all_regions or list_contains($regions, requested.region))
and ($all_themes or marked.subject_id is not null)
union all
select {ACTIVITY_SUBJECT}, activities.activity_id
from activities
left join came_from on came_from.activity_id = activities.activity_id
left join marked on marked.subject = 'activity' and marked.subject_id = activities.activity_id
where coalesce(came_from.is_chosen, 1) = 1 and ($all_themes or marked.subject_id is not null)
union all
select '{PARTNERSHIP}', partnerships.partnership_id
from partnerships_now as partnerships
left join profile_spans as profile on profile.organisation_id = partnerships.organisation_id
    and partnerships.started_on >= profile.valid_from and partnerships.started_on < profile.valid_until
left join marked on marked.subject = 'partnership' and marked.subject_id = partnerships.partnership_id
where ($all_families or list_contains($families, profile.actor_family))
and ($all_regions or list_contains($regions, profile.region))
and ($all_themes or marked.subject_id is not null)
"""
