"""A part of a long page: the figures that answer one of the reader's questions."""

from __future__ import annotations

from dataclasses import dataclass

from dse.figures.figure import Figure


@dataclass(frozen=True)
class Section:
    """A part of a page; its word stands in the address bar."""

    title: str
    question: str
    figures: tuple[Figure, ...]
