"""Satisfaction as a whole: over all the questions on it, wave by wave."""

from __future__ import annotations

from functools import partial

import numpy
import pandas as pd
import pyarrow as pa

from dse import charts, french, sentences
from dse.disclosure import Rule, marks
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.rows import Row, last_number, to_frame, to_rows
from dse.figures.surveys.cells import favourable_by_wave
from dse.figures.surveys.silence import explain_silence, read_dimension
from dse.figures.surveys.waves import BROKEN, count_changes
from dse.figures.surveys.wording import (
    MEMBER,
    PAGE,
    PEOPLE_FILTERS,
    SHARE_DETAIL,
    SHARE_NAMES,
    SOURCE,
    SPLIT_VOICES,
    TOP_DETAIL,
    VOICE_DETAIL,
    between,
    count_of,
    describe_share,
    has_split_voices,
    name_wave,
    share_and_base,
    size,
    with_shares,
)
from dse.query import Query
from dse.query.survey_relations import dimension_cells

_SAY = sentences.read(__file__)

_COLUMNS = (
    c.WAVE_ID,
    c.WAVE,
    c.CLOSED_ON,
    c.YEAR,
    c.POPULATION,
    c.FAVOURABLE,
    *c.SHARE_OF_ANSWERS,
    c.WORDING_SEGMENT,
    c.MARK,
)
# How many voices answered how many of the questions on satisfaction, and the sum of their favourable parts.
_CELLS = "cells as (select * from chosen_dimension_cells)"
SPLIT_CELLS = f"""
{SPLIT_VOICES},
cells as (
    select * from chosen_dimension_cells
    union all
    {dimension_cells("split_voices")}
)
"""
_BY_QUESTIONS = """
with {cells}
select wave_id, population, questions, cast(sum(units) as bigint) as units, sum(favourable) as favourable
from cells where dimension = 'satisfaction'
group by wave_id, population, questions
order by wave_id, population, questions
"""


def satisfaction(query: Query) -> pd.DataFrame:
    """One row a wave: over its questions on satisfaction, the mean over organisations of their favourable share.

    `least` is the smallest of what the whole would give away before an audience: see `_least`.
    """
    by_wave: dict[str, list[Row]] = {}
    for question in favourable_by_wave(query, "satisfaction"):
        by_wave.setdefault(question["wave_id"], []).append(question)
    cells = query.read(_BY_QUESTIONS.format(cells=SPLIT_CELLS if has_split_voices(query) else _CELLS))
    by_voices: dict[tuple[str, str], list[Row]] = {}
    for cell in cells.to_pylist():
        by_voices.setdefault((cell["wave_id"], cell["population"]), []).append(cell)
    rows = [
        _count(questions, by_voices[wave_id, questions[0]["population"]])
        for wave_id, questions in by_wave.items()
    ]
    texts = ["/".join(sorted({row["asked"] for row in questions})) for questions in by_wave.values()]
    changes = count_changes([""] * len(texts), texts)
    rows = [row | {"segment": change} for row, change in zip(rows, changes, strict=True)]
    named_rows = [row | dict.fromkeys(SHARE_NAMES) for row in rows]
    return shares(to_frame(named_rows, _COLUMNS, others=pa.float64(), least=pa.float64()))


def _count(questions: list[Row], cells: list[Row]) -> Row:
    """A wave from its questions, and from how many voices answered how many of them."""
    favourable = _round(sum(cell["favourable"] / cell["questions"] for cell in cells))
    base = sum(cell["units"] for cell in cells)
    return questions[0] | {
        "favourable": favourable,
        "base": base,
        "others": _round(base - favourable),
        "least": _least(questions, cells),
    }


def _least(questions: list[Row], cells: list[Row]) -> float:
    """The smallest side of any of the questions of a wave, and of what those who skipped some of them add to the whole.

    With Q questions, Q times the whole less the favourable answers to each leaves (Q / q - 1) times the favourable answers
    of each organisation that answered q: of one that skipped a question, its own.
    """
    sides = [row[side] for row in questions for side in ("favourable", "others")]
    left = [len(questions) / cell["questions"] - 1 for cell in cells]
    favourable = [cell["favourable"] for cell in cells]
    others = [cell["units"] * cell["questions"] - cell["favourable"] for cell in cells]
    skipped = [
        _round(sum(part * count for part, count in zip(left, counts, strict=True)))
        for counts in (favourable, others)
    ]
    return min(sides + skipped) if sum(skipped) > 0 else min(sides)


def _round(value: float) -> float:
    """As tables are rounded: the half of a last digit is seen in what is written, not in what binary makes of it."""
    return float(numpy.round(value, 6))


def shares(frame: pd.DataFrame) -> pd.DataFrame:
    """The share with its interval, in percent."""
    return with_shares(frame, "favourable")


def _finding(frame: pd.DataFrame) -> Finding:
    row = frame.iloc[-1]
    before = frame.iloc[-2] if len(frame) > 1 else None
    wave, n = name_wave(row["wave"]), int(row["base"])
    if n < french.FEWEST:
        return Finding(_SAY("satisfaction.few", wave=wave, who=count_of(n, row["population"])))
    now = _SAY(
        "satisfaction.now" if row["population"] == MEMBER else "satisfaction.now_of_others",
        wave=wave,
        share=row["share_pct"],
        who=count_of(n, row["population"]),
        between=between(row),
    )
    if before is None or before["base"] < french.FEWEST:
        return Finding(now)
    has_changed = before["segment"] != row["segment"]
    name = "satisfaction.before_otherwise" if has_changed else "satisfaction.before"
    return Finding(now + _SAY(name, share=describe_share(before), year=before["year"]))


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
                marks.to_words(row["mark"]) if marks.hides(row["mark"]) else share_and_base(row)
                for _, row in frame.iterrows()
            ],
            "broken": [BROKEN if has_changed else "" for has_changed in changed],
            "is_hollow": False,
        }
    )
    return charts.intervals(to_rows(rows))


def spark(frame: pd.DataFrame) -> charts.Chart | None:
    """The waves as small bars, hollow where other questions were asked than in the last; None under two to draw."""
    waves = frame[frame["share_pct"].notna()].drop_duplicates("year", keep="last")
    if len(waves) < 2:
        return None
    year = int(waves["year"].iloc[-1])
    drawn = pd.DataFrame(
        {
            "year": waves["year"],
            "share_pct": waves["share_pct"],
            "is_hollow": waves["segment"] != waves["segment"].iloc[-1],
            "ink": charts.period_inks(waves["year"], range(year, year + 1), range(0)),
            "shown": list(map(french.share, waves["share_pct"], waves["base"])),
        }
    )
    return charts.spark_bars(drawn, c.SHARE, ink="ink", text="shown")


FIGURE = Figure(
    id="satisfaction",
    page=PAGE,
    position=("satisfaction", 10),
    question="Les membres sont-ils satisfaits ?",
    rows=satisfaction,
    columns=_COLUMNS,
    report_columns=("wave", "share_pct", "base", "low_pct", "high_pct", "members"),
    finding=_finding,
    chart=_chart,
    method=_SAY("satisfaction.method"),
    detail=(_SAY("satisfaction.detail"), *TOP_DETAIL, *VOICE_DETAIL, *SHARE_DETAIL),
    source=SOURCE,
    breakdowns=PEOPLE_FILTERS,
    size=size,
    when_empty=explain_silence(read_dimension("satisfaction")),
    scalars={"share_pct": partial(last_number, name="share_pct")},
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
