"""What is late or missed, the furthest behind first."""

from __future__ import annotations

import pandas as pd

from dse import french, sentences
from dse.figures.events import MEMBER_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.framework.periods import periods
from dse.figures.framework.wording import COLUMNS, DETAIL, PAGE, size
from dse.indicator_status import LATE, MISSED
from dse.query import Query

_SAY = sentences.read(__file__)


def behind(query: Query) -> pd.DataFrame:
    """Every indicator and breakdown that is late or missed, the furthest behind first."""
    latest = periods(query, latest=True)
    is_over = latest["elapsed_pct"] >= 100
    late = latest[(latest["status"] == LATE) | ((latest["status"] == MISSED) & is_over)]
    gap = late["elapsed_pct"] - late["progress_pct"].clip(0, 100)
    return late.assign(gap=gap).sort_values("gap", ascending=False, na_position="last", kind="stable")


def _finding(frame: pd.DataFrame) -> Finding:
    counts = frame["status"].value_counts()
    late, missed = int(counts.get(LATE, 0)), int(counts.get(MISSED, 0))
    words = [french.count(late, "valeur en retard", "valeurs en retard")] if late else []
    words += [french.count(missed, "cible non atteinte", "cibles non atteintes")] if missed else []
    return Finding(_SAY("indicators_behind.counted", counts=words))


FIGURE = Figure(
    id="indicators_behind",
    page=PAGE,
    position=("", 20),
    question="Qu’est-ce qui est en retard ?",
    rows=behind,
    columns=COLUMNS,
    report_columns=("status", "actual", "target", "progress_pct", "value", "elapsed_pct", "note"),
    finding=_finding,
    method=_SAY("indicators_behind.method"),
    detail=(_SAY("indicators_behind.detail"), *DETAIL),
    source="Cadre de suivi",
    breakdowns=MEMBER_FILTERS,
    size=size,
    when_empty="Aucune valeur en retard, ou aucun indicateur suivi pour ce choix.",
)
