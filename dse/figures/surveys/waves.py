"""Wave after wave: each compared with the one before, on all respondents and on the same ones."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from dse import stats
from dse.figures.events import describe_trend
from dse.figures.rows import Row, to_columns, to_rows
from dse.figures.surveys.cells import favourable_by_wave
from dse.figures.surveys.wording import SHARE_NAMES, SPLIT_VOICES, has_split_voices
from dse.query import Query
from dse.query.survey_relations import pair_cells
from dse.stats import comparison, estimate, intervals
from dse.stats.comparison import Comparison, Pairs
from dse.stats.estimate import Estimate, Sums, sums_from_squares

_NOBODY: dict[str, Any] = {
    **dict.fromkeys(("pairs", "to_yes", "to_no", "parts"), 0),
    **dict.fromkeys(("favourable_before", "favourable_after", "squares"), 0.0),
    "members": None,
}
TESTS = 2  # a question is said to move where either of its two comparisons does
BROKEN = "libellé ou échelle modifiés : pas de comparaison"
# Those who answered a question in two waves, and how many members could. All of a voice that is split is in `split_voices`.
_PAIR_CELLS = "cells as (select * from chosen_pair_cells)"
SPLIT_PAIR_CELLS = f"""
{SPLIT_VOICES},
cells as (
    select * from chosen_pair_cells
    union all
    {pair_cells("split_voices")}
)
"""
_PAIRS = """
with {cells},
common as (
    select wave_before, wave_after, cast(sum(members) as bigint) as members
    from chosen_common_members group by wave_before, wave_after
)
select cells.question_id, cells.wave_before, cells.wave_after, cells.population,
    cast(sum(pairs) as bigint) as pairs, sum(favourable_before) as favourable_before,
    sum(favourable_after) as favourable_after, sum(squares) as squares,
    cast(sum(to_yes) as bigint) as to_yes, cast(sum(to_no) as bigint) as to_no,
    cast(sum(parts) as bigint) as parts,
    max(case when cells.population = 'MEMBRE' then common.members end) as members
