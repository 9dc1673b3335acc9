"""What is known about an accompaniment or an activity from other tables: themes, changes that cite it, decisions on its offer."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from dse.query import Query

ACCOMPANIMENT, ACTIVITY = "accompaniment", "activity"  # of the codelist of subjects

_MARKS = """
select theme_marks.theme, theme_marks.score, theme_marks.justification from theme_marks
join codelist_themes as themes on themes.code = theme_marks.theme
where theme_marks.subject = $subject and theme_marks.subject_id = $subject_id
order by theme_marks.score desc, themes.rank
"""
_CHANGES = """
select changes.observed_on, changes.organisation_id, changes.name, changes.social_actor, changes.description, changes.direction,
    changes.expected, cited.contribution
from change_contributions as cited
join recorded_changes as changes on changes.change_id = cited.change_id
where cited.subject = $subject and cited.subject_id = $subject_id
order by changes.observed_on desc, changes.change_id
"""
_DECISIONS = """
select decided_on, occasion, decision, status, outcome from decisions
where offer_id = $offer_id order by decided_on desc, decision_id
"""


class Mark(NamedTuple):
    """How much it aims at a theme, 0 to 2, and why."""

    theme: str
    score: int
    justification: str | None


class CitedChange(NamedTuple):
    """A change to which it is said to have contributed, and how much."""

    observed_on: date
    organisation_id: str
    name: str
    social_actor: str
    description: str
    direction: str
    expected: str
    contribution: str


class Decision(NamedTuple):
    """A decision on its offer."""

    decided_on: date
    occasion: str
    decision: str
    status: str
    outcome: str | None


def read_marks(query: Query, subject: str, subject_id: str) -> list[Mark]:
    """Its themes, those that it aims at most first; what was examined and is not aimed at is there, what was not is not."""
    return [Mark(**row) for row in _with_subject(query, subject, subject_id).read(_MARKS).to_pylist()]


def read_changes(query: Query, subject: str, subject_id: str) -> list[CitedChange]:
    """The changes that cite it, the latest first."""
    return [
        CitedChange(**row) for row in _with_subject(query, subject, subject_id).read(_CHANGES).to_pylist()
    ]


def read_decisions(query: Query, offer_id: str | None) -> list[Decision]:
    """The decisions on its offer, the latest first."""
    if offer_id is None:
        return []
    return [Decision(**row) for row in query.with_parameters(offer_id=offer_id).read(_DECISIONS).to_pylist()]


def _with_subject(query: Query, subject: str, subject_id: str) -> Query:
    return query.with_parameters(subject=subject, subject_id=subject_id)
