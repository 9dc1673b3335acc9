"""The words of surveys as SQL views: who could answer, whose voice a reply is, what was asked, what each voice weighs."""

from __future__ import annotations

from dse.query.relations import join_profile

# An organisation that is not in the register of a wave, `waves`: no member of the network, where somebody is recorded as one that day.
OUTSIDER = """
case when (select min(joined_on) from memberships) <= waves.closed_on then 'HORS_REGISTRE' else 'SANS_REGISTRE' end
""".strip()

# The waves that had begun on the last day of the data; one that comes later is still to come, on every page.
KNOWN_WAVES = """
create view survey_known_waves as
select waves.* from survey_waves as waves join reference on waves.opened_on <= reference.known_on
"""

# Members on the day a wave closed, as they were that day, and how far each got: where the furthest of its respondents did,
# not_invited where it has none. One that was told not to answer is not eligible; a partner does not answer for a member.
REGISTERS = f"""
create view survey_registers as
with furthest as (
    select wave_id, organisation_id,
        min(case status when 'complete' then 1 when 'partial' then 2 when 'invited' then 3 else 4 end) as place
    from survey_respondents
    where organisation_id is not null and not coalesce(is_partner, false)
    group by wave_id, organisation_id
)
select distinct
    waves.wave_id, memberships.organisation_id, organisations.name,
    profile.actor_family, profile.region, profile.size_band,
    case furthest.place when 1 then 'complete' when 2 then 'partial' when 3 then 'invited' when 4 then 'ineligible'
         else 'not_invited' end as response_status,
    coalesce(furthest.place, 0) < 4 as is_eligible
from survey_known_waves as waves
join memberships
    on memberships.joined_on <= waves.closed_on
    and coalesce(memberships.left_on, date '9999-12-31') >= waves.closed_on
join organisations on organisations.organisation_id = memberships.organisation_id
{join_profile("memberships", "waves.closed_on")}
left join furthest
    on furthest.wave_id = waves.wave_id and furthest.organisation_id = memberships.organisation_id
"""

# One row a respondent who answered, wholly or in part. Those of one organisation are one voice; a partner, or a
# respondent without organisation, speaks for nobody else.
REPLIES = f"""
create view survey_replies as
with replies as (
    select
        replies.wave_id, replies.respondent_id,
        case when coalesce(replies.is_partner, false) then 'PARTENAIRE'
             when register.organisation_id is not null then 'MEMBRE'
             when replies.organisation_id is not null then {OUTSIDER}
             else 'SANS_ORGANISATION' end as population,
        case when coalesce(replies.is_partner, false) then replies.respondent_id
             else coalesce(replies.organisation_id, replies.respondent_id) end as unit_id,
        case when coalesce(replies.is_partner, false) then replies.actor_family
             else coalesce(profile.actor_family, replies.actor_family) end as actor_family,
        case when not coalesce(replies.is_partner, false) then profile.region end as region,
        case when not coalesce(replies.is_partner, false) then profile.size_band end as size_band,
        not coalesce(replies.is_partner, false) and profile.organisation_id is not null as has_profile
    from survey_respondents as replies
    join survey_waves as waves on waves.wave_id = replies.wave_id
    left join survey_registers as register
        on register.wave_id = replies.wave_id and register.organisation_id = replies.organisation_id
        and register.is_eligible
    {join_profile("replies", "waves.closed_on")}
    where replies.status in ('partial', 'complete')
)
select *,
    cast(dense_rank() over (order by unit_id) as integer) as unit_number,
    cast(dense_rank() over (order by wave_id, population, unit_id, actor_family nulls first) as integer) as profile_number
from replies
"""

# One row a voice in a wave and what it is: an organisation, or a person where there is none. An organisation without profile whose
# respondents name several families has a row a family: it is split, in all waves, since a filter may choose a part of it.
UNITS = """
create view survey_units as
with profiles as (
    select wave_id, population, unit_id, unit_number, profile_number, actor_family,
        max(region) as region, max(size_band) as size_band, bool_or(has_profile) as has_profile
    from survey_replies
    group by wave_id, population, unit_id, unit_number, profile_number, actor_family
),
counted as (
    select *, count(*) over (partition by wave_id, population, unit_number) as parts from profiles
)
select wave_id, population, unit_id, unit_number, profile_number, actor_family, region, size_band, has_profile,
    max(parts) over (partition by unit_number) > 1 as is_split
from counted
"""