from cells
left join common on common.wave_before = cells.wave_before and common.wave_after = cells.wave_after
group by cells.question_id, cells.wave_before, cells.wave_after, cells.population
"""
_CHANGE = ("change_points", "change_low_points", "change_high_points")
_PAIRED = ("paired_points", "paired_low_points", "paired_high_points")
_Pair = tuple[Row | None, Row]


def waves(query: Query, dimension: str) -> list[Row]:
    """One row a question and wave: its favourable share, and how far it is from that of the wave before.

    Compared on all who answered, and on the same organisations; in the order of the last questionnaire.
    """
    rows = favourable_by_wave(query, dimension)
    last = {row["question_id"]: row["position"] for row in rows}  # the oldest wave comes first
    rows = _follow(sorted(rows, key=lambda row: (last[row["question_id"]], row["question_id"])))
    neighbours = _find_neighbours(rows)
    on_all, on_same = _compare_all(neighbours), _compare_same(neighbours, _read_pairs(query))
    return [row | all_ | same for row, all_, same in zip(rows, on_all, on_same, strict=True)]


def _read_pairs(query: Query) -> dict[tuple[str, ...], Row]:
    """Who answered two waves, by question, waves and population."""
    cells = SPLIT_PAIR_CELLS if has_split_voices(query) else _PAIR_CELLS
    names = ("question_id", "wave_before", "wave_after", "population")
    return {
        tuple(row[name] for name in names): row for row in query.read(_PAIRS.format(cells=cells)).to_pylist()
    }


def _follow(rows: list[Row]) -> list[Row]:
    """The rows with the wave before, how often the wording or the scale has changed up to theirs, and why they may not be compared."""
    changes = count_changes([row["question_id"] for row in rows], [row["asked"] for row in rows])
    before: dict[str, Row] = {}
    followed = []
    for row, segment in zip(rows, changes, strict=True):
        last = before.get(row["question_id"])
        row = row | {"segment": segment, "wave_before": last and last["wave_id"]}
        followed.append(row | {"why_not": last and _why_not(last, row)})
        before[row["question_id"]] = row
    return followed


def count_changes(questions: Iterable[str], versions: Iterable[str]) -> list[int]:
    """How many times the wording or the scale of a question has changed up to each of its waves, the oldest first."""
    last: dict[str, tuple[str, int]] = {}
    changes = []
    for question, text in zip(questions, versions, strict=True):
        before, count = last.get(question, (text, 0))
        last[question] = text, count + (before != text)
        changes.append(last[question][1])
    return changes


def _why_not(before: Row, row: Row) -> str:
    """Why two waves would not be compared: what was asked changed, or respondents cannot be paired."""
    if before["segment"] != row["segment"]:
        return BROKEN
    return estimate.ANONYMOUS if before["is_anonymous"] or row["is_anonymous"] else estimate.OTHER_PEOPLE


def compared(frame: pd.DataFrame) -> pd.DataFrame:
    """The shares with their intervals, and each wave against the one before of the same segment, on all respondents."""
    rows = _compare_all(_find_neighbours(to_rows(frame)))
    words = pd.Series([row["tendency"] for row in rows], frame.index, dtype="string[pyarrow]")
    return frame.assign(**to_columns(rows, (*SHARE_NAMES, *_CHANGE), frame.index), tendency=words)


def _find_neighbours(rows: list[Row]) -> list[_Pair]:
    """Each row with the row of the wave before, where the same was asked of the same people, and where it is not masked."""
    by_wave = {(row["question_id"], row["wave_id"]): row for row in rows}
    pairs = [(by_wave.get((row["question_id"], row["wave_before"])), row) for row in rows]
    return [(before if before and _is_same(before, row) else None, row) for before, row in pairs]


def _is_same(before: Row, after: Row) -> bool:
    return all(before[name] == after[name] for name in ("segment", "population"))


def _compare_all(neighbours: list[_Pair]) -> list[Row]:
    """The share of each row, and how far it is from that of the row before, on all who answered."""
    shares = {
        id(row): intervals.share_of(row["favourable"], row["base"], row["members"]) for _, row in neighbours
    }
    comparisons = [
        comparison.unpaired_shares(shares[id(before)], shares[id(row)]) if before else None
        for before, row in neighbours
    ]
    words = _describe(comparisons)
    return [
        _name(SHARE_NAMES, shares[id(row)])
        | _name(_CHANGE, change.difference if change else None)
        | {"tendency": word}
        for (_, row), change, word in zip(neighbours, comparisons, words, strict=True)
    ]


def _compare_same(neighbours: list[_Pair], sums: dict[tuple[str, ...], Row]) -> list[Row]:
    """The same comparison on the organisations that answered both waves."""
    comparisons = [_compare_pairs(before, row, sums) if before else None for before, row in neighbours]
    return [
        _name(_PAIRED, change.difference if change else None)
        | {"paired_tendency": word, "pairs": change.difference.n if change else None}
        | ({"why_not": change.difference.reason} if change else {})
        for change, word in zip(comparisons, _describe(comparisons), strict=True)
    ]


def _name(names: tuple[str, str, str], estimate: Estimate | None) -> Row:
    """Value, low and high of an estimate in percent, under these names."""
    if estimate is None:
        return dict.fromkeys(names)
    parts = (estimate.value, estimate.low, estimate.high)
    return {name: None if part is None else 100 * part for name, part in zip(names, parts, strict=True)}


def _describe(comparisons: list[Comparison | None]) -> list[str | None]:
    """A word for each comparison, p-values adjusted over all of the figure; none where nothing was compared."""
    p_values = stats.holm([change.p_value if change else None for change in comparisons])
    gaps = [change.difference.value if change else None for change in comparisons]
    return [
        None if gap is None else describe_trend(None if p_value is None else min(1.0, TESTS * p_value), gap)
        for p_value, gap in zip(p_values, gaps, strict=True)
    ]


def _compare_pairs(before: Row, after: Row, by_waves: dict[tuple[str, ...], Row]) -> Comparison:
    key = after["question_id"], before["wave_id"], after["wave_id"], after["population"]
    sums = by_waves.get(key, _NOBODY)
    is_anonymous = bool(before["is_anonymous"] or after["is_anonymous"])
    return comparison.paired_sums(_pairs_of(sums), sums["members"], "share", is_anonymous=is_anonymous)


def _pairs_of(sums: Row) -> Pairs:
    n, first, second = sums["pairs"], sums["favourable_before"], sums["favourable_after"]
    return Pairs(
        before=Sums(n, first, math.nan),
        after=Sums(n, second, math.nan),
        change=sums_from_squares(n, second - first, sums["squares"]),
        to_yes=sums["to_yes"],
        to_no=sums["to_no"],
        is_yes_no=not sums["parts"],
    )
