"""Wave after wave: each compared with the one before, on all respondents and on the same ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from dse.disclosure import marks, whole
from dse.figures.events import describe_change
from dse.figures.rows import Row, to_columns, to_rows
from dse.figures.surveys.cells import favourable_by_wave
from dse.figures.surveys.wording import SHARE_NAMES, SPLIT_VOICES, has_split_voices
from dse.query import Query
from dse.query.survey_relations import pair_cells
from dse.stats import comparison, estimate, intervals
from dse.stats.estimate import Estimate

_NOBODY = {"pairs": 0, "gained": 0.0, "lost": 0.0}
TESTS = 2  # a question is said to move where either of its two comparisons does
BROKEN = "libellé ou échelle modifiés : pas de comparaison"
# Those who answered a question in two waves. All of a voice that is split is in `split_voices`.
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
with {cells}
select question_id, wave_before, wave_after, population,
    cast(sum(pairs) as bigint) as pairs, sum(gained) as gained, sum(lost) as lost
from cells group by question_id, wave_before, wave_after, population
"""
_FAMILIES = "select dimension, wave_before, wave_after, comparisons from survey_wave_comparisons"
_CHANGE = ("change_points", "change_low_points", "change_high_points")
_PAIRED = ("paired_points", "paired_low_points", "paired_high_points")
_Pair = tuple[Row | None, Row]


@dataclass(frozen=True)
class BoundedMove:
    """A share that moved for sure from one wave to the next, though before a public one of the two is only bounded."""

    before: Row
    after: Row
    tendency: str  # HAUSSE or BAISSE
    points: float  # signed: it moved by so many at least


def waves(query: Query, dimension: str) -> list[Row]:
    """One row a question and wave: its favourable share, and how far it is from that of the wave before.

    Compared on all who answered, and on the same organisations; in the order of the last questionnaire. `comparisons` is how
    many questions of the dimension both waves asked alike, whatever is chosen: the intervals of their changes hold together.
    """
    rows = favourable_by_wave(query, dimension)
    last = {row["question_id"]: row["position"] for row in rows}  # the oldest wave comes first
    rows = _follow(sorted(rows, key=lambda row: (last[row["question_id"]], row["question_id"])))
    families = _count_comparisons(query, dimension)
    rows = [row | {"comparisons": families.get((row["wave_before"], row["wave_id"]))} for row in rows]
    neighbours = _find_neighbours(rows)
    on_all, on_same = _compare_all(neighbours), _compare_same(neighbours, _read_pairs(query))
    return [row | all_ | same for row, all_, same in zip(rows, on_all, on_same, strict=True)]


def compare_waves(
    query: Query, dimension: str, question_id: str, wave_before: str, wave_after: str
) -> tuple[Row, Row] | None:
    """The rows of a question in two waves, counted whole, the second with its change, whichever waves stand between; as `waves` gives
    them for neighbours. None where the question was not asked alike."""
    rows = {
        row["wave_id"]: row
        for row in favourable_by_wave(query, dimension)
        if row["question_id"] == question_id
    }
    if not {wave_before, wave_after} <= set(rows):
        return None
    before, after = (_count_whole(rows[wave]) for wave in (wave_before, wave_after))
    if any(before[name] != after[name] for name in ("asked", "population")):
        return None
    comparisons = _count_comparisons(query, dimension).get((wave_before, wave_after))
    after |= {"wave_before": wave_before, "comparisons": comparisons}
    first, second = _compare_all([(None, before), (before, after)])
    return before | first, after | second


def _count_whole(row: Row) -> Row:
    favourable, others = whole.parted([row["favourable"], row["others"]], row["base"])
    return row | {"favourable": favourable, "others": others}


def _count_comparisons(query: Query, dimension: str) -> dict[tuple[str, str], int]:
    """How many questions of a dimension two waves asked the same way."""
    rows = query.read(_FAMILIES).to_pylist()
    return {
        (row["wave_before"], row["wave_after"]): row["comparisons"]
        for row in rows
        if row["dimension"] == dimension
    }


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