# A need is also said by a choice among options that speak each of a theme or of a form of support, by a note of which a part is
# favourable where no steps of a scale say it, and by an option « Oui » of a question about one: each is a question of its own, answered by
# no or by yes. Options of one question that speak of the same, `is_of_several`, are one: yes where one of them is chosen. `is_of_choice`:
# whether it shares the answers of the question that it comes from, of which one, or so many, may be chosen, or with another option.
_YES_OR_NO = ":"  # no identifier of a team has this sign
_SCALES_OF_STEPS = """
select scale_id from survey_options where missing is null and rank is not null group by scale_id having count(*) >= 3
"""
NEED_QUESTIONS = f"""
create view survey_need_questions as
select items.wave_id, items.question_id as of_question,
    items.question_id || '{_YES_OR_NO}' || min(options.option) over alike as question_id,
    items.wording || ' [' || min(options.label) over alike
        || case when count(*) over alike > 1 then ' ou ' || max(options.label) over alike else '' end || ']' as wording,
    '{_YES_OR_NO}' as scale_id, items.position, items.kind,
    options.option, options.label, options.rank, cast(null as double) as favourable_from, options.theme, options.kind_asked_about,
    items.kind = 'single' or items.most_choices is not null or count(*) over alike > 1 as is_of_choice,
    count(*) over alike > 1 as is_of_several, items.most_choices, items.horizon_years
from survey_items as items
join survey_questions as questions on questions.question_id = items.question_id
join survey_options as options on options.scale_id = items.scale_id
where questions.dimension = 'need' and items.kind in ('single', 'multiple') and options.missing is null
and coalesce(options.theme, options.kind_asked_about) is not null
window alike as (partition by items.wave_id, items.question_id, options.theme, options.kind_asked_about)
union all
select items.wave_id, items.question_id, items.question_id || '{_YES_OR_NO}', items.wording,
    '{_YES_OR_NO}' || cast(items.favourable_from as varchar), items.position, items.kind,
    '-', null, null, items.favourable_from, questions.theme, questions.kind_asked_about, false, false, null, items.horizon_years
from survey_items as items
join survey_questions as questions on questions.question_id = items.question_id
where questions.dimension = 'need' and items.favourable_from is not null and items.kind in ('scale', 'number', 'nps')
and (items.scale_id is null or items.scale_id not in ({_SCALES_OF_STEPS}))
and coalesce(questions.theme, questions.kind_asked_about) is not null
union all
select items.wave_id, items.question_id, items.question_id || '{_YES_OR_NO}', items.wording, '{_YES_OR_NO}', items.position, items.kind,
    options.option, options.label, options.rank, null, questions.theme, questions.kind_asked_about, false, false, null, items.horizon_years
from survey_items as items
join survey_questions as questions on questions.question_id = items.question_id
join survey_options as options on options.scale_id = items.scale_id
where questions.dimension = 'need' and items.kind = 'single' and lower(options.label) = 'oui'
and coalesce(questions.theme, questions.kind_asked_about) is not null
"""

# All answers, those to these questions among them.
ALL_ANSWERS = """
create view survey_all_answers as
select wave_id, respondent_id, question_id, option, value, text, missing from survey_answers
union all
select answers.wave_id, answers.respondent_id, needs.question_id, '-',
    max(case when answers.value is null then null
             when needs.kind = 'multiple' then answers.value
             when coalesce(answers.value >= needs.favourable_from, answers.value = needs.rank) then 1
             else 0 end),
    null, case when count(answers.value) = 0 then max(answers.missing) end
from survey_answers as answers
join survey_need_questions as needs
    on needs.wave_id = answers.wave_id and needs.of_question = answers.question_id
    and (needs.kind <> 'multiple' or needs.option = answers.option)
group by answers.wave_id, answers.respondent_id, needs.question_id
"""

