"""What was decided and is overdue."""

from __future__ import annotations

import pandas as pd

from dse import french, sentences
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.query import Query

_SAY = sentences.read(__file__)

_OVERDUE = """
select decisions.decision, decisions.occasion, decisions.decided_on, decisions.due_on, decisions.status,
    date_diff('day', decisions.due_on, reference.as_of) as days_late
from decisions cross join reference
where decisions.due_on < reference.as_of and decisions.closed_on is null
and decisions.status in ('A_FAIRE', 'EN_COURS')
order by decisions.due_on, decisions.decision_id
"""


def overdue(query: Query) -> pd.DataFrame:
    """One row a decision neither done nor dropped whose term had passed on the last day known, oldest first."""
    return query(_OVERDUE)


def _finding(frame: pd.DataFrame) -> Finding:
    oldest = frame.iloc[0]
    return Finding(_SAY("decisions_overdue.overdue", n=len(frame), day=french.day(oldest["due_on"])))


FIGURES = (
    Figure(
        id="decisions_overdue",
        page="vue-ensemble",
        question="Quelles décisions sont échues ?",
        rows=overdue,
        columns=(
            c.DECISION,
            c.DECISION_DUE,
            c.DAYS_LATE,
            c.OCCASION,
            c.DECIDED_ON,
            c.DECISION_STATUS,
            c.MARK,
        ),
        finding=_finding,
        method=_SAY("decisions_overdue.method"),
        source="Décisions",
        breakdowns=(),
        size=lambda frame: french.count(len(frame), "décision"),
        when_empty="Aucune décision échue.",
        rule=Rule("rows"),
        as_of_today=True,
        scalars={"decisions": lambda frame: float(len(frame))},
    ),
)
