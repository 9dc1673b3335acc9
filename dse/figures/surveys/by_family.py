"""The favourable share of each question by family of actors, in the latest wave; not of options of a choice, which are told together."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from itertools import combinations

import pandas as pd

from dse import charts, disclosure, french, sentences
from dse.disclosure import marks
from dse.figures import columns as c
from dse.figures.events import CONFIDENCE_PERCENT
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging
from dse.figures.rows import Row, to_columns, to_frame, to_rows
from dse.figures.surveys.cells import favourable_by_family
from dse.figures.surveys.favourable import favourable_rule
from dse.figures.surveys.silence import explain_silence, read_dimension
from dse.figures.surveys.wording import (
    EVERY_FILTER,
    FAVOURABLE_DETAIL,
    MEMBER,
    PAGE,
    QUESTION_FILTERS,
    SHARE_NAMES,
    SOURCE,
    choose_wording,
    group_named,
    name_wave,
    quoted,
    share_and_base,
    short,
    size_of_rows,
)
from dse.query import Query
from dse.stats import comparison
from dse.stats.estimate import Estimate
from dse.stats.intervals import share_of
from schemas import codelists

_SAY = sentences.read(__file__)

QUESTIONS = {
    "need": "Les besoins diffèrent-ils d’une famille d’acteurs à l’autre ?",
    "satisfaction": "Toutes les familles d’acteurs sont-elles aussi satisfaites ?",
}
POSITIONS = {"need": ("besoins", 30), "satisfaction": ("ecarts-satisfaction", 20)}
BREAKDOWN = "families"
MOST = 3
_COLUMNS = (
    *c.QUESTION_OF_WAVE,
    c.FAMILY,
    c.COMPARISONS,
    c.FAVOURABLE,
    c.OTHERS,
    *c.SHARE_OF_ANSWERS,
    c.MARK,
)
FEWEST_COMPARED = 10  # organisations of a family that answered a question, to be compared on it
_Gap = tuple[Row, Row, Estimate]  # the lower share, the higher one, and their difference
_MEMBERS = """
select wave_id, actor_family, count(*) as size from chosen_registers where is_eligible group by wave_id, actor_family
"""
_ASKED = """
select wave_id, dimension, count(*) as questions from survey_asked where form = 'ECHELLE' and not is_of_choice group by wave_id, dimension
"""


def by_family(query: Query, dimension: str) -> pd.DataFrame:
    """One row a question and family of the latest wave, also one that did not answer; in the order of the questionnaire and of the codelist."""
    rows = [row for row in favourable_by_family(query, dimension) if not row["is_of_choice"]]
    rows = [row for row in rows if row["wave_id"] == rows[-1]["wave_id"]]
    sizes = {(row["wave_id"], row["actor_family"]): row["size"] for row in query.read(_MEMBERS).to_pylist()}
    rows += _find_silent(rows, sizes)
    order = codelists.ranks("actor_families")
    rows.sort(key=lambda row: order.get(row["actor_family"], len(order)))
    rows.sort(key=lambda row: (row["position"], row["question_id"]))
    comparisons = _count_comparisons(query, dimension, rows[0]["wave_id"]) if rows else {}
    return to_frame(
        [
            row
            | _share(row | {"members": _size_of(row, sizes)})
            | {"comparisons": comparisons.get(row["actor_family"])}
            for row in rows
        ],
        _COLUMNS,
    )


def _find_silent(rows: list[Row], sizes: dict[tuple[str, str | None], int]) -> list[Row]:
    """A row without an answer for each question and each family of the register that has none.

    Members of families shown together then are the register's, whatever the question: a sum over those that answered it would tell which did.
    """
    answered = {(row["question_id"], row["actor_family"]) for row in rows}
    questions = {row["question_id"]: row for row in rows if row["population"] == MEMBER}
    return [
        row | {"actor_family": family, "favourable": 0.0, "base": 0, "others": 0.0}
        for question_id, row in questions.items()
        for wave_id, family in sizes
        if wave_id == row["wave_id"] and (question_id, family) not in answered
    ]


def _count_comparisons(query: Query, dimension: str, wave_id: str) -> dict[str, int]:
    """For each family that a public sees by its name in a wave: how many pairs of them, on all questions of the dimension, hold together.

    The same whatever is chosen, shown or masked. Those shown together do not count: their number would tell how many answered.
    """
    families = _find_named(query, wave_id)
    questions = sum(
        row["questions"]
        for row in query.read(_ASKED).to_pylist()
        if (row["wave_id"], row["dimension"]) == (wave_id, dimension)
    )
    return dict.fromkeys(families, questions * math.comb(len(families), 2)) if len(families) > 1 else {}


def _find_named(query: Query, wave_id: str) -> list[str]:
    """The families that stand under their own name before a public."""
    audience = disclosure.audience(query.selection.audience)
    names = disclosure.blocks(query, BREAKDOWN, audience.thresholds).get(wave_id, {})
    return [
        code for code, name in names.items() if code == name and code in codelists.codes("actor_families")
    ]


def _size_of(row: Row, sizes: dict[tuple[str, str | None], int]) -> int | None:
    """How many members a family had; None where those who answered are no members."""
    return sizes.get((row["wave_id"], row["actor_family"])) if row["population"] == MEMBER else None


def _share(row: Row) -> Row:
    """The share of a row with its interval, in percent, and the members for whom it speaks."""
    members = row["members"] or None
    estimate = share_of(row["favourable"], row["base"], members).in_unit(100)
    return {
        "members": members,
        "share_pct": estimate.value,
        "low_pct": estimate.low,
        "high_pct": estimate.high,
    }


def shares(frame: pd.DataFrame) -> pd.DataFrame:
    """The share with its interval, in percent; families shown together are not compared."""
    families = to_rows(frame)
    rows = [_share(row) for row in families]
    members = pd.Series([row["members"] for row in rows], frame.index, dtype="int64[pyarrow]")
    comparisons = [None if marks.is_name(row["actor_family"]) else row["comparisons"] for row in families]
    return frame.assign(
        members=members,
        comparisons=pd.Series(comparisons, frame.index, dtype="int64[pyarrow]"),
        **to_columns(rows, SHARE_NAMES, frame.index),
    )


def _finding(frame: pd.DataFrame, dimension: str) -> Finding:
    """The widest clear gap between two families of enough answers."""
    labels = charts.labels_of(frame["actor_family"], c.FAMILY)
    rows = [row | {"label": label} for row, label in zip(to_rows(frame), labels, strict=True)]
    return _describe(name_wave(rows[0]["wave"]), _compare(rows), dimension)


def _compare(rows: list[Row]) -> list[_Gap]:
    """Every pair of families that are compared, question by question, with an interval that holds for all of the wave's together."""
    by_question: dict[str, list[Row]] = {}
    for row in rows:
        if row["share_pct"] is not None and row["comparisons"] is not None and row["base"] >= FEWEST_COMPARED:
            by_question.setdefault(row["question_id"], []).append(row)
    pairs = [
        sorted(pair, key=lambda row: row["share_pct"])
        for of_question in by_question.values()
        for pair in combinations(of_question, 2)
    ]
    return [(least, most, _gap(least, most)) for least, most in pairs]