# The steps of each ordered scale: at least three, ranked without a hole. Of four steps or more the two at each end
# are a side, of three the last one; `place` runs from -1, the least favourable, to 1.
STEPS = """
create view survey_steps as
with scales as (
    select scale_id, min(rank) as lowest, max(rank) as highest, count(*) as steps
    from survey_options
    where missing is null and rank is not null
    group by scale_id
    having count(*) >= 3 and count(distinct rank) = count(*) and max(rank) - min(rank) + 1 = count(*)
)
select
    scales.scale_id, rank, label, steps, cast(2 as double) * (rank - lowest) / (highest - lowest) - 1 as place,
    case when rank > highest - case when steps > 3 then 2 else 1 end then 'HAUT'
         when rank < lowest + case when steps > 3 then 2 else 1 end then 'BAS'
         else 'MILIEU' end as side
from survey_options as options
join scales on scales.scale_id = options.scale_id
where missing is null and rank is not null
union all
select distinct scale_id, answers.rank, case
        when favourable_from is null then answers.label
        when answers.rank = 1 then replace(shown, '.', ',') || ' ou plus'
        else 'Moins de ' || replace(shown, '.', ',') end,
    2, answers.place, answers.side
from (
    select scale_id, favourable_from, regexp_replace(cast(favourable_from as varchar), '\\.0$', '') as shown
    from survey_need_questions
) as notes
cross join (
    select 0 as rank, 'Non choisi' as label, cast(-1 as double) as place, 'BAS' as side
    union all
    select 1, 'Choisi', 1, 'HAUT'
) as answers
"""

# A question as it was asked in a wave. `form` says how its answers are read; `asked` tells a new wording or scale apart.
ASKED = """
create view survey_asked as
with items as (
    select items.wave_id, items.question_id, items.wording, items.kind, items.scale_id, items.position, questions.dimension,
        questions.theme, questions.kind_asked_about, false as is_of_choice, items.most_choices, items.horizon_years
    from survey_items as items
    join survey_questions as questions on questions.question_id = items.question_id
    union all
    select distinct wave_id, question_id, wording, 'scale', scale_id, position, 'need', theme, kind_asked_about, is_of_choice, most_choices,
        horizon_years
    from survey_need_questions
)
select
    items.wave_id, waves.series, waves.title as wave, waves.closed_on, waves.is_anonymous,
    cast(extract(year from waves.closed_on) as bigint) as year,
    items.question_id, items.wording, items.scale_id, items.position,
    items.dimension, items.theme, themes.parent as parent_theme, items.kind_asked_about, items.is_of_choice,
    items.most_choices, items.horizon_years,
    case when items.kind in ('likert', 'scale') and items.scale_id in (select scale_id from survey_steps) then 'ECHELLE'
         when items.kind in ('scale', 'number') then 'NOMBRE'
         when items.kind = 'nps' then 'RECOMMANDATION'
         when items.kind = 'multiple' then 'CHOIX_MULTIPLE'
         when items.kind = 'text' then 'TEXTE'
         else 'CHOIX_UNIQUE' end as form,
    concat_ws('|', items.kind, items.scale_id, lower(trim(regexp_replace(items.wording, '\\s+', ' ', 'g')))) as asked
from items
join survey_known_waves as waves on waves.wave_id = items.wave_id
left join codelist_themes as themes on themes.code = items.theme
"""

# What each respondent gave. The answers of one voice to one question, or to one option of a multiple choice, weigh one
# in all: summed weights count organisations, and weighted values are means. Without an answer, no weight.
GIVEN = """
create view survey_given as
select
    answers.wave_id, answers.question_id, answers.option, answers.respondent_id, answers.value, answers.text,
    answers.missing, replies.population, replies.unit_id, replies.actor_family, replies.region, replies.size_band,
    case when answers.missing is null and answers.value is not null then
        cast(1 as double) / count(*) filter (where answers.missing is null and answers.value is not null) over (
            partition by answers.wave_id, answers.question_id, answers.option, replies.population, replies.unit_id
        ) end as weight
from survey_answers as answers
join survey_replies as replies
    on replies.wave_id = answers.wave_id and replies.respondent_id = answers.respondent_id
"""

