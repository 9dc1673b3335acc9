"""Twenty selections at random, the same at each run, before each audience in turn."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator
from typing import Any

from dse import figures
from dse.disclosure.audiences import ORDER
from dse.export.comment_doubts import TextReader
from dse.figures import REGISTRY, Answer, Figure
from dse.query import Selection, open_versions_once
from dse.store import Store
from schemas import codelists


def draw_selections() -> Iterator[Selection]:
    """Years, and now and then families, a theme or kinds."""
    draw = random.Random(20)
    for index in range(20):
        first, last = sorted(draw.sample(range(2012, 2023), 2))
        filters: dict[str, Any] = {}
        if index % 3 == 1:
            filters["families"] = tuple(draw.sample(codelists.codes("actor_families"), 2))
        if index % 4 == 2:
            filters["themes"] = ("GENRE",)
        if index % 5 == 3:
            filters["kinds"] = tuple(codelists.codes("accompaniment_kinds")[:2])
        yield Selection(first, last, audience=ORDER[index % len(ORDER)], **filters)


def list_answers(store: Store, part: slice) -> list[tuple[Figure, Answer]]:
    """Every figure of the current version over a part of all years and the twenty selections, where it says something; read only.

    What takes it is of the xdist group `drawn answers`: each selection is asked once.
    """
    number = store.current().number
    selections = [Selection(), *draw_selections()][part]
    answers = [_answer_all(store, number, selection) for selection in selections]
    return [
        (figure, answer)
        for figure, *of_figure in zip(REGISTRY.values(), *answers, strict=True)
        for answer in of_figure
        if not answer.table.empty
    ]


@functools.cache
def _answer_all(store: Store, number: int, selection: Selection) -> list[Answer]:
    """The answers of all figures, in their order."""
    with open_versions_once():
        must_read = TextReader(store, number).must_read
        return [figures.answer(store, number, figure, selection, must_read) for figure in REGISTRY.values()]
