"""The needs that an organisation said, since when, and what has become of each up to the last day known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from operator import itemgetter
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from dse.figures.offer.needs import NEED, YEARS, choose_subjects, find_first_questions
from dse.figures.offer.subjects import SUPPORT, THEME, Subject
from dse.figures.surveys.silence import Reading
from dse.figures.surveys.unlisted import list_said
from dse.members.answers import EVERYONE, HALF, VOICES_OF_UNITS, Row, of_one
from dse.members.recorded import read_recorded
from dse.query import FIRST_YEAR, LAST_YEAR, Query
from schemas import codelists

SUBJECTS = (THEME, SUPPORT)
# The questions that tell a need, and of what.
STATED = Reading("sur ses besoins", ("need",), subjects=tuple(subject.question for subject in SUBJECTS))
NEVER_ASKED = "JAMAIS_DEMANDE"
SERVED = ("ACCOMPAGNE", "VENU")
_KEY = "wave_id || '|' || question_id"
SINCE = YEARS - 1  # years before that of the survey: what was done in them was done for the need


def _read_subject(subject: Subject) -> str:
    """What was answered to the questions that tell of a subject."""
    return f"""
    select *, '{subject.cut}' as cut, {subject.question} as subject from answered
    where {subject.question} is not null and list_contains(${_name_firsts(subject)}, {_KEY})"""


def _name_firsts(subject: Subject) -> str:
    return f"first_of_{subject.question}"


# What each organisation needs by the last wave in which it answered of any need, and what has become of it. The words are those of
# the figures, which look at the three years up to the wave; here the years go on to the last day known. What is running or
# finished was given, whether or not its first day is known.
_NEEDS = f"""
with {VOICES_OF_UNITS},
answered as (
    select organisation_id, wave_id, year, closed_on, question_id, theme, kind_asked_about,
        least(1, round(sum(favourable), 6)) as value
    from voices_of_units where form = 'ECHELLE' and dimension = 'need' and on_scale > 0
    group by organisation_id, wave_id, year, closed_on, question_id, theme, kind_asked_about
),
subjects as (
    {" union all ".join(map(_read_subject, SUBJECTS))}
),
said as (
    select * from subjects qualify rank() over (partition by organisation_id order by closed_on desc, wave_id desc) = 1
),
recorded as (
    select 'theme' as of_cut, count(*) > 0 as are_recorded from recorded_years where subject in ('carrier', 'visit')
    union all
    select 'accompaniment', count(*) > 0 from recorded_years where subject = 'carrier'
    union all
    select 'visit', count(*) > 0 from recorded_years where subject = 'visit'
)
select said.organisation_id, said.cut, said.subject, requests.requested_on, requests.status, served.year as served_in,
    served.year is null and coalesce(requests.status, '') not in ('EN_COURS', 'TERMINE') and services.are_recorded as is_never_served,
    services.are_recorded,
    case
        when accompanied.year >= said.year - {SINCE} then 'ACCOMPAGNE'
        when requests.status in ('EN_COURS', 'TERMINE') and requests.year >= said.year - {SINCE} then 'ACCOMPAGNE'
        when served.year >= said.year - {SINCE} then 'VENU'
        when requests.status in ('DEMANDE', 'INSTRUCTION', 'ACCORDE') then 'EN_ATTENTE'
        when requests.status in ('REFUSE', 'ABANDONNE') and (served.year is null or requests.year >= said.year - {SINCE})
            then 'SANS_SUITE'
        when served.year is not null or requests.status in ('EN_COURS', 'TERMINE') then 'SERVI_AVANT'
        when first_services.organisation_id is not null or not $is_whole then 'JAMAIS_DEMANDE'
        else 'JAMAIS_TOUCHE'
    end as outcome
from said
left join requested_subjects as requests on requests.cut = said.cut and requests.subject = said.subject
    and requests.organisation_id = said.organisation_id and requests.until_year = 9999
left join accompanied_subjects as accompanied on accompanied.cut = said.cut and accompanied.subject = said.subject
    and accompanied.organisation_id = said.organisation_id and accompanied.until_year = 9999
left join served_subjects as served on served.cut = said.cut and served.subject = said.subject
    and served.organisation_id = said.organisation_id and served.until_year = 9999
left join codelist_activity_kinds as activity_kinds on said.cut = '{SUPPORT.cut}' and activity_kinds.code = said.subject
join recorded as services on services.of_cut = case
    when said.cut = '{THEME.cut}' then 'theme' when activity_kinds.code is null then 'accompaniment' else 'visit' end
left join first_services on first_services.organisation_id = said.organisation_id
where said.value >= {HALF}
"""
_NEVER_SERVED = f"""
with needs as ({_NEEDS})
select needs.organisation_id, needs.cut || ' ' || needs.subject as need from needs
left join codelist_themes as themes on needs.cut = '{THEME.cut}' and themes.code = needs.subject
left join needs as wholes on wholes.organisation_id = needs.organisation_id and wholes.cut = needs.cut and wholes.subject = themes.parent
    and wholes.is_never_served