# What each voice said to each question, or to each option of a multiple choice, in one row (one a family where it is split): how
# many of its respondents answered, and which part of the voice, 1 in all, answered, on a step of the scale, favourably; `total`
# is the mean of its values, and `place` that of its places on the scale, an answer without a place counting for 0. Without an answer, why: 3 does not know, 2 not concerned, 1 nothing said, 0 not asked.
VOICES = """
create view survey_voices as
with sides as (
    select asked.wave_id, asked.question_id, steps.rank, steps.side, steps.place
    from survey_asked as asked join survey_steps as steps on steps.scale_id = asked.scale_id
    where asked.form = 'ECHELLE'
),
counted as (
    select answers.wave_id, answers.question_id, answers.option, replies.profile_number,
        count(*) filter (where answers.missing is null and answers.value is not null) as answers,
        count(*) filter (where answers.missing is null and sides.rank is not null) as on_scale,
        count(*) filter (where answers.missing is null and sides.side = 'HAUT') as favourable,
        sum(answers.value) filter (where answers.missing is null) as total,
        sum(sides.place) filter (where answers.missing is null) as place,
        max(case answers.missing when 'NSP' then 3 when 'NC' then 2 when 'SR' then 1 else 0 end) as reason
    from survey_all_answers as answers
    join survey_replies as replies
        on replies.wave_id = answers.wave_id and replies.respondent_id = answers.respondent_id
    left join sides
        on sides.wave_id = answers.wave_id and sides.question_id = answers.question_id and sides.rank = answers.value
    group by answers.wave_id, answers.question_id, answers.option, replies.profile_number
),
whole as (
    select counted.wave_id, counted.question_id, counted.option, units.population, units.unit_number,
        sum(counted.answers) as answers
    from counted join survey_units as units on units.profile_number = counted.profile_number
    where units.is_split
    group by counted.wave_id, counted.question_id, counted.option, units.population, units.unit_number
),
weighed as (
    select counted.*, units.population, units.unit_number, units.actor_family, units.region, units.size_band,
        units.has_profile, units.is_split,
        cast(nullif(coalesce(whole.answers, counted.answers), 0) as double) as of_voice
    from counted
    join survey_units as units on units.profile_number = counted.profile_number
    left join whole
        on whole.wave_id = counted.wave_id and whole.question_id = counted.question_id
        and whole.option = counted.option and whole.population = units.population
        and whole.unit_number = units.unit_number
)
select wave_id, question_id, option, population, unit_number, profile_number, actor_family, region, size_band,
    has_profile, is_split, answers, answers / of_voice as weight, on_scale / of_voice as on_scale,
    case when is_split then favourable / of_voice
         else least(1, round(coalesce(favourable / of_voice, 0), 6)) end as favourable,
    total / of_voice as total, place / of_voice as place, cast(reason as integer) as reason
from weighed
order by question_id, wave_id, option, population, unit_number
"""

# Nearly always none.
SPLIT_VOICES = "create view survey_split_voices as select * from survey_voices where is_split"

# The same counted: what most figures sum. A voice that is split is not in it: see `split_voices` of a selection. Sums are rounded, so that
# the order in which an engine adds is not seen.
VOICE_KEYS = "wave_id, question_id, option, population, actor_family, region, size_band, has_profile"
VOICE_COUNTS = """
    count(*) filter (where answers > 0) as base, count(*) filter (where on_scale > 0) as scaled,
    round(sum(favourable), 9) as favourable, round(sum(favourable * favourable), 12) as squares,
    count(*) filter (where answers = 0 and reason = 3) as dont_know,
    count(*) filter (where answers = 0 and reason = 2) as not_concerned,
    count(*) filter (where answers = 0 and reason = 1) as no_answer,
    count(*) filter (where answers = 0 and reason = 0) as not_asked
"""
_WHOLE_VOICES = """
whole_voices as (select * from survey_voices where not is_split)
"""
VOICE_CELLS = f"""
create view survey_voice_cells as
with {_WHOLE_VOICES}
select {VOICE_KEYS}, {VOICE_COUNTS} from whole_voices group by {VOICE_KEYS}
"""

