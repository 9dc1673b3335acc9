"""A figure's rows by triennial or wave, as texts to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dse.charts.labels import UNKNOWN
from dse.disclosure import marks
from dse.export.dossier import cells, shared_sentences
from dse.export.dossier.report.column_roles import WARNINGS, YEAR, Roles, Rows, is_informative
from dse.figures import Figure
from dse.figures.surveys.wording import short
from schemas import Column

WORDING = "wording"
WARNED = " *"  # after a number that is too weak for a conclusion
Row = Sequence[cells.Cell]


@dataclass(frozen=True)
class Table:
    """The rows of a figure by part (`part_kind`: triennial or wave), and the roles of its columns."""

    figure: Figure
    rows_by_part: dict[str, Rows]
    roles: Roles
    part_kind: str = shared_sentences.TRIENNIAL

    def all_rows(self) -> Rows:
        """The rows of all parts."""
        return [row for rows in self.rows_by_part.values() for row in rows]

    def label(self, index: int) -> str:
        """The title of a column."""
        return shared_sentences.print_text(self.figure.columns[index].label)

    def read(self, row: Row, index: int) -> str:
        """The text of a cell. A question of a grid is shortened to its own part, as in charts."""
        text = shared_sentences.print_text(cells.format_cell(row[index], self.figure.columns[index]))
        if not text and index == self._only_name():
            return UNKNOWN
        if text and index in self.numeric_values()[:1] and self.is_warned(row):
            return text + WARNED
        return short(text) if self.figure.columns[index].name == WORDING else text

    def texts(self, row: Row, indices: Sequence[int]) -> tuple[str, ...]:
        """Some cells of a row."""
        return tuple(self.read(row, index) for index in indices)

    def column(self, index: int) -> list[str]:
        """The title of a column and its texts."""
        return [self.label(index), *(self.read(row, index) for row in self.all_rows())]

    def is_number(self, index: int) -> bool:
        """Whether a column is aligned right."""
        column = self.figure.columns[index]
        return column.role == "measure" and not column.codelists

    def drop_half_intervals(self, indices: Sequence[int]) -> tuple[int, ...]:
        """Columns without the lower bound of an interval whose upper bound is not among them."""
        names = [self.figure.columns[index].name for index in indices]
        return tuple(
            index
            for index, name in zip(indices, names, strict=True)
            if "low" not in name.split("_") or name.replace("low", "high") in names
        )

    def numeric_values(self) -> list[int]:
        """Indices of the value columns that are numbers."""
        return [index for index in self.roles.values if self.is_number(index)]

    def is_warned(self, row: Row) -> bool:
        """Whether the row is marked as too weak for a conclusion."""
        return any(
            cell is True and column.name in WARNINGS
            for cell, column in zip(row, self.figure.columns, strict=True)
        )

    def warnings(self) -> list[Column]:
        """The warning columns that are true in some row."""
        rows = zip(*self.all_rows(), strict=True)
        return [
            column
            for column, values in zip(self.figure.columns, rows, strict=True)
            if column.name in WARNINGS and True in values
        ]

    def year_index(self) -> int | None:
        """Index of the year column if it is a key."""
        return next((index for index in self.roles.keys if self.figure.columns[index].name == YEAR), None)

    def has_unique_rows(self, indices: Sequence[int]) -> bool:
        """Whether columns distinguish all rows of each part."""
        return all(
            len({self.texts(row, indices) for row in rows}) == len(rows)
            for rows in self.rows_by_part.values()
        )

    def tells_more_than_names(self) -> bool:
        """Whether there are values, or more than one key."""
        return bool(self.roles.values) or len(self.roles.keys) > 1

    def pairs(self, indices: Sequence[int], row: Row) -> list[str]:
        """`Vague : Enquête 2018` for each column that is not empty."""
        texts = zip(indices, self.texts(row, indices), strict=True)
        return [
            shared_sentences.print_text(f"{self.label(index)} : {text}")
            for index, text in texts
            if text.strip()
        ]

    def columns_above(self) -> tuple[int, ...]:
        """Columns printed once above the rows of a part; of a wave, only essential ones, since its year names it."""
        if self.part_kind == shared_sentences.TRIENNIAL:
            return self.roles.by_part
        return tuple(
            index
            for index in self.roles.by_part
            if self.figure.columns[index].name in self.figure.report_columns
        )

    def title(self, part: str) -> str:
        """The name of a part with the values that all its rows share."""
        if not self.rows_by_part[part]:
            return f"{part} · rien à montrer"
        row = self.rows_by_part[part][0]
        others = [index for index in self.columns_above() if self.read(row, index) != part]
        return " · ".join([part, *self.pairs(others, row)])

    def informative_columns(self, part: str, indices: Sequence[int]) -> tuple[int, ...]:
        """The columns to print of a part; of a wave, those informative in its unmasked rows: the first wave has no difference."""
        if self.part_kind == shared_sentences.TRIENNIAL:
            return tuple(indices)
        rows = self._unmasked(part) or self.rows_by_part[part]
        return tuple(index for index in indices if is_informative(self.figure, index, rows))

    def _unmasked(self, part: str) -> Rows:
        names = [column.name for column in self.figure.columns]
        if marks.MARK not in names:
            return self.rows_by_part[part]
        return [row for row in self.rows_by_part[part] if not marks.hides(row[names.index(marks.MARK)])]

    def _only_name(self) -> int | None:
        """Index of the only key besides the year, if there is one: empty texts of it are printed as unknown, as on charts."""
        names = [index for index in self.roles.keys if self.figure.columns[index].name != YEAR]
        return names[0] if len(names) == 1 else None
