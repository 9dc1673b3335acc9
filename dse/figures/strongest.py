"""The order of what is to be remembered, the same on every page and in the Bilan; the strongest of all pages, each fact once.

Gaps of the offer come first, which the tool is for, and how well things are recorded comes last: neither is a matter of points, which
rank the rest on the one scale of docs/dev/methods.md, good news and bad alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dse import french
from dse.figures.figure import Answer, Figure

MOST = 5
# Counted against targets of the team, which is no comparison over time or between groups.
_AGAINST_TARGETS = "indicators_progress"
# Figures that look at one fact from several sides: the strongest speaks for all of them.
SAME_FACT = (
    ("gaps_by_theme", "quadrant_by_theme", "themes_requested_delivered", "waves_need"),
    ("gaps_by_support", "quadrant_by_support"),
    (
        "segments_served",
        "uptake_by_family",
        "uptake_by_size",
        "uptake_by_region",
        "uptake_by_seniority",
        "never_reached",
    ),
    ("themes_by_year", "themes_triennials"),
    ("uptake_by_year", "uptake_any_by_year"),
    ("supports_cited", "changes_backed"),
    ("waves_satisfaction", "satisfaction_by_family"),
    ("waves_expertise", "paired_expertise"),
    ("waves_effect", "paired_effect"),
    ("decisions_followed", "public_decisions"),
)
_FACTS = {figure_id: group[0] for group in SAME_FACT for figure_id in group}
GAPS = ("gaps_by_theme", "gaps_by_support", "quadrant_by_theme", "quadrant_by_support")
RECORD_KEEPING = ("changes_backed",)  # whether changes are verified says nothing of members or of the offer


class StrongFinding(NamedTuple):
    """A finding, the figure that it is of, its weight, and the code of the theme or the support that it names."""

    figure_id: str
    sentence: str
    weight: float
    subject: str = ""


def weigh_change(before: float, after: float) -> float:
    """The weight of a delay or a count that changed: its difference over the sum of both. A delay that doubled weighs a third."""
    return abs(after - before) / (after + before) if after + before else 0.0


def list_candidates(figures: Iterable[Figure]) -> list[Figure]:
    """The figures whose findings may be among the strongest."""
    return [figure for figure in figures if figure.compares or figure.id == _AGAINST_TARGETS]


def order(answers: Iterable[Answer]) -> list[Answer]:
    """The answers that say something clear, the first to be remembered first."""
    return sorted((answer for answer in answers if answer.finding.weight > 0), key=_find_place)


def _find_place(answer: Answer) -> tuple[int, float, int, float, str]:
    """Gaps before the rest before record-keeping, then points as they are shown, then the members behind, which a finding before a public lacks."""
    figure_id, finding = answer.figure_id, answer.finding
    kind = 0 if figure_id in GAPS else 2 if figure_id in RECORD_KEEPING else 1
    return kind, -french.round_as_shown(100 * finding.weight), -finding.members, -finding.weight, figure_id


def rank(answers: Iterable[Answer]) -> list[StrongFinding]:
    """The strongest findings in that order, one a fact; none that says nothing clear."""
    strongest: dict[str, StrongFinding] = {}
    for answer in order(answers):
        finding = answer.finding
        strong = StrongFinding(answer.figure_id, finding.sentence, finding.weight, finding.subject)
        strongest.setdefault(_FACTS.get(answer.figure_id, answer.figure_id), strong)
    return list(strongest.values())[:MOST]
