"""The favourable share of each question, wave by wave, counted over organisations: what several figures start from."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse.disclosure import Rule, marks
from dse.figures.rows import to_rows
from dse.figures.surveys.shared_answers import count_whole, is_hidden, read_shared
from dse.figures.surveys.wording import (
    SIZES,
    voice_cells,
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
with {CHOSEN_SERIES}, {{voice_cells}}, {SIZES},
said as (
    select wave_id, question_id, population, sum(favourable) as favourable, cast(sum(scaled) as bigint) as base
    from voice_cells where scaled > 0 group by wave_id, question_id, population
)
select
    chosen.wave_id, chosen.wave, chosen.year, chosen.closed_on, chosen.is_anonymous, chosen.asked, chosen.is_of_choice,
    chosen.question_id, chosen.wording, chosen.position, said.population, said.favourable, said.base,
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

    `members` is empty where those who answered are no members. An option of a choice is counted, and hidden, as its choice is.
    """
    frame = query(_COUNTS.format(which=which, voice_cells=voice_cells(query)))
    rows = to_rows(frame)
    shared = read_shared(query, rows)
    favourable = [count_whole(shared, row, row["population"], row["favourable"]) for row in rows]
    frame["favourable"] = pd.array(favourable, dtype="double[pyarrow]")
    frame["others"] = (frame["base"] - frame["favourable"]).round(6)
    frame[marks.TOGETHER] = [is_hidden(shared, row, row["population"]) for row in rows]
    return frame
