"""The gap of a row as it is shown: a number, or a bound where only one of its need is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dse import french
from dse.disclosure import marks
from dse.figures.offer.measures import ACCOMPANIED, SERVED, Measure
from dse.figures.surveys import bounded
from dse.figures.surveys.wording import AT


def find_measure(frame: pd.DataFrame) -> Measure:
    """What the gaps of a table are measured against."""
    return SERVED if frame[SERVED.share.name].notna().any() else ACCOMPANIED


def read_gap(row: Mapping[str, Any], measure: Measure) -> bounded.Limits | None:
    """What is shown of the gap of a row."""
    return bounded.read(row, "need_pct", row[measure.share.name])


def order_for_public(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows by the gap that they show, those that show none last: what is hidden has no part in it."""
    return bounded.order_frame(frame, "need_pct", less=find_measure(frame).share.name)


def describe_gap(row: Mapping[str, Any], measure: Measure) -> str:
    """`+24 points`, `au moins +79 points`; of a few, the two counts instead."""
    if (bound := marks.bound(row["mark"])) is not None:
        return f"{AT[bound.is_least]} {french.points_between(row[measure.share.name], bound.percent)}"
    need, share = row["need_pct"], row[measure.share.name]
    if min(row["base"], row["members"]) < french.FEWEST:
        return f"{french.share(need, row['base'])} contre {french.share(share, row['members'])}"
    return french.points_between(share, need)
