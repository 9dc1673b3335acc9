"""What was answered to the questions of a dimension, in the latest wave: the whole scale, question by question."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dse.figures.surveys.asked import latest, with_shares
from dse.query import Query

LOW, MIDDLE, HIGH, OTHER = (
    "Réponses défavorables",
    "Réponses intermédiaires",
    "Réponses favorables",
    "Autres réponses",
)
TOP_TWO = ("top_two_pct", "top_two_low_pct", "top_two_high_pct")
SIDES = {"BAS": LOW, "MILIEU": MIDDLE, "HAUT": HIGH}
PLACES = {LOW: -0.75, MIDDLE: 0.0, HIGH: 0.75, OTHER: -0.25}  # where a chart draws answers put together
_ANSWERS = f"""
with {latest("form = 'ECHELLE' and dimension = 'DIMENSION'")}
select
    asked.wave_id, asked.wave, asked.question_id, asked.wording, asked.position, totals.population,
    steps.label as answer, steps.rank, steps.place, steps.side, round(coalesce(given.voices, 0), 6) as voices,
    totals.base, totals.members, totals.dont_know, totals.not_concerned, totals.no_answer, totals.not_asked
from asked
join totals on totals.question_id = asked.question_id
join survey_steps as steps on steps.scale_id = asked.scale_id
join codelist_survey_populations as populations on populations.code = totals.population
left join given
    on given.question_id = asked.question_id and given.population = totals.population and given.value = steps.rank
order by populations.rank, asked.position, asked.question_id, steps.rank
"""


def answers(query: Query, dimension: str) -> pd.DataFrame:
    """One row a population, question and answer offered, in the order of the questionnaire and of the scale."""
    frame = query(_ANSWERS.replace("DIMENSION", dimension))
    told: dict[str, Any] = {"side": frame["side"].map(SIDES)}
    frame = frame.assign(**told, favourable=told["side"].map({HIGH: HIGH}).fillna(OTHER))
    return shares(frame)


def shares(frame: pd.DataFrame) -> pd.DataFrame:
    """The share of each answer, and of the favourable answers of its question with its interval, in percent."""
    told = with_shares(frame, "voices", ("share_pct", "_low", "_high")).drop(columns=["_low", "_high"])
    keys = [told["population"], told["question_id"]]
    high = told["voices"].astype("float64").where(told["side"] == HIGH, 0.0).groupby(keys).transform("sum")
    return with_shares(told.assign(_high=high), "_high", TOP_TWO)