# How many voices gave each answer; that of several respondents counts for parts of one.
ANSWER_CELLS = """
create view survey_answer_cells as
with said as (
    select answers.wave_id, answers.question_id, answers.option, answers.value, replies.profile_number,
        count(*) as respondents
    from survey_all_answers as answers
    join survey_replies as replies
        on replies.wave_id = answers.wave_id and replies.respondent_id = answers.respondent_id
    join survey_asked as asked on asked.wave_id = answers.wave_id and asked.question_id = answers.question_id
    where answers.missing is null and answers.value is not null and asked.form not in ('NOMBRE', 'TEXTE')
    group by answers.wave_id, answers.question_id, answers.option, answers.value, replies.profile_number
)
select said.wave_id, said.question_id, said.option, units.population, units.actor_family, units.region, said.value,
    round(sum(said.respondents * voices.weight / voices.answers), 9) as voices
from said
join survey_units as units on units.profile_number = said.profile_number
join survey_voices as voices
    on voices.wave_id = said.wave_id and voices.question_id = said.question_id and voices.option = said.option
    and voices.profile_number = said.profile_number
group by said.wave_id, said.question_id, said.option, units.population, units.actor_family, units.region, said.value
"""


def dimension_cells(voices: str) -> str:
    """Of the voices that answered `questions` questions of a dimension: how many, and the sum of their favourable parts."""
    return f"""
    select wave_id, dimension, population, actor_family, region, questions,
        count(*) as units, round(sum(favourable), 9) as favourable
    from (
        select voices.wave_id, asked.dimension, voices.population, voices.unit_number, voices.actor_family,
            voices.region, count(*) as questions, sum(voices.favourable) as favourable
        from {voices} as voices
        join survey_asked as asked on asked.wave_id = voices.wave_id and asked.question_id = voices.question_id
        where voices.on_scale > 0
        group by voices.wave_id, asked.dimension, voices.population, voices.unit_number, voices.actor_family,
            voices.region
    ) as by_voice
    group by wave_id, dimension, population, actor_family, region, questions
    """


def pair_cells(voices: str) -> str:
    """The voices that answered a question in both of two waves of a series: how many, and which parts of them came to answer
    favourably (`gained`) or no longer do (`lost`)."""
    return f"""
    select before.question_id, before.wave_id as wave_before, after.wave_id as wave_after, before.population,
        before.actor_family as family_before, before.region as region_before,
        after.actor_family as family_after, after.region as region_after,
        count(*) as pairs,
        round(sum(greatest(after.favourable - before.favourable, 0)), 9) as gained,
        round(sum(greatest(before.favourable - after.favourable, 0)), 9) as lost
    from {voices} as before
    join {voices} as after
        on after.question_id = before.question_id and after.population = before.population
        and after.unit_number = before.unit_number
    join survey_waves as first on first.wave_id = before.wave_id
    join survey_waves as second on second.wave_id = after.wave_id and second.series = first.series
        and (second.closed_on > first.closed_on
            or (second.closed_on = first.closed_on and second.wave_id > first.wave_id))
    where before.on_scale > 0 and after.on_scale > 0
    group by before.question_id, before.wave_id, after.wave_id, before.population,
        before.actor_family, before.region, after.actor_family, after.region
    """


DIMENSION_CELLS = (
    f"create view survey_dimension_cells as with {_WHOLE_VOICES} {dimension_cells('whole_voices')}"
)
PAIR_CELLS = f"create view survey_pair_cells as with {_WHOLE_VOICES} {pair_cells('whole_voices')}"