where needs.is_never_served and wholes.subject is null and (needs.cut = '{THEME.cut}' and list_contains($theme_codes, needs.subject)
    or needs.cut = '{SUPPORT.cut}' and list_contains($kind_codes, needs.subject))
order by needs.organisation_id, needs.cut desc, needs.subject
"""


class Need(NamedTuple):
    """A need that an organisation said in the last wave in which it spoke of needs.

    `years` are those of the waves in which it said it without a break, the first first. The rest is known up to the last day:
    `requested_on`, `status` and `served_in` are None where there never was any; `outcome` is a code of `need_outcomes`.
    `are_recorded`: whether services on it are, at any time; of a need of which they are not, nobody knows that it was never served.
    """

    name: str
    years: tuple[int, ...]
    outcome: str
    requested_on: date | None
    status: str | None
    served_in: int | None
    is_never_served: bool
    are_recorded: bool


class StatedNeeds(NamedTuple):
    """The needs of an organisation, and the year in which it said them. `unlisted`: the labels of those that are in no list."""

    year: int
    needs: tuple[Need, ...]
    unlisted: tuple[str, ...] = ()


def read_needs(query: Query, organisation_id: str, answer_sums: list[Row]) -> StatedNeeds | None:
    """What it needs by the last wave in which it answered of any need; None where it never did."""
    knowing = _with_reach(query)
    answered = {
        subject: [
            row
            for row in answer_sums
            if row["on_scale"] and _key_of(row) in knowing.parameters[_name_firsts(subject)]
        ]
        for subject in SUBJECTS
    }
    if not any(answered.values()):
        return None
    rows = of_one(knowing, organisation_id).read(_NEEDS).to_pylist()
    needs = [
        _make_need(subject, row, answered[subject])
        for subject in SUBJECTS
        for row in sorted(rows, key=_by_rank(subject))
        if row["cut"] == subject.cut
    ]
    last = max((row for of_subject in answered.values() for row in of_subject), key=itemgetter("closed_on"))
    return StatedNeeds(last["year"], tuple(needs), list_said(query, last["wave_id"], organisation_id))


def _with_reach(query: Query) -> Query:
    """The same question, which knows what tells of needs, and whether all services are recorded each year since the data begin."""
    return query.with_parameters(is_whole=read_recorded(query).is_complete, **_list_firsts(query))


def _list_firsts(query: Query) -> dict[str, list[str]]:
    """The questions that tell of needs in each wave, as parameters: those of the figures, whatever years and filters are chosen."""
    every = replace(query, selection=query.selection.keeping(())).with_years(FIRST_YEAR, LAST_YEAR)
    return {
        _name_firsts(subject): [_key_of(row) for row in find_first_questions(every, NEED, subject.question)]
        for subject in SUBJECTS
    }


def _key_of(row: Row) -> str:
    return f"{row['wave_id']}|{row['question_id']}"


def _by_rank(subject: Subject) -> Callable[[Row], int]:
    ranks = {code.code: rank for rank, code in enumerate(subject.codes)}
    return lambda row: ranks.get(row["subject"], len(ranks))


def _make_need(subject: Subject, row: Row, answered: list[Row]) -> Need:
    code = row["subject"]
    years = _list_years([answer for answer in answered if answer[subject.question] == code])
    facts = {name: row[name] for name in Need._fields if name in row}
    return Need(_name(subject, code), years, **facts)


def read_never_served(query: Query) -> pa.Table:
    """One row an organisation that says needs, among the themes and kinds chosen, on which nothing ever served it: `organisation_id`,
    how many (`needs`), and their names (`unserved`). A theme and its parts are one need."""
    codes = {
        "theme_codes": choose_subjects(query, THEME),
        "kind_codes": choose_subjects(query, SUPPORT),
    }
    rows = _with_reach(query).with_parameters(**EVERYONE, **codes).read(_NEVER_SERVED)
    names = {
        f"{subject.cut} {code.code}": _name(subject, code.code)
        for subject in SUBJECTS
        for code in subject.codes
    }
    places = pc.index_in(rows["need"], value_set=pa.array(list(names), pa.string()))
    named = rows.append_column(
        "name", pa.array(list(names.values()), pa.string()).take(places.combine_chunks())
    )
    groups = named.group_by("organisation_id").aggregate([("name", "list"), ("name", "count")])
    return pa.table(
        {
            "organisation_id": groups["organisation_id"],
            "needs": groups["name_count"],
            "unserved": pc.binary_join(groups["name_list"], " ; "),
        }
    )


def _list_years(answered: list[Row]) -> tuple[int, ...]:
    """The years of the last waves in which it said the need, without a break."""
    years: list[int] = []
    for row in answered:
        years = [*years, row["year"]] if row["favourable"] >= HALF else []
    return tuple(dict.fromkeys(years))


def _name(subject: Subject, code: str) -> str:
    return next(
        (labels[code] for name in subject.column.codelists if code in (labels := codelists.labels(name))),
        code,
    )
