"""The comments of a review's plan as notes of slides: the text alone, its numbers as the audience of the slides may read them.

The notes of slides for a public are not read again by anybody before they leave: a comment that would have to be is not in them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from dse import disclosure, figures
from dse.export.comment_doubts import StoreNames, describe_doubts, is_protected, read_names
from dse.export.dossier import Choice
from dse.export.slides.deck_text import Note
from dse.figures import REGISTRY
from dse.review import Plan, figure_anchor
from dse.review.commentary import insertion, numbers
from dse.review.commentary.grammar import Bullets, Paragraph, Text
from dse.review.commentary.numbers import NamedNumber, Reading
from dse.store import Store

LEFT_OUT = (
    "Commentaire laissé de côté : il contient un nombre tapé ou un nom que ce public ne doit peut-être pas lire. Il est dans la page "
    "Bilan."
)
CommentNotes = Callable[[str], list[Note]]  # the notes of a figure


def make_notes(store: Store, number: int, plan: Plan | None, audience: str) -> CommentNotes:
    """Gives the notes of each figure; none without a plan. Numbers are those of the triennial of the plan."""
    if plan is None:
        return lambda figure_id: []
    selection = Choice(plan.triennial, audience=audience).selection
    names = read_names(store, store.version(number)) if disclosure.audience(audience).is_public else None

    @cache
    def read(inserted: NamedNumber) -> Reading:
        return numbers.read(inserted, figures.answer(store, number, REGISTRY[inserted.figure_id], selection))

    def is_masked(figure_id: str) -> bool:
        return figures.answer(store, number, REGISTRY[figure_id], selection).is_masked

    def write(figure_id: str) -> list[Note]:
        comment = plan.comments.get(figure_anchor(figure_id))
        if comment is None:
            return []
        heading = [(f"Commentaire du bilan {plan.triennial} :", True)]
        if names and (is_masked(figure_id) or has_doubts(figure_id, comment.text, names)):
            return [[(LEFT_OUT, False)]]
        lines = [
            _write_line(item, "• " if isinstance(block, Bullets) else "")
            for block in insertion.fill(comment.text, read)
            for item in (block.items if isinstance(block, Bullets) else (block,))
        ]
        return [heading, *lines]

    return write


def has_doubts(figure_id: str, text: str, names: StoreNames) -> bool:
    """Whether the comment of a figure would have to be read again before a public has it."""
    return any(describe_doubts(text, names, tells_numbers=is_protected(figure_id)))


def _write_line(line: Paragraph, start: str) -> Note:
    texts = [(run.text, run.is_bold) for run in line.runs if isinstance(run, Text)]
    return [(start, False), *texts] if start else texts
