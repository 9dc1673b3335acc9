"""What the waves of a dimension say: the finding, the chart, the figure of each dimension."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd
import pyarrow as pa

from dse import charts, french, sentences
from dse.disclosure import marks
from dse.figures import columns as c
from dse.figures.events import ARROWS, CONFIDENCE_PERCENT
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging, largest
from dse.figures.rows import Row, to_frame, to_rows
from dse.figures.surveys import bounded
from dse.figures.surveys.favourable import favourable_rule
from dse.figures.surveys.silence import explain_silence, read_dimension
from dse.figures.surveys.waves import BROKEN, BoundedMove, compared, find_bounded_moves, waves
from dse.figures.surveys.wording import (
    EVERY_FILTER,
    FAVOURABLE_DETAIL,
    PAGE,
    QUESTION_FILTERS,
    SHARE_NAMES,
    SOURCE,
    choose_wording,
    describe_favourable,
    is_public,
    name_wave,
    quoted,
    say_share,
    share_and_base,
    short,
    size,
)
from dse.query import Query
from dse.stats import comparison

_SAY = sentences.read(__file__)

QUESTIONS = {
    "need": "Les besoins changent-ils d’une enquête à l’autre ?",
    "satisfaction": "La satisfaction change-t-elle d’une enquête à l’autre ?",
    "effect": "Les effets reconnus changent-ils d’une enquête à l’autre ?",
    "expertise": "L’expertise des membres grandit-elle d’une enquête à l’autre ?",
    "expectation": "Les attentes changent-elles d’une enquête à l’autre ?",
}
POSITIONS = {
    "need": ("besoins", 20),
    "satisfaction": ("ecarts-satisfaction", 10),
    "effect": ("effets", 20),
    "expertise": ("effets", 40),
    "expectation": ("attentes", 20),
}
MOST = 6  # questions drawn
_OTHERS = {
    "HAUSSE": ("waves.rise_too", "waves.rise_need_too"),
    "BAISSE": ("waves.fall_too", "waves.fall_need_too"),
}
OBSERVED = 0.001  # weighs less than what is tested
_SHARES = (*SHARE_NAMES, "change_points", "change_low_points", "change_high_points")

_COLUMNS = (
    c.WAVE_ID,
    c.WAVE,
    c.CLOSED_ON,
    c.YEAR,
    c.QUESTION_ID,
    c.WORDING,
    c.POPULATION,
    c.FAVOURABLE,
    *c.SHARE_OF_ANSWERS,
    c.WORDING_SEGMENT,
    c.WAVE_BEFORE,
    c.COMPARISONS,
    c.CHANGE,
    c.CHANGE_LOW,
    c.CHANGE_HIGH,
    c.CHANGE_TENDENCY,
    c.PAIRS,
    c.PAIRED,
    c.PAIRED_LOW,
    c.PAIRED_HIGH,
    c.PAIRED_TENDENCY,
    c.WHY_NOT,
    c.MARK,
)


def rows_of(query: Query, dimension: str) -> pd.DataFrame:
    """The rows of `waves` as a table, with the other answers by which a share is protected."""
    return to_frame(waves(query, dimension), _COLUMNS, others=pa.float64())


def _finding(frame: pd.DataFrame, dimension: str) -> Finding:
    """What moved most for sure between the two last waves, on all respondents and on the same ones."""
    rows = to_rows(frame)
    wave_id = max(rows, key=lambda row: row["closed_on"])["wave_id"]
    last = [row for row in rows if row["wave_id"] == wave_id]
    wave = name_wave(last[0]["wave"])
    moved = [row for row in last if _clear(row)]
    bounded_moves = [move for move in find_bounded_moves(rows) if move.after["wave_id"] == wave_id]
    tendencies = {row["question_id"]: _clear(row) for row in moved}
    tendencies |= {move.after["question_id"]: move.tendency for move in bounded_moves}
    widest = max(bounded_moves, key=lambda move: abs(move.points), default=None)
    if widest and abs(widest.points) >= max(map(_width, moved), default=0.0):
        others, named = _say_others(last, widest.after, tendencies, dimension)
        sentence = _say_bounded_move(wave, widest, dimension)
        return Finding(sentence + others, abs(widest.points) / 100, named=named)
    if moved:
        row = max(moved, key=_width)
        others, named = _say_others(last, row, tendencies, dimension)
        sentence = _moved(wave, row, _find_before(rows, row), dimension)
        return Finding(sentence + others, _width(row) / 100, named=named)
    if any(row["change_points"] is not None for row in last):
        return _say_unmoved(last, wave, dimension)
    if any(row["wave_before"] for row in last):
        return Finding(_SAY("waves.incomparable", wave=wave))
    return Finding(_SAY("waves.alone", wave=wave))


def _say_others(
    last: list[Row], widest: Row, tendencies: dict[str, str], dimension: str
) -> tuple[str, tuple[str, ...]]:
    """The other questions that moved for sure, those that moved as the widest first: named where it is one; and all that are named."""
    ways = sorted(charts.CLEAR, key=lambda way: way != tendencies[widest["question_id"]])
    texts, named = [], [widest["question_id"]]
    for way in ways:
        rows = [row for row in last if row is not widest and tendencies.get(row["question_id"]) == way]
        if not rows:
            continue
        alone = rows[0] if len(rows) == 1 else None
        where = quoted(alone["wording"]) if alone else _SAY("waves.others", n=len(rows))
        named += [alone["question_id"]] if alone else []
        phrase = "waves.also" if way == ways[0] else choose_wording(*_OTHERS[way], dimension)
        texts.append(_SAY(phrase, where=where))
    return "".join(texts), tuple(named)


def _say_unmoved(last: list[Row], wave: str, dimension: str) -> Finding:
    """That no question moved for sure; before a public, of those compared alone, and first what nearly all or nearly nobody said."""
    most = max(row["base"] for row in last if row["change_points"] is not None)
    if most < french.FEWEST:
        return Finding(_SAY("waves.too_few", wave=wave))
    unmoved = _SAY("waves.unmoved_shown" if is_public(last) else "waves.unmoved", n=most)
    ranked = bounded.order(last, lambda row: bounded.read(row, "share_pct"))
    bounds = [row for row in ranked if marks.bound(row["mark"])]
    texts = [
        _SAY(
            choose_wording("waves.favourable", "waves.favourable_need", dimension),
            question=quoted(row["wording"]),
            share=describe_favourable(row, dimension),
        )
        for row in bounds
    ]
    if not texts:
        return Finding(_SAY("waves.unmoved_in", wave=wave, unmoved=unmoved))
    weight = OBSERVED if bounded.is_least(ranked[0]) else 0.0
    named = tuple(row["question_id"] for row in bounds)
    return Finding(_SAY("waves.bounded", wave=wave, texts=texts, unmoved=unmoved), weight, named=named)


def _words(row: Row) -> list[str]:
    """What can be said on all respondents, then on the same ones; neither where nothing was compared."""
    return [row[name] or "" for name in ("tendency", "paired_tendency")]


def _clear(row: Row) -> str | None:
    """HAUSSE or BAISSE where one of the two intervals excludes zero, and the other does not say the opposite."""
    clear = {word for word in _words(row) if word in charts.CLEAR}
    return clear.pop() if len(clear) == 1 else None


def _width(row: Row) -> float:
    """How wide the difference is on all respondents, in points, or on the same ones where only that one is clear."""
    on_all, on_same = _words(row)
    name = "paired_points" if on_same in charts.CLEAR and on_all not in charts.CLEAR else "change_points"
    return abs(row[name] or 0.0)


def _find_before(rows: list[Row], row: Row) -> Row:
    """The row of the wave with which a row is compared."""
    same = [other for other in rows if other["question_id"] == row["question_id"]]
    return next(other for other in same if other["wave_id"] == row["wave_before"])


def _moved(wave: str, row: Row, before: Row, dimension: str) -> str:
    """The change that is clear, on all respondents or on the same ones, each with its interval; both where both are."""
    on_all, on_same = (name in charts.CLEAR for name in _words(row))
    changes = []
    if on_all:
        change = _say_way(french.subtract_as_shown(row["share_pct"], before["share_pct"]))
        bounds = french.between_points(row["change_low_points"], row["change_high_points"])
        changes.append(f"{change} depuis {before['year']} {bounds}")
    if on_same:
        bounds = french.between_points(row["paired_low_points"], row["paired_high_points"])
        since = "" if on_all else f" depuis {before['year']}"
        changes.append(
            f"{_say_way(row['paired_points'])}{since} {bounds} chez les {french.number(row['pairs'])} qui avaient déjà répondu"
        )
    shares = _SAY("waves.by", share=row["share_pct"], n=row["base"], changes=", ".join(changes))
    return _say_move(wave, row, dimension, shares, _clear(row))


def _say_way(change: float) -> str:
    """`en hausse de 34 points`."""
    return _SAY("waves.up" if change > 0 else "waves.down", points=french.points(abs(change)).lstrip("+"))


def _say_bounded_move(wave: str, move: BoundedMove, dimension: str) -> str:
    """The two shares, one of them as its bound: how far apart they are is not known."""
    shares = _SAY(
        "waves.from",
        share=say_share(move.after),
        before=say_share(move.before),
        year=move.before["year"],
    )
    return _say_move(wave, move.after, dimension, shares, move.tendency)


def _say_move(wave: str, row: Row, dimension: str, shares: str, tendency: str | None) -> str:
    if tendency == "HAUSSE":
        name = choose_wording("waves.rise", "waves.rise_need", dimension)
    else:
        name = choose_wording("waves.fall", "waves.fall_need", dimension)
    is_of_grid = short(row["wording"]) != row["wording"]  # else the question tells what it is about
    about = _SAY("waves.about", about=_SAY(f"about.{dimension}")) if is_of_grid else ""
    return _SAY(name, wave=wave, about=about, question=quoted(row["wording"]), shares=shares)


def _chart(frame: pd.DataFrame, full_table: pd.DataFrame | None = None) -> charts.Chart:
    rows = to_rows(frame)
    shown = _points(_most_moved(rows))
    scaled = None if full_table is None else _points(to_rows(full_table))
    return charts.intervals(shown, title=f"{_title(rows)} {_key(shown)}".strip(), full_table=scaled)


def _title(rows: list[Row]) -> str:
    """Which questions are drawn; nothing where all are. Of those that no wave compares, the first ones."""
    question_count = len({row["question_id"] for row in rows})
    if question_count <= MOST:
        return ""
    if not any(row["change_points"] is not None for row in rows) and not find_bounded_moves(rows):
        return f"Les {MOST} premières questions, sur {question_count}."
    # Before a public the change of a bounded share is not shown: it may be clearer than those drawn.
    difference = "l’écart montré" if is_public(rows) else "l’écart"
    return f"Les {MOST} questions où {difference} avec l’enquête précédente est le plus net, sur {question_count}."


def _points(rows: list[Row]) -> list[Row]:
    wordings = {row["question_id"]: row["wording"] for row in rows}
    segments: dict[str, int] = {}
    bounded_moves = {_identify(move.after): move for move in find_bounded_moves(rows)}
    points = []
    for row in rows:
        before = segments.get(row["question_id"], row["segment"])
        segments[row["question_id"]] = row["segment"]
        points.append(
            {
                "header": short(wordings[row["question_id"]]),
                "row": str(row["year"]),
                "value": row["share_pct"],
                "low": row["low_pct"],
                "high": row["high_pct"],
                "said": _describe(row, bounded_moves.get(_identify(row))),
                "broken": BROKEN if before != row["segment"] else "",
                "is_hollow": False,
                **bounded.find_ends(row),
            }
        )
    return points


def _key(points: list[Row]) -> str:
    """What the triangles say, where there is one."""
    return (
        "▲ ▼ : écart net, que le hasard n’explique pas."
        if any("▲" in point["said"] or "▼" in point["said"] for point in points)
        else ""
    )


def _most_moved(rows: list[Row]) -> list[Row]:
    """The questions to draw: what the sentence may name first, then those with a clear difference, then the widest."""
    last = max((row["closed_on"] for row in rows), default=None)
    bounded_moves = {_identify(move.after): abs(move.points) for move in find_bounded_moves(rows)}
    ranks: dict[str, tuple[float, bool, float]] = {}
    for row in rows:
        latest, was_clear, widest = ranks.get(row["question_id"], (0.0, False, 0.0))
        width = bounded_moves.get(_identify(row), _width(row))
        is_clear = bool(_clear(row)) or _identify(row) in bounded_moves
        now = width if is_clear and row["closed_on"] == last else 0.0
        ranks[row["question_id"]] = max(latest, now), was_clear or is_clear, max(widest, width)
    first = sorted(ranks, key=lambda question: ranks[question], reverse=True)[:MOST]
    return [row for question in first for row in rows if row["question_id"] == question]


def _identify(row: Row) -> tuple[str, str]:
    return row["question_id"], row["wave_id"]


def _describe(row: Row, move: BoundedMove | None) -> str:
    if marks.is_silent(row["mark"]):
        return marks.to_words(row["mark"])
    word = _clear(row) if move is None else move.tendency
    return f"{share_and_base(row)}{ARROWS.get(word, '')}"


RULE = favourable_rule(
    derived=(*_SHARES, "tendency"),
    percentages=(
        *SHARE_NAMES,
        "change_points",
    ),  # a bound that rounds to zero would not say on which side it is
    derive=compared,
    withheld=(
        "pairs",
        "paired_points",
        "paired_low_points",
        "paired_high_points",
        "paired_tendency",
        "why_not",
    ),
    filters=QUESTION_FILTERS,
    bounds={"share_pct": ""},
)


def _figure(dimension: str) -> Figure:
    return Figure(
        id=f"waves_{dimension}",
        page=PAGE,
        position=POSITIONS[dimension],
        compares=True,
        question=QUESTIONS[dimension],
        rows=partial(rows_of, dimension=dimension),
        columns=_COLUMNS,
        report_columns=("share_pct", "base", "change_points", "tendency", "low_pct", "high_pct"),
        finding=partial(_finding, dimension=dimension),
        chart=_chart,
        paging=Paging(("question_id",), largest("change_points"), most=MOST, is_scaled=True),
        method=_SAY(f"waves_{dimension}.method"),
        detail=(
            _SAY("detail.waves", pairs=comparison.FEWEST_PAIRS, confidence=CONFIDENCE_PERCENT),
            *FAVOURABLE_DETAIL,
        ),
        source=SOURCE,
        breakdowns=EVERY_FILTER,
        size=size,
        when_empty=explain_silence(replace(read_dimension(dimension), choices_hidden_from="public")),
        compares_waves=True,
        rule=RULE,
    )


FIGURES = {dimension: _figure(dimension) for dimension in QUESTIONS}
