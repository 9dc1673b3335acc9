"""What was answered about an accompaniment or an activity by those who took part: an organisation is one voice, as in the figures."""

from __future__ import annotations

from typing import NamedTuple

from dse.figures.surveys.wording import short
from dse.query import Query

RECOMMENDATION_MOST = 10

_ANSWERS = """
select year, wording, form, count(*) as voices, avg(value) as mean, 100 * avg(favourable) as favourable_pct,
    (select max(steps.rank) from survey_steps as steps where steps.scale_id = own.scale_id) as highest
from voices_about as own
where subject = $subject and subject_id = $subject_id
group by wave_id, year, closed_on, question_id, wording, position, form, scale_id
order by closed_on desc, wave_id, position, question_id
"""
_TEXTS = """
select asked.year, asked.wording, given.text
from survey_respondents as respondents
join survey_given as given on given.wave_id = respondents.wave_id and given.respondent_id = respondents.respondent_id
join survey_asked as asked on asked.wave_id = given.wave_id and asked.question_id = given.question_id
where respondents.about = $subject and respondents.about_id = $subject_id and given.text is not null
order by asked.closed_on desc, asked.position, given.respondent_id
"""


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
