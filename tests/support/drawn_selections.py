"""Twenty selections at random, the same at each run, before each audience in turn."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from dse.disclosure.audiences import ORDER
from dse.query import Selection
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
