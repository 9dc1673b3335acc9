"""The share of the members served at least once over the whole period."""

from __future__ import annotations

import pandas as pd

from dse import french, sentences
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.records import CARRIERS, MEMBERSHIPS
from dse.figures.uptake.served import ACCOMPANIED, PAGE, RATE_DETAIL, SOURCE, count_served
from dse.query import Query

_SAY = sentences.read(__file__)


def rate_of_period(query: Query) -> pd.DataFrame:
    """One row: distinct members of the whole period, those served at least once, and the rate in percent."""
    members, users = count_served(query, ACCOMPANIED)
    rows = [(members, users, 100.0 * users / members)] if members else []
    return pd.DataFrame(rows, columns=["members", "users", "rate_pct"])


def _finding(frame: pd.DataFrame) -> Finding:
    members, users = int(frame["members"].iloc[0]), int(frame["users"].iloc[0])
    of_all = french.of_whole(100 * users / members, members).strip()
    key = "uptake_of_period.some" if users else "uptake_of_period.none"
    return Finding(_SAY(key, users=users, members=members, of_all=of_all))


FIGURE = Figure(
    id="uptake_of_period",
    requires=(CARRIERS, MEMBERSHIPS),
    page=PAGE,
    position=("profils", 40),
    question=_SAY("uptake_of_period.question"),
    rows=rate_of_period,
    columns=(c.MEMBERS, c.USERS, c.RATE),
    finding=_finding,
    method=_SAY("uptake_of_period.method"),
    detail=RATE_DETAIL,
    source=f"{SOURCE}, à la date de démarrage",
    breakdowns=ACCOMPANIMENT_FILTERS,
    size=lambda frame: f"{french.count(int(frame['members'].iloc[0]), 'membre')} de la période",
    scalars={"rate_pct": lambda frame: float(frame["rate_pct"].iloc[0])},
)
