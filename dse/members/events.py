"""Everything that happened between an organisation and the network, one dated event after the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from dse import french, sentences
from dse.figures.surveys.response import WAVES
from dse.members.profile import read_stays
from dse.query import Query
from schemas import codelists

_SAY = sentences.read(__file__)

STAY, REQUEST, ACTIVITY, PARTNERSHIP, CHANGE, SURVEY = (
    "Réseau",
    "Accompagnements",
    "Activités",
    "Partenariats",
    "Changements",
    "Enquêtes",
)
LANES = (STAY, REQUEST, ACTIVITY, PARTNERSHIP, CHANGE, SURVEY)
# What an event meant: what was given or answered, what waits, what came to nothing, and the rest.
SERVED, WAITING, IN_VAIN, OTHER = "A eu lieu", "En attente", "Sans suite", "Autre"
OUTCOMES = (SERVED, WAITING, IN_VAIN, OTHER)
CARRIERS = ("PORTEUR", "CO_PORTEUR")
NOT_DECIDED, GRANTED, ENDED_IN_VAIN = ("DEMANDE", "INSTRUCTION"), "ACCORDE", ("REFUSE", "ABANDONNE")
TOOK_PLACE = ("EN_COURS", "TERMINE")
ANSWERED = ("complete", "partial")
_RESPONSES = {status: f"responses.{status}" for status in (*ANSWERED, "invited", "not_invited", "ineligible")}

_ACCOMPANIMENTS = """
select parts.organisation_id, requested.accompaniment_id, requested.title, requested.kind, requested.status,
    requested.requested_on as day, requested.decided_on, requested.started_on, requested.ended_on, parts.role
from requested
join accompaniment_organisations as parts on parts.accompaniment_id = requested.accompaniment_id
join codelist_accompaniment_roles as roles on roles.code = parts.role
where list_contains($organisations, parts.organisation_id)
order by requested.requested_on, requested.accompaniment_id, parts.organisation_id, roles.rank
"""
_ACTIVITIES = """
select parts.organisation_id, activities.activity_id, activities.title, activities.kind, activities.held_on as day,
    activities.ended_on as until, parts.role, parts.participants
from participations as parts
join activities on activities.activity_id = parts.activity_id
join codelist_participation_roles as roles on roles.code = parts.role
cross join reference
where list_contains($organisations, parts.organisation_id) and parts.participants > 0
and activities.held_on <= reference.known_on
order by activities.held_on, activities.activity_id, parts.organisation_id, roles.rank
"""
_PARTNERSHIPS = """
select organisation_id, department, kind, depth, started_on as day, ended_on as until
from partnerships where list_contains($organisations, organisation_id) order by started_on, partnership_id
"""
_CHANGES = """
select organisation_id, observed_on as day, social_actor, description, direction, expected
from recorded_changes where list_contains($organisations, organisation_id) order by observed_on, change_id
"""
# Of a wave that is closed, and whose respondents are known.
_SURVEYS = f"""
with known as ({WAVES})
select registers.organisation_id, waves.closed_on as day, waves.wave as title, registers.response_status as status,
    count(replies.respondent_id) as respondents
from survey_registers as registers
join known as waves on waves.wave_id = registers.wave_id
cross join reference
left join survey_replies as replies on replies.wave_id = registers.wave_id
    and replies.unit_id = registers.organisation_id and replies.population = 'MEMBRE'
