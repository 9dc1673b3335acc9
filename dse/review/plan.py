"""The plan of a review: the figures of each chapter, in order, and the comments of the team; and the plan that is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from dse.figures import REGISTRY, Answer
from dse.figures.strongest import SAME_FACT
from dse.review import anchors
from dse.review.chapters import CHAPTERS, SUMMARY, Chapter

CLEAR = 0.01  # the weight of what is tested and found: what is only observed weighs less
_FACTS = {figure_id: group[0] for group in SAME_FACT for figure_id in group}


@dataclass(frozen=True)
class PlannedChapter:
    """The figures of a chapter, by their ids, in order."""

    key: str
    figure_ids: tuple[str, ...]


@dataclass(frozen=True)
class Comment:
    """What the team wrote under a figure, a chapter or the summary. Who wrote it and when are for the team alone, and so is what it
    was written in front of: a version, and what its numbers were (`commentary/since.py`)."""

    text: str
    author: str
    written_on: date
    version: int = 0
    numbers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """The chapters in their order, each with its figures; a figure stands once. `comments`: by anchor (`anchors.py`).

    One that was saved has a title, a triennial, and the `number` of its first record; `record` is the one it was read from.
    """

    chapters: tuple[PlannedChapter, ...]
    title: str = ""
    triennial: str = ""
    comments: Mapping[str, Comment] = field(default_factory=dict)
    number: int = 0
    record: int = field(default=0, compare=False)

    def list_figures(self) -> list[str]:
        """Every figure, in order."""
        return [figure_id for chapter in self.chapters for figure_id in chapter.figure_ids]

    def find_chapter(self, key: str) -> PlannedChapter:
        """The chapter of a key, without figures where the plan has none of that key."""
        return next((chapter for chapter in self.chapters if chapter.key == key), PlannedChapter(key, ()))

    def as_of_today(self) -> Plan:
        """The chapters that there are, in their order, with the figures that there are: what a document can show."""
        chapters = (self.find_chapter(chapter.key) for chapter in CHAPTERS)
        return replace(self, chapters=tuple(map(_keep_known_figures, chapters)))

    def list_lost_figures(self) -> list[str]:
        """Its figures that exist no more, in order: kept, and shown nowhere."""
        return [figure_id for figure_id in self.list_figures() if figure_id not in REGISTRY]

    def list_lost_comments(self) -> list[Comment]:
        """Its comments of what exists no more: kept, and shown nowhere else."""
        return [comment for anchor, comment in self.comments.items() if not _exists(anchor)]


EMPTY = Plan(())


def propose(answers: Iterable[Answer]) -> Plan:
    """In each chapter the strongest findings, then what is usual there; each figure and each fact once, where it is said most
    strongly, and nothing that these answers do not show."""
    shown = _keep_strongest(
        {answer.figure_id: answer for answer in answers if not answer.table.empty and not answer.is_masked}
    )
    facts: set[str] = set()
    chapters = []
    for chapter in CHAPTERS:
        chosen = _choose(chapter, shown, facts)
        facts |= set(map(_get_fact, chosen))
        chapters.append(PlannedChapter(chapter.key, tuple(chosen)))
    return Plan(tuple(chapters))


def _keep_strongest(shown: Mapping[str, Answer]) -> dict[str, Answer]:
    """Without those that say a fact less strongly than a clear one of another chapter may."""
    listed = {figure_id for chapter in CHAPTERS for figure_id in chapter.list_figures()}
    clear = [name for name in shown if name in listed and shown[name].finding.weight >= CLEAR]
    clear.sort(key=lambda name: (-shown[name].finding.weight, name))
    speakers: dict[str, str] = {}
    for name in clear:
        speakers.setdefault(_get_fact(name), name)
    return {name: answer for name, answer in shown.items() if speakers.get(_get_fact(name), name) == name}


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


def _keep_known_figures(chapter: PlannedChapter) -> PlannedChapter:
    known = tuple(figure_id for figure_id in chapter.figure_ids if figure_id in REGISTRY)
    return replace(chapter, figure_ids=known)


def _exists(anchor: str) -> bool:
    figure_id, key = anchors.find_figure(anchor), anchors.find_chapter(anchor)
    if figure_id is not None:
        return figure_id in REGISTRY
    return anchor == anchors.SUMMARY_ANCHOR if key is None else key in {chapter.key for chapter in CHAPTERS}


def _get_fact(figure_id: str) -> str:
    return _FACTS.get(figure_id, figure_id)
