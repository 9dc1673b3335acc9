"""Needs that are in no list of themes or forms of support: said as the others, and counted by no figure about a subject."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from dse import disclosure, sentences
from dse.figures.figure import Figure
from dse.figures.rows import Row
from dse.figures.surveys.silence import find_reader, name_reader
from dse.figures.surveys.wording import MEMBER, short
from dse.query import Query

_SAY = sentences.read(__file__)
_SAYS_NONE = re.compile(
    r"\W*(?:aucune?\b|rien\b|sans (?:besoin|objet)\b|pas (?:de |d.)?besoins?\b|pas (?:pour le moment|actuellement|concernée?s?)\b|"
    r"(?:je|nous|on) n.(?:ai|avons|a) (?:pas|aucun|besoin de rien)\b|(?:néant|nul|ras|none|non|non concernée?s?)\W*$)",
    re.IGNORECASE,
)
_HALF = 0.5 - 1e-9  # of the respondents of an organisation, as the figures count it
_MOST_NAMED = 3
# Options that speak of nothing beside others that speak of something, and lines of grids that speak of nothing.
_OFFERED = """
offered as (
    select asked.wave_id, asked.wave, asked.question_id, asked.dimension, asked.form, asked.scale_id, asked.is_of_choice,
        asked.position, options.option, options.rank, options.label,
        bool_or(needs.theme is not null) as theme, bool_or(needs.kind_asked_about is not null) as kind_asked_about
    from survey_asked as asked
    join survey_need_questions as needs on needs.wave_id = asked.wave_id and needs.of_question = asked.question_id
    join survey_options as options on options.scale_id = asked.scale_id and options.missing is null
        and options.theme is null and options.kind_asked_about is null
    where asked.form in ('CHOIX_MULTIPLE', 'CHOIX_UNIQUE') and asked.theme is null and asked.kind_asked_about is null
    group by asked.wave_id, asked.wave, asked.question_id, asked.dimension, asked.form, asked.scale_id, asked.is_of_choice,
        asked.position, options.option, options.rank, options.label
    union all
    select wave_id, wave, question_id, dimension, form, scale_id, is_of_choice, position, '-', 0, wording, true, true
    from survey_asked
    where dimension = 'need' and form = 'ECHELLE' and theme is null and kind_asked_about is null and wording like '%[%]'
)"""
_OFFERS = f"""
with {_OFFERED} select * from offered where wave_id = $wave_id order by position, question_id, rank, label
"""
# What each voice of the register said of each, one in all, in a wave; of one organisation, or of all.
_SAID = f"""
with {_OFFERED}
select offered.question_id, offered.label, given.unit_id,
    sum(given.weight * case
        when offered.form = 'CHOIX_MULTIPLE' then given.value
        when offered.form = 'CHOIX_UNIQUE' then case when given.value = offered.rank then 1 else 0 end
        when steps.side = 'HAUT' then 1
        else 0 end) as said
from offered
join chosen_given as given on given.wave_id = offered.wave_id and given.question_id = offered.question_id
    and (offered.form <> 'CHOIX_MULTIPLE' or given.option = offered.option)
left join survey_steps as steps on steps.scale_id = offered.scale_id and steps.rank = given.value
where offered.wave_id = $wave_id and given.population = '{MEMBER}' and given.weight is not null
    and ($organisation_id = '' or given.unit_id = $organisation_id)
group by offered.question_id, offered.position, offered.rank, offered.label, given.unit_id
order by offered.position, offered.question_id, offered.rank, offered.label, given.unit_id
"""


def list_said(query: Query, wave_id: str, organisation_id: str) -> tuple[str, ...]:
    """The labels of those that an organisation said in a wave, in the order of the questionnaire."""
    everybody = replace(query, selection=query.selection.keeping(()))
    rows = everybody.with_parameters(wave_id=wave_id, organisation_id=organisation_id).read(_SAID).to_pylist()
    return tuple(
        dict.fromkeys(
            short(row["label"]) for row in rows if row["said"] >= _HALF and not says_none(row["label"])
        )
    )


def says_none(label: str) -> bool:
    """Whether an option is no need: « Aucun »."""
    return _SAYS_NONE.match(label.strip()) is not None


def describe_left_out(figure: Figure, query: Query, table: pd.DataFrame, subject: str = "") -> str:
    """How many members also say needs of no list, or only such, and which figure tells them; before a public, that some were offered.

    Of the questions whose other options speak of a `subject`, where one is named.
    """
    if table.empty:
        return ""
    of_wave = query.with_parameters(wave_id=str(table["wave_id"].iloc[0]), organisation_id="")
    offers = [
        row
        for row in of_wave.read(_OFFERS).to_pylist()
        if not says_none(row["label"]) and find_reader(row) is not figure and (not subject or row[subject])
    ]
    if disclosure.audience(query.selection.audience).is_public:
        return _SAY("unlisted.offered") if offers else ""
    where = _name_readers(query, offers)
    return _count_saying(of_wave, offers, where) if where else ""


def _name_readers(query: Query, offers: list[Row]) -> str:
    """Where the team reads them; empty where it reads them nowhere."""
    questions = {row["question_id"]: row for row in offers}
    first, *others = dict.fromkeys(name_reader(row, query) for row in questions.values()) or [""]
    return " et ".join(filter(None, [first, *(other.removeprefix("voyez ") for other in others)]))


def _count_saying(query: Query, offers: list[Row], where: str) -> str:
    keys = {(row["question_id"], row["label"]) for row in offers}
    questions = {question_id for question_id, _ in keys}
    rows = [row for row in query.read(_SAID).to_pylist() if row["question_id"] in questions]
    said_rows = [row for row in rows if row["said"] >= _HALF and (row["question_id"], row["label"]) in keys]
    if not said_rows:
        return ""
    labels = [f"« {label} »" for label in dict.fromkeys(short(row["label"]) for row in said_rows)]
    more = len(labels) - _MOST_NAMED
    named = labels[:_MOST_NAMED] + ([_SAY("unlisted.others", n=more)] if more > 0 else [])
    members, answered = (len({row["unit_id"] for row in table}) for table in (said_rows, rows))
    return _SAY("unlisted.said", n=members, answered=answered, labels=named, where=where)
