"""Would members recommend the network: the net promoter score, wave by wave."""

from __future__ import annotations

import pandas as pd

from dse import charts, french, sentences
from dse.disclosure import Rule, marks
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.rows import last_number, to_rows
from dse.figures.surveys.silence import Reading, explain_silence
from dse.figures.surveys.waves import BROKEN, count_changes
from dse.figures.surveys.wording import (
    NONRESPONSE,
    PAGE,
    PEOPLE_FILTERS,
    SIZES,
    SOURCE,
    VOICE_DETAIL,
    main,
    name_wave,
    numbers,
    quoted,
    short,
    size,
    voice_cells,
)
from dse.query import Query
from dse.stats import recommendation

_SAY = sentences.read(__file__)

_NOTES = f"""
with chosen as (select * from chosen_asked where form = 'RECOMMANDATION'),
latest as (select series from chosen order by closed_on desc, wave_id desc limit 1),
{{voice_cells}}, {SIZES},
given as (
    select wave_id, question_id, population,
        sum(voices) filter (where value >= {recommendation.FIRST_PROMOTER}) as promoters,
        sum(voices) filter (where value <= {recommendation.LAST_DETRACTOR}) as detractors
    from chosen_answer_cells group by wave_id, question_id, population
),
bases as (
    select wave_id, question_id, population, cast(sum(base) as bigint) as base
    from voice_cells group by wave_id, question_id, population
)
select
    chosen.wave_id, chosen.wave, chosen.year, chosen.closed_on, chosen.asked, chosen.question_id, chosen.wording,
    given.population, round(coalesce(given.promoters, 0), 6) as promoters,
    round(coalesce(given.detractors, 0), 6) as detractors, bases.base,
    case when given.population = 'MEMBRE' then sizes.members end as members
from chosen
join latest on latest.series = chosen.series
join given on given.wave_id = chosen.wave_id and given.question_id = chosen.question_id
join bases
    on bases.wave_id = given.wave_id and bases.question_id = given.question_id and bases.population = given.population
left join sizes on sizes.wave_id = chosen.wave_id
order by chosen.question_id, chosen.closed_on, chosen.wave_id
"""
_DERIVED = ("score_points", "score_low_points", "score_high_points")


def scores(query: Query) -> pd.DataFrame:
    """One row a wave and question of recommendation: promoters less detractors, from -100 to 100."""
    frame = main(query(_NOTES.format(voice_cells=voice_cells(query)))).reset_index(drop=True)
    passives = (frame["base"] - frame["promoters"] - frame["detractors"]).round(6)
    segments = pd.array(count_changes(frame["question_id"], frame["asked"]), dtype="int64[pyarrow]")
    return with_scores(frame.assign(passives=passives, segment=segments))


def with_scores(frame: pd.DataFrame) -> pd.DataFrame:
    """The score of each row with its interval, from its three parts."""
    scores = [
        recommendation.score(
            float(row.promoters),
            float(row.detractors),
            int(row.base),
            None if pd.isna(row.members) else int(row.members),
        )
        for row in frame.itertuples()
    ]
    return frame.assign(**numbers(scores, _DERIVED, frame.index))


def _finding(frame: pd.DataFrame) -> Finding:
    row = frame.loc[frame["closed_on"].idxmax()]
    which = f", {quoted(row['wording'])}" if frame["question_id"].nunique() > 1 else ""
    if row["base"] < french.FEWEST:
        return Finding(
            _SAY("recommendation.few", wave=name_wave(row["wave"]), which=which, few=_describe_few(row))
        )
    promoters, detractors = (100 * row[name] / row["base"] for name in ("promoters", "detractors"))
    return Finding(
        _SAY(
            "recommendation.score",
            wave=name_wave(row["wave"]),
            which=which,
            promoters=promoters,
            detractors=detractors,
            score=french.signed(row["score_points"]),
            n=int(row["base"]),
            margin=_describe_margin(row),
        )
    )


