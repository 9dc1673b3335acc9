"""The plan of a review: the figures of each chapter, in order, and the comments of the team; and the plan that is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from dse.figures import REGISTRY, Answer
from dse.figures.strongest import SAME_FACT, order
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
    was written in front of: a version, and what its numbers were (`commentary/since.py`). `hour`: `14:05`, blank of what was written
    before it was kept."""

    text: str
    author: str
    written_on: date
    version: int = 0
    numbers: Mapping[str, str] = field(default_factory=dict)
    hour: str = ""


@dataclass(frozen=True)
class Confirmation:
    """A passage that somebody has read again before a public was to have it, over a version: in each another number may be hidden.
    `passage` is a digest of what was asked, since persons that a text names are not to be kept here. For the team alone."""

    passage: str
    audience: str
    version: int
    author: str
    confirmed_on: date


@dataclass(frozen=True)
class Plan:
    """The chapters in their order, each with its figures; a figure stands once. `comments`: by anchor (`anchors.py`).

    One that was saved has a title, a triennial, and the `number` of its first record; `record` is the one it was read from, `confirmations` what
    was read again of what it prints. It is the same plan without them.
    """

    chapters: tuple[PlannedChapter, ...]
    title: str = ""
    triennial: str = ""
    comments: Mapping[str, Comment] = field(default_factory=dict)
    number: int = 0
    record: int = field(default=0, compare=False)
    confirmations: tuple[Confirmation, ...] = field(default=(), compare=False)

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
    present = [answer for answer in answers if not answer.table.empty]
    shown = [answer for answer in present if not answer.is_masked]
    weights = {answer.figure_id: answer.finding.weight for answer in [*order(shown), *shown]}
    figure_ids = {answer.figure_id for answer in present}
    chosen: dict[str, list[str]] = {chapter.key: [] for chapter in CHAPTERS}
    facts: set[str] = set()
    for chapter, figure_id in [*_list_clear(weights), *_list_usual(weights)]:
        if len(chosen[chapter.key]) < chapter.most and _get_fact(figure_id) not in facts:
            chosen[chapter.key].append(figure_id)
            facts.add(_get_fact(figure_id))
    for chapter in CHAPTERS:
        chosen[chapter.key] += [each for each in chapter.always if each in figure_ids]
    return Plan(tuple(PlannedChapter(key, tuple(figure_ids)) for key, figure_ids in chosen.items()))


def _list_clear(weights: Mapping[str, float]) -> list[tuple[Chapter, str]]:
    """Each chapter with each of the clear findings that it may take, in their order; the summary has them as sentences."""
    clear = [
        (chapter, figure_id)
        for chapter in CHAPTERS
        if chapter.key != SUMMARY
        for figure_id in chapter.list_figures()
        if weights.get(figure_id, 0.0) >= CLEAR
    ]
    places = {figure_id: place for place, figure_id in enumerate(weights)}
    return sorted(clear, key=lambda chosen: places[chosen[1]])


def _list_usual(weights: Mapping[str, float]) -> list[tuple[Chapter, str]]:
    return [
        (chapter, figure_id) for chapter in CHAPTERS for figure_id in chapter.usual if figure_id in weights
    ]


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
