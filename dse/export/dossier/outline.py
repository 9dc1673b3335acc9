"""The headings of the report, numbered once for its contents and for its pages."""

from __future__ import annotations

from dataclasses import dataclass

from dse import french
from dse.export.dossier.contents import Chapter, Contents

REMEMBER = "À retenir"
ABSENT = "Ce qui n’est pas dans ce rapport, et pourquoi"
CORRECTED = "Ce qui a été corrigé"
HOW = "Comment lire ce rapport"


@dataclass(frozen=True)
class Heading:
    """A heading: its level, its text, and the name by which the contents lead to it."""

    level: int
    text: str
    place: str

    @property
    def number(self) -> str:
        """`3.2`, which is also that of the sheet of the workbook."""
        return self.text.split(" ", 1)[0]


@dataclass(frozen=True)
class Numbered:
    """A chapter with its heading and those of its figures."""

    chapter: Chapter
    heading: Heading
    figures: tuple[Heading, ...]


def numbered(contents: Contents) -> list[Numbered]:
    """The chapters that have any figure, numbered from 1."""
    kept = [chapter for chapter in contents.chapters if chapter.entries]
    return [_numbered(number, chapter) for number, chapter in enumerate(kept, 1)]


def methods(chapters: list[Numbered]) -> dict[str, Heading]:
    """The first figure that is made by each method."""
    found: dict[str, Heading] = {}
    for each in chapters:
        for entry, heading in zip(each.chapter.entries, each.figures, strict=True):
            found.setdefault(entry.figure.method, heading)
    return found


def headings(contents: Contents) -> list[Heading]:
    """Every heading of the report, in its order."""
    found = [first(REMEMBER)]
    for each in numbered(contents):
        found += [each.heading, *each.figures]
    last = {ABSENT: any(contents.left_out()), CORRECTED: bool(contents.corrections), HOW: True}
    return [*found, *(first(title) for title, is_there in last.items() if is_there)]


def first(text: str) -> Heading:
    """A heading of the first level that has no number."""
    return Heading(1, text, f"_Toc_{text[:12].encode('ascii', 'ignore').decode('ascii').replace(' ', '_')}")


def _numbered(number: int, chapter: Chapter) -> Numbered:
    figures = tuple(
        Heading(
            2, french.typeset(f"{number}.{each.rank} {each.figure.question}"), f"_Toc_{number}_{each.rank}"
        )
        for each in chapter.entries
    )
    return Numbered(chapter, Heading(1, f"{number}. {chapter.title}", f"_Toc_{number}"), figures)