def _describe_few(row: pd.Series) -> str:
    """What so few answered that a score would say more than there is."""
    parts = (
        french.some(french.round_as_shown(row[f"{name}s"]), noun)
        for name, noun in (("promoter", "promoteur"), ("detractor", "détracteur"))
    )
    return f"{french.listed(list(parts))} sur {french.count(row['base'], 'réponse')}, trop peu pour un score"


def _label(row: pd.Series) -> str:
    if marks.hides(row["mark"]):
        return marks.to_words(row["mark"])
    if row["base"] < french.FEWEST:
        return _describe_few(row)
    return f"{_score(row)}, {french.count(row['base'], 'réponse')}"


def _score(row: pd.Series) -> str:
    """`+12 (+3 à +21)`; without an interval where there is none, or where it is a single number."""
    bounds = _list_bounds(row)
    return french.signed(row["score_points"]) + (f" ({' à '.join(bounds)})" if bounds else "")


def _describe_margin(row: pd.Series) -> str:
    """What follows the number of answers: ` ; marge d’erreur : +3 à +21`; empty as above."""
    bounds = _list_bounds(row)
    return _SAY("recommendation.margin", low=bounds[0], high=bounds[1]) if bounds else ""


def _list_bounds(row: pd.Series) -> list[str]:
    """The two bounds of the interval as they are shown; none where they are the same, or missing."""
    low, high = (row[name] for name in _DERIVED[1:])
    if pd.isna(low) or pd.isna(high) or french.signed(low) == french.signed(high):
        return []
    return [french.signed(low), french.signed(high)]


def _chart(frame: pd.DataFrame) -> charts.Chart:
    before = frame.groupby("question_id")["segment"].shift()
    rows = pd.DataFrame(
        {
            "header": frame["wording"].map(short) if frame["question_id"].nunique() > 1 else "",
            "row": frame["year"].astype("str"),
            "value": frame["score_points"],
            "low": frame["score_low_points"],
            "high": frame["score_high_points"],
            "said": [_label(row) for _, row in frame.iterrows()],
            "broken": [
                BROKEN if has_changed else "" for has_changed in (before != frame["segment"]).fillna(False)
            ],
            "is_hollow": False,
        }
    )
    return charts.intervals(to_rows(rows), domain=(-100.0, 100.0), unit="")


FIGURE = Figure(
    id="recommendation",
    page=PAGE,
    position=("satisfaction", 20),
    question="Les membres nous recommanderaient-ils ?",
    rows=scores,
    columns=(
        c.WAVE_ID,
        c.WAVE,
        c.CLOSED_ON,
        c.YEAR,
        c.QUESTION_ID,
        c.WORDING,
        c.POPULATION,
        c.PROMOTERS,
        c.PASSIVES,
        c.DETRACTORS,
        c.BASE_ANSWERS,
        c.MEMBERS_ASKED,
        c.SCORE,
        c.SCORE_LOW,
        c.SCORE_HIGH,
        c.WORDING_SEGMENT,
        c.MARK,
    ),
    report_columns=("wave", "score_points", "base", "score_low_points", "score_high_points", "members"),
    finding=_finding,
    chart=_chart,
    method=_SAY("recommendation.method"),
    detail=(_SAY("recommendation.detail"), *VOICE_DETAIL, *NONRESPONSE),
    source=SOURCE,
    breakdowns=PEOPLE_FILTERS,
    size=size,
    when_empty=explain_silence(Reading(_SAY("about.recommendation"), form="RECOMMANDATION")),
    scalars={
        "score_points": lambda frame: last_number(
            frame[frame.index == frame["closed_on"].idxmax()], "score_points"
        )
    },
    rule=Rule(
        "statistic",
        base="base",
        counts=("promoters", "passives", "detractors"),
        strata=("wave_id", "question_id"),
        wave="wave_id",
        derived=_DERIVED,
        derive=with_scores,
    ),
)