def _gap(least: Row, most: Row) -> Estimate:
    lower, higher = ((row["favourable"], row["base"]) for row in (least, most))
    level = comparison.confidence(least["comparisons"])
    return comparison.unpaired_shares(lower, higher, level).in_unit(100)


def _widest_clear(gaps: list[_Gap]) -> _Gap | None:
    """The widest of the gaps whose interval excludes zero."""
    clear = [gap for gap in gaps if gap[2].low is not None and gap[2].low > 0]
    return max(clear, key=lambda gap: gap[2].value or 0.0) if clear else None


def _describe(wave: str, gaps: list[_Gap], dimension: str) -> Finding:
    if not gaps:
        return Finding(_SAY("families.too_few", wave=wave))
    widest = _widest_clear(gaps)
    if widest is None:
        return Finding(_SAY("families.alike", wave=wave))
    least, most, gap = widest
    return Finding(
        _SAY(
            choose_wording("families.apart", "families.apart_need", dimension),
            wave=wave,
            question=quoted(least["wording"]),
            low=least["share_pct"],
            least=_who(least),
            high=most["share_pct"],
            most=_who(most),
            gap=french.points_between(least["share_pct"], most["share_pct"]),
            between=french.between_points(gap.low, gap.high),
        ),
        float(most["share_pct"] - least["share_pct"]) / 100,
        named=(least["question_id"],),
    )


