"""The words of the offer as SQL views: who asked for what, who was served on what, who used which offer."""

from __future__ import annotations

# What reached an organisation first, and when.
FIRST_SERVICES = """
create view first_services as
select organisation_id, min(day) as served_on from services_begun group by organisation_id
"""

# The subjects, which are themes or kinds, of the accompaniments that each organisation carries, and of the activities it came to. What
# was not examined for a theme is not of that theme.
_ACCOMPANIED = """
    select 'theme' as cut, carriers.organisation_id, marks.theme as subject, delivered.year
    from delivered
    join carriers on carriers.accompaniment_id = delivered.accompaniment_id
    join marks on marks.subject = 'accompaniment' and marks.subject_id = delivered.accompaniment_id and marks.score > 0
    union
    select 'kind' as cut, carriers.organisation_id, delivered.kind as subject, delivered.year
    from delivered join carriers on carriers.accompaniment_id = delivered.accompaniment_id
"""
CAME = """
    select 'theme' as cut, attendances.organisation_id, marks.theme as subject, attendances.year
    from attendances
    join marks on marks.subject = 'activity' and marks.subject_id = attendances.activity_id and marks.score > 0
    union
    select 'kind' as cut, organisation_id, kind as subject, year from attendances
"""
# These subjects, year by year. `until_year` is the last year of which a row is still the latest: who was served up to a year, each
# once, are the rows that hold it.
_YEARS_OF_SUBJECTS = """
create view {name} as
with served as ({services})
select cut, organisation_id, subject, year,
    coalesce(lead(year) over (partition by cut, organisation_id, subject order by year) - 1, 9999) as until_year
from served
order by cut, organisation_id, subject, year
"""
# Pages say « accompagnés » of the former, « accompagnés ou venus à une activité » of the latter.
ACCOMPANIED_SUBJECTS = _YEARS_OF_SUBJECTS.format(name="accompanied_subjects", services=_ACCOMPANIED)
SERVED_SUBJECTS = _YEARS_OF_SUBJECTS.format(name="served_subjects", services=f"{_ACCOMPANIED}    union{CAME}")

# The same of what it asked for: the last request of a year on a subject.
REQUESTED_SUBJECTS = """
create view requested_subjects as
with carried as (
    select 'theme' as cut, carriers.organisation_id, marks.theme as subject, requested.year,
        requested.requested_on, requested.accompaniment_id, requested.status
    from requested
    join carriers on carriers.accompaniment_id = requested.accompaniment_id
    join marks on marks.subject = 'accompaniment' and marks.subject_id = requested.accompaniment_id and marks.score > 0
    union all
    select 'kind' as cut, carriers.organisation_id, requested.kind as subject, requested.year,
        requested.requested_on, requested.accompaniment_id, requested.status
    from requested join carriers on carriers.accompaniment_id = requested.accompaniment_id
),
lasts as (
    select * from carried
    qualify row_number() over (
        partition by cut, organisation_id, subject, year order by requested_on desc, accompaniment_id desc
    ) = 1
)
select cut, organisation_id, subject, year,
    coalesce(lead(year) over (partition by cut, organisation_id, subject order by year) - 1, 9999) as until_year,
    requested_on, status
from lasts
order by cut, organisation_id, subject, year
"""

# One row a use of an offer: an organisation that carries an accompaniment started, or that was at an activity.
OFFER_USES = """
create view offer_uses as
select accompaniments.offer_id, delivered.year, 'accompaniment' as subject, delivered.accompaniment_id as subject_id,
    carriers.organisation_id
from delivered
join accompaniments on accompaniments.accompaniment_id = delivered.accompaniment_id
join carriers on carriers.accompaniment_id = delivered.accompaniment_id
where accompaniments.offer_id is not null
union all
select distinct activities.offer_id, attendances.year, 'activity' as subject, attendances.activity_id as subject_id,
    attendances.organisation_id
from attendances join activities on activities.activity_id = attendances.activity_id
where activities.offer_id is not null
order by year
"""

# The questions on a scale that members answered in a wave, under what these are.
ANSWERED_QUESTIONS = """
create view answered_questions as
select distinct wave_id, question_id, actor_family, region
from survey_voices where population = 'MEMBRE' and on_scale > 0
"""

VIEWS = (
    FIRST_SERVICES,
    ACCOMPANIED_SUBJECTS,
    SERVED_SUBJECTS,
    REQUESTED_SUBJECTS,
    OFFER_USES,
    ANSWERED_QUESTIONS,
)
