"""Satisfaction as a whole: over all the questions on it, wave by wave."""

from __future__ import annotations

import pandas as pd

from dse import charts, french
from dse.disclosure import Rule, marks
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.rows import to_rows
from dse.figures.surveys.asked import (
    PAGE,
    PEOPLE_FILTERS,
    SHARE_METHOD,
    SHARE_NAMES,
    SOURCE,
    SPLIT_VOICES,
    TOP_METHOD,
    VOICE_METHOD,
    WHEN_EMPTY,
    describe_share,
    main,
    named,
    share_and_base,
    size,
    with_shares,
)
from dse.figures.surveys.favourable import counts
from dse.figures.surveys.waves import BROKEN
from dse.query import Query
from dse.query.survey_relations import dimension_cells

# How many voices answered how many of the questions on satisfaction, and the sum of their favourable parts.
_BY_QUESTIONS = f"""
with {SPLIT_VOICES},
cells as (
    select * from chosen_dimension_cells
    union all
    {dimension_cells("split_voices")}
)
select wave_id, population, questions, cast(sum(units) as bigint) as units, sum(favourable) as favourable
from cells where dimension = 'satisfaction'
group by wave_id, population, questions
order by wave_id, population, questions
"""


def satisfaction(query: Query) -> pd.DataFrame:
    """One row a wave: over its questions on satisfaction, the mean over organisations of their favourable share.

    `least` is the smallest of what the whole would give away before an audience: see `_least`.
    """
    questions = main(counts(query, "dimension = 'satisfaction'"))
    by_wave = questions.groupby("wave_id", sort=False)
    rows = by_wave[["wave", "year", "closed_on", "population", "members"]].first().reset_index()
    cells = rows[["wave_id", "population"]].merge(query(_BY_QUESTIONS), on=["wave_id", "population"])
    cells = cells.astype(dict.fromkeys(("questions", "units", "favourable"), "float64"))
    cells = cells.assign(mean=cells["favourable"] / cells["questions"])
    sums = cells.groupby("wave_id")[["mean", "units"]].sum().reindex(rows["wave_id"]).reset_index()
    texts = by_wave["asked"].agg(lambda asked: "/".join(sorted(set(asked))))
    return shares(
        rows.assign(
            favourable=sums["mean"].round(6),
            base=sums["units"].astype("int64[pyarrow]"),
            others=(sums["units"] - sums["mean"].round(6)).round(6),
            least=rows["wave_id"].map(_least(questions, cells)),
            segment=_segments(list(texts)),
        )
    )


def _least(questions: pd.DataFrame, cells: pd.DataFrame) -> pd.Series:
    """By wave, the smallest side of any of its questions, and of what those who skipped some of them add to the whole.

    With Q questions, Q times the whole less the favourable answers to each leaves (Q / q - 1) times the favourable answers
    of each organisation that answered q: of one that skipped a question, its own.
    """
    sides = questions[["favourable", "others"]].min(axis=1).groupby(questions["wave_id"]).min()
    in_all = questions.groupby("wave_id")["question_id"].nunique()
    left = cells["wave_id"].map(in_all).astype("float64") / cells["questions"] - 1
    others = cells["units"] * cells["questions"] - cells["favourable"]
    parts = pd.DataFrame({"yes": left * cells["favourable"], "no": left * others})
    skipped = parts.groupby(cells["wave_id"]).sum().round(6)
    skipped = skipped[skipped.sum(axis=1) > 0].min(axis=1)
    return pd.concat([sides, skipped], axis=1).min(axis=1)


def shares(frame: pd.DataFrame) -> pd.DataFrame:
    """The share with its interval, in percent."""
    return with_shares(frame, "favourable")


def _segments(asked: list[str]) -> pd.array:
    changes = [int(before != after) for before, after in zip(asked[:1] + asked, asked, strict=False)]
    return pd.array([sum(changes[: at + 1]) for at in range(len(asked))], dtype="int64[pyarrow]")


def _finding(frame: pd.DataFrame) -> Finding:
    row = frame.iloc[-1]
    before = frame.iloc[-2] if len(frame) > 1 else None
    if before is None:
        was = ""
    elif before["segment"] != row["segment"]:
        was = f" ; {describe_share(before)} en {before['year']}, à d’autres questions"
    else:
        was = f" ; {describe_share(before)} en {before['year']}"
    return Finding(
        f"{named(row['wave'])} : {describe_share(row)} de réponses favorables sur la satisfaction, n = {french.number(row['base'])}{was}."
    )


def _chart(frame: pd.DataFrame) -> charts.Chart:
    changed = frame["segment"].diff().fillna(0) > 0
    rows = pd.DataFrame(
        {
            "header": "",
            "row": frame["year"].astype("str"),
            "value": frame["share_pct"],
            "low": frame["low_pct"],
            "high": frame["high_pct"],
            "said": [
                row["mark"] if marks.hides(row["mark"]) else share_and_base(row)
                for _, row in frame.iterrows()
            ],
            "broken": [BROKEN if each else "" for each in changed],
            "is_hollow": False,
        }
    )
    return charts.intervals(to_rows(rows))


def spark(frame: pd.DataFrame) -> charts.Chart | None:
    """The waves as small bars, hollow where other questions were asked than in the last; None under two to draw."""
    known = frame[frame["share_pct"].notna()].drop_duplicates("year", keep="last")
    if len(known) < 2:
        return None
    year = int(known["year"].iloc[-1])
    drawn = pd.DataFrame(
        {
            "year": known["year"],
            "share_pct": known["share_pct"],
            "is_hollow": known["segment"] != known["segment"].iloc[-1],
            "ink": charts.period_inks(known["year"], range(year, year + 1), range(0)),
            "shown": [french.percent(each) for each in known["share_pct"]],
        }
    )
    return charts.spark_bars(drawn, c.SHARE, ink="ink", shown="shown")


FIGURE = Figure(
    id="satisfaction",
    page=PAGE,
    position=("satisfaction", 10),
    question="Les membres sont-ils satisfaits ?",
    rows=satisfaction,
    columns=(
        c.WAVE_ID,
        c.WAVE,
        c.CLOSED_ON,
        c.YEAR,
        c.POPULATION,
        c.FAVOURABLE,
        c.BASE_ANSWERS,
        c.MEMBERS_ASKED,
        c.SHARE,
        c.SHARE_LOW,
        c.SHARE_HIGH,
        c.WORDING_SEGMENT,
        c.MARK,
    ),
    report_columns=("wave", "share_pct", "base", "low_pct", "high_pct", "members"),
    finding=_finding,
    chart=_chart,
    method="Pour chaque organisation, la part de réponses favorables parmi ses réponses aux questions de satisfaction ; puis la "
    "moyenne des organisations. "
    + TOP_METHOD
    + VOICE_METHOD
    + SHARE_METHOD
    + "L’intervalle, fait pour des oui et des non, est "
    "un peu large pour une moyenne de parts.",
    source=SOURCE,
    breakdowns=PEOPLE_FILTERS,
    size=size,
    when_empty=WHEN_EMPTY,
    scalars={
        "share_pct": lambda frame: (
            None
            if frame.empty or pd.isna(frame["share_pct"].iloc[-1])
            else float(frame["share_pct"].iloc[-1])
        )
    },
    rule=Rule(
        "statistic",
        base="base",
        counts=("favourable", "others"),
        least="least",
        strata=("wave_id",),
        wave="wave_id",
        derived=SHARE_NAMES,
        percentages=SHARE_NAMES,
        derive=shares,
    ),
)
