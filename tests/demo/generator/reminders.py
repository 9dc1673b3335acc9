"""What somebody has to see to: an activity whose attendance nobody noted, an accompaniment that ended under its old status.

Nothing here is drawn, and the other files are made from the accompaniments and activities before: none of them depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from tests.demo.generator.meetings import Activity
from tests.demo.generator.offer import catalogue
from tests.demo.generator.requests import Accompaniment

HELD = date(2021, 11, 4)  # nobody noted who came


def leave_under_way(accompaniments: Sequence[Accompaniment]) -> Iterator[Accompaniment]:
    """The same, where the last that ended is still said to be under way."""
    finished = [one for one in accompaniments if one.course.status == "TERMINE"]
    last = max(finished, key=lambda one: (one.course.ended, one.id))
    for one in accompaniments:
        yield replace(one, course=replace(one.course, status="EN_COURS")) if one is last else one


def make_activity(activities: Sequence[Activity], effects: bool) -> Activity:
    """The meeting of which no attendance was noted, numbered after the others of its year."""
    offer = next(offer for offer in catalogue(effects) if offer.id == "OFF-RENC")
    number = 1 + sum(one.held.year == HELD.year for one in activities)
    reference, title = f"ACT-{HELD.year}-{number:02d}", f"Rencontre des partenaires ({HELD.year})"
    return Activity(reference, offer, "", title, HELD, HELD, "PRESENTIEL", None, {})
