"""Since when the services of the network are recorded: who was not reached by what nobody noted is not said never to have been."""

from __future__ import annotations

from typing import NamedTuple

from dse import sentences
from dse.figures.records import ACCOMPANIMENTS, VISITS, read_records
from dse.query import Query

_SAY = sentences.read(__file__)


class Recorded(NamedTuple):
    """The first years of the accompaniments, of the visits to activities and of all data; None of what is not recorded at all."""

    accompaniments: int | None
    visits: int | None
    data: int | None

    @property
    def is_complete(self) -> bool:
        """Whether both are recorded since the data begin."""
        return self.covers(self.data or 0)

    def covers(self, year: int) -> bool:
        """Whether both are recorded since a year, or since the data begin if that is later."""
        return self.has_accompaniments(year) and self.has_visits(year)

    def has_accompaniments(self, year: int) -> bool:
        """Whether accompaniments are recorded since a year."""
        return self.accompaniments is not None and self.accompaniments <= max(year, self.data or year)

    def has_visits(self, year: int) -> bool:
        """Whether visits are recorded since a year."""
        return self.visits is not None and self.visits <= max(year, self.data or year)

    def describe_unreached(self, year: int) -> str:
        """What is known of who joined in a year and was not reached: `sans accompagnement ; venues non enregistrées`."""
        if self.has_accompaniments(year):
            key = "no_visits" if self.visits is None else "visits_since"
            return _SAY(f"recorded.{key}", year=self.visits)
        if self.has_visits(year):
            key = "no_accompaniments" if self.accompaniments is None else "accompaniments_since"
            return _SAY(f"recorded.{key}", year=self.accompaniments)
        return _SAY("recorded.nothing")


def read_recorded(query: Query) -> Recorded:
    """Since when they are, whatever the years chosen."""
    records = read_records(query)
    firsts = records.find_first(ACCOMPANIMENTS), records.find_first(VISITS)
    return Recorded(*firsts, min(records.data, default=None))
