"""The chapters that the review of a dossier prints, in the order of the seminar, each with the figures that it shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from dse.export.dossier.contents import NOTHING_CLEAR, Contents, Entry
from dse.figures import Answer, strongest
from dse.review import CHAPTERS, Chapter
from dse.review.chapters import SUMMARY


@dataclass(frozen=True)
class PrintedChapter:
    """A chapter, its number among those printed, and those of its figures that the dossier has: none where it is a text alone."""

    chapter: Chapter
    number: int
    entries: tuple[Entry, ...]

    @property
    def title(self) -> str:
        """`2. Ce qui a été proposé et utilisé`; the summary has no number."""
        title = self.chapter.title
        return title if self.chapter.key == SUMMARY else f"{self.number}. {title}"


def list_chapters(contents: Contents) -> Iterator[PrintedChapter]:
    """Those that have a figure or a text, numbered after the summary, which is always there."""
    numbers = count()
    entries = {entry.figure.id: entry for entry in contents.entries()}
    for chapter in CHAPTERS:
        planned = contents.plan.find_chapter(chapter.key).figure_ids
        shown = tuple(entries[figure_id] for figure_id in planned if figure_id in entries)
        if shown or chapter.anchor in contents.plan.comments or chapter.key == SUMMARY:
            yield PrintedChapter(chapter, next(numbers), shown)


def list_findings(contents: Contents) -> list[str]:
    """The strongest findings that the summary gives, or that there are none. Those of its own figures stand under these; empty where
    only they are clear."""
    of_summary: list[Answer] = []
    of_chapters: list[Answer] = []
    for printed in list_chapters(contents):
        answers = of_summary if printed.chapter.key == SUMMARY else of_chapters
        answers += [entry.answer for entry in printed.entries]
    findings = [finding.sentence for finding in strongest.rank(of_chapters)]
    return findings or ([] if strongest.rank(of_summary) else [NOTHING_CLEAR])
