"""What becomes of the requests: the steps from request to end."""

from __future__ import annotations

import altair
import pandas as pd

from dse import charts, french
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS, CHOSEN
from dse.figures.figure import Figure, Finding
from dse.figures.requests.starts import PAGE, SOURCE
from dse.query import Ask

ACCEPTED = ("ACCORDE", "EN_COURS", "TERMINE")
DROPPED = ("REFUSE", "ABANDONNE")
WAITING_FOR_DECISION = ("DEMANDE", "INSTRUCTION")


_REQUESTS = f"""
select status, started_on, requested_on, decided_on, ended_on
from requested where {CHOSEN}
order by requested_on, accompaniment_id
"""


_COLUMNS = (c.STEP, c.REACHED, c.REACHED_SHARE, c.REFUSED, c.ABANDONED, c.PENDING, c.MEDIAN_DAYS)


def funnel(ask: Ask) -> pd.DataFrame:
    """One row a step from request to end: how many reach it, who dropped out before, median days from the request."""
    rows = ask(_REQUESTS)
    if rows.empty:
        return pd.DataFrame(columns=[column.name for column in _COLUMNS])
    status = rows["status"]
    started = rows["started_on"].notna()
    accepted = status.isin(ACCEPTED) | started
    finished = (status == "TERMINE") & started
    steps = [
        _step("DEMANDE", rows, status.notna(), None, "requested_on"),
        _step("ACCORDE", rows, accepted, status.isin(WAITING_FOR_DECISION) & ~accepted, "decided_on"),
        _step("DEMARRE", rows, started, status.isin(ACCEPTED) & ~started, "started_on"),
        _step("TERMINE", rows, finished, started & ~finished & ~status.isin(DROPPED), "ended_on"),
    ]
    return pd.DataFrame(steps)


def _step(
    code: str, rows: pd.DataFrame, reached: pd.Series, pending: pd.Series | None, day: str
) -> dict[str, object]:
    out = ~reached
    waits = (
        pd.to_datetime(rows.loc[reached, day]) - pd.to_datetime(rows.loc[reached, "requested_on"])
    ).dt.days.dropna()
    return {
        "step": code,
        "reached": int(reached.sum()),
        "reached_pct": 100.0 * reached.sum() / len(rows),
        "refused": int((out & (rows["status"] == "REFUSE")).sum()),
        "abandoned": int((out & (rows["status"] == "ABANDONNE")).sum()),
        "pending": 0 if pending is None else int(pending.sum()),
        "median_days": None if code == "DEMANDE" or waits.empty else float(waits.median()),
    }


def _finding(frame: pd.DataFrame) -> Finding:
    steps = frame.set_index("step")
    started = steps.loc["DEMARRE"]
    waiting = int(steps.loc[["ACCORDE", "DEMARRE"], "pending"].sum())
    wait = (
        ""
        if pd.isna(started["median_days"])
        else f", en {french.number(started['median_days'])} jours au plus pour la moitié des démarrés"
    )
    return Finding(
        f"{french.percent(started['reached_pct'])} des demandes ont démarré{wait} ; "
        f"{french.count(int(started['refused']), 'refus', 'refus')}, {french.count(int(started['abandoned']), 'abandon')}, "
        f"{french.number(waiting)} en attente."
    )


def _chart(frame: pd.DataFrame) -> altair.Chart:
    text = pd.Series([_step_text(row) for _, row in frame.iterrows()])
    return charts.ranked_bars(frame, row=c.STEP, value=c.REACHED, text=text, sort=False)


def _step_text(row: pd.Series) -> str:
    wait = "" if pd.isna(row["median_days"]) else f", délai médian {french.number(row['median_days'])} jours"
    return f"{french.number(row['reached'])} ({french.percent(row['reached_pct'])}){wait}"


FIGURE = Figure(
    id="requests_funnel",
    page=PAGE,
    question="Que deviennent les demandes ?",
    rows=funnel,
    columns=_COLUMNS,
    finding=_finding,
    chart=_chart,
    method="Demandes déposées sur la période, suivies jusqu’au dernier jour connu. Refus et abandons comptent parmi celles qui n’ont pas atteint l’étape ; les délais partent de la demande et ne portent que sur celles qui l’ont atteinte.",
    source=f"{SOURCE}, à la date de la demande",
    breakdowns=ACCOMPANIMENT_FILTERS,
    size=lambda frame: french.count(int(frame["reached"].iloc[0]), "demande"),
    scalars={"started_pct": lambda frame: float(frame.set_index("step").loc["DEMARRE", "reached_pct"])},
)
