"""The headings of the annex, numbered once for table of contents, pages and sheets of the workbook."""

from __future__ import annotations

from dataclasses import dataclass

from dse import french
from dse.export.dossier.contents import Chapter, Contents

REMEMBER = "À retenir"
ABSENT = "Ce qui n’est pas dans cette annexe, et pourquoi"
CORRECTED = "Ce qui a été corrigé"
HOW = "Comment lire cette annexe"


@dataclass(frozen=True)
class Heading:
    """A heading: its level, its text, and the bookmark that the table of contents links to."""

    level: int
    text: str
    anchor: str

    @property
    def number(self) -> str:
        """`3.2`, which is also that of the sheet of the workbook."""
        return self.text.split(" ", 1)[0]


@dataclass(frozen=True)
class NumberedChapter:
    """A chapter with its heading and those of its figures."""

    chapter: Chapter
    heading: Heading
    figures: tuple[Heading, ...]


def number_chapters(contents: Contents) -> list[NumberedChapter]:
    """The chapters with at least one figure, numbered from 1."""
    chapters = [chapter for chapter in contents.chapters if chapter.entries]
    return [_number_chapter(number, chapter) for number, chapter in enumerate(chapters, 1)]


def first_headings_by_detail(chapters: list[NumberedChapter]) -> dict[str, Heading]:
    """The heading of the first figure of each paragraph of statistical detail."""
    headings_by_detail: dict[str, Heading] = {}
    for chapter in chapters:
        for entry, heading in zip(chapter.chapter.entries, chapter.figures, strict=True):
            for detail in entry.figure.list_details():
                headings_by_detail.setdefault(detail, heading)
    return headings_by_detail


def list_headings(contents: Contents) -> list[Heading]:
    """Every heading of the report, in its order."""
    listed = [unnumbered_heading(REMEMBER)]
    for chapter in number_chapters(contents):
        listed += [chapter.heading, *chapter.figures]
    last = {ABSENT: any(contents.left_out()), CORRECTED: bool(contents.corrections), HOW: True}
    return [*listed, *(unnumbered_heading(title) for title, is_there in last.items() if is_there)]


def unnumbered_heading(text: str) -> Heading:
    """A heading of the first level without a number."""
    return Heading(1, text, f"_Toc_{text[:12].encode('ascii', 'ignore').decode('ascii').replace(' ', '_')}")


def _number_chapter(number: int, chapter: Chapter) -> NumberedChapter:
    figures = tuple(
        Heading(
            2, french.typeset(f"{number}.{entry.rank} {entry.figure.question}"), f"_Toc_{number}_{entry.rank}"
        )
        for entry in chapter.entries
    )
    return NumberedChapter(chapter, Heading(1, f"{number}. {chapter.title}", f"_Toc_{number}"), figures)
