"""In which order a figure's table has its columns on screen: what its finding is about before what has to be scrolled to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import takewhile

import pandas as pd

from dse.figures import Figure
from dse.figures.readable import list_columns
from schemas import Column

HALF = 0.5  # of a rank: between two that are declared
NAMES = ("wording", "title")  # a question and an indicator name their rows also where all rows are of one


def order_columns(figure: Figure, frame: pd.DataFrame) -> list[str]:
    """What tells the rows apart, what the figure declares most needed, the rest, and references last.

    A list keeps its own order, made to be read on screen.
    """
    needed = [] if figure.is_list else _sort_needed(figure)
    keys = _choose_keys(figure.columns, needed, frame) if needed else []
    front = [*keys, *needed]
    ranks = {name: rank for rank, name in enumerate(front)}
    columns = sorted(
        list_columns(figure.columns),
        key=lambda column: (ranks.get(column.name, len(front)), _is_reference(column.name)),
    )
    return [column.name for column in columns]


def _sort_needed(figure: Figure) -> list[str]:
    """The most needed first, and a difference right behind the two numbers of which it is one."""
    ranks: dict[str, float] = {name: rank for rank, name in enumerate(figure.report_columns)}
    for column in figure.columns:
        sides = [ranks[name] for name in column.difference_of if name in ranks]
        if column.name in ranks and len(sides) > 1:
            ranks[column.name] = max(sides) + HALF
    return sorted(ranks, key=ranks.__getitem__)


def _choose_keys(columns: Sequence[Column], needed: Collection[str], frame: pd.DataFrame) -> list[str]:
    """What a row is named by, then the columns of which each tells rows apart that those before it do not."""
    leading = [column.name for column in takewhile(lambda column: column.role != "measure", columns)]
    others = [name for name in leading if name not in needed and not _is_reference(name)]
    needed_keys = [name for name in leading if name in needed]
    keys = [name for name in others if name in NAMES]
    for name in others:
        keys_before = [*needed_keys, *keys]
        if _count_distinct(frame, [*keys_before, name]) > _count_distinct(frame, keys_before):
            keys.append(name)
    return keys if keys or needed_keys else others[:1]


def _count_distinct(frame: pd.DataFrame, names: list[str]) -> int:
    return len(frame[list(dict.fromkeys(names))].drop_duplicates()) if names else 1


def _is_reference(name: str) -> bool:
    return name.endswith("_id")
