"""The words of surveys as SQL views: who could answer, whose voice a reply is, what was asked, what each voice weighs."""

from __future__ import annotations

# Members on the day a wave closed, as they were that day. One that was told not to answer is not eligible.
REGISTERS = """
create view survey_registers as
with ruled_out as (
    select wave_id, organisation_id from survey_respondents
    where organisation_id is not null and not coalesce(is_partner, false)
    group by wave_id, organisation_id having bool_and(status = 'ineligible')
)
select distinct
    waves.wave_id, memberships.organisation_id, organisations.name,
    profile.actor_family, profile.region, profile.size_band,
    ruled_out.organisation_id is null as is_eligible
from survey_waves as waves
join memberships
    on memberships.joined_on <= waves.closed_on
    and coalesce(memberships.left_on, date '9999-12-31') >= waves.closed_on
join organisations on organisations.organisation_id = memberships.organisation_id
left join profile_spans as profile
    on profile.organisation_id = memberships.organisation_id
    and waves.closed_on >= profile.valid_from and waves.closed_on < profile.valid_until
left join ruled_out
    on ruled_out.wave_id = waves.wave_id and ruled_out.organisation_id = memberships.organisation_id
"""

# One row a respondent who answered, wholly or in part. Those of one organisation are one voice; a partner, or a
# respondent without organisation, speaks for nobody else.
REPLIES = """
create view survey_replies as
select
    replies.wave_id, replies.respondent_id,
    case when coalesce(replies.is_partner, false) then 'PARTENAIRE'
         when register.organisation_id is not null then 'MEMBRE'
         when replies.organisation_id is not null then 'HORS_REGISTRE'
         else 'SANS_ORGANISATION' end as population,
    case when coalesce(replies.is_partner, false) then replies.respondent_id
         else coalesce(replies.organisation_id, replies.respondent_id) end as unit_id,
    case when coalesce(replies.is_partner, false) then replies.actor_family
         else coalesce(profile.actor_family, replies.actor_family) end as actor_family,
    case when not coalesce(replies.is_partner, false) then profile.region end as region,
    case when not coalesce(replies.is_partner, false) then profile.size_band end as size_band
from survey_respondents as replies
join survey_waves as waves on waves.wave_id = replies.wave_id
left join survey_registers as register
    on register.wave_id = replies.wave_id and register.organisation_id = replies.organisation_id
    and register.is_eligible
left join profile_spans as profile
    on profile.organisation_id = replies.organisation_id
    and waves.closed_on >= profile.valid_from and waves.closed_on < profile.valid_until
where replies.status in ('partial', 'complete')
"""

# The steps of each ordered scale: at least three, ranked without a hole. Of four steps or more the two at each end
# are a side, of three the last one; `place` runs from -1, the least favourable, to 1.
STEPS = """
create view survey_steps as
with ranked as (
    select *,
        min(rank) over scale as lowest, max(rank) over scale as highest, count(*) over scale as steps,
        count(distinct rank) over scale as ranks
    from survey_options where missing is null and rank is not null
    window scale as (partition by scale_id)
)
select
    scale_id, rank, label, steps, 2.0 * (rank - lowest) / (highest - lowest) - 1 as place,
    case when rank > highest - case when steps > 3 then 2 else 1 end then 'HAUT'
         when rank < lowest + case when steps > 3 then 2 else 1 end then 'BAS'
         else 'MILIEU' end as side
from ranked
where steps >= 3 and ranks = steps and highest - lowest + 1 = steps
"""

# A question as it was asked in a wave. `form` says how its answers are read; `asked` tells a new wording or scale apart.
ASKED = """
create view survey_asked as
select
    items.wave_id, waves.series, waves.title as wave, waves.closed_on, waves.is_anonymous,
    cast(extract(year from waves.closed_on) as bigint) as year,
    items.question_id, items.wording, items.scale_id, items.position,
    questions.dimension, questions.theme, themes.parent as parent_theme, questions.kind_asked_about,
    case when items.kind in ('likert', 'scale') and items.scale_id in (select scale_id from survey_steps) then 'ECHELLE'
         when items.kind in ('scale', 'number') then 'NOMBRE'
         when items.kind = 'nps' then 'RECOMMANDATION'
         when items.kind = 'multiple' then 'CHOIX_MULTIPLE'
         when items.kind = 'text' then 'TEXTE'
         else 'CHOIX_UNIQUE' end as form,
    concat_ws('|', items.kind, items.scale_id, lower(trim(regexp_replace(items.wording, '\\s+', ' ', 'g')))) as asked
from survey_items as items
join survey_waves as waves on waves.wave_id = items.wave_id
join survey_questions as questions on questions.question_id = items.question_id
left join codelist_themes as themes on themes.code = questions.theme
"""

# What each respondent gave. The answers of one voice to one question, or to one option of a multiple choice, weigh one
# in all: summed weights count organisations, and weighted values are means. Without an answer, no weight.
GIVEN = """
create view survey_given as
select
    answers.wave_id, answers.question_id, answers.option, answers.respondent_id, answers.value, answers.text,
    answers.missing, replies.population, replies.unit_id, replies.actor_family, replies.region, replies.size_band,
    case when answers.missing is null and answers.value is not null then
        1.0 / count(*) filter (where answers.missing is null and answers.value is not null) over (
            partition by answers.wave_id, answers.question_id, answers.option, replies.population, replies.unit_id
        ) end as weight
from survey_answers as answers
join survey_replies as replies
    on replies.wave_id = answers.wave_id and replies.respondent_id = answers.respondent_id
"""

VIEWS = (REGISTERS, REPLIES, STEPS, ASKED, GIVEN)
