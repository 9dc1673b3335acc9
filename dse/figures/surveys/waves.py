"""Wave after wave: each compared with the one before, on all respondents and on the same ones."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dse import stats
from dse.figures.events import tendency
from dse.figures.surveys.asked import (
    main,
    numbers,
    with_shares,
)
from dse.figures.surveys.favourable import counted, members, voices
from dse.query import Query
from dse.stats import comparison, estimate
from dse.stats.comparison import Comparison, Wave

TESTS = 2  # a question is said to move where either of its two comparisons does
BROKEN = "libellé ou échelle modifiés : pas de comparaison"
_COMMON = """
select before.wave_id as before, after.wave_id as after, count(*) as members
from survey_registers as before
join chosen_registers as after on after.organisation_id = before.organisation_id and after.is_eligible
where before.is_eligible
group by all
"""


def waves(query: Query, dimension: str) -> pd.DataFrame:
    """One row a question and wave: its favourable share, and how far it is from that of the wave before.

    Compared on all who answered, and on the same organisations; in the order of the last questionnaire.
    """
    found = main(voices(query, f"dimension = '{dimension}'"))
    frame = counted(found, members(query)).assign(segment=lambda each: segments(each))
    last = frame.groupby("question_id")["position"].transform("last")
    frame = frame.assign(_last=last).sort_values(
        ["_last", "question_id", "closed_on", "wave_id"], kind="stable"
    )
    frame = frame.reset_index(drop=True)
    frame["wave_before"] = frame.groupby("question_id")["wave_id"].shift().astype("string[pyarrow]")
    return compared(_paired(frame, found, query(_COMMON)))


def segments(frame: pd.DataFrame) -> pd.Series:
    """How many times the wording or the scale of a question has changed up to each wave."""
    ordered = frame.sort_values(["question_id", "closed_on"], kind="stable")
    before = ordered.groupby("question_id")["asked"].shift()
    changed = (before.notna() & (before != ordered["asked"])).astype("int64")
    return changed.groupby(ordered["question_id"]).cumsum().reindex(frame.index).astype("int64[pyarrow]")


def compared(frame: pd.DataFrame) -> pd.DataFrame:
    """The shares with their intervals, and each wave against the one before of the same segment, on all respondents."""
    told = with_shares(frame, "favourable", ("share_pct", "low_pct", "high_pct"))
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
    return None if before is None else comparison.unpaired(_wave(before), _wave(after), "share")


def _wave(row: dict[str, Any]) -> Wave:
    """A wave as its counts tell it: the interval of a share depends on their sum alone."""
    n = int(row["base"])
    of = None if pd.isna(row["members"]) else int(row["members"])
    return Wave(pd.Series([float(row["favourable"]) / n] * n, dtype=float), of)


def _words(p_values: list[float | None], gaps: list[float]) -> list[str | None]:
    """A word for each comparison, p-values adjusted over all of the figure; none where nothing was compared."""
    adjusted = [None if each is None else min(1.0, TESTS * each) for each in stats.holm(p_values)]
    return [
        None if pd.isna(gap) else tendency(p_value, gap) for p_value, gap in zip(adjusted, gaps, strict=True)
    ]


def _paired(frame: pd.DataFrame, found: pd.DataFrame, common: pd.DataFrame) -> pd.DataFrame:
    """The same comparison on the organisations that answered both waves."""
    values = {
        key: rows.set_index("unit_id")["value"] for key, rows in found.groupby(["wave_id", "question_id"])
    }
    both = {(row.before, row.after): int(row.members) for row in common.itertuples()}
    pairs = [_pair(before, after, values, both) for before, after in _neighbours(frame)]
    names = ("paired_points", "paired_low_points", "paired_high_points")
    found = [each.difference.in_unit(100) if each else None for each in pairs]
    told = frame.assign(**numbers(found, names, frame.index))
    words = _words([each.p_value if each else None for each in pairs], list(told["paired_points"]))
    return told.assign(
        pairs=pd.array([each.difference.n if each else None for each in pairs], dtype="int64[pyarrow]"),
        paired_tendency=pd.Series(words, index=told.index, dtype="string[pyarrow]"),
        why_not=pd.Series(_reasons(frame, found), index=told.index, dtype="string[pyarrow]"),
    )


def _pair(
    before: dict[str, Any] | None,
    after: dict[str, Any],
    values: dict[tuple[str, str], pd.Series],
    both: dict[tuple[str, str], int],
) -> Comparison | None:
    if before is None:
        return None
    first, second = (
        Wave(values[row["wave_id"], row["question_id"]], None, is_anonymous=bool(row["is_anonymous"]))
        for row in (before, after)
    )
    of = both.get((before["wave_id"], after["wave_id"])) if after["population"] == "MEMBRE" else None
    return comparison.paired(first, second, of, "share")


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