# How many questions of a dimension two waves of a series asked the same way: the family of their comparisons, whatever is chosen or shown.
WAVE_COMPARISONS = """
create view survey_wave_comparisons as
select before.dimension, before.wave_id as wave_before, after.wave_id as wave_after, count(*) as comparisons
from survey_asked as before
join survey_asked as after
    on after.question_id = before.question_id and after.asked = before.asked and after.series = before.series
where before.form = 'ECHELLE' and after.wave_id <> before.wave_id
group by before.dimension, before.wave_id, after.wave_id
"""

# How many people of a voice went from which degree to which, from one wave of a series to any later one that asked the same.
# Only of the dimensions whose answers are followed person by person.
FOLLOWED = ("expertise", "effect")
MOVES = f"""
create view survey_moves as
with degrees as (
    select asked.wave_id, asked.question_id, asked.series, asked.closed_on, asked.asked, steps.rank,
        steps.rank - min(steps.rank) over (partition by asked.wave_id, asked.question_id) + 1 as degree
    from survey_asked as asked join survey_steps as steps on steps.scale_id = asked.scale_id
    where asked.form = 'ECHELLE' and asked.dimension in {FOLLOWED}
),
said as (
    select answers.question_id, answers.wave_id, degrees.series, degrees.closed_on, degrees.asked, degrees.degree,
        replies.respondent_id, replies.population, replies.unit_number, replies.actor_family, replies.region
    from survey_answers as answers
    join degrees
        on degrees.wave_id = answers.wave_id and degrees.question_id = answers.question_id
        and degrees.rank = answers.value
    join survey_replies as replies
        on replies.wave_id = answers.wave_id and replies.respondent_id = answers.respondent_id
    where answers.missing is null
)
select before.question_id, before.wave_id as wave_before, after.wave_id as wave_after, before.population,
    before.unit_number, before.actor_family as family_before, before.region as region_before,
    after.actor_family as family_after, after.region as region_after,
    before.degree as degree_before, after.degree as degree_after, count(*) as respondents
from said as before
join said as after
    on after.question_id = before.question_id and after.respondent_id = before.respondent_id
    and after.population = before.population and after.unit_number = before.unit_number
    and after.series = before.series and after.asked = before.asked
    and (after.closed_on > before.closed_on or (after.closed_on = before.closed_on and after.wave_id > before.wave_id))
group by before.question_id, before.wave_id, after.wave_id, before.population, before.unit_number,
    before.actor_family, before.region, after.actor_family, after.region, before.degree, after.degree
"""

# What was answered on a scale, or to recommend, about an accompaniment or an activity: an organisation is one voice of a question,
# the mean of those of its people.
VOICES_ABOUT = """
create view voices_about as
select respondents.about as subject, respondents.about_id as subject_id, asked.wave_id, asked.year, asked.closed_on,
    asked.question_id, asked.wording, asked.position, asked.dimension, asked.form, asked.scale_id, given.unit_id,
    avg(given.value) as value, avg(case when steps.side = 'HAUT' then cast(1 as double) else 0 end) as favourable
from survey_respondents as respondents
join survey_given as given on given.wave_id = respondents.wave_id and given.respondent_id = respondents.respondent_id
join survey_asked as asked on asked.wave_id = given.wave_id and asked.question_id = given.question_id
left join survey_steps as steps on steps.scale_id = asked.scale_id and steps.rank = given.value
where respondents.about_id is not null and given.missing is null and given.value is not null
and asked.form in ('ECHELLE', 'RECOMMANDATION')
group by respondents.about, respondents.about_id, asked.wave_id, asked.year, asked.closed_on, asked.question_id, asked.wording,
    asked.position, asked.dimension, asked.form, asked.scale_id, given.unit_id
"""

VIEWS = (
    KNOWN_WAVES,
    REGISTERS,
    REPLIES,
    UNITS,
    NEED_QUESTIONS,
    ALL_ANSWERS,
    STEPS,
    ASKED,
    GIVEN,
    VOICES,
    SPLIT_VOICES,
    VOICE_CELLS,
    ANSWER_CELLS,
    DIMENSION_CELLS,
    PAIR_CELLS,
    WAVE_COMPARISONS,
    MOVES,
    VOICES_ABOUT,
)
