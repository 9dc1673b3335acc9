"""A figure's rows by triennial, as the words of a page of paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dse.charts.labels import UNKNOWN
from dse.disclosure import marks
from dse.export.dossier import cells, shared_sentences
from dse.export.dossier.report.column_roles import WARNINGS, YEAR, Roles, Rows, tells
from dse.figures import Figure
from dse.figures.surveys.asked import short
from schemas import Column

WORDING = "wording"
WARNED = " *"  # behind a number that no conclusion rests on
Row = Sequence[cells.Cell]


@dataclass(frozen=True)
class Table:
    """The rows of a figure by part, a triennial or a wave as `apart` says, and what a reader makes of its columns."""

    figure: Figure
    every: dict[str, Rows]
    roles: Roles
    apart: str = shared_sentences.TRIENNIAL

    def whole(self) -> Rows:
        """The rows of all parts."""
        return [row for rows in self.every.values() for row in rows]

    def label(self, at: int) -> str:
        """The title of a column."""
        return shared_sentences.printed(self.figure.columns[at].label)

    def read(self, row: Row, at: int) -> str:
        """A cell. A question of a grid is told by what is its own, as the charts tell it."""
        text = shared_sentences.printed(cells.read(row[at], self.figure.columns[at]))
        if not text and at == self._only_name():
            return UNKNOWN
        if text and at in self.counts()[:1] and self.is_warned(row):
            return text + WARNED
        return short(text) if self.figure.columns[at].name == WORDING else text

    def texts(self, row: Row, places: Sequence[int]) -> tuple[str, ...]:
        """Some cells of a row."""
        return tuple(self.read(row, at) for at in places)

    def column(self, at: int) -> list[str]:
        """The title of a column and all that stands under it."""
        return [self.label(at), *(self.read(row, at) for row in self.whole())]

    def is_number(self, at: int) -> bool:
        """Whether a column is set to the right."""
        column = self.figure.columns[at]
        return column.role == "measure" and not column.codelists

    def whole_intervals(self, places: Sequence[int]) -> tuple[int, ...]:
        """Some columns without the lower end of an interval whose upper end is not among them."""
        names = [self.figure.columns[at].name for at in places]
        return tuple(
            at
            for at, name in zip(places, names, strict=True)
            if "low" not in name.split("_") or name.replace("low", "high") in names
        )

    def counts(self) -> list[int]:
        """The values that are numbers."""
        return [at for at in self.roles.values if self.is_number(at)]

    def is_warned(self, row: Row) -> bool:
        """Whether the row is one that no conclusion rests on."""
        return any(
            cell is True and column.name in WARNINGS
            for cell, column in zip(row, self.figure.columns, strict=True)
        )

    def warnings(self) -> list[Column]:
        """The warnings that some row bears."""
        rows = zip(*self.whole(), strict=True)
        return [
            column
            for column, values in zip(self.figure.columns, rows, strict=True)
            if column.name in WARNINGS and True in values
        ]

    def year(self) -> int | None:
        """The place of the year among what tells rows apart."""
        return next((at for at in self.roles.keys if self.figure.columns[at].name == YEAR), None)

    def is_told_apart(self, places: Sequence[int]) -> bool:
        """Whether some columns tell each row of a triennial from the others."""
        return all(
            len({self.texts(row, places) for row in rows}) == len(rows) for rows in self.every.values()
        )

    def tells_more_than_names(self) -> bool:
        """Whether anything is said of what is named."""
        return bool(self.roles.values) or len(self.roles.keys) > 1

    def pairs(self, places: Sequence[int], row: Row) -> list[str]:
        """`Vague : Enquête 2018` for each of some columns that says anything."""
        texts = zip(places, self.texts(row, places), strict=True)
        return [shared_sentences.printed(f"{self.label(at)} : {text}") for at, text in texts if text.strip()]

    def said_above(self) -> tuple[int, ...]:
        """The columns told once above the rows of a part; of a wave, which its year names, those that are needed only."""
        if self.apart == shared_sentences.TRIENNIAL:
            return self.roles.by_part
        return tuple(at for at in self.roles.by_part if self.figure.columns[at].name in self.figure.essential)

    def title(self, part: str) -> str:
        """The name of a part with what all its rows say."""
        if not self.every[part]:
            return f"{part} · rien à montrer"
        row = self.every[part][0]
        others = [at for at in self.said_above() if self.read(row, at) != part]
        return " · ".join([part, *self.pairs(others, row)])

    def telling(self, part: str, places: Sequence[int]) -> tuple[int, ...]:
        """The columns to show of a part: of a wave, those that say something of a row that is not masked, as the first has no gap."""
        if self.apart == shared_sentences.TRIENNIAL:
            return tuple(places)
        rows = self._unmasked(part) or self.every[part]
        return tuple(at for at in places if tells(self.figure, at, rows))

    def _unmasked(self, part: str) -> Rows:
        names = [column.name for column in self.figure.columns]
        if marks.MARK not in names:
            return self.every[part]
        return [row for row in self.every[part] if not marks.hides(row[names.index(marks.MARK)])]

    def _only_name(self) -> int | None:
        """The one column that names what rows speak of, where there is one, as on the axis of a chart."""
        names = [at for at in self.roles.keys if self.figure.columns[at].name != YEAR]
        return names[0] if len(names) == 1 else None
