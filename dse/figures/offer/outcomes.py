"""What became of the needs that members say: accompanied, at an activity, asked in vain, never asked, never reached."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

from dse.figures.offer.measures import has_visits
from dse.figures.offer.needs import (
    NEED,
    choose_subjects,
    find_questions,
    over_three_years,
    read_latest,
    said_sql,
    with_all_subjects,
)
from dse.figures.offer.subjects import Subject
from dse.figures.records import CARRIERS, VISITS, is_recorded, read_records
from dse.query import Query

# A need is said by half of the answers of a member that has several respondents. What became of it is the first that holds. What is
# running or finished was given, whether or not its first day is known.
_OUTCOMES = """
with {said},
requests as ({requests}),
accompanied as ({accompanied}),
served as ({served}),
outcomes as (
    select said.subject, register.unit_id, register.name, register.actor_family, register.region,
        requests.requested_on, requests.status,
        date_diff('day', requests.requested_on, least(reference.as_of, make_date(cast($last_year as integer), 12, 31))) as days_since,
        case
            when accompanied.year >= $first_year then 'ACCOMPAGNE'
            when requests.status in ('EN_COURS', 'TERMINE') and requests.year >= $first_year then 'ACCOMPAGNE'
            when served.year >= $first_year then 'VENU'
            when requests.status in ('DEMANDE', 'INSTRUCTION', 'ACCORDE') then 'EN_ATTENTE'
            when requests.status in ('REFUSE', 'ABANDONNE') and (served.year is null or requests.year >= $first_year)
                then 'SANS_SUITE'
            when served.year is not null or requests.status in ('EN_COURS', 'TERMINE') then 'SERVI_AVANT'
            when not $is_whole or first_services.served_on <= make_date(cast($last_year as integer), 12, 31)
                then 'JAMAIS_DEMANDE'
            else 'JAMAIS_TOUCHE'
        end as outcome
    from said
    join register on register.unit_number = said.unit_number
    cross join reference
    left join requests on requests.organisation_id = register.unit_id and requests.subject = said.subject
    left join accompanied on accompanied.organisation_id = register.unit_id and accompanied.subject = said.subject
    left join served on served.organisation_id = register.unit_id and served.subject = said.subject
    left join first_services on first_services.organisation_id = register.unit_id
    where said.value >= cast(0.5 as double) - 1e-9
),
ranks as ({ranks})
select outcomes.*, ranks.rank as subject_rank, places.rank as outcome_rank
from outcomes
left join ranks on ranks.subject = outcomes.subject
left join codelist_need_outcomes as places on places.code = outcomes.outcome
"""


class Outcomes(NamedTuple):
    """What became of needs; whether visits to activities are recorded in these years, and all services each year since the data begin: else
    nobody is said never to have been reached, but not to have asked."""

    rows: pa.Table
    has_visits: bool
    is_whole: bool


def read_outcomes(query: Query, subject: Subject) -> Outcomes | None:
    """One row a member and a chosen subject that it says it needs in the latest wave; None where no wave asks, or accompaniments are
    not recorded in its years.

    `outcome` is a code of `need_outcomes`; `requested_on`, `status` and `days_since` (to the last day known of the three years) are
    those of its last request on the subject, empty where it never asked. `subject_rank` and `outcome_rank` are places in their lists.
    """
    questions = find_questions(with_all_subjects(query), NEED, subject.question)
    chosen = questions[questions["subject"].isin(choose_subjects(query, subject))]
    if questions.empty:
        return None
    then = over_three_years(query, questions).with_parameters(
        questions=chosen["question_id"].tolist(), cut=subject.cut
    )
    if not is_recorded(then, CARRIERS):
        return None
    sql = _OUTCOMES.format(
        said=said_sql(subject.question),
        requests=read_latest("requested_subjects"),
        accompanied=read_latest("accompanied_subjects"),
        served=read_latest("served_subjects"),
        ranks=subject.ranks,
    )
    records = read_records(then)
    is_whole = all(records.is_whole(record) for record in (CARRIERS, VISITS))
    rows = then.with_parameters(is_whole=is_whole).read(sql)
    return Outcomes(rows, has_visits(then, subject), is_whole)
