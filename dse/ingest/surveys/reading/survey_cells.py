"""Columns of a survey sheet under any of their spellings, read cell by cell, each fault at its place; none quotes what may name a person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from dse.ingest.files.cells import Sheet
from dse.ingest.files.file_checks import refuse_extra_cell, refuse_short_line
from dse.ingest.files.spreadsheet_errors import is_error
from dse.ingest.forms.survey_definitions import CLOSED, Spellings
from dse.ingest.issues import CellIssue, Issue, letters
from dse.ingest.recognition.form_matching import RecognisedSheet
from dse.ingest.spelling import canonical
from dse.ingest.surveys.tools import tool_columns
from dse.ingest.surveys.tools.survey_tool import SurveyTool
from dse.ingest.values import converted_cells, parsing
from dse.ingest.values.cell_evidence import apply_cell_evidence
from dse.ingest.values.cell_format import CellFormat

_EXTRA_REASON = "Cellule de trop, après la dernière colonne."
_PLAIN_ADVICE = "Corrigez la cellule dans le fichier."

# Fields of a respondent whose cells tell nothing of a person.
_HARMLESS_FIELDS = ("organisation", "is_partner", "submitted_on", "status", "family", "about_id")


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

    @cached_property
    def tool(self) -> SurveyTool:
        """The tool that wrote the file."""
        return tool_columns.identify_tool(self.sheet.headers)

    @property
    def version_column(self) -> Sequence[str] | None:
        """The version of the questionnaire that each line answers, where the tool writes it."""
        for header, column in zip(self.sheet.headers, self.sheet.columns, strict=True):
            if header and self.tool.versions and tool_columns.is_one_of(header, self.tool.versions):
                return column
        return None

    @cached_property
    def absent_errors(self) -> frozenset[str]:
        """Errors of a spreadsheet, as « #N/A », that the form declares to mean no answer."""
        return frozenset(canonical(text) for text, _ in self.recognised.form.survey.missing if is_error(text))

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
        personal: bool | Callable[[str], bool] = False,
        may_be_days: bool = False,
    ) -> list[Any]:
        """Values of a column, None where the cell is empty or wrong. Without the column, all None.

        What is `personal`, all cells or those of which it is true, is in no issue. `may_be_days`: a column of texts that the spreadsheet
        holds as days throughout asks for days, and none was made of a text.
        """
        column_index = self.column_index(spellings)
        if column_index is None:
            return [None] * self.count
        parse_cell = parsing.cell_parser(cell_format or CellFormat(), parser)
        read = parsing.parse_column(
            self.sheet.columns[column_index],
            lambda text: parser(text) if canonical(text) in self.absent_errors else parse_cell(text),
        )
        parsed = apply_cell_evidence(read, self.sheet, column_index)
        are_days = may_be_days and converted_cells.are_days(self.sheet, column_index)
        for line, fault in parsed.faults.items():
            if are_days and fault.code == converted_cells.describe_converted_cell.code:
                continue
            text = self.sheet.columns[column_index][line]
            hides = personal(text) if callable(personal) else personal
            self.add_issue(fault, line, column_index, personal=hides)
        return list(parsed.values)

    def add_issue(self, fault: CellIssue, line: int, column_index: int, *, personal: bool = False) -> None:
        """A problem or a doubt at a cell."""
        issue = (
            mask_cell_issue(self.sheet, fault, line, column_index)
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


def mask_cell_issue(sheet: Sheet, fault: CellIssue, line: int, column: int) -> Issue:
    """A fault at a cell that may name a person: its text is neither shown nor quoted."""
    plain = replace(fault, advice=_PLAIN_ADVICE) if "«" in fault.advice else fault
    return replace(sheet.problem(plain, line, column), value=None, names=())


def mask_issues(problems: Sequence[Issue], recognised: Sequence[RecognisedSheet]) -> list[Issue]:
    """Problems, where those of survey files, and of files of no known form, show nothing that could name a person."""
    surveys = {
        (sheet.sheet.file, sheet.sheet.name): _find_harmless_columns(sheet)
        for sheet in recognised
        if sheet.form.survey
    }
    others = {sheet.sheet.file for sheet in recognised if not sheet.form.survey}
    masked = []
    for issue in problems:
        if (location := (issue.file, issue.sheet)) in surveys:
            masked.append(_mask_issue(issue, surveys[location]))
        else:
            masked.append(issue if issue.file in others else _mask_issue(issue, frozenset()))
    return masked


def _mask_issue(problem: Issue, harmless: frozenset[str]) -> Issue:
    if problem.code == refuse_extra_cell.code:
        problem = replace(problem, reason=_EXTRA_REASON)
    if problem.code == refuse_short_line.code:  # a line of one cell is quoted
        problem = replace(problem, value=None)
    if problem.value is None or problem.column in harmless:
        return problem
    return replace(problem, value=None, names=())


def _find_harmless_columns(recognised: RecognisedSheet) -> frozenset[str]:
    """Letters of the columns whose cells say nothing of who answered."""
    survey, column_indexes = recognised.form.survey, recognised.positions
    spellings_list = [survey.respondent_columns(name) for name in _HARMLESS_FIELDS]
    closed = [
        question
        for question in survey.questions
        if question.kind in CLOSED or question.kind in ("scale", "nps", "number")
    ]
    spellings_list += [
        spellings for question in closed if question.other is None for spellings in question.list_columns()
    ]
    return frozenset(
        letters(column_indexes[spellings[0]])
        for spellings in spellings_list
        if spellings and spellings[0] in column_indexes
    )
