"""The registry: every figure, declared once, in the order of its page."""

from __future__ import annotations

import pandas as pd

from dse.figures import quality, requests, themes, uptake
from dse.figures.figure import Answer, Figure, Finding
from dse.figures.figure import answer as _answer
from dse.query import Ask, Selection, connect
from dse.store import Store

__all__ = ["PAGES", "REGISTRY", "Answer", "Figure", "Finding", "answer", "highlights", "of_page"]

PAGES = {"tendances": "Tendances thématiques", "recours": "Recours aux accompagnements"}

REGISTRY: dict[str, Figure] = {
    figure.id: figure for figure in (*themes.FIGURES, *uptake.FIGURES, *requests.FIGURES, *quality.FIGURES)
}
HIGHLIGHTS = 3


def of_page(page: str) -> tuple[Figure, ...]:
    """Figures of a page, in its order."""
    return tuple(figure for figure in REGISTRY.values() if figure.page == page)


def answer(store: Store, number: int, figure: Figure, selection: Selection) -> Answer:
    """What a figure says of a version. StoreError if the version cannot be read."""
    ask = Ask(connect(store, number), selection)
    as_of = ask("select as_of from reference")["as_of"].iloc[0]
    return _answer(figure, ask, number, None if pd.isna(as_of) else as_of)


def highlights(answers: list[Answer]) -> list[Finding]:
    """The findings of a page worth keeping, strongest first: at most three, none where nothing is clear."""
    clear = sorted(
        (each.finding for each in answers if each.finding.weight > 0), key=lambda each: -each.weight
    )
    return clear[:HIGHLIGHTS]
