"""What is recorded of the services of the network: who was not reached by what nobody noted is not said never to have been."""

from __future__ import annotations

from typing import NamedTuple

from dse import sentences
from dse.figures.records import ACCOMPANIMENTS, CARRIERS, MEMBERSHIPS, VISITS, Records, read_records
from dse.query import Query

_SAY = sentences.read(__file__)
# What is said of each where it never was recorded, and where it is since a year.
_LACKING = {
    VISITS: ("visit_never", "visit_since"),
    ACCOMPANIMENTS: ("accompaniment_never", "accompaniment_since"),
    CARRIERS: ("carrier_never", "carrier_since"),
}


class Recorded(NamedTuple):
    """The years in which memberships, accompaniments and visits to activities are recorded."""

    records: Records

    @property
    def is_complete(self) -> bool:
        """Whether both are recorded each year since the data begin."""
        return self.covers(0)

    @property
    def has_memberships(self) -> bool:
        """Whether anybody is recorded as a member."""
        return self.records.find_first(MEMBERSHIPS) is not None

    def name_outsider(self) -> str:
        """What is said of who never was a member: where nobody is recorded as one, that nothing says it."""
        return "Non membre" if self.has_memberships else "Adhésion non enregistrée"

    def covers(self, year: int) -> bool:
        """Whether both are recorded each year since a year, or since the data begin if that is later."""
        return self.has_accompaniments(year) and self.has_visits(year)

    def has_accompaniments(self, year: int = 0) -> bool:
        """Whether accompaniments are recorded each year since a year, or since the data begin."""
        return self.records.is_whole(CARRIERS, year)

    def has_visits(self, year: int = 0) -> bool:
        """Whether visits are recorded each year since a year, or since the data begin."""
        return self.records.is_whole(VISITS, year)

    def describe_unreached(self, year: int) -> str:
        """What is known of who joined in a year and was not reached: `sans accompagnement ; participations non enregistrées`."""
        if self.has_accompaniments(year):
            return self._describe_lacking(VISITS)
        if self.has_visits(year):
            return self._describe_lacking(CARRIERS)
        return _SAY("recorded.nothing")

    def describe_never_came(self) -> str:
        """What is known of who came to no activity of a kind: `n’y est jamais venue`."""
        if self.has_visits():
            return _SAY("recorded.never_came")
        return _SAY(
            "recorded.came_unknown" if self.records.find_first(VISITS) is None else "recorded.came_to_none"
        )

    def _describe_lacking(self, record: str) -> str:
        """That there is nothing of the other record, and none of this as far as it is known."""
        never, since_when = _LACKING[self.records.name(record)]
        since = self.records.find_whole_since(record)
        key = never if self.records.find_first(record) is None else since_when if since else "nothing"
        return _SAY(f"recorded.{key}", year=since)


def read_recorded(query: Query) -> Recorded:
    """What is recorded, whatever the years chosen."""
    return Recorded(read_records(query))
