"""What was answered to the questions of a dimension: the finding, the chart, the figure of each dimension."""

from __future__ import annotations

from functools import partial

import pandas as pd
import pyarrow as pa

from dse import charts, french, sentences
from dse.disclosure import Rule, marks
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging
from dse.figures.rows import Row, last_number, to_frame, to_rows
from dse.figures.surveys import bounded
from dse.figures.surveys.answers import HIGH, LOW, PLACES, TOP_TWO, answers, shares
from dse.figures.surveys.silence import explain_silence, read_dimension
from dse.figures.surveys.unlisted import describe_left_out
from dse.figures.surveys.wording import (
    EVERY_FILTER,
    FAVOURABLE_DETAIL,
    PAGE,
    QUESTION_FILTERS,
    SOURCE,
    choose_wording,
    describe_base,
    describe_favourable,
    describe_share,
    describe_unsaid,
    find_told,
    is_public,
    main,
    main_rows,
    name_wave,
    quoted,
    say_share,
    short,
    size,
)
from dse.query import Query

_SAY = sentences.read(__file__)
# What a chart calls answers put together, to a question about a need.
_NEEDS = {HIGH: _SAY("answers.needed"), LOW: _SAY("answers.not_needed")}

QUESTIONS = {
    "need": "Quels appuis les membres demandent-ils le plus ?",
    "satisfaction": "De quoi les membres sont-ils le plus satisfaits ?",
    "effect": "Quels effets les membres voient-ils à notre appui ?",
    "expertise": "Quelle expertise les membres se reconnaissent-ils ?",
    "expectation": "Qu’attendent les membres du réseau ?",
}
POSITIONS = {
    "need": ("besoins", 10),
    "satisfaction": ("satisfaction", 30),
    "effect": ("effets", 10),
    "expertise": ("effets", 30),
    "expectation": ("attentes", 10),
}
# What the favourable answers say, as the end of a French sentence.
SAID = {
    "need": "le besoin le plus partagé",
    "effect": "l’effet le plus reconnu",
    "expertise": "l’expertise la plus reconnue",
    "expectation": "l’attente la plus partagée",
}


_COLUMNS = (
    *c.QUESTION_OF_WAVE,
    c.ANSWER,
    c.PLACE,
    c.VOICES,
    c.BASE_ANSWERS,
    c.MEMBERS_ASKED,
    c.SHARE,
    c.TOP,
    c.TOP_LOW,
    c.TOP_HIGH,
    c.MOST_CHOICES,
    *c.MISSING,
    c.MARK,
)


def rows_of(query: Query, dimension: str) -> pd.DataFrame:
    """The rows of `answers` as a table, with the sides by which answers are put together."""
    text = pa.string()
    sides = {"side": text, "favourable": text, marks.TOGETHER: pa.bool_()}
    return to_frame(answers(query, dimension), _COLUMNS, **sides)


def _finding(frame: pd.DataFrame, dimension: str) -> Finding:
    questions = [_find_favourable(rows) for rows in _by_question(main_rows(to_rows(frame)))]
    rows = bounded.order([row for row in questions if _read(row)], _read)
    if not rows:
        return Finding(_SAY("answers.none"))
    first, firsts = rows[0], bounded.find_firsts(rows, _read)
    # Before a public a question above or below these may be hidden.
    what, among = _name_first(dimension, is_public(rows))
    subject = {"wave": name_wave(first["wave"]), "among": among, "what": what}
    if len(firsts) > 1:
        candidates = [f"{quoted(row['wording'])}, {say_share(row, TOP_TWO)}" for row in firsts]
        return Finding(
            _SAY("answers.either", **subject, candidates=french.either(candidates)),
            named=tuple(row["question_id"] for row in firsts),
        )
    share = describe_favourable(first, dimension, TOP_TWO)
    if len(rows) == 1:
        only = _SAY("answers.only", wave=subject["wave"], question=quoted(first["wording"]), share=share)
        return Finding(only, named=(first["question_id"],))
    # Of questions that are all alike, the end of the sentence says so.
    tied = bounded.find_tied(rows, "top_two_pct")
    tied_named = tied if len(tied) < len(rows) - 1 else []
    most = _SAY(
        "answers.most",
        **subject,
        question=quoted(first["wording"]),
        tied=french.tied_with([quoted(row["wording"]) for row in tied_named]),
        share=share,
    )
    least = _describe_least(rows, tied, dimension)
    ends = _find_lasts(rows)[: french.MOST_TIED] if least and rows[-1] not in tied else []
    named = [row["question_id"] for row in (first, *tied_named[: french.MOST_TIED - 1], *ends)]
    return Finding(f"{most}{least}", named=tuple(named))


def _name_first(dimension: str, is_of_public: bool) -> tuple[str, str]:
    """What the first question is, and among which."""
    if dimension == "satisfaction":
        return _SAY("answers.best_shown") if is_of_public else _SAY("answers.best"), ""
    return SAID[dimension], _SAY("answers.among") if is_of_public else ""


def _describe_least(rows: list[Row], tied: list[Row], dimension: str) -> str:
    """What is at the other end of ranked questions; all of them where they are tied with the first."""
    if len(bounded.find_lasts(rows, _read)) > 1:
        return ""
    if len(tied) == len(rows) - 1:
        return _SAY(choose_wording("answers.same", "answers.same_need", dimension), n=len(rows) - 1)
    name = choose_wording("answers.least", "answers.least_need", dimension)
    last, *tied_last = _find_lasts(rows)
    tied_names = french.tied_with([quoted(row["wording"]) for row in tied_last])
    return _SAY(name, question=quoted(last["wording"]), tied=tied_names, share=say_share(last, TOP_TWO))


