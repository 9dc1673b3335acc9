"""All that the sheet of an organisation shows, read at once: what the screen draws and what Word takes along."""

from __future__ import annotations

from dataclasses import dataclass

from dse.members.answers import (
    Answer,
    Participation,
    Text,
    find_displeased,
    read_answer_sums,
    read_answers,
    read_participation,
    read_texts,
)
from dse.members.decisions import OfferDecision, read_decisions
from dse.members.directory import Organisation, list_taken_over
from dse.members.events import Accompaniment, Event, read_accompaniments, read_events
from dse.members.needs import StatedNeeds, read_needs
from dse.members.profile import Profile, read_profile
from dse.members.recorded import Recorded, read_recorded
from dse.members.standing import Standing, read_standing
from dse.members.wishes import Wish, read_wishes
from dse.query import Query


@dataclass(frozen=True)
class Sheet:
    """What is known of an organisation. `taken_over` are the sheets of those that it took over, directly or not; `events` are theirs too,
    the rest is its own."""

    organisation: Organisation
    profile: Profile
    standing: Standing
    events: tuple[Event, ...]
    accompaniments: tuple[Accompaniment, ...]
    stated_needs: StatedNeeds | None
    wishes: tuple[Wish, ...]
    participation: Participation
    answers: tuple[Answer, ...]
    displeased: Answer | None
    texts: tuple[Text, ...]
    decisions: tuple[OfferDecision, ...]
    recorded: Recorded
    taken_over: tuple[Sheet, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """The name of the organisation, then of each that it took over, by identifier."""
        return dict([self.organisation, *(predecessor.organisation for predecessor in self.taken_over)])


def read_sheet(query: Query, organisation: Organisation) -> Sheet:
    """The sheet of an organisation that there is."""
    taken_over = list_taken_over(query, organisation.organisation_id)
    return _read(query, organisation, tuple(_read(query, predecessor) for predecessor in taken_over))


def _read(query: Query, organisation: Organisation, taken_over: tuple[Sheet, ...] = ()) -> Sheet:
    organisation_id = organisation.organisation_id
    answer_sums = read_answer_sums(query, organisation_id)
    answers = read_answers(query, organisation_id, answer_sums)
    everyone = [organisation_id, *(sheet.organisation.organisation_id for sheet in taken_over)]
    return Sheet(
        organisation,
        read_profile(query, organisation_id),
        read_standing(query, organisation_id),
        tuple(read_events(query, everyone)),
        tuple(read_accompaniments(query, [organisation_id])),
        read_needs(query, organisation_id, answer_sums),
        tuple(read_wishes(query, organisation_id)),
        read_participation(query, organisation_id),
        tuple(answers),
        find_displeased(query, organisation_id, answers),
        tuple(read_texts(query, organisation_id)),
        tuple(read_decisions(query, organisation_id)),
        read_recorded(query),
        taken_over,
    )
