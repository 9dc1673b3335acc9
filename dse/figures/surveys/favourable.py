"""The favourable share of each question, wave by wave, counted over organisations: what several figures start from."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse.disclosure import Rule
from dse.figures.surveys.asked import CHOSEN_PEOPLE, CHOSEN_QUESTIONS, CHOSEN_WAVES, SIZES
from dse.query import Ask

# Every wave of the series whose latest wave asks a question of the dimension, among the chosen years.
_VOICES = f"""
with chosen as (
    select * from survey_asked
    where form = 'ECHELLE' and {{which}} and {CHOSEN_WAVES} and {CHOSEN_QUESTIONS}
),
latest as (select series from chosen order by closed_on desc, wave_id desc limit 1)
select
    chosen.wave_id, chosen.wave, chosen.year, chosen.closed_on, chosen.is_anonymous, chosen.asked,
    chosen.question_id, chosen.wording, chosen.position, given.population, given.unit_id,
    any_value(given.actor_family) as actor_family,
    least(1, round(coalesce(sum(given.weight) filter (where steps.side = 'HAUT'), 0), 6)) as value
from chosen
join latest on latest.series = chosen.series
join survey_given as given on given.wave_id = chosen.wave_id and given.question_id = chosen.question_id
join survey_steps as steps on steps.scale_id = chosen.scale_id and steps.rank = given.value
where given.weight is not null and {CHOSEN_PEOPLE}
group by all
order by chosen.closed_on, chosen.wave_id, chosen.position, given.unit_id
"""
_SIZES = f"with {SIZES} select wave_id, members from sizes"
_KEYS = [
    "wave_id",
    "wave",
    "year",
    "closed_on",
    "is_anonymous",
    "asked",
    "question_id",
    "wording",
    "position",
]


# The rule of a favourable share: two exclusive parts of a base, wave by wave and question by question.
favourable_rule = partial(
    Rule,
    "statistic",
    base="base",
    counts=("favourable", "others"),
    strata=("wave_id", "question_id"),
    wave="wave_id",
)


def voices(ask: Ask, which: str) -> pd.DataFrame:
    """One row an organisation, wave and question: from 0 to 1, the share of its answers that are favourable."""
    return ask(_VOICES.format(which=which))


def members(ask: Ask) -> pd.Series:
    """How many members could answer each wave, under the wave's identifier."""
    return ask(_SIZES).set_index("wave_id")["members"]


def counted(found: pd.DataFrame, sizes: pd.Series, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """One row a wave and question, and a group where `by` says so: how many are favourable, on how many, of how many.

    `members` is empty where those who answered are no members.
    """
    keys = [*_KEYS, "population", *by]
    rows = found.groupby(keys, dropna=False, sort=False).agg(
        favourable=("value", "sum"), base=("value", "size")
    )
    rows = rows.reset_index()
    rows["base"] = rows["base"].astype("int64[pyarrow]")
    rows["others"] = (rows["base"] - rows["favourable"]).round(6)
    of = rows["wave_id"].map(sizes).astype("int64[pyarrow]")
    return rows.assign(members=of.where(rows["population"] == "MEMBRE"))
