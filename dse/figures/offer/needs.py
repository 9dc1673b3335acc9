"""Who needs, who asked, who was served: what each member says of each subject in the latest wave that asks of needs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dse.figures.offer.subjects import Subject
from dse.figures.surveys.asked import MEMBER, PEOPLE_FILTERS
from dse.query import Query

NEED = "need"
YEARS = 3  # as many as a triennial, the last being that of the wave
# The first question on each subject, of those that members answer in the latest wave in which they answer any.
_QUESTIONS = """
with answered as (select distinct wave_id, question_id from chosen_answered),
asked as (
    select *, {question} as subject from chosen_questions
    where form = 'ECHELLE' and dimension = '{dimension}' and {question} is not null
),
latest as (select series from asked order by closed_on desc, wave_id desc limit 1),
known as (
    select asked.* from asked
    join latest on latest.series = asked.series
    join answered on answered.wave_id = asked.wave_id and answered.question_id = asked.question_id
)
select wave_id, wave, year, question_id, subject
from known
where wave_id = (select wave_id from known order by closed_on desc, wave_id desc limit 1)
qualify row_number() over (partition by subject order by position, question_id) = 1
order by position, question_id
"""
# The members chosen of the register of a wave, and what they said there to some questions on a scale: how far their respondents say
# yes, from 0 to 1, and their mean place on the scale, from -1 to 1.
_SAID = f"""
register as (
    select organisation_id as unit_id, name, actor_family, region, units.unit_number
    from chosen_registers as registers
    left join (
        select unit_id, min(unit_number) as unit_number from survey_units
        where wave_id = $wave_id and population = '{MEMBER}' group by unit_id
    ) as units on units.unit_id = registers.organisation_id
    where wave_id = $wave_id and is_eligible
),
questions as (
    select question_id, dimension, {{question}} as subject, position from survey_asked
    where wave_id = $wave_id and form = 'ECHELLE' and {{which}}
),
said as (
    select questions.dimension, questions.subject, voices.unit_number,
        least(1, round(sum(voices.favourable), 6)) as value, sum(voices.place) / sum(voices.on_scale) as place
    from survey_voices as voices join questions on questions.question_id = voices.question_id
    where voices.wave_id = $wave_id and voices.population = '{MEMBER}' and voices.on_scale > 0
    group by questions.dimension, questions.subject, questions.question_id, voices.unit_number
)
"""


def read_latest(view: str) -> str:
    """The latest request or service of each organisation on each subject, up to the last year."""
    return f"select * from {view} where cut = $cut and year <= $last_year and until_year >= $last_year"


_OF_QUESTIONS = "list_contains($questions, question_id)"
# A row a member and subject, in the order of members and of questions. Satisfaction is that of the questions about the subject where
# the wave asks any, else of those about none.
_MEMBERS = f"""
with {_SAID},
needs as (select * from said where dimension = 'need'),
pleased as (
    select coalesce(subject, '') as subject, unit_number, avg(value) as value, avg(place) as place
    from said where dimension = 'satisfaction' group by coalesce(subject, ''), unit_number
),
subjects as (
    select questions.subject, questions.position, questions.question_id, coalesce(own.subject, '') as pleased_about
    from questions left join (select distinct subject from pleased) as own on own.subject = questions.subject
    where questions.dimension = 'need'
),
asked as ({read_latest("requested_subjects")} and year >= $first_year),
met as ({read_latest("served_subjects")} and year >= $first_year)
select needs.value as need, needs.place as importance, pleased.value as satisfaction, pleased.place as performance,
    asked.year is not null as is_asked, met.year is not null as is_met
from register cross join subjects
left join needs on needs.unit_number = register.unit_number and needs.subject = subjects.subject
left join pleased on pleased.unit_number = register.unit_number and pleased.subject = subjects.pleased_about
left join asked on asked.organisation_id = register.unit_id and asked.subject = subjects.subject
left join met on met.organisation_id = register.unit_id and met.subject = subjects.subject
order by register.unit_id, subjects.position, subjects.question_id
"""


@dataclass(frozen=True)
class Needs:
    """What the members of a wave's register need, asked for and were given, in the three years up to that of the wave.

    `questions` has a row a subject, and the arrays a row a member and a column a subject: how far it says the need and is
    satisfied, 0 to 1; the same as places on the scales, -1 to 1; whether it asked, and was served. Not a number where it did not
    answer. Satisfaction is that of the questions about the subject where the wave asks any, else of those about none.
    """

    questions: pd.DataFrame
    need: np.ndarray
    importance: np.ndarray
    satisfaction: np.ndarray
    performance: np.ndarray
    is_asked: np.ndarray
    is_met: np.ndarray

    @property
    def members(self) -> int:
        """How many members the register has."""
        return len(self.need)

    @property
    def codes(self) -> list[str]:
        """The subject of each column."""
        return self.questions["subject"].tolist()


def with_all_subjects(query: Query) -> Query:
    """The same question about all subjects, of which one is compared with the others."""
    return replace(query, selection=query.selection.keeping(PEOPLE_FILTERS))


def choose_subjects(query: Query, subject: Subject) -> list[str]:
    """The codes of the subjects that the reader chose, theirs and those under them; all where none was."""
    codes = getattr(query.selection, subject.filter)
    return [code.code for code in subject.codes if not codes or code.code in codes or code.parent in codes]


def find_questions(query: Query, dimension: str, subject: str) -> pd.DataFrame:
    """One row a subject, which is a column of questions: the first of a dimension that members answer about it in the latest chosen
    wave in which they answer any; none where there is no such wave."""
    return query(_QUESTIONS.format(dimension=dimension, question=subject))


def over_three_years(query: Query, questions: pd.DataFrame) -> Query:
    """What members said in the wave of some questions, and did in the three years up to its own."""
    year = int(questions["year"].iloc[0])
    wave = {"wave_id": questions["wave_id"].iloc[0], "questions": questions["question_id"].tolist()}
    return query.with_years(year - YEARS + 1, year).with_parameters(**wave)


def said_sql(subject: str) -> str:
    """The common table expressions `register` and `said` of a wave: its members, and what they said to `$questions`."""
    return _SAID.format(question=subject, which=_OF_QUESTIONS)


def find_needs(query: Query, subject: Subject) -> Needs | None:
    """The needs said in the latest chosen wave; None where no wave asks members of any."""
    questions = find_questions(query, NEED, subject.question)
    if questions.empty:
        return None
    which = f"(dimension = 'satisfaction' or {_OF_QUESTIONS})"
    then = over_three_years(query, questions).with_parameters(cut=subject.cut)
    rows = then(_MEMBERS.format(question=subject.question, which=which))
    columns = {
        name: rows[name].to_numpy(bool if name.startswith("is_") else float, na_value=np.nan)
        for name in rows.columns
    }
    return Needs(questions, **{name: column.reshape(-1, len(questions)) for name, column in columns.items()})


def count_needs_by_year(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a member of the latest chosen wave and question: `unit`, `year` and `hit`, from 0 to 1 how far it says a chosen need."""
    questions = find_questions(query, NEED, subject.question)
    questions = questions[questions["subject"].isin(choose_subjects(query, subject))]
    if questions.empty:
        return pd.DataFrame(columns=["unit", "year", "hit"])
    wave = over_three_years(query, questions)
    return wave(f"""
        with {said_sql(subject.question)}
        select register.unit_id as unit, cast($last_year as bigint) as year, said.value as hit
        from said join register on register.unit_number = said.unit_number order by register.unit_id, said.subject
    """)
