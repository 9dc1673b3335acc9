"""The strongest findings of all pages, on the one scale of docs/dev/methods.md: each fact once, good news and bad alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

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
)
_FACTS = {figure_id: group[0] for group in SAME_FACT for figure_id in group}


class StrongFinding(NamedTuple):
    """A finding, the figure that it is of, and its weight."""

    figure_id: str
    sentence: str
    weight: float


def weigh_change(before: float, after: float) -> float:
    """The weight of a delay or a count that changed: its difference over the sum of both. A delay that doubled weighs a third."""
    return abs(after - before) / (after + before) if after + before else 0.0


def list_candidates(figures: Iterable[Figure]) -> list[Figure]:
    """The figures whose findings may be among the strongest."""
    return [figure for figure in figures if figure.compares or figure.id == _AGAINST_TARGETS]


def rank(answers: Iterable[Answer]) -> list[StrongFinding]:
    """The strongest findings, strongest first, one a fact; none that says nothing clear."""
    clear = [
        StrongFinding(answer.figure_id, answer.finding.sentence, answer.finding.weight)
        for answer in answers
        if answer.finding.weight > 0
    ]
    strongest: dict[str, StrongFinding] = {}
    for finding in sorted(clear, key=lambda finding: (-finding.weight, finding.figure_id)):
        strongest.setdefault(_FACTS.get(finding.figure_id, finding.figure_id), finding)
    return list(strongest.values())[:MOST]
