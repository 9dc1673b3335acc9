"""Every value of the framework, period by period."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import sentences
from dse.figures.events import MEMBER_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.framework.periods import periods
from dse.figures.framework.wording import COLUMNS, DETAIL, PAGE, WHEN_EMPTY, size

_SAY = sentences.read(__file__)


def _finding(frame: pd.DataFrame) -> Finding:
    spans = frame[["period_start", "period_end"]].drop_duplicates()
    return Finding(_SAY("indicators_periods.counted", n=len(frame), periods=len(spans)))


FIGURE = Figure(
    id="indicators_periods",
    page=PAGE,
    position=("", 40),
    question="Quelles sont toutes les valeurs, période par période ?",
    rows=partial(periods, latest=False),
    columns=COLUMNS,
    report_columns=("status", "actual", "target", "progress_pct", "value", "elapsed_pct", "note"),
    finding=_finding,
    method=_SAY("indicators_periods.method"),
    detail=DETAIL,
    source="Cadre de suivi",
    breakdowns=MEMBER_FILTERS,
    size=size,
    when_empty=WHEN_EMPTY,
)