def _who(row: Row) -> str:
    return _SAY("families.who", family=group_named(row["label"]), n=row["base"])


def _chart(frame: pd.DataFrame, full_table: pd.DataFrame | None = None) -> charts.Chart:
    spreads = _spread(frame).fillna(0).groupby(frame["question_id"], sort=False).max()
    widest = spreads.sort_values(ascending=False, kind="stable").index[:MOST]
    question_count, frame = len(spreads), frame[frame["question_id"].isin(widest)]
    rows = _points(frame)
    title = (
        f"Les {MOST} questions où les familles s’écartent le plus, sur {question_count}."
        if question_count > MOST
        else ""
    )
    hollow = "En creux : moins de 10 réponses." if any(row["is_hollow"] for row in rows) else ""
    scaled = None if full_table is None else _points(full_table)
    return charts.intervals(rows, title=f"{title} {hollow}".strip(), full_table=scaled)


def _points(frame: pd.DataFrame) -> list[Row]:
    frame = frame[frame["base"].fillna(1) > 0]  # a family without an answer is in the table
    labels = charts.labels_of(frame["actor_family"], c.FAMILY)
    return [
        {
            "header": short(row["wording"]),
            "row": label,
            "value": row["share_pct"],
            "low": row["low_pct"],
            "high": row["high_pct"],
            "said": _describe_row(row),
            "broken": "",
            "is_hollow": row["mark"] == marks.WEAK,
        }
        for row, label in zip(to_rows(frame), labels, strict=True)
    ]


def _describe_row(row: Row) -> str:
    if marks.hides(row["mark"]):
        return marks.to_words(row["mark"])
    return share_and_base(row)


def _size(frame: pd.DataFrame) -> str:
    sums: dict[str, Row] = {}
    for row in to_rows(frame[["question_id", "population", "wave_id", "base", "members"]]):
        total = sums.setdefault(row["question_id"], row | {"base": 0, "members": None})
        total["base"] += row["base"] or 0
        if row["members"] is not None:
            total["members"] = row["members"] + (total["members"] or 0)
    return size_of_rows([sums[question] for question in sorted(sums)])


def _spread(frame: pd.DataFrame) -> pd.Series:
    """How far apart the families are on the question of each row; the question that the sentence names comes first."""
    shares = frame["share_pct"].astype("float64").groupby(frame["question_id"])
    spread = shares.transform("max") - shares.transform("min")
    widest = _widest_clear(_compare(to_rows(frame)))
    return (
        spread if widest is None else spread.mask(frame["question_id"] == widest[0]["question_id"], math.inf)
    )


_DETAIL = (_SAY("detail.by_family", confidence=CONFIDENCE_PERCENT), *FAVOURABLE_DETAIL)


def _figure(dimension: str) -> Figure:
    return Figure(
        id=f"{dimension}_by_family",
        page=PAGE,
        position=POSITIONS[dimension],
        compares=True,
        question=QUESTIONS[dimension],
        rows=partial(by_family, dimension=dimension),
        columns=_COLUMNS,
        report_columns=("share_pct", "base", "low_pct", "high_pct"),
        finding=partial(_finding, dimension=dimension),
        chart=_chart,
        paging=Paging(("question_id",), _spread, most=MOST, is_scaled=True),
        method=_SAY(f"{dimension}_by_family.method"),
        detail=_DETAIL,
        source=SOURCE,
        breakdowns=EVERY_FILTER,
        size=_size,
        when_empty=explain_silence(replace(read_dimension(dimension), choices_hidden_from="all")),
        rule=favourable_rule(
            group="actor_family",
            breakdown=BREAKDOWN,
            additive=("members",),
            derived=(*SHARE_NAMES, "comparisons"),
            percentages=SHARE_NAMES,
            derive=shares,
            filters=QUESTION_FILTERS,
        ),
    )


FIGURES = {dimension: _figure(dimension) for dimension in QUESTIONS}
