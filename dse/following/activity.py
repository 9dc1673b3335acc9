"""The sheet of an activity: its places and who came, the meetings of its series, and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from dse.following import outputs, related_rows
from dse.following.answers import AnswerAbout, TextAbout, read_answers, read_texts
from dse.following.outputs import Output
from dse.following.related_rows import CitedChange, Decision, Mark
from dse.following.roles import put_in_order
from dse.following.stages import TO_COME, UNDER_WAY
from dse.following.subject_statements import ACTIVITY_STAGE
from dse.ingest.spelling import words
from dse.query import Query
from schemas.columns import WITHOUT_ORGANISATION

_ACTIVITY = f"""
select activities.activity_id as id, activities.title, activities.kind, activities.offer_id, offers.title as offer, activities.series,
    activities.held_on, activities.ended_on, activities.format, activities.places, held.participants as places_taken, reference.as_of,
    {ACTIVITY_STAGE} as stage
from activities
cross join reference
left join held_activities as held on held.activity_id = activities.activity_id
left join offers on offers.offer_id = activities.offer_id
where activities.activity_id = $id
"""
_PARTS = """
select parts.organisation_id, organisations.name, parts.role, profile.actor_family, parts.participants, parts.women
from participations as parts
join activities on activities.activity_id = parts.activity_id
cross join reference
left join organisations on organisations.organisation_id = parts.organisation_id
left join profile_spans as profile on profile.organisation_id = parts.organisation_id
    and activities.held_on >= profile.valid_from and activities.held_on < profile.valid_until
where parts.activity_id = $id and parts.participants > 0 and activities.held_on <= reference.known_on
"""
# The meetings of a series up to the last day known, and who came to each.
_MEETINGS = """
select activities.activity_id as id, activities.title, activities.held_on, presences.organisation_id, organisations.name
from activities
cross join reference
left join presences on presences.activity_id = activities.activity_id
left join organisations on organisations.organisation_id = presences.organisation_id
where activities.series = $series and activities.held_on <= reference.known_on
order by activities.held_on, activities.activity_id
"""


class Activity(NamedTuple):
    """An activity, held or to come."""

    id: str
    title: str
    kind: str
    offer_id: str | None
    offer: str | None
    series: str | None
    held_on: date
    ended_on: date | None
    format: str | None
    places: int | None
    places_taken: int | None
    as_of: date | None
    stage: str

    @property
    def is_to_come(self) -> bool:
        """Whether it is only planned."""
        return self.stage == TO_COME

    @property
    def is_under_way(self) -> bool:
        """Whether it has begun and goes on."""
        return self.stage == UNDER_WAY


class Part(NamedTuple):
    """Those who came from an organisation, in a role, and its family that day; `name` is None of people without organisation."""

    organisation_id: str
    name: str | None
    role: str
    actor_family: str | None
    participants: int
    women: int | None

    @property
    def is_organisation(self) -> bool:
        """Whether they came from one."""
        return self.organisation_id != WITHOUT_ORGANISATION


class Organisation(NamedTuple):
    """An organisation by its identifier and its name."""

    organisation_id: str
    name: str


class Meeting(NamedTuple):
    """A meeting of a series: who came for the first time, who came again, and who had come to the one before but not to it."""

    id: str
    title: str
    held_on: date
    first: tuple[Organisation, ...]
    again: tuple[Organisation, ...]
    absent: tuple[Organisation, ...]


@dataclass(frozen=True)
class ActivitySheet:
    """What is known of an activity."""

    activity: Activity
    parts: tuple[Part, ...]
    meetings: tuple[Meeting, ...]
    marks: tuple[Mark, ...]
    outputs: tuple[Output, ...]
    changes: tuple[CitedChange, ...]
    answers: tuple[AnswerAbout, ...]
    texts: tuple[TextAbout, ...]
    decisions: tuple[Decision, ...]

    @property
    def people(self) -> int:
        """How many came."""
        return sum(part.participants for part in self.parts)

    @property
    def women(self) -> int | None:
        """How many women among those whose sex was counted; None where it never was."""
        counted = [part.women for part in self.parts if part.women is not None]
        return sum(counted) if counted else None

    @property
    def people_with_women(self) -> int:
        """How many people the count of women rests on."""
        return sum(part.participants for part in self.parts if part.women is not None)


def read_sheet(query: Query, activity_id: str) -> ActivitySheet | None:
    """The sheet of that identifier; None where there is none."""
    of_one = query.with_parameters(id=activity_id)
    rows = of_one.read(_ACTIVITY).to_pylist()
    if not rows:
        return None
    activity = Activity(**rows[0])
    return ActivitySheet(
        activity,
        put_in_order([Part(**row) for row in of_one.read(_PARTS).to_pylist()], "participation_roles"),
        tuple(read_meetings(query, activity.series)) if activity.series else (),
        tuple(related_rows.read_marks(query, related_rows.ACTIVITY, activity_id)),
        tuple(outputs.read_of_activity(query, activity_id)),
        tuple(related_rows.read_changes(query, related_rows.ACTIVITY, activity_id)),
        tuple(read_answers(query, related_rows.ACTIVITY, activity_id)),
        tuple(read_texts(query, related_rows.ACTIVITY, activity_id)),
        tuple(related_rows.read_decisions(query, activity.offer_id)),
    )


def read_meetings(query: Query, series: str) -> list[Meeting]:
    """The meetings of a series, the first one first."""
    came: dict[tuple[str, str, date], list[Organisation]] = {}
    for row in query.with_parameters(series=series).read(_MEETINGS).to_pylist():
        organisations = came.setdefault((row["id"], row["title"], row["held_on"]), [])
        if row["organisation_id"] is not None:
            organisations.append(Organisation(row["organisation_id"], row["name"]))
    meetings: list[Meeting] = []
    known: set[Organisation] = set()
    before: list[Organisation] = []
    for meeting, came_to_it in came.items():
        organisations = sorted(came_to_it, key=lambda one: (words(one.name), one.organisation_id))
        first = tuple(one for one in organisations if one not in known)
        again = tuple(one for one in organisations if one in known)
        absent = tuple(one for one in before if one not in organisations)
        meetings.append(Meeting(*meeting, first, again, absent))
        known.update(organisations)
        before = organisations
    return meetings
