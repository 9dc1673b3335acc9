"""What members need where nothing is planted: of each theme as much above what that draw serves."""

from __future__ import annotations

from collections.abc import Sequence

from tests.demo.generator.effects import LAST_DAY
from tests.demo.generator.meetings import Activity, Presence
from tests.demo.generator.people import Organisation
from tests.demo.generator.requests import Accompaniment
from tests.demo.generator.surveys_opinions import NEEDED_NULL

THEMES = {
    "besoin-climat": ("CLIMAT_ATTENUATION", "CLIMAT_ADAPTATION"),
    "besoin-genre": ("GENRE",),
    "besoin-agroecologie": ("AGROECO",),
    "besoin-jeunesses": ("JEUNESSES",),
    "besoin-pouvoir-agir": ("POUVOIR_AGIR",),
    "besoin-interculturalite": ("INTERCULTURALITE",),
}
FIRST_YEAR = LAST_DAY.year - 2  # of the three in which the last wave counts what was served
MOST = 0.93  # members who say a need, or more than all would


def level_needs(
    people: Sequence[Organisation],
    accompaniments: Sequence[Accompaniment],
    activities: Sequence[Activity],
    presences: Sequence[Presence],
) -> dict[str, float]:
    """The share of members that say each need.

    Which themes its few activities have differs from draw to draw: needs that were the same in all would leave gaps that are there.
    """
    members = {name for one in people if one.is_member(LAST_DAY) for name in (one.name, one.acronym) if name}
    count = sum(one.is_member(LAST_DAY) for one in people)
    names = {one.acronym: one.name for one in people if one.acronym}
    events = [
        (one.marks, (*one.roles.get("PORTEUR", ()), *one.roles.get("CO_PORTEUR", ())))
        for one in accompaniments
        if one.course.started and one.course.started.year >= FIRST_YEAR
    ]
    marks = {one.id: one.marks for one in activities if one.held.year >= FIRST_YEAR}
    events += [(marks[one.activity_id], (one.organisation,)) for one in presences if one.activity_id in marks]
    served = {}
    for question, themes in THEMES.items():
        reached = {
            names.get(name, name)
            for scores, organisations in events
            if any(scores.get(theme) for theme in themes)
            for name in organisations
            if name in members
        }
        served[question] = len(reached) / count
    above = sum(NEEDED_NULL[question] - share for question, share in served.items()) / len(served)
    above = min(above, MOST - max(served.values()))
    return NEEDED_NULL | {question: share + above for question, share in served.items()}
