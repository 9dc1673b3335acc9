"""What was done of each target of an offer or a kind in its year, or why that cannot be said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dse import french
from dse.figures import records
from dse.figures.records import Records

STUDIES, ACTIVITIES, PEOPLE, ORGANISATIONS, WOMEN, SATISFACTION, OUTPUTS = (
    "ACCOMPAGNEMENTS",
    "ACTIVITES",
    "PARTICIPANTS",
    "ORGANISATIONS",
    "FEMMES",
    "SATISFACTION",
    "PRODUCTIONS",
)
UNITS = {
    STUDIES: "accompagnements",
    ACTIVITIES: "activités",
    PEOPLE: "personnes",
    ORGANISATIONS: "organisations",
    WOMEN: "%",
    SATISFACTION: "%",
    OUTPUTS: "productions",
}
SHARES = (WOMEN, SATISFACTION)  # which do not add up over a year
LEAST_KNOWN_PERCENT = 80  # of the activities or the people of a target, below which nothing is computed
LEAST_VOICES = 5  # below, a share of satisfied says little, and of whom
Counts = Mapping[str, Any]
Result = tuple[float | None, str | None]  # the value, and what is to be known of it, or why there is none

# Whatever happened, once under its offer and once under its kind: an accompaniment that started, an activity that was held, and what
# each left, in the year of its delivery.
RESULTS = """
with targets as (
    select service_targets.*, coalesce(service_targets.offer_id, service_targets.kind) as scope,
        coalesce(offers.kind, service_targets.kind) as kind_of_scope, offers.title as offer_title,
        service_targets.offer_id is not null as is_offer
    from service_targets left join offers on offers.offer_id = service_targets.offer_id
),
happened as (
    select 'accompaniment' as subject, delivered.accompaniment_id as subject_id, accompaniments.offer_id, delivered.kind, delivered.year
    from delivered join accompaniments on accompaniments.accompaniment_id = delivered.accompaniment_id
    union all
    select 'activity', held_activities.activity_id, activities.offer_id, held_activities.kind, held_activities.year
    from held_activities join activities on activities.activity_id = held_activities.activity_id
),
scoped as (
    select subject, subject_id, offer_id as scope, true as is_offer, year from happened where offer_id is not null
    union all
    select subject, subject_id, kind, false, year from happened
),
came as (
    select activity_id, sum(participants) as people, sum(case when women is not null then participants end) as counted,
        sum(women) as women
    from participation_events group by activity_id having sum(participants) > 0
),
who as (
    select 'accompaniment' as subject, carriers.accompaniment_id as subject_id, organisation_id from carriers
    union all
    select 'activity', activity_id, organisation_id from participation_events
    where participants > 0 and organisation_id <> 'SANS_ORGANISATION'
),
counted as (
    select targets.target_id,
        sum(case when scoped.subject = 'accompaniment' then 1 else 0 end) as studies,
        sum(case when scoped.subject = 'activity' then 1 else 0 end) as activities,
        sum(case when scoped.subject = 'activity' and came.activity_id is not null then 1 else 0 end) as noted,
        sum(came.people) as people, sum(came.counted) as counted, sum(came.women) as women
    from targets
    join scoped on scoped.scope = targets.scope and scoped.is_offer = targets.is_offer and scoped.year = targets.year
    left join came on came.activity_id = scoped.subject_id and scoped.subject = 'activity'
    group by targets.target_id
),
organisations_counted as (
    select targets.target_id, count(distinct who.organisation_id) as organisations
    from targets
    join scoped on scoped.scope = targets.scope and scoped.is_offer = targets.is_offer and scoped.year = targets.year
    join who on who.subject = scoped.subject and who.subject_id = scoped.subject_id
    group by targets.target_id
),
satisfied as (
    select targets.target_id, count(distinct voices.unit_id) as respondents, count(*) as given, sum(voices.favourable) as favourable
    from targets
    join scoped on scoped.scope = targets.scope and scoped.is_offer = targets.is_offer and scoped.year = targets.year
    join voices_about as voices on voices.subject = scoped.subject and voices.subject_id = scoped.subject_id
        and voices.dimension = 'satisfaction' and voices.form = 'ECHELLE'
    group by targets.target_id
),
left_behind as (
    select targets.target_id, count(*) as outputs
    from targets join delivered_outputs on delivered_outputs.year = targets.year
        and case when targets.is_offer then delivered_outputs.offer_id else delivered_outputs.support end = targets.scope
    group by targets.target_id
),
known as (
    select
        greatest(reference.as_of, (select make_date(cast(max(year) as integer), 12, 31) from years where not is_partial)) as today,
        (select min(year) from years) as first_year
    from reference
)
select targets.target_id, targets.scope, targets.is_offer, targets.offer_title, targets.kind_of_scope, targets.year, targets.measure,
    targets.target, studies.code is not null as is_study, known.today, known.first_year,
    cast(coalesce(counted.studies, 0) as bigint) as studies, cast(coalesce(counted.activities, 0) as bigint) as activities, cast(coalesce(counted.noted, 0) as bigint) as noted,
    cast(coalesce(counted.people, 0) as bigint) as people, cast(coalesce(counted.counted, 0) as bigint) as counted, cast(coalesce(counted.women, 0) as bigint) as women,
    cast(coalesce(organisations_counted.organisations, 0) as bigint) as organisations, cast(coalesce(left_behind.outputs, 0) as bigint) as outputs,
    cast(coalesce(satisfied.respondents, 0) as bigint) as respondents, cast(coalesce(satisfied.given, 0) as bigint) as given,
    cast(coalesce(satisfied.favourable, 0) as double) as favourable
