"""Who needs, who asked, who was served: what each member says of each subject in the latest wave that asks of needs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dse.figures import columns as c
from dse.figures.offer.subjects import Subject
from dse.figures.rows import to_frame
from dse.figures.surveys import cells
from dse.figures.surveys.asked import MEMBER, PEOPLE_FILTERS
from dse.query import Query

NEED = "need"
YEARS = 3  # as many as a triennial, the last being that of the wave
# The questions that members answered.
_ANSWERED = "select distinct wave_id, question_id from chosen_answered"
# The members chosen of the register of a wave, and what they said there to some questions on a scale: how far their respondents say
# yes, from 0 to 1, and their mean place on the scale, from -1 to 1.
_REGISTER = f"""
register as (
    select organisation_id as unit_id, name, actor_family, region, units.unit_number
    from chosen_registers as registers
    left join (
        select unit_id, min(unit_number) as unit_number from survey_units
        where wave_id = $wave_id and population = '{MEMBER}' group by unit_id
    ) as units on units.unit_id = registers.organisation_id
    where wave_id = $wave_id and is_eligible
)
"""
_SAID = f"""
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
# The members, and the cells of the tables of `Needs` that are not empty.
_MEMBERS = f"with {_REGISTER} select unit_id, unit_number from register order by unit_id"
_VALUES = f"""
with {_SAID}
select dimension, coalesce(subject, '') as subject, unit_number, avg(value) as value, avg(place) as place
from said group by dimension, coalesce(subject, ''), unit_number
"""


_COLUMNS = (c.WAVE_ID, c.WAVE, c.YEAR, c.QUESTION_ID)


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
    answered = {(row["wave_id"], row["question_id"]) for row in query.read(_ANSWERED).to_pylist()}
    asked = [row for row in cells.questions(query, dimension) if row[subject] is not None]
    known = [
        row | {"subject": row[subject]}
        for row in asked
        if row["series"] == asked[-1]["series"] and (row["wave_id"], row["question_id"]) in answered
    ]
    of_wave = [row for row in known if row["wave_id"] == known[-1]["wave_id"]]
    firsts = {row["subject"]: row for row in reversed(of_wave)}
    return to_frame(list(reversed(firsts.values())), _COLUMNS, subject=pa.string())


def over_three_years(query: Query, questions: pd.DataFrame) -> Query:
    """What members said in the wave of some questions, and did in the three years up to its own."""
    year = int(questions["year"].iloc[0])
    wave = {"wave_id": questions["wave_id"].iloc[0], "questions": questions["question_id"].tolist()}
    return query.with_years(year - YEARS + 1, year).with_parameters(**wave)


def said_sql(subject: str) -> str:
    """The common table expressions `register` and `said` of a wave: its members, and what they said to `$questions`."""
    return f"{_REGISTER}, {_SAID.format(question=subject, which=_OF_QUESTIONS)}"


def find_needs(query: Query, subject: Subject) -> Needs | None:
    """The needs said in the latest chosen wave; None where no wave asks members of any."""
    questions = find_questions(query, NEED, subject.question)
    if questions.empty:
        return None
    which = f"(dimension = 'satisfaction' or {_OF_QUESTIONS})"
    then = over_three_years(query, questions).with_parameters(cut=subject.cut)
    members, codes = then.read(_MEMBERS), questions["subject"].tolist()
    said = then.read(_VALUES.format(question=subject.question, which=which))
    is_need = pc.equal(said["dimension"], NEED)
    needs, pleased = said.filter(is_need), said.filter(pc.invert(is_need))
    own = set(pleased["subject"].unique().to_pylist())
    about = [code if code in own else "" for code in codes]
    return Needs(
        questions,
        need=_fill(needs, "value", members, codes),
        importance=_fill(needs, "place", members, codes),
        satisfaction=_fill(pleased, "value", members, about),
        performance=_fill(pleased, "place", members, about),
        is_asked=_happened(then, "requested_subjects", members, codes),
        is_met=_happened(then, "served_subjects", members, codes),
    )


def _happened(query: Query, view: str, members: pa.Table, codes: list[str]) -> np.ndarray:
    """Whether each member asked for, or was given, each subject in the three years."""
    sql = f"select organisation_id as unit_id, subject, year from ({read_latest(view)}) as latest where year >= $first_year"
    return ~np.isnan(_fill(query.read(sql), "year", members, codes, "unit_id"))


def _fill(
    rows: pa.Table, value: str, members: pa.Table, codes: list[str], key: str = "unit_number"
) -> np.ndarray:
    """The values of rows in a table, a row a member and a column a code; not a number where there is none."""
    subjects = pa.array(sorted(set(codes)), pa.string())
    row = pc.index_in(rows[key], value_set=members[key].combine_chunks())
    column = pc.index_in(rows["subject"], value_set=subjects)
    is_known = pc.and_(pc.is_valid(row), pc.is_valid(column))
    table = np.full((len(members), len(subjects)), np.nan)
    places = row.filter(is_known).to_numpy(), column.filter(is_known).to_numpy()
    table[places] = rows[value].filter(is_known).to_numpy()
    return table[:, pc.index_in(pa.array(codes, pa.string()), value_set=subjects).to_numpy()]


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
