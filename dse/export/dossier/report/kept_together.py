"""What a document keeps on one page, and which of it a layout parts all the same: LibreOffice now and then leaves a title at the foot of
a page, away from the chart that it is kept with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from docx.document import Document as Report
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from dse.export.dossier.report import word_parts

Group = Sequence[Paragraph]  # each but the last is kept with the next one
MARK, APART = "Groupe", "x"  # the name of a bookmark: `Groupe12x3`, the third of a group


def list_groups(report: Report) -> list[Group]:
    """The paragraphs that are kept together, those of tables included, in the order of the document."""
    groups: list[list[Paragraph]] = [[]]
    for element in report.element.body.iter(qn("w:p")):
        paragraph = Paragraph(element, report._body)
        groups[-1].append(paragraph)
        if not _is_kept_with_next(paragraph):
            groups.append([])
    return [group for group in groups if len(group) > 1]


def mark_groups(groups: Sequence[Group]) -> None:
    """Add a bookmark where each paragraph of a group begins, and where one that is itself kept together ends."""
    number = word_parts.count_anchors(groups[0][0]) if groups else 0
    for rank, group in enumerate(groups):
        for place, paragraph in enumerate(group):
            name = f"{MARK}{rank}{APART}{place}"
            word_parts.add_anchor(paragraph, name, number := number + 1, before=True)
            if paragraph.paragraph_format.keep_together:
                word_parts.add_anchor(paragraph, f"{name}f", number := number + 1)


def list_parted(destinations: Iterable[tuple[str, str]]) -> list[int]:
    """The ranks of the groups that are on several pages. `destinations`: bookmarks, each with its page."""
    pages: dict[int, set[str]] = defaultdict(set)
    for name, page in destinations:
        rank, mark, _ = name.removeprefix(MARK).partition(APART)
        if name.startswith(MARK) and mark:
            pages[int(rank)].add(page)
    return sorted(rank for rank, several in pages.items() if len(several) > 1)


def begins_page(group: Group) -> bool:
    """Whether a group stands at the head of a page already: one that is parted all the same is longer than a page."""
    return _read_layout(group[0], "page_break_before")


def _is_kept_with_next(paragraph: Paragraph) -> bool:
    return _read_layout(paragraph, "keep_with_next")


def _read_layout(paragraph: Paragraph, name: str) -> bool:
    """What a paragraph says of its layout, or its style where it says nothing."""
    own, style = getattr(paragraph.paragraph_format, name), paragraph.style
    return bool(style and getattr(style.paragraph_format, name) if own is None else own)