from targets cross join known
left join codelist_accompaniment_kinds as studies on studies.code = targets.kind_of_scope
left join counted on counted.target_id = targets.target_id
left join organisations_counted on organisations_counted.target_id = targets.target_id
left join satisfied on satisfied.target_id = targets.target_id
left join left_behind on left_behind.target_id = targets.target_id
where targets.year between $first_year and $last_year
order by targets.scope, targets.is_offer, targets.measure, targets.year, targets.target_id
"""


def find_result(row: Counts, recorded: Records) -> Result:
    """The value of a target and a remark on it; without a value, why."""
    if row["today"] is None or row["year"] > row["today"].year:
        return None, "l’année n’est pas encore dans les données"
    if row["year"] < row["first_year"]:
        return None, f"les données ne commencent qu’en {row['first_year']}"
    if row["is_study"] and row["measure"] in (ACTIVITIES, PEOPLE, WOMEN):
        return None, "cette mesure ne se compte que pour des activités"
    if not row["is_study"] and row["measure"] == STUDIES:
        return None, "cette mesure ne se compte que pour des accompagnements"
    if unrecorded := _describe_unrecorded(row, recorded):
        return None, unrecorded
    return _RESULTS[row["measure"]](row)


def _describe_unrecorded(row: Counts, recorded: Records) -> str | None:
    """Why what the target needs is not recorded in its year, of which the result would be zero of what nobody noted. Of a year under way
    there may be none yet."""
    of_studies = records.CARRIERS if row["measure"] == ORGANISATIONS else records.ACCOMPANIMENTS
    needed = [of_studies if row["is_study"] else records.ACTIVITIES]
    if row["measure"] == OUTPUTS:
        needed.append(records.OUTPUTS)
    year = row["year"]
    looked_at = [record for record in needed if year in recorded.over or not recorded.begins_by(record, year)]
    return next(filter(None, (recorded.describe_lacking(record, year, year) for record in looked_at)), None)


def _count(column: str) -> Callable[[Counts], Result]:
    return lambda row: (float(row[column]), None)


def _count_who_came(column: str) -> Callable[[Counts], Result]:
    def count(row: Counts) -> Result:
        if row["activities"] and not row["noted"]:
            return None, "aucune présence n’est notée"
        note = _describe_noted(row)
        return (float(row[column]) if _is_enough(row["noted"], row["activities"]) else None), note

    return count


def _is_enough(part: int, of_all: int) -> bool:
    return 100 * part >= LEAST_KNOWN_PERCENT * of_all


def _describe_noted(row: Counts) -> str | None:
    if row["noted"] == row["activities"]:
        return None
    of_all = french.count(row["activities"], "activité")
    return f"les présences ne sont notées que pour {french.number(row['noted'])} sur {of_all}"


def _share_women(row: Counts) -> Result:
    if not row["activities"]:
        return None, "aucune activité cette année-là"
    if not row["counted"]:
        return None, "le nombre de femmes n’est noté nulle part"
    if not _is_enough(row["noted"], row["activities"]):
        return None, _describe_noted(row)
    share = 100.0 * row["women"] / row["counted"] if _is_enough(row["counted"], row["people"]) else None
    return share, _describe_counted(row) or _describe_noted(row)


def _describe_counted(row: Counts) -> str | None:
    if row["counted"] == row["people"]:
        return None
    of_all = french.count(row["people"], "personne")
    return f"femmes comptées parmi {french.number(row['counted'])} sur {of_all}"


def _share_satisfied(row: Counts) -> Result:
    if not row["given"]:
        return None, "aucune réponse d’enquête ne porte dessus"
    if row["respondents"] < LEAST_VOICES:
        return None, "trop peu de réponses d’enquête portent dessus"
    return 100.0 * row["favourable"] / row["given"], None


_RESULTS: Mapping[str, Callable[[Counts], Result]] = {
    STUDIES: _count("studies"),
    ACTIVITIES: _count("activities"),
    PEOPLE: _count_who_came("people"),
    ORGANISATIONS: _count_who_came("organisations"),
    WOMEN: _share_women,
    SATISFACTION: _share_satisfied,
    OUTPUTS: _count("outputs"),
}
