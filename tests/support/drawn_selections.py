"""Twenty selections at random, the same at each run, before each audience in turn."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

from dse import figures
from dse.disclosure.audiences import ORDER
from dse.figures import REGISTRY, Answer, Figure
from dse.query import Selection
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
    """Every figure of the current version over a part of all years and the twenty selections, where it says something."""
    number = store.current().number
    answers = [
        (figure, figures.answer(store, number, figure, selection))
        for figure, selection in itertools.product(REGISTRY.values(), [Selection(), *draw_selections()][part])
    ]
    return [(figure, answer) for figure, answer in answers if not answer.table.empty]
