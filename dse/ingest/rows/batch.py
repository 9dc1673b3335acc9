"""Rows of one table made from one sheet, each knowing the line it came from."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dse.ingest.files.cells import Sheet
from dse.ingest.forms.definitions import Form, Rows


@dataclass(frozen=True)
class Batch:
    """Rows of one table made by one block of a form from one sheet.

    `lines` gives the line of each row; `columns` the values of the columns that the file covers;
    `places` the sheet column behind each; `faulty` the lines whose cell has already been reported.
    `spoken_for` are the values of the columns that `rows` replaces by, for every line whether it made a row.
    """

    form: Form
    rows: Rows
    sheet: Sheet
    lines: Sequence[int]
    columns: Mapping[str, Sequence[Any]]
    positions: dict[str, int | None]
    faulty: Mapping[str, Container[int]]
    spoken_for: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    repeats: tuple[Sequence[str], ...] = ()

    @property
    def table(self) -> str:
        """Name of the table."""
        return self.rows.table