where list_contains($organisations, registers.organisation_id) and waves.closed_on <= reference.known_on
group by registers.organisation_id, waves.wave_id, waves.closed_on, waves.wave, registers.response_status
order by waves.closed_on
"""
Row = dict[str, Any]


class Event(NamedTuple):
    """Something that happened on a day, or from it to another (`until`, None where it goes on or was of one day).

    `lane` is one of LANES; `outcome` what it meant to the organisation; `title` what it is, `detail` what became of it.
    `subject_id` is that of an accompaniment or activity, which has a sheet.
    """

    lane: str
    organisation_id: str
    day: date
    until: date | None
    goes_on: bool
    title: str
    detail: str
    outcome: str = OTHER
    subject_id: str = ""


class Accompaniment(NamedTuple):
    """An accompaniment that an organisation takes part in; days that its status denies are None."""

    organisation_id: str
    title: str
    status: str
    roles: tuple[str, ...]
    requested_on: date
    decided_on: date | None
    started_on: date | None
    ended_on: date | None
    accompaniment_id: str = ""

    @property
    def is_carried(self) -> bool:
        """Whether the organisation asked for it, alone or with others."""
        return any(role in CARRIERS for role in self.roles)

    @property
    def outcome(self) -> str:
        """What the request became; what runs or is finished took place, whether or not its first day is known."""
        if self.started_on or self.status in TOOK_PLACE:
            return SERVED
        return IN_VAIN if self.status in ENDED_IN_VAIN else WAITING


def read_accompaniments(query: Query, organisations: Sequence[str]) -> list[Accompaniment]:
    """The accompaniments that some organisations take part in, in the order of their requests; roles of one are together."""
    rows = _read(query, organisations, _ACCOMPANIMENTS)
    by_part: dict[tuple[str, str], Accompaniment] = {}
    for row in rows:
        key = row["accompaniment_id"], row["organisation_id"]
        earlier = by_part[key].roles if key in by_part else ()
        dates = (row["decided_on"], row["started_on"], row["ended_on"])
        by_part[key] = Accompaniment(
            row["organisation_id"],
            row["title"],
            row["status"],
            (*earlier, row["role"]),
            row["day"],
            *dates,
            row["accompaniment_id"],
        )
    return list(by_part.values())


def read_events(query: Query, organisations: Sequence[str]) -> list[Event]:
    """All events of some organisations, the latest first."""
    events = [
        *map(_describe_stay, read_stays(query, organisations)),
        *map(_describe_accompaniment, read_accompaniments(query, organisations)),
        *_describe_activities(_read(query, organisations, _ACTIVITIES)),
        *map(_describe_partnership, _read(query, organisations, _PARTNERSHIPS)),
        *map(_describe_change, _read(query, organisations, _CHANGES)),
        *map(_describe_survey, _read(query, organisations, _SURVEYS)),
    ]
    return sorted(events, key=lambda event: (event.day, LANES.index(event.lane)), reverse=True)


def _read(query: Query, organisations: Sequence[str], sql: str) -> list[Row]:
    return query.with_parameters(organisations=list(organisations)).read(sql).to_pylist()


def _label(codelist: str, code: str) -> str:
    return codelists.labels(codelist).get(code, code)


def _name_roles(codelist: str, roles: Sequence[str]) -> str:
    return french.listed([_label(codelist, role).lower() for role in roles])


def _describe_stay(row: Row) -> Event:
    left_on = row["left_on"]
    detail = _SAY("events.left", day=left_on) if left_on else _SAY("events.stays")
    title = _SAY("events.joined" if row["stay"] == 1 else "events.came_back")
    return Event(STAY, row["organisation_id"], row["joined_on"], left_on, left_on is None, title, detail)


def _describe_accompaniment(work: Accompaniment) -> Event:
    roles = _name_roles("accompaniment_roles", work.roles)
    outcome = work.outcome if work.is_carried else OTHER
    goes_on = work.status in (*NOT_DECIDED, GRANTED, "EN_COURS")
    until = work.ended_on or (work.decided_on if work.outcome == IN_VAIN else None)
    detail = _SAY("events.role", role=roles, steps=_describe_steps(work))
    return Event(
        REQUEST,
        work.organisation_id,
        work.requested_on,
        until,
        goes_on,
        work.title,
        detail,
        outcome,
        work.accompaniment_id,
    )


def _describe_steps(work: Accompaniment) -> str:
    """What became of a request, day by day."""
    status = _label("accompaniment_statuses", work.status).lower()
    steps = [_SAY("events.requested", day=work.requested_on)]
    steps += [_SAY("events.started", day=work.started_on)] if work.started_on else []
    steps += [_SAY("events.ended", day=work.ended_on)] if work.ended_on else []
    if not work.started_on and work.decided_on:
        steps += [_SAY("events.decided", day=work.decided_on)]
    return _SAY("events.steps", steps=", ".join(steps), status=status)


def _describe_activities(rows: list[Row]) -> list[Event]:
    visits: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        visits.setdefault((row["activity_id"], row["organisation_id"]), []).append(row)
    return [_describe_visit(parts) for parts in visits.values()]


def _describe_visit(parts: list[Row]) -> Event:
    first = parts[0]
    roles = _name_roles("participation_roles", [part["role"] for part in parts])
    detail = _SAY("events.visit", role=roles, n=sum(part["participants"] for part in parts))
    until = first["until"] if first["until"] and first["until"] > first["day"] else None
    title = f"{_label('activity_kinds', first['kind'])} : {first['title']}"
    return Event(
        ACTIVITY,
        first["organisation_id"],
        first["day"],
        until,
        False,
        title,
        detail,
        SERVED,
        first["activity_id"],
    )


def _describe_partnership(row: Row) -> Event:
    kind, depth = _label("partnership_kinds", row["kind"]), _label("partnership_depths", row["depth"])
    title = f"{kind} : {depth.lower()}"
    department = row["department"] or ""
    ended = _SAY("events.partnership_ended", day=row["until"]) if row["until"] else _SAY("events.running")
    detail = f"{department}, {ended}" if department else ended
    return Event(
        PARTNERSHIP, row["organisation_id"], row["day"], row["until"], row["until"] is None, title, detail
    )


def _describe_change(row: Row) -> Event:
    direction = _label("change_directions", row["direction"]).lower()
    expected = _label("change_expected", row["expected"]).lower()
    title = f"{row['social_actor']} : {row['description']}"
    return Event(CHANGE, row["organisation_id"], row["day"], None, False, title, f"{direction}, {expected}")


def _describe_survey(row: Row) -> Event:
    outcome = SERVED if row["status"] in ANSWERED else OTHER if row["status"] == "ineligible" else IN_VAIN
    detail = _SAY(_RESPONSES[row["status"]], n=row["respondents"])
    return Event(SURVEY, row["organisation_id"], row["day"], None, False, row["title"], detail, outcome)
