"""Wave after wave: each compared with the one before, on all respondents and on the same ones."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from dse import stats
from dse.figures.events import tendency
from dse.figures.surveys.asked import SPLIT_VOICES, main, numbers, with_shares
from dse.figures.surveys.favourable import counts
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
# Those who answered a question in two waves, and how many members could; all of a voice that is split is in `split_voices`.
_PAIRS = f"""
with {SPLIT_VOICES},
cells as (
    select * from chosen_pair_cells
    union all
    {pair_cells("split_voices")}
),
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


def waves(query: Query, dimension: str) -> pd.DataFrame:
    """One row a question and wave: its favourable share, and how far it is from that of the wave before.

    Compared on all who answered, and on the same organisations; in the order of the last questionnaire.
    """
    frame = main(counts(query, f"dimension = '{dimension}'"))
    frame = frame.assign(
        segment=segments(frame), _last=frame.groupby("question_id")["position"].transform("last")
    )
    frame = frame.sort_values(["_last", "question_id", "closed_on", "wave_id"], kind="stable")
    frame = frame.reset_index(drop=True)
    frame["wave_before"] = frame.groupby("question_id")["wave_id"].shift().astype("string[pyarrow]")
    return compared(_paired(frame, query(_PAIRS)))


def segments(frame: pd.DataFrame) -> pd.Series:
    """How many times the wording or the scale of a question has changed up to each wave."""
    ordered = frame.sort_values(["question_id", "closed_on"], kind="stable")
    before = ordered.groupby("question_id")["asked"].shift()
    changed = (before.notna() & (before != ordered["asked"])).astype("int64")
    return changed.groupby(ordered["question_id"]).cumsum().reindex(frame.index).astype("int64[pyarrow]")


def compared(frame: pd.DataFrame) -> pd.DataFrame:
    """The shares with their intervals, and each wave against the one before of the same segment, on all respondents."""
    told = with_shares(frame, "favourable")
    pairs = [_unpaired(before, after) for before, after in _neighbours(told)]
    found = [each.difference.in_unit(100) if each else None for each in pairs]
    told = told.assign(
        **numbers(found, ("change_points", "change_low_points", "change_high_points"), told.index)
    )
    words = _words([each.p_value if each else None for each in pairs], list(told["change_points"]))
    return told.assign(tendency=pd.Series(words, index=told.index, dtype="string[pyarrow]"))


def _neighbours(frame: pd.DataFrame) -> list[tuple[dict[str, Any] | None, dict[str, Any]]]:
    """Each row with the row of the wave before, where the same was asked of the same people, and where it is not masked."""
    rows = frame.to_dict("records")
    known = {(row["question_id"], row["wave_id"]): row for row in rows}
    found = [(known.get((row["question_id"], row["wave_before"])), row) for row in rows]
    return [(before if before and _is_same(before, row) else None, row) for before, row in found]


def _is_same(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return all(before[each] == after[each] for each in ("segment", "population"))


def _unpaired(before: dict[str, Any] | None, after: dict[str, Any]) -> Comparison | None:
    return None if before is None else comparison.unpaired_shares(_share(before), _share(after))


def _share(row: dict[str, Any]) -> Estimate:
    of = None if pd.isna(row["members"]) else int(row["members"])
    return intervals.share_of(float(row["favourable"]), int(row["base"]), of)


def _words(p_values: list[float | None], gaps: list[float]) -> list[str | None]:
    """A word for each comparison, p-values adjusted over all of the figure; none where nothing was compared."""
    adjusted = [None if each is None else min(1.0, TESTS * each) for each in stats.holm(p_values)]
    return [
        None if pd.isna(gap) else tendency(p_value, gap) for p_value, gap in zip(adjusted, gaps, strict=True)
    ]


def _paired(frame: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """The same comparison on the organisations that answered both waves."""
    by_waves: dict[tuple[str, ...], dict[str, Any]] = {
        (row["question_id"], row["wave_before"], row["wave_after"], row["population"]): row
        for row in sums.to_dict("records")
    }
    pairs = [_pair(before, after, by_waves) for before, after in _neighbours(frame)]
    names = ("paired_points", "paired_low_points", "paired_high_points")
    differences = [each.difference.in_unit(100) if each else None for each in pairs]
    rows = frame.assign(**numbers(differences, names, frame.index))
    words = _words([each.p_value if each else None for each in pairs], list(rows["paired_points"]))
    return rows.assign(
        pairs=pd.array([each.difference.n if each else None for each in pairs], dtype="int64[pyarrow]"),
        paired_tendency=pd.Series(words, index=rows.index, dtype="string[pyarrow]"),
        why_not=pd.Series(_reasons(frame, differences), index=rows.index, dtype="string[pyarrow]"),
    )


def _pair(
    before: dict[str, Any] | None, after: dict[str, Any], by_waves: dict[tuple[str, ...], dict[str, Any]]
) -> Comparison | None:
    if before is None:
        return None
    key = after["question_id"], before["wave_id"], after["wave_id"], after["population"]
    sums = by_waves.get(key, _NOBODY)
    of = None if pd.isna(sums["members"]) else int(sums["members"])
    is_anonymous = bool(before["is_anonymous"] or after["is_anonymous"])
    return comparison.paired_sums(_pairs_of(sums), of, "share", is_anonymous=is_anonymous)


def _pairs_of(sums: dict[str, Any]) -> Pairs:
    n, first, second = sums["pairs"], sums["favourable_before"], sums["favourable_after"]
    return Pairs(
        before=Sums(n, first, math.nan),
        after=Sums(n, second, math.nan),
        change=sums_from_squares(n, second - first, sums["squares"]),
        to_yes=sums["to_yes"],
        to_no=sums["to_no"],
        is_yes_no=not sums["parts"],
    )


def _reasons(frame: pd.DataFrame, found: list[Any]) -> list[str | None]:
    """Why two waves are not compared: what was asked changed, or respondents cannot be paired."""
    before = frame.groupby("question_id")[["segment", "is_anonymous"]].shift()
    is_broken = (before["segment"] != frame["segment"]).fillna(False)
    is_anonymous = before["is_anonymous"].fillna(False).astype(bool) | frame["is_anonymous"].astype(bool)
    told = zip(found, frame["wave_before"].isna(), is_broken, is_anonymous, strict=True)
    return [each.reason if each else _why_not(*row) for each, *row in told]


def _why_not(is_first: bool, is_broken: bool, is_anonymous: bool) -> str | None:
    if is_first:
        return None
    if is_broken:
        return BROKEN
    return estimate.ANONYMOUS if is_anonymous else estimate.OTHER_PEOPLE
