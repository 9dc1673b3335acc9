"""All that the sheet of an organisation shows, read at once: what the screen draws and what Word takes along."""

from __future__ import annotations

from dataclasses import dataclass

from dse.members.answers import Answer, Text, read_answers, read_given, read_texts
from dse.members.decided import Decided, read_decisions
from dse.members.directory import Organisation
from dse.members.events import Accompaniment, Event, read_accompaniments, read_events
from dse.members.needs import Said, read_needs
from dse.members.profile import Profile, read_profile
from dse.members.standing import Standing, read_standing
from dse.members.wishes import Wish, read_wishes
from dse.query import Query


@dataclass(frozen=True)
class Sheet:
    """What is known of an organisation. `events` are also those of the ones that it took over; the rest is its own."""

    organisation: Organisation
    profile: Profile
    standing: Standing
    events: tuple[Event, ...]
    accompaniments: tuple[Accompaniment, ...]
    said: Said | None
    wishes: tuple[Wish, ...]
    answers: tuple[Answer, ...]
    texts: tuple[Text, ...]
    decisions: tuple[Decided, ...]


def read_sheet(query: Query, organisation: Organisation) -> Sheet:
    """The sheet of an organisation that there is."""
    organisation_id = organisation.organisation_id
    profile = read_profile(query, organisation_id)
    given = read_given(query, organisation_id)
    whole = [organisation_id, *(row["organisation_id"] for row in profile.predecessors)]
    return Sheet(
        organisation,
        profile,
        read_standing(query, organisation_id),
        tuple(read_events(query, whole)),
        tuple(read_accompaniments(query, [organisation_id])),
        read_needs(query, organisation_id, given),
        tuple(read_wishes(query, organisation_id, given)),
        tuple(read_answers(query, organisation_id, given)),
        tuple(read_texts(query, organisation_id)),
        tuple(read_decisions(query, organisation_id)),
    )
