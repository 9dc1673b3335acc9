"""Where each indicator stands, breakdown by breakdown."""

from __future__ import annotations

import pandas as pd

from dse import charts, sentences
from dse.charts.bullet import COLOURS, bullets
from dse.figures import columns as c
from dse.figures.events import MEMBER_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.framework.measured import WHOLE
from dse.figures.framework.periods import periods
from dse.figures.framework.wording import COLUMNS, DETAIL, PAGE, PARTS, counts, size
from dse.figures.paging import Paging
from dse.indicator_status import LATE, MISSED, ON_TRACK, REACHED, UNKNOWN
from dse.query import Query

_SAY = sentences.read(__file__)

MOST_BULLETS = 24
COUNTS = {
    REACHED: c.REACHED_COUNT,
    ON_TRACK: c.ON_TRACK_COUNT,
    LATE: c.LATE_COUNT,
    MISSED: c.MISSED_COUNT,
    UNKNOWN: c.UNKNOWN_COUNT,
}


def by_breakdown(query: Query) -> pd.DataFrame:
    """The latest period of each breakdown of each indicator: a family, a region, another territory."""
    latest = periods(query, latest=True)
    return latest[latest["breakdown"] != WHOLE]


def _finding(frame: pd.DataFrame) -> Finding:
    return Finding(_SAY("indicators_by_breakdown.counted", n=len(frame), counts=counts(frame, PARTS)))


def _chart(frame: pd.DataFrame) -> charts.Chart:
    """Each breakdown where they can be read one by one, else how many of each indicator stand where."""
    if len(frame) <= MOST_BULLETS:
        return bullets(frame, group=c.INDICATOR, row=c.BREAKDOWN, status=c.STATUS)
    counted = frame.groupby(["indicator_id", "title", "status"]).size().unstack(fill_value=0)
    counted = counted.reindex(columns=list(COUNTS), fill_value=0).rename(
        columns={status: column.name for status, column in COUNTS.items()}
    )
    return charts.stacked_bars(
        counted.reset_index(),
        row=c.INDICATOR,
        parts=tuple(COUNTS.values()),
        colours=tuple(COLOURS[status] for status in COUNTS),
    )


FIGURE = Figure(
    id="indicators_by_breakdown",
    page=PAGE,
    position=("", 30),
    question="Et famille par famille, territoire par territoire ?",
    rows=by_breakdown,
    columns=COLUMNS,
    report_columns=("status", "actual", "target", "progress_pct", "value", "elapsed_pct", "note"),
    finding=_finding,
    chart=_chart,
    paging=Paging(("title", "breakdown_label")),
    method=_SAY("indicators_by_breakdown.method"),
    detail=DETAIL,
    source="Cadre de suivi",
    breakdowns=MEMBER_FILTERS,
    size=size,
    when_empty="Aucun indicateur n’est ventilé pour ce choix.",
)
