"""The plan of a review: the figures of each chapter, in order; and the one that is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dse.figures import Answer
from dse.figures.strongest import SAME_FACT
from dse.review.chapters import CHAPTERS, SUMMARY, Chapter

CLEAR = 0.01  # the weight of what is tested and found: what is only observed weighs less
_FACTS = {figure_id: group[0] for group in SAME_FACT for figure_id in group}


@dataclass(frozen=True)
class PlannedChapter:
    """The figures of a chapter, by their ids, in order."""

    key: str
    figure_ids: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """The chapters in their order, each with its figures."""

    chapters: tuple[PlannedChapter, ...]

    def list_figures(self) -> list[str]:
        """Every figure, in order."""
        return [figure_id for chapter in self.chapters for figure_id in chapter.figure_ids]


EMPTY = Plan(())


def propose(answers: Iterable[Answer]) -> Plan:
    """In each chapter the strongest findings, then what is usual there; each figure and each fact once, and nothing that these
    answers do not show."""
    shown = {
        answer.figure_id: answer for answer in answers if not answer.table.empty and not answer.is_masked
    }
    facts: set[str] = set()
    chapters = []
    for chapter in CHAPTERS:
        chosen = _choose(chapter, shown, facts)
        facts |= set(map(_get_fact, chosen))
        chapters.append(PlannedChapter(chapter.key, tuple(chosen)))
    return Plan(tuple(chapters))


def _choose(chapter: Chapter, shown: Mapping[str, Answer], taken: set[str]) -> list[str]:
    """The figures proposed for a chapter; of facts that no earlier one has `taken`."""
    candidates = [figure_id for figure_id in chapter.list_figures() if figure_id in shown]
    clear = [figure_id for figure_id in candidates if shown[figure_id].finding.weight >= CLEAR]
    clear.sort(key=lambda figure_id: (-shown[figure_id].finding.weight, figure_id))
    usual = [figure_id for figure_id in chapter.usual if figure_id in candidates]
    by_fact: dict[str, str] = {}
    for figure_id in usual if chapter.key == SUMMARY else [*clear, *usual]:
        if _get_fact(figure_id) not in taken:
            by_fact.setdefault(_get_fact(figure_id), figure_id)
    return list(by_fact.values())[: chapter.most]


def _get_fact(figure_id: str) -> str:
    return _FACTS.get(figure_id, figure_id)
