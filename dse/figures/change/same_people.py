"""What the same people answered to a question from one of the chosen waves to the next."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import pandas as pd

from dse.figures.surveys.waves import BROKEN
from dse.query import Query

ASKED_ONCE = "des réponses à une seule vague de ces années"
# The waves in which people chosen answered each question of a dimension.
_ASKED = """
with answered as (
    select wave_id, question_id from chosen_voice_cells where scaled > 0
    union
    select wave_id, question_id from chosen_split_voices where on_scale > 0
),
sizes as (select scale_id, max(steps) as steps from survey_steps group by scale_id),
asked as (
    select asked.series, asked.wave_id, asked.wave, asked.closed_on, asked.year, asked.is_anonymous, asked.question_id,
        asked.wording, asked.position, asked.asked, asked.scale_id, sizes.steps
    from chosen_questions as asked
    join answered on answered.wave_id = asked.wave_id and answered.question_id = asked.question_id
    join sizes on sizes.scale_id = asked.scale_id
    where asked.form = 'ECHELLE' and asked.dimension = $dimension
)
"""
_WAVES = f"""
{_ASKED}
select * from asked order by series, question_id, closed_on, wave_id
"""
# The people chosen who answered a question in a wave and in the next one that asked it the same way.
_MOVES = f"""
{_ASKED},
steps as (
    select series, question_id, wave_id as wave_before, lead(wave_id) over (
        partition by series, question_id order by closed_on, wave_id
    ) as wave_after
    from asked
),
moves as (
    select steps.series, moves.* from chosen_survey_moves as moves
    join steps on steps.question_id = moves.question_id and steps.wave_before = moves.wave_before
        and steps.wave_after = moves.wave_after
)
"""
_COUNTS = f"""
{_MOVES}
select question_id, wave_before, wave_after, population, degree_before, degree_after,
    cast(sum(respondents) as bigint) as respondents
from moves
group by question_id, wave_before, wave_after, population, degree_before, degree_after
order by question_id, wave_before, wave_after, population, degree_before, degree_after
"""
# Over voices, each the mean of its people and steps: sums of the degrees before and after, and of their squares.
_SUMS = f"""
{_MOVES},
voices as (
    select series, question_id, population, unit_number,
        sum(respondents * degree_before) / cast(sum(respondents) as double) as degree_before,
        sum(respondents * degree_after) / cast(sum(respondents) as double) as degree_after
    from moves group by series, question_id, population, unit_number
)
select series, question_id, population, count(*) as voices,
    sum(degree_before) as total_before, sum(degree_before * degree_before) as squares_before,
    sum(degree_after) as total_after, sum(degree_after * degree_after) as squares_after,
    sum((degree_after - degree_before) * (degree_after - degree_before)) as squares_of_change
from voices group by series, question_id, population
"""
_DEGREES = (
    "select scale_id, label, rank - min(rank) over (partition by scale_id) + 1 as degree from survey_steps"
)


@dataclass(frozen=True)
class Step:
    """A question from one wave to the next that asked it: a row of each, and why nobody is compared, if so."""

    before: dict[str, Any]
    after: dict[str, Any]
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
    rows = _about(query, dimension)(_WAVES).to_dict("records")
    by_question = [list(waves) for _, waves in groupby(rows, lambda row: (row["series"], row["question_id"]))]
    by_question.sort(key=lambda waves: (waves[-1]["series"], waves[-1]["position"]))
    return [_steps(waves) for waves in by_question]


def moves(query: Query, dimension: str) -> pd.DataFrame:
    """One row a step, population and pair of degrees: how many people went from one to the other."""
    return _about(query, dimension)(_COUNTS)


def sums(query: Query, dimension: str) -> pd.DataFrame:
    """One row a question and population: sums over the voices that answered two waves in a row."""
    return _about(query, dimension)(_SUMS)


def degrees(query: Query) -> pd.DataFrame:
    """The degrees of every scale, from 1, with their labels."""
    return query(_DEGREES)


def _about(query: Query, dimension: str) -> Query:
    return query.with_parameters(dimension=dimension)


def _steps(waves: list[dict[str, Any]]) -> list[Step]:
    """Of one question, whose waves stand oldest first."""
    if len(waves) == 1:
        return [Step(waves[0], waves[0], ASKED_ONCE)]
    return [
        Step(before, after, BROKEN if before["asked"] != after["asked"] else None)
        for before, after in pairwise(waves)
    ]
