"""What becomes of the requests: the steps from request to end."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dse import charts, french, theme
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.requests.starts import PAGE, SOURCE
from dse.query import Query

ACCEPTED = ("ACCORDE", "EN_COURS", "TERMINE")
DROPPED = ("REFUSE", "ABANDONNE")
WAITING_FOR_DECISION = ("DEMANDE", "INSTRUCTION")


_REQUESTS = """
select status, started_on, requested_on, decided_on, ended_on
from chosen_requested
order by requested_on, accompaniment_id
"""


_COLUMNS = (
    c.STEP,
    c.REACHED,
    c.REACHED_SHARE,
    c.PENDING,
    c.REFUSED_HERE,
    c.ABANDONED_HERE,
    c.STEP_DAYS,
    c.STEP_DAYS_LOW,
    c.STEP_DAYS_HIGH,
    c.REFUSED,
    c.ABANDONED,
    c.MEDIAN_DAYS,
)
_DAYS = {"DEMANDE": "requested_on", "ACCORDE": "decided_on", "DEMARRE": "started_on", "TERMINE": "ended_on"}


def funnel(query: Query) -> pd.DataFrame:
    """One row a step from request to end: how many reach it, who dropped out or waits before it, and median delays.

    `refused_here` and `abandoned_here` count since the step before; with `pending` and `reached` they are all who reached it.
    """
    rows = query(_REQUESTS)
    if rows.empty:
        return pd.DataFrame(columns=[column.name for column in _COLUMNS])
    frame = pd.DataFrame([_step(code, rows, *groups) for code, groups in _steps(rows).items()])
    lost: dict[str, Any] = {
        f"{name}_here": frame[name].diff().fillna(0).astype("int64") for name in ("refused", "abandoned")
    }
    return frame.assign(**lost)


def _steps(rows: pd.DataFrame) -> dict[str, tuple[pd.Series, pd.Series]]:
    """Of each step, who has reached it and who still may."""
    status = rows["status"]
    started = rows["started_on"].notna()
    accepted = status.isin(ACCEPTED) | started
    finished = (status == "TERMINE") & started
    return {
        "DEMANDE": (status.notna(), status.isna()),
        "ACCORDE": (accepted, status.isin(WAITING_FOR_DECISION) & ~accepted),
        "DEMARRE": (started, status.isin(ACCEPTED) & ~started),
        "TERMINE": (finished, started & ~finished & ~status.isin(DROPPED)),
    }


def _step(code: str, rows: pd.DataFrame, reached: pd.Series, pending: pd.Series) -> dict[str, Any]:
    out = ~reached
    steps = list(_DAYS)
    before = steps[max(0, steps.index(code) - 1)]
    waits = _waits(rows[reached], "DEMANDE", code)
    low, middle, high = _waits(rows[reached], before, code).quantile([0.25, 0.5, 0.75])
    return {
        "step": code,
        "reached": int(reached.sum()),
        "reached_pct": 100.0 * reached.sum() / len(rows),
        "refused": int((out & (rows["status"] == "REFUSE")).sum()),
        "abandoned": int((out & (rows["status"] == "ABANDONNE")).sum()),
        "pending": int(pending.sum()),
        "median_days": waits.median(),
        "step_days": middle,
        "step_low_days": low,
        "step_high_days": high,
    }


def _waits(rows: pd.DataFrame, before: str, after: str) -> pd.Series:
    """Days from one step to another, of those whose two dates are known; none from a step to itself."""
    if before == after:
        return pd.Series(dtype=float)
    first, last = (pd.to_datetime(rows[_DAYS[step]]) for step in (before, after))
    return (last - first).dt.days.dropna().astype(float)


def _finding(frame: pd.DataFrame) -> Finding:
    steps = frame.set_index("step")
    started = steps.loc["DEMARRE"]
    waiting = int(steps.loc[["ACCORDE", "DEMARRE"], "pending"].sum())
    decision, start = steps.loc["ACCORDE", "step_days"], started["step_days"]
    wait = (
        ""
        if pd.isna(decision) or pd.isna(start)
        else f" ; délais médians : {_days(decision)} jusqu’à la décision, puis {_days(start)} jusqu’au démarrage"
    )
    return Finding(
        f"{french.percent(started['reached_pct'])} des demandes ont démarré ; "
        f"{french.count(int(started['refused']), 'refus', 'refus')}, {french.count(int(started['abandoned']), 'abandon')} avant le "
        f"démarrage, {french.number(waiting)} en attente{wait}."
    )


def _days(days: float) -> str:
    return french.count(round(days), "jour")


def _chart(frame: pd.DataFrame) -> charts.Chart:
    return charts.funnel(
        frame,
        c.STEP,
        parts=(c.REACHED, c.PENDING, c.REFUSED_HERE, c.ABANDONED_HERE),
        colours=(theme.ACCENT, theme.ACCENT_SOFT, theme.WARNING, theme.NEUTRAL),
        said=[_said(row) for _, row in frame.iterrows()],
    )


def _said(row: pd.Series) -> str:
    if row["step"] == "DEMANDE":
        return ""
    wait = (
        "" if pd.isna(row["step_days"]) else f" · {_days(row['step_days'])} depuis l’étape d’avant (médiane)"
    )
    return f"{french.percent(row['reached_pct'])} des demandes{wait}"


FIGURE = Figure(
    id="requests_funnel",
    page=PAGE,
    question="Que deviennent les demandes ?",
    rows=funnel,
    columns=_COLUMNS,
    essential=("reached", "reached_pct", "refused_here", "abandoned_here", "step_days"),
    finding=_finding,
    chart=_chart,
    method="Demandes déposées sur la période, suivies jusqu’au dernier jour connu. Chaque barre est faite de celles qui avaient atteint "
    "l’étape d’avant : celles qui passent, celles qui attendent encore, celles qui ont été refusées, celles qui ont été "
    "abandonnées. Une demande abandonnée sans avoir démarré est comptée avant l’accord, qu’elle ait été accordée ou non : le "
    "registre ne le dit pas. Les délais ne portent que sur celles qui ont atteint l’étape et dont les deux dates sont connues ; "
    "celles qui attendent encore n’y sont pas, si bien que les années récentes paraissent plus rapides qu’elles ne le seront.",
    source=f"{SOURCE}, à la date de la demande",
    breakdowns=ACCOMPANIMENT_FILTERS,
    size=lambda frame: french.count(int(frame["reached"].iloc[0]), "demande"),
    scalars={"started_pct": lambda frame: float(frame.set_index("step").loc["DEMARRE", "reached_pct"])},
)
