"""The two ways to count the members that the network served on a subject, and how each is said."""

from __future__ import annotations

from dataclasses import dataclass

from dse import sentences
from dse.figures import columns as c
from dse.figures.offer.subjects import Subject
from dse.figures.records import VISITS, is_recorded
from dse.query import Query
from schemas import Column

_SAY = sentences.read(__file__)


@dataclass(frozen=True)
class Measure:
    """A way to count: `array` names its table in `Needs`, the columns hold its count, its share of all members, and the gap of a need
    with it; `name` says who is counted."""

    array: str
    count: Column
    share: Column
    gap: Column
    low: Column
    high: Column
    name: str

    @property
    def interval(self) -> tuple[Column, Column, Column]:
        """The columns of the gap and of its interval."""
        return self.gap, self.low, self.high


ACCOMPANIED = Measure(
    "is_accompanied",
    c.ACCOMPANIED,
    c.ACCOMPANIED_SHARE,
    c.ACCOMPANIED_GAP,
    c.ACCOMPANIED_GAP_LOW,
    c.ACCOMPANIED_GAP_HIGH,
    "accompagnés",
)
# What gaps are measured against: the offer is accompaniments and activities.
SERVED = Measure(
    "is_met",
    c.MET,
    c.MET_SHARE,
    c.GAP,
    c.GAP_LOW,
    c.GAP_HIGH,
    "accompagnés ou venus",
)
MEASURES = (ACCOMPANIED, SERVED)
_EXAMINED = """
select attendances.activity_id from attendances
where attendances.year between $first_year and $last_year
and exists (select 1 from marks where marks.subject = 'activity' and marks.subject_id = attendances.activity_id)
limit 1
"""


def has_visits(query: Query, subject: Subject) -> bool:
    """Whether visits to activities are recorded over the years; of themes, one to an activity that was examined for any."""
    return is_recorded(query, VISITS) and (not subject.has_both or query.read(_EXAMINED).num_rows > 0)


def describe_served(subject: Subject, years: int) -> tuple[str, ...]:
    """Who is counted under each of the two, so that it can be counted again."""
    return (_SAY(f"detail.served_{subject.column.name}", years=years),)
