"""What a figure is: a question with one tidy table behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import altair
import pandas as pd

from dse.query import Ask, Selection
from schemas import Column


@dataclass(frozen=True)
class Finding:
    """One French sentence; `weight` ranks it on its page, 0 where nothing clear can be said."""

    sentence: str
    weight: float = 0.0


@dataclass(frozen=True)
class Figure:
    """A question, declared once, from which screen, projector, file and report are made.

    `rows` gives a frame with exactly `columns`; `finding`, `chart` and `scalars` read that frame and nothing
    else. `breakdowns` are the filters it accepts beside the years. `when_empty` is said of an empty table.
    """

    id: str
    page: str
    question: str
    rows: Callable[[Ask], pd.DataFrame]
    columns: tuple[Column, ...]
    finding: Callable[[pd.DataFrame], Finding]
    method: str
    source: str
    breakdowns: tuple[str, ...]
    size: Callable[[pd.DataFrame], str]
    chart: Callable[[pd.DataFrame], altair.Chart] | None = None
    when_empty: str = "Aucune donnée pour ce choix : élargissez les années, retirez un filtre, ou importez les fichiers qui manquent."
    scalars: Mapping[str, Callable[[pd.DataFrame], float | None]] = field(default_factory=dict)

    @property
    def is_list(self) -> bool:
        """Whether the figure is a list to act on, without a chart."""
        return self.chart is None


@dataclass(frozen=True)
class Answer:
    """What a figure says of one version for one selection. `table` has the figure's columns, in order."""

    figure_id: str
    selection: Selection
    version: int
    as_of: date | None
    table: pd.DataFrame
    finding: Finding
    size: str


def answer(figure: Figure, ask: Ask, version: int, as_of: date | None) -> Answer:
    """Ask a figure's question. The selection loses the filters that the figure does not accept."""
    kept = Ask(ask.connection, ask.selection.keeping(figure.breakdowns))
    table = figure.rows(kept)[[column.name for column in figure.columns]].reset_index(drop=True)
    return Answer(
        figure_id=figure.id,
        selection=kept.selection,
        version=version,
        as_of=as_of,
        table=table,
        finding=Finding(figure.when_empty) if table.empty else figure.finding(table),
        size="" if table.empty else figure.size(table),
    )
