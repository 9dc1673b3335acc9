"""How long a new member waits for its first accompaniment, where leaving can come first."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import charts, french, sentences, stats
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS, LEVEL_PERCENT, STARTED_DETAIL
from dse.figures.figure import Figure, Finding
from dse.figures.records import CARRIERS, MEMBERSHIPS
from dse.figures.uptake.arrivals import COLUMNS, HORIZONS, time_to_first
from dse.figures.uptake.served import PAGE

_COMPARED = {
    "HAUSSE": "time_to_first.faster",
    "BAISSE": "time_to_first.slower",
    "AUCUNE": "time_to_first.alike",
}
_SAY = sentences.read(__file__)


def _finding(frame: pd.DataFrame) -> Finding:
    rows = frame[frame["cohort"] == frame["cohort"].iloc[0]].set_index("days")
    horizons = [(years, rows.loc[day]) for years, day in HORIZONS.items() if day in rows.index]
    members, last = int(rows["cohort_members"].iloc[0]), rows.iloc[-1]
    if members < stats.FEWEST_MEMBERS or not horizons:
        happened, left = int(last["happened"]), int(last["left"])
        return Finding(_SAY("time_to_first.few", members=members, happened=happened, left=left))
    shares = [_SAY(f"time_to_first.after_{years}", share=row["incidence_pct"]) for years, row in horizons]
    left = horizons[-1][1]["left_pct"]
    sentence = _SAY("time_to_first.told", shares=shares, left=left, members=members, compared=_compare(frame))
    return Finding(sentence, _weight(frame))


def _compare(frame: pd.DataFrame) -> str:
    """What is said of the last who joined."""
    key = _COMPARED.get(frame["tendency"].iloc[0])
    return _SAY(key, cohort=frame["cohort"].iloc[-1]) if key else ""


def _weight(frame: pd.DataFrame) -> float:
    """How far the last cohort and the earlier ones are apart after a year, where a word says that they are."""
    if frame["tendency"].iloc[0] not in charts.CLEAR:
        return 0.0
    at_one = frame[frame["days"] == HORIZONS[1]].set_index("cohort")["incidence_pct"]
    last = at_one.get(frame["cohort"].iloc[-1])
    return 0.0 if last is None else abs(float(last - at_one.iloc[0])) / 100


def _chart(frame: pd.DataFrame) -> charts.Chart:
    return charts.step_curves(frame, c.INCIDENCE, c.COHORT, band=(c.INCIDENCE_LOW, c.INCIDENCE_HIGH))


def _share_at(years: int, frame: pd.DataFrame) -> float | None:
    rows = frame[(frame["cohort"] == frame["cohort"].iloc[0]) & (frame["days"] == HORIZONS[years])]
    return float(rows["incidence_pct"].iloc[0]) if len(rows) else None


FIGURE = Figure(
    id="time_to_first",
    requires=(CARRIERS, MEMBERSHIPS),
    page=PAGE,
    position=("fidelite", 10),
    compares=True,
    question=_SAY("time_to_first.question"),
    rows=time_to_first,
    columns=COLUMNS,
    report_columns=("days", "at_risk", "incidence_pct", "low_pct", "high_pct"),
    finding=_finding,
    chart=_chart,
    method=_SAY("time_to_first.method"),
    detail=(
        _SAY(
            "time_to_first.detail",
            members=stats.FEWEST_MEMBERS,
            group=stats.FEWEST_IN_GROUP,
            level=LEVEL_PERCENT,
        ),
        *STARTED_DETAIL,
    ),
    source="Adhésions, accompagnements, de l’adhésion au démarrage",
    breakdowns=ACCOMPANIMENT_FILTERS,
    size=lambda frame: french.count(int(frame["cohort_members"].iloc[0]), "membre arrivé", "membres arrivés"),
    when_empty=_SAY("time_to_first.when_empty", fewest=stats.FEWEST_IN_GROUP),
    scalars={"one_year_pct": partial(_share_at, 1), "three_years_pct": partial(_share_at, 3)},
)
