"""Questions answered by a number: median, quartiles, mean."""

from __future__ import annotations

import pandas as pd

from dse import french
from dse.disclosure import Rule
from dse.figures.figure import Figure, Finding
from dse.figures.surveys import columns as c
from dse.figures.surveys.asked import (
    EVERY_FILTER,
    MEMBER,
    NONRESPONSE,
    PAGE,
    QUESTION_FILTERS,
    SOURCE,
    VOICE_METHOD,
    WHEN_EMPTY,
    latest,
    main,
    named,
    numbers,
    quoted,
    size,
)
from dse.figures.surveys.favourable import members
from dse.query import Query
from dse.stats import intervals

_VALUES = f"""
with {latest("form = 'NOMBRE'")}
select asked.wave_id, asked.wave, asked.question_id, asked.wording, asked.position, given.population, given.unit_id,
    sum(given.weight * given.value) as value
from asked join given on given.question_id = asked.question_id
join codelist_survey_populations as populations on populations.code = given.population
where given.weight is not null
group by all
order by max(populations.rank), asked.position, asked.question_id, given.unit_id
"""
_KEYS = ["wave_id", "wave", "question_id", "wording", "position", "population"]
_MEAN = ("mean", "mean_low", "mean_high")
_QUARTILES = ("lower_quartile", "median", "upper_quartile")


def statistics(query: Query) -> pd.DataFrame:
    """One row a population and question of the latest wave, over one value an organisation, in the question's unit."""
    found = query(_VALUES)
    groups = found.assign(value=found["value"].astype("float64")).groupby(_KEYS, sort=False)["value"]
    rows = groups.agg(
        base="size",
        median="median",
        lower_quartile=lambda each: each.quantile(0.25),
        upper_quartile=lambda each: each.quantile(0.75),
        lowest="min",
        highest="max",
    ).reset_index()
    rows["base"] = rows["base"].astype("int64[pyarrow]")
    rows["members"] = (
        rows["wave_id"].map(members(query)).astype("int64[pyarrow]").where(rows["population"] == MEMBER)
    )
    of = [None if pd.isna(each) else int(each) for each in rows["members"]]
    means = [intervals.mean(values, each) for (_, values), each in zip(groups, of, strict=True)]
    return rows.assign(**numbers(means, _MEAN, rows.index))


def _finding(frame: pd.DataFrame) -> Finding:
    row = main(frame).iloc[0]
    low, middle, high = (_number(row[name]) for name in ("lower_quartile", "median", "upper_quartile"))
    return Finding(
        f"{named(row['wave'])}, {quoted(row['wording'])} : médiane {middle}, la moitié des organisations entre {low} et {high}, "
        f"n = {french.number(row['base'])}."
    )


def _number(value: float) -> str:
    return french.number(value, 0 if float(value).is_integer() else 1)


FIGURE = Figure(
    id="numbers",
    page=PAGE,
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
        c.MEMBERS,
        c.WAVE,
        c.WAVE_ID,
        c.QUESTION_ID,
        c.MARK,
    ),
    essential=("median", "base", "lower_quartile", "upper_quartile"),
    finding=_finding,
    method="Dernière vague des années choisies. Médiane et quartiles interpolés (Hyndman et Fan 1996, type 7) ; intervalle à 95 % "
    "de la moyenne de Student pour une population finie (Cochran 1977, § 2.7). Le plus bas et le plus haut sont réservés à "
    "l’équipe. " + VOICE_METHOD + NONRESPONSE.strip(),
    source=SOURCE,
    breakdowns=EVERY_FILTER,
    size=size,
    when_empty=WHEN_EMPTY,
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
