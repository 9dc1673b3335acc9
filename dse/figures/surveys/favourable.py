"""The favourable share of each question, wave by wave, counted over organisations: what several figures start from."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse.disclosure import Rule
from dse.figures.surveys.asked import (
    SIZES,
    VOICE_CELLS,
)
from dse.query import Query

# Every wave of the series whose latest wave asks a question of the dimension, among the chosen years.
CHOSEN_SERIES = """
chosen as (
    select * from chosen_questions where form = 'ECHELLE' and {which}
),
latest as (select series from chosen order by closed_on desc, wave_id desc limit 1)
"""
_COUNTS = f"""
with {CHOSEN_SERIES}, {VOICE_CELLS}, {SIZES}
select
    chosen.wave_id, chosen.wave, chosen.year, chosen.closed_on, chosen.is_anonymous, chosen.asked,
    chosen.question_id, chosen.wording, chosen.position, voices.population, {{by}}
    sum(voices.favourable) as favourable, cast(sum(voices.scaled) as bigint) as base,
    round(sum(voices.scaled) - sum(voices.favourable), 6) as others,
    max(case when voices.population = 'MEMBRE' then sizes.members end) as members
from chosen
join latest on latest.series = chosen.series
join voice_cells as voices on voices.wave_id = chosen.wave_id and voices.question_id = chosen.question_id
left join sizes on sizes.wave_id = chosen.wave_id
where voices.scaled > 0
group by
    chosen.wave_id, chosen.wave, chosen.year, chosen.closed_on, chosen.is_anonymous, chosen.asked,
    chosen.question_id, chosen.wording, {{by}} chosen.position, voices.population
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


def counts(query: Query, which: str, by: str = "") -> pd.DataFrame:
    """One row a wave and question, and a group where `by` names one: how many are favourable, on how many, of how many.

    `members` is empty where those who answered are no members.
    """
    return query(_COUNTS.format(which=which, by=f"voices.{by}," if by else ""))
