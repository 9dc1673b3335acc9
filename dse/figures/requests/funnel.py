"""What becomes of the requests: the steps from request to end."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from dse import charts, french, sentences, theme
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS, REQUEST_DETAIL
from dse.figures.figure import Figure, Finding
from dse.figures.records import ACCOMPANIMENTS
from dse.figures.requests.delays import quantiles
from dse.figures.requests.starts import PAGE, SOURCE
from dse.query import Query
from dse.query.relations import UNDECIDED

_SAY = sentences.read(__file__)
ACCEPTED = "('ACCORDE', 'EN_COURS', 'TERMINE')"
DROPPED = "('REFUSE', 'ABANDONNE')"
STEPS = ("DEMANDE", "ACCORDE", "DEMARRE", "TERMINE")
# A row a request and step: whether it is reached or still may be, its day, and that of the step before.
_STEPS = f"""
with steps as (
    select step, status, requested_on,
        case step when 0 then true when 1 then status in {ACCEPTED} or has_started
            when 2 then has_started else status = 'TERMINE' and has_started end as is_reached,
        case step when 0 then false when 1 then status in {UNDECIDED} and not has_started
            when 2 then status in {ACCEPTED} and not has_started
            else has_started and status <> 'TERMINE' and status not in {DROPPED} end as is_pending,
        case step when 1 then decided_on when 2 then started_on when 3 then ended_on end as day,
        case step when 1 then requested_on when 2 then decided_on when 3 then started_on end as day_before
    from chosen_requested cross join (values (0), (1), (2), (3)) as steps(step)
)
"""
_COUNTS = (
    _STEPS
    + """
select step, count(*) as requests, count(case when is_reached then 1 end) as reached,
    count(case when status = 'REFUSE' and not is_reached then 1 end) as refused,
    count(case when status = 'ABANDONNE' and not is_reached then 1 end) as abandoned,
    count(case when is_pending then 1 end) as pending
from steps group by step order by step
"""
)
_WAITS = (
    _STEPS
    + """,
waits as (
    select step, 'STEP' as since, date_diff('day', day_before, day) as days from steps where is_reached
    union all
    select step, 'REQUEST' as since, date_diff('day', requested_on, day) as days from steps where is_reached
)
select step, since, days, count(*) as waits from waits where days is not null
group by step, since, days order by step, since, days
"""
)


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
    c.REQUESTS_ALL,
)


def funnel(query: Query) -> pd.DataFrame:
    """One row a step from request to end: how many reach it, who dropped out or waits before it, and median delays.

    `refused_here` and `abandoned_here` count since the step before; with `pending` and `reached` they are all who reached it.
    """
    counts, waits = query.arrays(_COUNTS), query.arrays(_WAITS)
    if not len(counts["step"]):
        return c.empty_frame(_COLUMNS)
    low, middle, high = np.transpose([_quartiles(waits, step, "STEP") for step in counts["step"]])
    return pd.DataFrame(
        {
            **counts,
            "step": STEPS,
            "reached_pct": 100.0 * counts["reached"] / counts["requests"],
            "median_days": [_quartiles(waits, step, "REQUEST")[1] for step in counts["step"]],
            "step_days": middle,
            "step_low_days": low,
            "step_high_days": high,
            "refused_here": np.diff(counts["refused"], prepend=counts["refused"][0]),
            "abandoned_here": np.diff(counts["abandoned"], prepend=counts["abandoned"][0]),
        }
    )


def _quartiles(waits: dict[str, np.ndarray], step: int, since: str) -> np.ndarray:
    """The quartiles of the days to a step since the one before or since the request; NaN where none is known."""
    rows = (waits["step"] == step) & (waits["since"] == since)
    if not rows.any():
        return np.full(3, np.nan)
    return quantiles(waits["days"][rows], waits["waits"][rows], [0.25, 0.5, 0.75])


def _finding(frame: pd.DataFrame) -> Finding:
    steps = frame.set_index("step")
    started, requests = steps.loc["DEMARRE"], int(frame["reached"].iloc[0])
    sentence = _SAY(
        "requests_funnel.told",
        started=_SAY(
            "requests_funnel.few" if requests < french.FEWEST else "requests_funnel.share",
            rate=started["reached_pct"],
            reached=started["reached"],
            requests=requests,
        ),
        refused=started["refused"],
        abandoned=started["abandoned"],
        waiting=_count_waiting(steps),
    )
    return Finding(sentence)


def _count_waiting(steps: pd.DataFrame) -> int:
    """Those that wait for a decision or for their start; rows by step."""
    return int(steps.loc[["ACCORDE", "DEMARRE"], "pending"].sum())


def _read(frame: pd.DataFrame, name: str) -> float:
    """What a column says of the start."""
    return float(frame.set_index("step").loc["DEMARRE", name])


def _days(days: float) -> str:
    return french.count(days, "jour")


def _chart(frame: pd.DataFrame) -> charts.Chart:
    return charts.funnel(
        frame,
        c.STEP,
        parts=(c.REACHED, c.PENDING, c.REFUSED_HERE, c.ABANDONED_HERE),
        colours=(theme.ACCENT, theme.ACCENT_SOFT, theme.WARNING, theme.NEUTRAL),
        texts=[_describe(row, int(frame["reached"].iloc[0])) for _, row in frame.iterrows()],
    )


def _describe(row: pd.Series, requests: int) -> str:
    if row["step"] == "DEMANDE":
        return ""
    wait = (
        "" if pd.isna(row["step_days"]) else f" · {_days(row['step_days'])} depuis l’étape d’avant (médiane)"
    )
    of_all = "" if requests < french.FEWEST else " des demandes"
    return f"{french.share(row['reached_pct'], requests)}{of_all}{wait}"


FIGURE = Figure(
    id="requests_funnel",
    requires=(ACCOMPANIMENTS,),
    page=PAGE,
    position=("demandes", 10),
    question=_SAY("requests_funnel.question"),
    rows=funnel,
    columns=_COLUMNS,
    report_columns=("reached", "reached_pct", "refused_here", "abandoned_here", "step_days"),
    finding=_finding,
    chart=_chart,
    method=_SAY("requests_funnel.method"),
    detail=(_SAY("requests_funnel.detail"), *REQUEST_DETAIL),
    source=f"{SOURCE}, à la date de la demande",
    breakdowns=ACCOMPANIMENT_FILTERS,
    size=lambda frame: french.count(int(frame["reached"].iloc[0]), "demande"),
    scalars={
        "started_pct": partial(_read, name="reached_pct"),
        "refused": partial(_read, name="refused"),
        "abandoned": partial(_read, name="abandoned"),
        "waiting": lambda frame: float(_count_waiting(frame.set_index("step"))),
    },
)
