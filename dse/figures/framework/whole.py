"""Where each indicator stands, as a whole."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import french
from dse.charts.bullet import bullets
from dse.figures import columns as c
from dse.figures.events import MEMBER_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.framework.measured import WHOLE
from dse.figures.framework.periods import periods
from dse.figures.framework.told import COLUMNS, METHOD, PAGE, WHEN_EMPTY, WHOLES, counts, size
from dse.progress import LATE, MISSED, REACHED
from dse.query import Ask


def of_all(ask: Ask) -> pd.DataFrame:
    """The latest period of each indicator as a whole; of a family or a region where some are chosen."""
    latest = periods(ask, latest=True)
    if ask.selection.families or ask.selection.regions:
        return latest
    return latest[latest["breakdown"] == WHOLE]


def _finding(frame: pd.DataFrame) -> Finding:
    of_all_ = f"{french.count(len(frame), 'indicateur')} : {counts(frame, WHOLES)}"
    late = frame[frame["status"] == LATE]
    share = frame["status"].isin((LATE, MISSED)).mean()
    if late.empty:
        return Finding(f"{of_all_}.", float(share))
    last = late.loc[(late["elapsed_pct"] - late["progress_pct"]).idxmax()]
    worst = (
        f"le plus en retard, « {last['title']} », a fait {french.percent(max(0.0, last['progress_pct']))} du chemin "
        f"en {french.percent(last['elapsed_pct'])} du temps"
    )
    return Finding(f"{of_all_} ; {worst}.", float(share))


def _how_many(frame: pd.DataFrame, *statuses: str) -> float:
    return float(frame["status"].isin(statuses).sum())


FIGURE = Figure(
    id="indicators_progress",
    page=PAGE,
    question="Où en sont nos indicateurs ?",
    rows=of_all,
    columns=COLUMNS,
    finding=_finding,
    chart=partial(bullets, group=c.OBJECTIVE, row=c.INDICATOR, status=c.STATUS),
    method=METHOD + "La dernière période qui touche les années choisies, pour l’ensemble.",
    source="Cadre de suivi",
    breakdowns=MEMBER_FILTERS,
    size=size,
    when_empty=WHEN_EMPTY,
    scalars={
        "reached": lambda frame: _how_many(frame, REACHED),
        "late": lambda frame: _how_many(frame, LATE, MISSED),
    },
)
