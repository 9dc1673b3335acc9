"""How long a request usually waits: the delays of the figure on what becomes of requests, whatever is chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from dse.figures.requests.funnel import funnel
from dse.query import Query, Selection


class UsualDelays(NamedTuple):
    """Median days from request to decision, from decision to start and from start to end; None where none is known."""

    decision: float | None
    start: float | None
    end: float | None


def read_usual_delays(query: Query) -> UsualDelays:
    """The delays of all requests ever, as the page on requests gives them when nothing is chosen."""
    days = funnel(replace(query, selection=Selection())).set_index("step")["step_days"]
    return UsualDelays(*(_find_days(days, step) for step in ("ACCORDE", "DEMARRE", "TERMINE")))


def _find_days(days: pd.Series, step: str) -> float | None:
    return None if step not in days or pd.isna(days[step]) else float(days[step])
