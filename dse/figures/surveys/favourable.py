"""The favourable share of each question, wave by wave, counted over organisations: what several figures start from."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse.disclosure import Rule
from dse.figures.surveys.wording import (
    SIZES,
    voice_cells,
)
from dse.query import Query

# Every wave of the series whose latest wave asks a question of the dimension, among the chosen years. An option of a choice of one, or
# of so many, says nothing that the others do not, and is weighted nowhere.
CHOSEN_SERIES = """
chosen as (
    select * from chosen_questions where form = 'ECHELLE' and not is_of_choice and {which}
),
latest as (select series from chosen order by closed_on desc, wave_id desc limit 1)
"""
_COUNTS = f"""
with {CHOSEN_SERIES}, {{voice_cells}}, {SIZES},
said as (
    select wave_id, question_id, population, sum(favourable) as favourable, cast(sum(scaled) as bigint) as base
    from voice_cells where scaled > 0 group by wave_id, question_id, population
)
select
    chosen.wave_id, chosen.wave, chosen.year, chosen.closed_on, chosen.is_anonymous, chosen.asked,
    chosen.question_id, chosen.wording, chosen.position, said.population, said.favourable, said.base,
    round(said.base - said.favourable, 6) as others,
    case when said.population = 'MEMBRE' then sizes.members end as members
from chosen
join latest on latest.series = chosen.series
join said on said.wave_id = chosen.wave_id and said.question_id = chosen.question_id
left join sizes on sizes.wave_id = chosen.wave_id
order by chosen.closed_on, chosen.wave_id, chosen.position, chosen.question_id
"""
# The rule of a favourable share: two exclusive parts of a base, wave by wave and question by question.
favourable_rule = partial(
    Rule,
    "statistic",
    base="base",
    counts=("favourable", "others"),
    strata=("wave_id", "question_id"),
    wave="wave_id",
)


def counts(query: Query, which: str) -> pd.DataFrame:
    """One row a wave and question: how many are favourable, on how many, of how many.

    `members` is empty where those who answered are no members.
    """
    return query(_COUNTS.format(which=which, voice_cells=voice_cells(query)))
