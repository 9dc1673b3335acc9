"""Who needs, who asked, who was served: what each member says of each subject in the latest wave that asks of needs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dse.disclosure import marks
from dse.figures import columns as c
from dse.figures.offer.measures import ACCOMPANIED, SERVED, Measure, has_visits
from dse.figures.offer.subjects import Subject
from dse.figures.records import CARRIERS, is_recorded
from dse.figures.rows import Row, index_firsts, to_frame
from dse.figures.surveys import cells
from dse.figures.surveys.shared_answers import ChosenOption, Key, count_whole, is_hidden, read_shared
from dse.figures.surveys.wording import MEMBER, PEOPLE_FILTERS
from dse.query import Query

NEED = "need"
YEARS = 3  # as many as a triennial, the last being that of the wave
# The questions that any member answered, and those that members who are chosen did.
_ANSWERED_BY_ANY = "select distinct wave_id, question_id from answered_questions"
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
    where wave_id = $wave_id and form = 'ECHELLE' and list_contains($questions, question_id)
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


# What the tables of `Needs` are filled from: the members of a wave, what they said there, and the questions on satisfaction.
_MEMBERS = f"with {_REGISTER} select unit_id, unit_number from register order by unit_id"
_VALUES = f"""
select voices.question_id, voices.unit_number, least(1, round(sum(voices.favourable), 6)) as value,
    sum(voices.place) / sum(voices.on_scale) as place