def _find_lasts(rows: list[Row]) -> list[Row]:
    """The last of ranked questions, and those that show the same share, as they stood."""
    tied = bounded.find_tied(rows[::-1], "top_two_pct")
    return [*tied[::-1], rows[-1]]


def _chart(frame: pd.DataFrame, dimension: str) -> charts.Chart:
    rows = main_rows(to_rows(frame))
    ordered = bounded.order(_by_question(rows), lambda of_question: _read(_find_favourable(of_question)))
    names = tuple(_SAY(choose_wording("answers.tones", "answers.tones_need", dimension)).split(", "))
    return charts.answer_bars([_line(of_question) for of_question in ordered], _parts(rows, dimension), names)


def _by_question(rows: list[Row]) -> list[list[Row]]:
    by_question: dict[str, list[Row]] = {}
    for row in rows:
        by_question.setdefault(row["question_id"], []).append(row)
    return list(by_question.values())


def _find_favourable(rows: list[Row]) -> Row:
    """The row that says how many answers to a question are favourable: any of them, unless only a bound is shown."""
    return next((row for row in rows if row["answer"] == HIGH), rows[0])


def _read(row: Row) -> bounded.Limits | None:
    return bounded.read(row, "top_two_pct")


def _parts(rows: list[Row], dimension: str) -> list[Row]:
    """The answers shown, from the most favourable."""
    names = _NEEDS if dimension == "need" else {}
    parts = [
        {
            "key": row["question_id"],
            "answer": names.get(row["answer"], row["answer"]),
            "place": PLACES.get(row["answer"], row["place"]),
            "pct": row["share_pct"],
            "shown": french.share(row["share_pct"], row["base"]),
            "is_together": row["answer"] in PLACES,
        }
        for row in rows
        if row["share_pct"] is not None
    ]
    return sorted(parts, key=lambda part: -part["place"])


def _line(rows: list[Row]) -> Row:
    first = rows[0]
    line = {"key": first["question_id"], "text": short(first["wording"])}
    if marks.bound((favourable := _find_favourable(rows))["mark"]):
        words = {
            "said": describe_share(favourable, TOP_TWO),
            "note": french.count(favourable["base"], "réponse"),
        }
        return line | words | bounded.find_ends(favourable)
    if marks.hides(first["mark"]):
        return line | {"said": marks.to_words(first["mark"]), "note": ""}
    if first["top_two_pct"] is None:
        return line | {"said": "aucune réponse", "note": describe_unsaid(first)}
    return line | {"said": describe_share(first, TOP_TWO), "note": describe_base(first)}


RULE = Rule(
    "distribution",
    base="base",
    counts=("voices",),
    category=("answer", "side", "favourable"),
    strata=("wave_id", "population", "question_id"),
    wave="wave_id",
    derived=("share_pct", *TOP_TWO),
    percentages=("share_pct", *TOP_TWO),
    derive=shares,
    withheld=tuple(column.name for column in c.MISSING),
    bounds={"share_pct": ""},
    filters=QUESTION_FILTERS,
)


def _weigh(frame: pd.DataFrame) -> pd.Series:
    """The weight of a question: its favourable share, or what is shown of it."""
    weights = bounded.weigh("top_two_pct")(frame)
    is_bounded = frame["mark"].map(marks.bound).notna()
    return weights.mask(is_bounded & (frame["answer"] != HIGH))


def choose_question(frame: pd.DataFrame, question: str) -> pd.DataFrame:
    """The one row that says how many answers to a question are favourable, by words that tell it (`find_told`); none where two questions
    are told alike."""
    rows = main(frame)
    rows = rows[rows["wording"].isin(find_told(rows["wording"], question))]
    if rows["question_id"].nunique() != 1:
        return rows[:0]
    favourable = rows[rows["answer"] == HIGH]
    return (favourable if len(favourable) else rows)[:1]


def _read_favourable(frame: pd.DataFrame) -> float | None:
    """The favourable share of the one question of a frame; of a handful of answers a page says no share."""
    is_of_few = len(frame) != 1 or frame["base"].fillna(0).iloc[0] < french.FEWEST
    return None if is_of_few else last_number(frame, "top_two_pct")


def _figure(dimension: str) -> Figure:
    return Figure(
        id=f"answers_{dimension}",
        page=PAGE,
        position=POSITIONS[dimension],
        question=QUESTIONS[dimension],
        rows=partial(rows_of, dimension=dimension),
        columns=_COLUMNS,
        report_columns=("share_pct", "base", "voices"),
        finding=partial(_finding, dimension=dimension),
        chart=partial(_chart, dimension=dimension),
        paging=Paging(("question_id",), _weigh, among=main),
        method=_SAY(f"answers_{dimension}.method"),
        detail=(_SAY("detail.answers"), *FAVOURABLE_DETAIL),
        source=SOURCE,
        breakdowns=EVERY_FILTER,
        size=size,
        scalars={} if dimension == "need" else {"top_two_pct": _read_favourable},
        when_empty=explain_silence(read_dimension(dimension)),
        rule=RULE,
        find_left_out=describe_left_out if dimension == "need" else None,
    )


FIGURES = {dimension: _figure(dimension) for dimension in QUESTIONS}