def find_bounded_moves(rows: list[Row]) -> list[BoundedMove]:
    """The clear changes to or from a share of which a bound is shown, each as small as it can be: as though the share were the bound.

    Nothing is taken of the hidden share. Newcombe's interval moves away from zero with the share, so that what excludes zero at the
    bound excludes it wherever the share is.
    """
    return [
        move
        for before, after in _find_neighbours(rows)
        if before and (move := _find_bounded_move(before, after))
    ]


def _find_bounded_move(before: Row, after: Row) -> BoundedMove | None:
    rises = {
        bound.is_least == is_after
        for bound, is_after in ((marks.bound(before["mark"]), False), (marks.bound(after["mark"]), True))
        if bound
    }
    first, second = map(_find_nearest, (before, after))
    if len(rises) != 1 or first is None or second is None:
        return None
    change = comparison.unpaired_shares((first, before["base"]), (second, after["base"]), _confidence(after))
    certain = "HAUSSE" if rises.pop() else "BAISSE"
    if change.value is None or describe_change(change) != certain:
        return None
    return BoundedMove(before, after, certain, 100 * change.value)


def _find_nearest(row: Row) -> float | None:
    """How many said yes; where only a bound is shown, as many as it says."""
    bound = marks.bound(row["mark"])
    if bound is None or row["base"] is None:
        return row["favourable"]
    return bound.percent / 100 * row["base"]


def _find_neighbours(rows: list[Row]) -> list[_Pair]:
    """Each row with the row of the wave before, where the same was asked of the same people, and where it is not masked."""
    by_wave = {(row["question_id"], row["wave_id"]): row for row in rows}
    pairs = [(by_wave.get((row["question_id"], row["wave_before"])), row) for row in rows]
    return [(before if before and _is_same(before, row) else None, row) for before, row in pairs]


def _is_same(before: Row, after: Row) -> bool:
    return all(before[name] == after[name] for name in ("segment", "population"))


def _compare_all(neighbours: list[_Pair]) -> list[Row]:
    """The share of each row, and how far it is from that of the row before, on all who answered."""
    compared = []
    for before, row in neighbours:
        share = intervals.share_of(row["favourable"], row["base"], row["members"])
        change = _compare_shares(before, row) if before else None
        compared.append(
            _name(SHARE_NAMES, share) | _name(_CHANGE, change) | {"tendency": describe_change(change)}
        )
    return compared


def _compare_shares(before: Row, row: Row) -> Estimate:
    first, second = ((wave["favourable"], wave["base"]) for wave in (before, row))
    return comparison.unpaired_shares(first, second, _confidence(row))


def _compare_same(neighbours: list[_Pair], sums: dict[tuple[str, ...], Row]) -> list[Row]:
    """The same comparison on the organisations that answered both waves."""
    compared = []
    for before, row in neighbours:
        change = _compare_pairs(before, row, sums) if before else None
        compared.append(
            _name(_PAIRED, change)
            | {"paired_tendency": describe_change(change), "pairs": change.n if change else None}
            | ({"why_not": change.reason} if change else {})
        )
    return compared


def _compare_pairs(before: Row, after: Row, by_waves: dict[tuple[str, ...], Row]) -> Estimate:
    key = after["question_id"], before["wave_id"], after["wave_id"], after["population"]
    sums = by_waves.get(key, _NOBODY)
    if before["is_anonymous"] or after["is_anonymous"]:
        return estimate.hidden(sums["pairs"], None, comparison.PAIRED_SHARE, estimate.ANONYMOUS)
    return comparison.paired_shares(sums["gained"], sums["lost"], sums["pairs"], _confidence(after))


def _confidence(row: Row) -> float:
    """That of each interval of a change, where all those of the two waves hold together."""
    return comparison.confidence(TESTS * row["comparisons"])


def _name(names: tuple[str, str, str], estimate: Estimate | None) -> Row:
    """Value, low and high of an estimate in percent, under these names."""
    if estimate is None:
        return dict.fromkeys(names)
    parts = (estimate.value, estimate.low, estimate.high)
    return {name: None if part is None else 100 * part for name, part in zip(names, parts, strict=True)}