from survey_voices as voices
join survey_asked as asked on asked.wave_id = voices.wave_id and asked.question_id = voices.question_id
where voices.wave_id = $wave_id and voices.population = '{MEMBER}' and voices.on_scale > 0
and asked.form = 'ECHELLE' and asked.dimension in ('need', 'satisfaction')
group by voices.question_id, voices.unit_number
"""
_PLEASED = """
select question_id, theme, kind_asked_about from survey_asked
where wave_id = $wave_id and form = 'ECHELLE' and dimension = 'satisfaction'
"""
SHARED = "shared"  # how many say a need that is an option of a choice, as its figure counts them; not a number of others
_COLUMNS = (c.WAVE_ID, c.WAVE, c.YEAR, c.QUESTION_ID, c.MOST_CHOICES)
_KINDS = dict.fromkeys(("need", "importance", "satisfaction", "performance"), float) | dict.fromkeys(
    ("is_asked", "is_accompanied", "is_met"), bool
)


@dataclass(frozen=True)
class Needs:
    """What the members of a wave's register need, asked for and were given, in the three years up to that of the wave.

    `questions` has a row a subject, and the arrays a row a member and a column a subject: how far it says the need and is
    satisfied, 0 to 1; the same as places on the scales, -1 to 1; whether it asked, was accompanied, and was that or came to an
    activity. Not a number where it did not answer. Satisfaction is that of the questions about the subject: where the wave asks none,
    nobody is said to be satisfied.
    """

    questions: pd.DataFrame
    need: np.ndarray
    importance: np.ndarray
    satisfaction: np.ndarray
    performance: np.ndarray
    is_asked: np.ndarray
    is_accompanied: np.ndarray
    is_met: np.ndarray
    has_visits: bool

    @property
    def members(self) -> int:
        """How many members the register has."""
        return len(self.need)

    @property
    def measure(self) -> Measure:
        """What gaps are measured against."""
        return SERVED if self.has_visits else ACCOMPANIED

    @property
    def served(self) -> np.ndarray:
        """Who was served on each subject by that measure."""
        return self.counted_by(self.measure)

    def counted_by(self, measure: Measure) -> np.ndarray:
        """Whom a measure counts on each subject."""
        table: np.ndarray = getattr(self, measure.array)
        return table

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
    waves = find_waves(query, dimension, subject)
    return waves[-1] if waves else to_frame([], _COLUMNS, subject=pa.string())


def find_waves(query: Query, dimension: str, subject: str) -> list[pd.DataFrame]:
    """The same of each chosen wave of the series of the latest, the oldest first."""
    firsts, about = find_first_questions(query, dimension, subject), _list_about(query, dimension, subject)
    answered = _read_keys(query, _ANSWERED)
    of_series = [row for row in firsts if row["series"] == about[-1]["series"] and _key_of(row) in answered]
    waves: dict[str, list[Row]] = {}
    for row in of_series:
        waves.setdefault(row["wave_id"], []).append(row)
    shared = read_shared(query, of_series)
    return [_list_subjects(rows, shared) for rows in waves.values()]


def find_first_questions(query: Query, dimension: str, subject: str) -> list[Row]:
    """The question that tells of a subject in each chosen wave, in every figure and on every sheet: the first of a dimension about it that
    any member answered, in the order of the questionnaire; the oldest wave first."""
    answered = _read_keys(query, _ANSWERED_BY_ANY)
    about = [row for row in _list_about(query, dimension, subject) if _key_of(row) in answered]
    return [row | {"subject": code} for (_, code), row in index_firsts(about, "wave_id", subject).items()]


def _list_about(query: Query, dimension: str, subject: str) -> list[Row]:
    return [row for row in cells.questions(query, dimension) if row[subject] is not None]


def _read_keys(query: Query, sql: str) -> set[tuple[str, str]]:
    return {_key_of(row) for row in query.read(sql).to_pylist()}


def _key_of(row: Row) -> tuple[str, str]:
    return row["wave_id"], row["question_id"]


def _list_subjects(questions: list[Row], shared: dict[Key, ChosenOption]) -> pd.DataFrame:
    """The questions of a wave, one a subject, with what is told of those that are options of a choice."""
    rows = [
        row
        | {marks.TOGETHER: is_hidden(shared, row, MEMBER), SHARED: count_whole(shared, row, MEMBER, math.nan)}
        for row in questions
    ]
    types = {"subject": pa.string(), marks.TOGETHER: pa.bool_(), SHARED: pa.float64()}
    return to_frame(rows, _COLUMNS, **types)


def over_three_years(query: Query, questions: pd.DataFrame) -> Query:
    """What members said in the wave of some questions, and did in the three years up to its own."""
    year = int(questions["year"].iloc[0])
    wave = {"wave_id": questions["wave_id"].iloc[0], "questions": questions["question_id"].tolist()}
    return query.with_years(year - YEARS + 1, year).with_parameters(**wave)


def choose_need_years(query: Query, subject: Subject) -> Query:
    """The same question over the three years up to the latest chosen wave that asks of needs; over those chosen where none does."""
    questions = find_questions(with_all_subjects(query), NEED, subject.question)
    return query if questions.empty else over_three_years(query, questions)


def said_sql(subject: str) -> str:
    """The common table expressions `register` and `said` of a wave: its members, and what they said to `$questions`."""
    return f"{_REGISTER}, {_SAID.format(question=subject)}"


def find_needs(query: Query, subject: Subject) -> Needs | None:
    """The needs said in the latest chosen wave; None where no wave asks members of any, or accompaniments are not recorded in its years."""
    questions = find_questions(query, NEED, subject.question)
    if questions.empty:
        return None
    then = over_three_years(query, questions).with_parameters(cut=subject.cut)
    if not is_recorded(then, CARRIERS):
        return None
    flat = then.once("offer.needs", lambda: _read_cells(then, questions, subject))
    tables = {name: flat[name].to_numpy().reshape(-1, len(questions)) for name in flat.column_names}
    arrays = {name: tables[name].astype(kind) for name, kind in _KINDS.items()}
    return Needs(questions, **arrays, has_visits=has_visits(then, subject))


def _read_cells(query: Query, questions: pd.DataFrame, subject: Subject) -> pa.Table:
    """The tables of `Needs`, each as a column, the cells of a member one after the other."""
    members, values, codes = query.read(_MEMBERS), query.read(_VALUES), questions["subject"].tolist()
    columns = {question: column for column, question in enumerate(questions["question_id"].tolist())}
    pleased = {
        row["question_id"]: codes.index(row[subject.question])
        for row in query.read(_PLEASED).to_pylist()
        if row[subject.question] in codes
    }
    in_need = _locate(values, "question_id", columns, members)
    in_pleased = _locate(values, "question_id", pleased, members)
    tables = {
        "need": _average(values["value"], *in_need, len(members), len(codes)),
        "importance": _average(values["place"], *in_need, len(members), len(codes)),
        "satisfaction": _average(values["value"], *in_pleased, len(members), len(codes)),
        "performance": _average(values["place"], *in_pleased, len(members), len(codes)),
        "is_asked": _happened(query, "requested_subjects", members, codes),
        "is_accompanied": _happened(query, "accompanied_subjects", members, codes),
        "is_met": _happened(query, "served_subjects", members, codes),
    }
    return pa.table({name: table.ravel() for name, table in tables.items()})


def _happened(query: Query, view: str, members: pa.Table, codes: list[str]) -> np.ndarray:
    """Whether each member asked for, or was given, each subject in the three years: 1 or 0."""
    sql = f"select organisation_id as unit_id, subject from ({read_latest(view)}) as latest where year >= $first_year"
    # Not remembered: `find_needs` remembers the table made of them.
    rows = query.engine.run(*query.complete(sql))
    columns = {code: column for column, code in enumerate(codes)}
    _, row, column = _locate(rows, "subject", columns, members, "unit_id")
    table = np.zeros((len(members), len(codes)), np.int8)
    table[row, column] = 1
    return table


def _locate(
    rows: pa.Table, name: str, columns: dict[str, int], members: pa.Table, key: str = "unit_number"
) -> tuple[pa.Array, np.ndarray, np.ndarray]:
    """Which rows have a place in a table, and where: the row of its member, and the column of what it names."""
    row = pc.index_in(rows[key], value_set=members[key].combine_chunks())
    column = pc.index_in(rows[name], value_set=pa.array(list(columns), pa.string()))
    has_place = pc.and_(pc.is_valid(row), pc.is_valid(column))
    numbers = np.array(list(columns.values()), int)
    return has_place, row.filter(has_place).to_numpy(), numbers[column.filter(has_place).to_numpy()]


def _average(
    values: pa.ChunkedArray, has_place: pa.Array, row: np.ndarray, column: np.ndarray, height: int, width: int
) -> np.ndarray:
    """A table of the mean of the values at each place; not a number where there is none."""
    places = row * width + column
    counts = np.bincount(places, minlength=height * width)
    sums = np.bincount(places, values.filter(has_place).to_numpy(), height * width)
    return (sums / np.where(counts, counts, np.nan)).reshape(height, width)


def count_needs_by_year(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a member of the latest chosen wave: `unit`, `year` and `hit`, from 0 to 1 how far it says a chosen need; of a theme and its
    parts, the one that it says most."""
    questions = find_questions(query, NEED, subject.question)
    questions = questions[questions["subject"].isin(choose_subjects(query, subject))]
    if questions.empty:
        return pd.DataFrame(columns=["unit", "year", "hit"])
    wave = over_three_years(query, questions)
    return wave(f"""
        with {said_sql(subject.question)}
        select register.unit_id as unit, cast($last_year as bigint) as year, max(said.value) as hit
        from said join register on register.unit_number = said.unit_number group by register.unit_id order by register.unit_id
    """)
