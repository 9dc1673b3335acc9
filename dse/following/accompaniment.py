"""The sheet of an accompaniment: its steps beside the usual delays, its costs, who takes part, and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from dse.following import outputs, related_rows
from dse.following.answers import AnswerAbout, TextAbout, read_answers, read_texts
from dse.following.outputs import Output
from dse.following.related_rows import CitedChange, Decision, Mark
from dse.following.roles import put_in_order
from dse.following.usual_delays import UsualDelays, read_usual_delays
from dse.query import Query

_ACCOMPANIMENT = """
select requested.accompaniment_id as id, requested.title, requested.kind, requested.status, accompaniments.offer_id,
    offers.title as offer, requested.requested_on, requested.decided_on, requested.started_on, requested.ended_on,
    requested.cost_eur, accompaniments.cofinancing_eur, requested.country, accompaniments.sector, reference.as_of
from requested
join accompaniments on accompaniments.accompaniment_id = requested.accompaniment_id
cross join reference
left join offers on offers.offer_id = accompaniments.offer_id
where requested.accompaniment_id = $id
"""
_PARTS = """
select parts.organisation_id, organisations.name, parts.role, profile.actor_family
from accompaniment_organisations as parts
join organisations on organisations.organisation_id = parts.organisation_id
join requested on requested.accompaniment_id = parts.accompaniment_id
left join profile_spans as profile on profile.organisation_id = parts.organisation_id
    and requested.requested_on >= profile.valid_from and requested.requested_on < profile.valid_until
where parts.accompaniment_id = $id
"""


class Accompaniment(NamedTuple):
    """An accompaniment; days that its status denies, and those to come, are None."""

    id: str
    title: str
    kind: str
    status: str
    offer_id: str | None
    offer: str | None
    requested_on: date
    decided_on: date | None
    started_on: date | None
    ended_on: date | None
    cost_eur: Decimal | None
    cofinancing_eur: Decimal | None
    country: str | None
    sector: str | None
    as_of: date


class Part(NamedTuple):
    """An organisation that takes part, in a role, and its family on the day of the request."""

    organisation_id: str
    name: str
    role: str
    actor_family: str | None


@dataclass(frozen=True)
class AccompanimentSheet:
    """What is known of an accompaniment."""

    accompaniment: Accompaniment
    usual: UsualDelays
    parts: tuple[Part, ...]
    marks: tuple[Mark, ...]
    outputs: tuple[Output, ...]
    changes: tuple[CitedChange, ...]
    answers: tuple[AnswerAbout, ...]
    texts: tuple[TextAbout, ...]
    decisions: tuple[Decision, ...]


def read_sheet(query: Query, accompaniment_id: str) -> AccompanimentSheet | None:
    """The sheet of that identifier; None where there is none."""
    of_one = query.with_parameters(id=accompaniment_id)
    rows = of_one.read(_ACCOMPANIMENT).to_pylist()
    if not rows:
        return None
    accompaniment = Accompaniment(**rows[0])
    return AccompanimentSheet(
        accompaniment,
        read_usual_delays(query),
        put_in_order([Part(**row) for row in of_one.read(_PARTS).to_pylist()], "accompaniment_roles"),
        tuple(related_rows.read_marks(query, related_rows.ACCOMPANIMENT, accompaniment_id)),
        tuple(outputs.read_of_accompaniment(query, accompaniment_id)),
        tuple(related_rows.read_changes(query, related_rows.ACCOMPANIMENT, accompaniment_id)),
        tuple(read_answers(query, related_rows.ACCOMPANIMENT, accompaniment_id)),
        tuple(read_texts(query, related_rows.ACCOMPANIMENT, accompaniment_id)),
        tuple(related_rows.read_decisions(query, accompaniment.offer_id)),
    )
