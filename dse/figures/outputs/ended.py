"""What may leave outputs, what it left, and when: SQL that the figures on outputs share."""

from __future__ import annotations

import pandas as pd

from dse import sentences
from dse.query import Query

_SAY = sentences.read(__file__)

PAGE = "recours"
SOURCE = "Productions, accompagnements, activités"
WHEN_EMPTY = "Aucune production pour ce choix : importez les productions sur la page Données."
DETAIL = (_SAY("detail.outputs"),)
STUDY = "accompaniment"
# Activities to which one of the people chosen came; all where nobody is chosen.
_CAME = "where activities.activity_id in (select activity_id from chosen_presences_ever)"
# Accompaniments that started and activities that were held, of any year, and the outputs delivered.
_SUPPORTS = f"""
supports as (
    select '{STUDY}' as subject, accompaniment_id as subject_id, kind, coalesce(organisation_id, accompaniment_id) as unit,
        case when status <> 'ABANDONNE' then ended_on end as ended_on
    from chosen_delivered_ever
    union all
    select 'activity' as subject, activities.activity_id as subject_id, activities.kind, activities.activity_id as unit,
        case when coalesce(activities.ended_on, activities.held_on) <= reference.known_on
            then coalesce(activities.ended_on, activities.held_on) end as ended_on
    from activities join reference on activities.held_on <= reference.known_on
    join chosen_supports as kinds on kinds.subject = 'activity' and kinds.subject_id = activities.activity_id
    {{came}}
),
chosen_outputs as (
    select supports.ended_on, supports.unit, delivered_outputs.*
    from delivered_outputs
    join supports on supports.subject = delivered_outputs.subject and supports.subject_id = delivered_outputs.subject_id
)
"""
# What ended in the chosen years, with how many outputs it left and the day of the first.
_ENDED = """
with {supports},
counted as (
    select subject, subject_id, count(*) as outputs, min(delivered_on) as first_on
    from chosen_outputs group by subject, subject_id
)
select supports.subject, supports.kind as support, supports.unit, cast(extract(year from supports.ended_on) as bigint) as year,
    date_diff('day', supports.ended_on, coalesce(reference.as_of, reference.known_on)) as days_since,
    coalesce(counted.outputs, 0) as outputs, date_diff('day', supports.ended_on, counted.first_on) as days
from supports cross join reference
left join counted on counted.subject = supports.subject and counted.subject_id = supports.subject_id
where extract(year from supports.ended_on) between $first_year and $last_year
order by supports.subject, supports.subject_id
"""


def with_supports(query: Query, sql: str) -> str:
    """The SQL with `supports` and `chosen_outputs` in place of `{supports}`."""
    people = query.selection.families or query.selection.regions
    return sql.format(supports=_SUPPORTS.format(came=_CAME if people else ""))


def read_ended(query: Query) -> pd.DataFrame:
    """One row what ended in the chosen years: `outputs` that it left, and `days` from its end to the first, 0 where it came before."""
    rows = query(with_supports(query, _ENDED))
    return rows.assign(days=rows["days"].clip(lower=0))
