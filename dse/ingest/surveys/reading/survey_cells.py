"""Columns of a survey sheet under any of their spellings, read cell by cell, each fault at its place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from dse.ingest.files.cells import Sheet
from dse.ingest.forms.survey_definitions import Spellings
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.recognition.form_matching import RecognisedSheet
from dse.ingest.surveys.reading import masking
from dse.ingest.values import parsing
from dse.ingest.values.cell_evidence import apply_cell_evidence
from dse.ingest.values.cell_format import CellFormat


@dataclass
class SurveyCells:
    """Cells of a sheet and their issues, which never quote a cell that may name a person.

    `organisations` are names that are no person's.
    """

    recognised: RecognisedSheet
    organisations: Collection[str] = ()
    problems: list[Issue] = field(default_factory=list)
    doubts: list[Issue] = field(default_factory=list)
    notices: list[Issue] = field(default_factory=list)

    @property
    def sheet(self) -> Sheet:
        """The sheet."""
        return self.recognised.sheet

    @property
    def count(self) -> int:
        """How many lines it has."""
        return len(self.sheet.numbers)

    def column_index(self, spellings: Spellings) -> int | None:
        """The column that has one of these titles."""
        return self.recognised.positions.get(spellings[0]) if spellings else None

    def texts(self, spellings: Spellings) -> Sequence[str]:
        """Cells as they are in the file; empty where it has no such column."""
        column_index = self.column_index(spellings)
        return [""] * self.count if column_index is None else self.sheet.columns[column_index]

    def read(
        self,
        spellings: Spellings,
        parser: Callable[[str], tuple[Any, CellIssue | None]],
        *,
        cell_format: CellFormat | None = None,
        personal: bool = False,
    ) -> list[Any]:
        """Values of a column, None where the cell is empty or wrong. Without the column, all None."""
        column_index = self.column_index(spellings)
        if column_index is None:
            return [None] * self.count
        read = parsing.parse_column(
            self.sheet.columns[column_index], parsing.cell_parser(cell_format or CellFormat(), parser)
        )
        parsed = apply_cell_evidence(read, self.sheet, column_index)
        for line, fault in parsed.faults.items():
            self.add_issue(fault, line, column_index, personal=personal)
        return list(parsed.values)

    def add_issue(self, fault: CellIssue, line: int, column_index: int, *, personal: bool = False) -> None:
        """A problem or a doubt at a cell."""
        issue = (
            masking.mask_cell_issue(self.sheet, fault, line, column_index)
            if personal
            else self.sheet.problem(fault, line, column_index)
        )
        (self.doubts if fault.is_question else self.problems).append(issue)

    def add_column_issue(self, fault: CellIssue, column_index: int | None, line: int | None = None) -> None:
        """A problem or a doubt about a column, or the line where it is first seen, without its value."""
        row = None if line is None else self.sheet.numbers[line]
        (self.doubts if fault.is_question else self.problems).append(
            self.sheet.problem_at(fault, row, column_index)
        )
