"""Questions answered by a number: median, quartiles, mean."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dse import french, sentences
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.surveys.silence import Reading, explain_silence
from dse.figures.surveys.wording import (
    EVERY_FILTER,
    NONRESPONSE,
    PAGE,
    QUESTION_FILTERS,
    SOURCE,
    VOICE_DETAIL,
    latest,
    main,
    name_wave,
    numbers,
    quoted,
    size,
)
from dse.query import Query
from dse.stats import intervals
from dse.stats.estimate import sums_of

_SAY = sentences.read(__file__)

# How many voices gave each value: those of several respondents, their mean.
_VALUES = """
with {latest},
values_given as (
    select voices.question_id, voices.population, voices.unit_number, sum(voices.total) as value
    from chosen_voices as voices
    join asked on asked.wave_id = voices.wave_id and asked.question_id = voices.question_id
    where voices.answers > 0
    group by voices.question_id, voices.population, voices.unit_number
)
select asked.wave_id, asked.wave, asked.question_id, asked.wording, asked.position, totals.population, totals.members,
    populations.rank, round(values_given.value, 9) as value, count(*) as voices
from asked
join totals on totals.question_id = asked.question_id
join codelist_survey_populations as populations on populations.code = totals.population
join values_given
    on values_given.question_id = totals.question_id and values_given.population = totals.population
group by asked.wave_id, asked.wave, asked.question_id, asked.wording, asked.position, totals.population, totals.members,
    populations.rank, round(values_given.value, 9)
order by populations.rank, asked.position, asked.question_id, value
"""
_KEYS = ["wave_id", "wave", "question_id", "wording", "position", "population"]
_MEAN = ("mean", "mean_low", "mean_high")
_QUARTILES = ("lower_quartile", "median", "upper_quartile")


def statistics(query: Query) -> pd.DataFrame:
    """One row a population and question of the latest wave, over one value an organisation, in the question's unit."""
    groups = query(_VALUES.format(latest=latest(query, "form = 'NOMBRE'"))).groupby(_KEYS, sort=False)
    frame = pd.DataFrame([dict(zip(_KEYS, key, strict=True)) | _summary(rows) for key, rows in groups])
    if frame.empty:
        return c.empty_frame(FIGURE.columns)
    frame = frame.astype(dict.fromkeys(("base", "members"), "int64[pyarrow]"))
    means = [intervals.mean_of(*pair) for pair in zip(frame.pop("sums"), _members(frame), strict=True)]
    return frame.assign(**numbers(means, _MEAN, frame.index))


def _summary(rows: pd.DataFrame) -> dict[str, Any]:
    """Of one question and population, from how many gave each value."""
    values = np.repeat(rows["value"].to_numpy(float), rows["voices"].to_numpy(int))
    return {
        "base": len(values),
        **dict(zip(_QUARTILES, np.quantile(values, (0.25, 0.5, 0.75)).tolist(), strict=True)),
        "lowest": float(values[0]),
        "highest": float(values[-1]),
        "members": rows["members"].iloc[0],
        "sums": sums_of(values),
    }


def _members(frame: pd.DataFrame) -> list[int | None]:
    return [None if pd.isna(members) else int(members) for members in frame["members"]]


def _finding(frame: pd.DataFrame) -> Finding:
    return Finding(_describe(main(frame).iloc[0]))


def _describe(row: pd.Series) -> str:
    """The median and the middle half; of a few no half can be made."""
    question = {"wave": name_wave(row["wave"]), "question": quoted(row["wording"])}
    low, middle, high = (_number(row[name]) for name in ("lower_quartile", "median", "upper_quartile"))
    if row["base"] == 1:
        return _SAY("numbers.single", **question, value=middle)
    if row["base"] < french.FEWEST:
        return _SAY("numbers.few", **question, middle=middle, n=int(row["base"]))
    return _SAY("numbers.halves", **question, middle=middle, low=low, high=high, n=int(row["base"]))


def _number(value: float) -> str:
    return french.number(value, 0 if float(value).is_integer() else 1)


FIGURE = Figure(
    id="numbers",
    page=PAGE,
    position=("autres", 30),
    question="Que disent les questions chiffrées ?",
    rows=statistics,
    columns=(
        c.WORDING,
        c.POPULATION,
        c.MEDIAN,
        c.QUARTILE_LOW,
        c.QUARTILE_HIGH,
        c.MEAN,
        c.MEAN_LOW,
        c.MEAN_HIGH,
        c.LOWEST,
        c.HIGHEST,
        c.BASE_ANSWERS,
        c.MEMBERS_ASKED,
        c.WAVE,
        c.WAVE_ID,
        c.QUESTION_ID,
        c.MARK,
    ),
    report_columns=("median", "base", "lower_quartile", "upper_quartile"),
    finding=_finding,
    method=_SAY("numbers.method"),
    detail=(_SAY("numbers.detail"), *VOICE_DETAIL, *NONRESPONSE),
    source=SOURCE,
    breakdowns=EVERY_FILTER,
    size=size,
    when_empty=explain_silence(Reading(_SAY("about.numbers"), form="NOMBRE")),
    rule=Rule(
        "quartiles",
        base="base",
        strata=("wave_id", "population", "question_id"),
        wave="wave_id",
        derived=_QUARTILES,
        derive=lambda table: table,  # without groups nothing is put together: what is shown stands as it is
        withheld=(*_MEAN, "lowest", "highest"),
        filters=QUESTION_FILTERS,
    ),
)
