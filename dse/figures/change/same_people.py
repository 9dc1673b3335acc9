"""What the same people answered to a question from one of the chosen waves to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from dse.figures.surveys.waves import BROKEN
from dse.query import Query

ASKED_ONCE = "des réponses à une seule vague de ces années"
_DEGREES = "select scale_id, rank, label, steps, rank - min(rank) over (partition by scale_id) + 1 as degree from survey_steps"
_GIVEN = f"""
with degrees as ({_DEGREES})
select asked.series, asked.wave_id, asked.wave, asked.closed_on, asked.year, asked.is_anonymous, asked.question_id, asked.wording,
    asked.position, asked.asked, given.respondent_id, given.population, given.unit_id,
    asked.scale_id, degrees.degree, degrees.label, degrees.steps
from chosen_questions as asked
join chosen_given as given using (wave_id, question_id)
join degrees on degrees.scale_id = asked.scale_id and degrees.rank = given.value
where asked.form = 'ECHELLE' and asked.dimension = $dimension and given.missing is null
order by asked.closed_on, asked.wave_id, asked.position, given.respondent_id
"""


@dataclass(frozen=True)
class Step:
    """A question from one wave to the next that asked it, with who answered both.

    `before` and `after` are a row of each wave. `both` has one row a person: `population`, `unit_id`, and `degree` (from 1) and
    `label` before and after. `why_not` says why there is nobody to compare.
    """

    before: pd.Series
    after: pd.Series
    both: pd.DataFrame
    why_not: str | None

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody can be recognised from one wave to the other."""
        return bool(self.before["is_anonymous"] or self.after["is_anonymous"])


def steps(query: Query, dimension: str) -> list[Step]:
    """The steps of every question of a dimension, in the order of the last questionnaire of each series, oldest first."""
    given = query.with_parameters(dimension=dimension)(_GIVEN)
    places = given.groupby(["series", "question_id"])["position"].transform("last")
    ordered = given.assign(_place=places).sort_values(["series", "_place", "question_id"], kind="stable")
    return [
        step
        for _, rows in ordered.groupby(["series", "question_id"], sort=False)
        for step in _steps([of_wave for _, of_wave in rows.groupby("wave_id", sort=False)])
    ]


def degrees(query: Query) -> pd.DataFrame:
    """The degrees of every scale, from 1, with their labels."""
    return query(_DEGREES)


def _steps(waves: list[pd.DataFrame]) -> Iterator[Step]:
    """Of one question, whose waves stand oldest first."""
    if len(waves) == 1:
        only = waves[0].iloc[0]
        yield Step(only, only, _both(waves[0], waves[0]).iloc[:0], ASKED_ONCE)
    for before, after in pairwise(waves):
        both = _both(before, after)
        changed = before["asked"].iloc[0] != after["asked"].iloc[0]
        yield Step(
            before.iloc[0], after.iloc[0], both.iloc[:0] if changed else both, BROKEN if changed else None
        )


def _both(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    return before.merge(after, on=["respondent_id", "population", "unit_id"], suffixes=("_before", "_after"))
