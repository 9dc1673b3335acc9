"""The decisions that concern the offers which an organisation uses."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from dse.query import Query

_DECISIONS = """
with used as (
    select offer_id, max(year) as last_year, count(*) as uses from offer_uses
    where organisation_id = $organisation_id group by offer_id
)
select decisions.decision_id, decisions.decided_on, decisions.decision, decisions.status, decisions.outcome, offers.title as offer,
    used.last_year, used.uses
from decisions
join used on used.offer_id = decisions.offer_id
join offers on offers.offer_id = decisions.offer_id
order by decisions.decided_on desc, decisions.decision_id
"""


class OfferDecision(NamedTuple):
    """A decision on an offer, and how often and in which last year the organisation used it."""

    decision_id: str
    decided_on: date
    decision: str
    status: str
    outcome: str | None
    offer: str
    last_year: int
    uses: int


def read_decisions(query: Query, organisation_id: str) -> list[OfferDecision]:
    """The latest decision first."""
    return [
        OfferDecision(**row)
        for row in query.with_parameters(organisation_id=organisation_id).read(_DECISIONS).to_pylist()
    ]
