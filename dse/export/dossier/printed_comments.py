"""The comments that the review of a dossier prints, in their order, and how their numbers read in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dse.export.comment_doubts import StoreNames, describe_doubts, is_protected
from dse.export.dossier.contents import Contents
from dse.export.dossier.parts import REVIEW
from dse.figures import REGISTRY
from dse.figures.figure import find_refusal
from dse.review import CHAPTERS, SUMMARY_ANCHOR, chapter_anchor, figure_anchor
from dse.review.chapters import SUMMARY
from dse.review.commentary import insertion, numbers
from dse.review.commentary.numbers import RESERVED, NamedNumber, Reader, Reading


@dataclass(frozen=True)
class PrintedComment:
    """A comment: the title of what it stands under, its text, and whether a number typed in it may be one that a rule hides. Under a
    chapter or the summary any may be: of a figure that the document does not even show."""

    title: str
    text: str
    tells_numbers: bool = True
    is_under_mask: bool = False  # its figure says nothing to this public


def make_reader(contents: Contents) -> Reader:
    """Reads numbers as the figures of a dossier say them, after what was published is repeated."""
    read_answer = numbers.make_reader({entry.figure.id: entry.answer for entry in contents.entries()})
    audience = contents.choice.audience

    def read(number: NamedNumber) -> Reading:
        is_refused = find_refusal(REGISTRY[number.figure_id], audience) is not None
        return RESERVED if is_refused else read_answer(number)

    return read


def list_printed(contents: Contents) -> Iterator[PrintedComment]:
    """The comments that a reader of the review finds: those of its summary, of its chapters and of the figures that they show; none
    in a dossier without review."""
    if REVIEW not in contents.choice.parts:
        return
    texts = {anchor: comment.text for anchor, comment in contents.plan.comments.items()}
    entries = {entry.figure.id: entry for entry in contents.entries()}
    shown = {
        chapter.key: tuple(figure_id for figure_id in chapter.figure_ids if figure_id in entries)
        for chapter in contents.plan.chapters
    }
    for chapter in CHAPTERS:
        is_summary = chapter.key == SUMMARY
        anchor = SUMMARY_ANCHOR if is_summary else chapter_anchor(chapter.key)
        figure_ids = shown.get(chapter.key, ())
        if anchor in texts and (is_summary or figure_ids):
            yield PrintedComment(chapter.title, texts[anchor])
        for figure_id in figure_ids:
            if figure_anchor(figure_id) in texts:
                entry, text = entries[figure_id], texts[figure_anchor(figure_id)]
                yield PrintedComment(
                    entry.figure.question, text, is_protected(figure_id), entry.answer.is_masked
                )


def list_to_read_again(contents: Contents, names: StoreNames) -> tuple[str, ...]:
    """What has to be read again in the comments before a public has them: one line each, with its place."""
    doubts = (
        f"{printed.title} {doubt}"
        for printed in list_printed(contents)
        for doubt in _describe_doubts(printed, names)
    )
    return (*doubts, *list_absent_numbers(contents))


def _describe_doubts(printed: PrintedComment, names: StoreNames) -> Iterator[str]:
    if printed.is_under_mask:
        yield f"« {' '.join(insertion.list_typed_lines(printed.text))} » (sous une figure masquée pour ce public)"
    else:
        yield from describe_doubts(printed.text, names, tells_numbers=printed.tells_numbers)


def list_absent_numbers(contents: Contents) -> tuple[str, ...]:
    """The numbers of the comments that this document will not have: one line each, with its place."""
    read = make_reader(contents)
    return tuple(
        f"{printed.title} {sentence}"
        for printed in list_printed(contents)
        for sentence in insertion.describe_absent(printed.text, read)
    )
