"""What the same people answered to a question from one of the chosen waves to the next."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pandas as pd
import pyarrow as pa

from dse.figures.rows import Row
from dse.figures.surveys import cells
from dse.figures.surveys.waves import BROKEN
from dse.query import Query
from dse.query.survey_relations import FOLLOWED

ASKED_ONCE = "il n’y a de réponses qu’à une seule enquête de ces années"
_SIZES = "select scale_id, max(steps) as steps from survey_steps group by scale_id"
# The people chosen who answered a question in a wave and in a later one that asked it the same way.
_COUNTS = """
select question_id, wave_before, wave_after, population, degree_before, degree_after,
    cast(sum(respondents) as bigint) as respondents
from chosen_survey_moves
group by question_id, wave_before, wave_after, population, degree_before, degree_after
order by question_id, wave_before, wave_after, population, degree_before, degree_after
"""
# Over voices, each the mean of its people and steps: sums of the degrees before and after, and of their squares.
_SUMS = """
with voices as (
    select waves.series, moves.question_id, moves.population, moves.unit_number,
        sum(moves.respondents * moves.degree_before) / cast(sum(moves.respondents) as double) as degree_before,
        sum(moves.respondents * moves.degree_after) / cast(sum(moves.respondents) as double) as degree_after
    from chosen_survey_moves as moves join survey_waves as waves on waves.wave_id = moves.wave_after
    where list_contains($steps, concat_ws('|', moves.question_id, moves.wave_before, moves.wave_after))
    group by waves.series, moves.question_id, moves.population, moves.unit_number
)
select series, question_id, population, count(*) as voices,
    sum(degree_before) as total_before, sum(degree_before * degree_before) as squares_before,
    sum(degree_after) as total_after, sum(degree_after * degree_after) as squares_after,
    sum((degree_after - degree_before) * (degree_after - degree_before)) as squares_of_change
from voices group by series, question_id, population
"""
# How many changes the waves of a series allow to look at, questions and populations, whatever years and filters are chosen.
_FAMILIES = """
select series, dimension, count(*) as comparisons
from (
    select distinct asked.series, asked.dimension, moves.question_id, moves.population
    from survey_moves as moves
    join survey_asked as asked on asked.question_id = moves.question_id and asked.wave_id = moves.wave_after
) as compared
group by series, dimension
"""
_DEGREES = (
    "select scale_id, label, rank - min(rank) over (partition by scale_id) + 1 as degree from survey_steps"
)


@dataclass(frozen=True)
class Step:
    """A question from one wave to the next that asked it: a row of each, and why nobody is compared, if so."""

    before: Row
    after: Row
    why_not: str | None

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody can be recognised from one wave to the other."""
        return bool(self.before["is_anonymous"] or self.after["is_anonymous"])

    @property
    def key(self) -> tuple[str, str, str]:
        """The question and the two waves."""
        return self.after["question_id"], self.before["wave_id"], self.after["wave_id"]


def steps(query: Query, dimension: str) -> list[list[Step]]:
    """The steps of each question of a dimension, oldest first, in the order of the last questionnaire of each series."""
    questions = cells.questions(query, dimension)
    question_ids = {row["question_id"] for row in questions}
    answered = {
        (row["wave_id"], row["question_id"]) for row in cells.voices(query, question_ids) if row["scaled"]
    }
    sizes = {row["scale_id"]: row["steps"] for row in query.read(_SIZES).to_pylist()}
    by_question: dict[tuple[str, str], list[Row]] = {}
    for row in questions:
        if (row["wave_id"], row["question_id"]) in answered:
            waves = by_question.setdefault((row["series"], row["question_id"]), [])
            waves.append(row | {"steps": sizes[row["scale_id"]]})
    ordered = sorted(by_question.items(), key=lambda item: (item[0][0], item[1][-1]["position"], item[0][1]))
    return [_steps(waves) for _, waves in ordered]


def moves(query: Query, dimension: str) -> pd.DataFrame:
    """One row a step, population and pair of degrees: how many people went from one to the other."""
    counts = query.read(_COUNTS)
    keys = (counts[name].to_pylist() for name in ("question_id", "wave_before", "wave_after"))
    step_keys = {step.key for of_question in steps(query, dimension) for step in of_question}
    is_step = pa.array([key in step_keys for key in zip(*keys, strict=True)], pa.bool_())
    return counts.filter(is_step).to_pandas(types_mapper=pd.ArrowDtype)


def sums(query: Query) -> list[Row]:
    """One row a question and population: sums over the voices that answered two waves in a row."""
    keys = {
        "|".join(step.key)
        for dimension in FOLLOWED
        for of_question in steps(query, dimension)
        for step in of_question
    }
    return query.with_parameters(steps=sorted(keys)).read(_SUMS).to_pylist()


def count_comparisons(query: Query, dimension: str) -> dict[str, int]:
    """How many changes of a dimension hold together in each series."""
    rows = query.read(_FAMILIES).to_pylist()
    return {row["series"]: row["comparisons"] for row in rows if row["dimension"] == dimension}


def degrees(query: Query) -> pd.DataFrame:
    """The degrees of every scale, from 1, with their labels."""
    return query(_DEGREES)


def _steps(waves: list[Row]) -> list[Step]:
    """Of one question, whose waves stand oldest first."""
    if len(waves) == 1:
        return [Step(waves[0], waves[0], ASKED_ONCE)]
    return [
        Step(before, after, BROKEN if before["asked"] != after["asked"] else None)
        for before, after in pairwise(waves)
    ]
