"""What was answered about an accompaniment or an activity by those who took part: an organisation is one voice, as in the figures."""

from __future__ import annotations

from typing import NamedTuple

from dse.figures.surveys.wording import short
from dse.query import Query

RECOMMENDATION_MOST = 10

_OWN = """
with own as (
    select asked.wave_id, asked.year, asked.closed_on, asked.question_id, asked.wording, asked.position, asked.form, asked.scale_id,
        given.unit_id, given.respondent_id, given.value, given.text, given.missing
    from survey_respondents as respondents
    join survey_given as given on given.wave_id = respondents.wave_id and given.respondent_id = respondents.respondent_id
    join survey_asked as asked on asked.wave_id = given.wave_id and asked.question_id = given.question_id
    where respondents.about = $subject and respondents.about_id = $subject_id
)
"""
_ANSWERS = (
    _OWN
    + """,
voices as (
    select own.wave_id, own.year, own.closed_on, own.question_id, own.wording, own.position, own.form, own.scale_id, own.unit_id,
        avg(own.value) as value, avg(case when steps.side = 'HAUT' then cast(1 as double) else 0 end) as favourable
    from own
    left join survey_steps as steps on steps.scale_id = own.scale_id and steps.rank = own.value
    where own.missing is null and own.value is not null and own.form in ('ECHELLE', 'RECOMMANDATION')
    group by own.wave_id, own.year, own.closed_on, own.question_id, own.wording, own.position, own.form, own.scale_id, own.unit_id
)
select year, wording, form, count(*) as voices, avg(value) as mean, 100 * avg(favourable) as favourable_pct,
    (select max(steps.rank) from survey_steps as steps where steps.scale_id = voices.scale_id) as highest
from voices
group by wave_id, year, closed_on, question_id, wording, position, form, scale_id
order by closed_on desc, wave_id, position, question_id
"""
)
_TEXTS = (
    _OWN
    + """
select year, wording, text from own where text is not null order by closed_on desc, position, respondent_id
"""
)


class AnswerAbout(NamedTuple):
    """What was answered to a question: how many voices, their mean on a scale from 1 or 0 to `highest`, and the percentage of those in
    favour, which a recommendation has not."""

    year: int
    question: str
    voices: int
    mean: float
    highest: int
    favourable_pct: float | None


class TextAbout(NamedTuple):
    """An answer in the words of a respondent."""

    year: int
    question: str
    text: str


def read_answers(query: Query, subject: str, subject_id: str) -> list[AnswerAbout]:
    """The answers on scales and recommendations, the latest survey first."""
    rows = query.with_parameters(subject=subject, subject_id=subject_id).read(_ANSWERS).to_pylist()
    return [
        AnswerAbout(
            row["year"],
            short(row["wording"]),
            row["voices"],
            row["mean"],
            row["highest"] if row["form"] == "ECHELLE" else RECOMMENDATION_MOST,
            row["favourable_pct"] if row["form"] == "ECHELLE" else None,
        )
        for row in rows
    ]


def read_texts(query: Query, subject: str, subject_id: str) -> list[TextAbout]:
    """The answers in words, the latest survey first."""
    rows = query.with_parameters(subject=subject, subject_id=subject_id).read(_TEXTS).to_pylist()
    return [TextAbout(row["year"], short(row["wording"]), row["text"]) for row in rows]
