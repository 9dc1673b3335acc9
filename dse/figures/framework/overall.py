"""Where each indicator stands, as a whole."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from dse import charts, french, sentences
from dse.charts.bullet import bullets
from dse.figures import columns as c
from dse.figures.events import MEMBER_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.framework.measured import WHOLE
from dse.figures.framework.periods import periods
from dse.figures.framework.wording import COLUMNS, DETAIL, PAGE, PARTS, WHEN_EMPTY, WHOLES, counts, size
from dse.figures.paging import Paging
from dse.indicator_status import LATE, MISSED, ON_TRACK, REACHED
from dse.query import Query

_SAY = sentences.read(__file__)

SIMPLE_PARTS = {
    french.percent(100 * top / bottom): name
    for top, bottom, name in (
        (1, 4, "quarter"),
        (1, 3, "third"),
        (1, 2, "half"),
        (2, 3, "two_thirds"),
        (3, 4, "three_quarters"),
    )
}
_WORST = {MISSED: "indicators_progress.farthest", LATE: "indicators_progress.latest"}
_ALONE = {MISSED: "indicators_progress.only_missed", LATE: "indicators_progress.only_late"}
LEAST_WEIGHT = 0.05  # where the framework stands is always worth remembering


def of_all(query: Query) -> pd.DataFrame:
    """The latest period of each indicator as a whole; of a family or a region where some are chosen."""
    latest = periods(query, latest=True)
    if query.selection.families or query.selection.regions:
        return latest
    return latest[latest["breakdown"] == WHOLE]


def _finding(frame: pd.DataFrame) -> Finding:
    indicators = frame["indicator_id"].nunique()
    if len(frame) > indicators:
        stand = _SAY(
            "indicators_progress.values", n=indicators, values=len(frame), counts=counts(frame, PARTS)
        )
    else:
        stand = _SAY("indicators_progress.indicators", n=indicators, counts=counts(frame, WHOLES))
    weight = max(LEAST_WEIGHT, float(frame["status"].isin((LATE, MISSED)).mean()))
    worst = list(_find_worst(frame))
    sentences_on_worst = [_describe_worst(row, is_alone=_is_alone(frame, row)) for row in worst]
    return Finding("".join([stand, *sentences_on_worst]), weight, named=tuple(row["title"] for row in worst))


def _find_worst(frame: pd.DataFrame) -> Iterator[pd.Series]:
    """The furthest behind among what was missed, and among what is late."""
    for status in _WORST:
        behind = frame[(frame["status"] == status) & frame["progress_pct"].notna()]
        if len(behind):
            yield behind.loc[(behind["elapsed_pct"] - behind["progress_pct"]).idxmax()]


def _is_alone(frame: pd.DataFrame, row: pd.Series) -> bool:
    return (frame["status"] == row["status"]).sum() == 1


def _describe_worst(row: pd.Series, *, is_alone: bool) -> str:
    names = _ALONE if is_alone else _WORST
    return _SAY(names[row["status"]], title=row["title"], moved=_describe_move(row))


def _describe_move(row: pd.Series) -> str:
    """`a fait 20 % du chemin, alors qu’un tiers de la période 2021-2023 est passé`; at its end, how it ends."""
    pct, period = row["progress_pct"], french.years(row["period_start"].year, row["period_end"].year)
    is_over = french.percent(row["elapsed_pct"]) == french.percent(100)
    way = _SAY(f"indicators_progress.{_name_way(pct)}{'_over' if is_over else ''}", pct=pct, period=period)
    if is_over:
        return way
    part = SIMPLE_PARTS.get(french.percent(row["elapsed_pct"]), "time")
    time = _SAY(f"indicators_progress.{part}", pct=row["elapsed_pct"], period=period)
    return _SAY("indicators_progress.so_far", way=way, time=time)


def _name_way(pct: float) -> str:
    if pct < 0:
        return "backwards"
    return "still" if french.percent(pct) == french.percent(0) else "way"


def _chart(frame: pd.DataFrame) -> charts.Chart:
    parts = frame["breakdown_label"]
    titles = frame["title"].where(parts == "", frame["title"] + " – " + parts)
    return bullets(frame.assign(title=titles), group=c.OBJECTIVE, row=c.INDICATOR, status=c.STATUS)


def _how_many(frame: pd.DataFrame, *statuses: str) -> float:
    return float(frame["status"].isin(statuses).sum())


FIGURE = Figure(
    id="indicators_progress",
    page=PAGE,
    position=("", 10),
    question="Où en sont nos indicateurs ?",
    rows=of_all,
    columns=COLUMNS,
    report_columns=("status", "actual", "target", "progress_pct", "value", "elapsed_pct", "note"),
    finding=_finding,
    chart=_chart,
    paging=Paging(("objective", "title", "breakdown_label")),
    method=_SAY("indicators_progress.method"),
    detail=(_SAY("indicators_progress.detail"), *DETAIL),
    source="Cadre de suivi",
    breakdowns=MEMBER_FILTERS,
    size=size,
    when_empty=WHEN_EMPTY,
    scalars={
        "reached": lambda frame: _how_many(frame, REACHED),
        "late": lambda frame: _how_many(frame, LATE, MISSED),
        "on_track": lambda frame: _how_many(frame, ON_TRACK),
        "late_so_far": lambda frame: _how_many(frame, LATE),
        "missed": lambda frame: _how_many(frame, MISSED),
    },
)
