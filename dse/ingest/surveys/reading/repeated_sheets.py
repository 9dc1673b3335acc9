"""Sheets of what each respondent answered several times, which are set aside beside the sheet of their answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dse.ingest.files.cells import Sheet
from dse.ingest.issues import Issue
from dse.ingest.recognition.sheet_checks import describe_foreign_sheet
from dse.ingest.recognition.sheet_selection import SheetSelection
from dse.ingest.surveys.tools import tool_columns


def set_repeats_aside(selection: SheetSelection, sheets: Sequence[Sheet]) -> SheetSelection:
    """What is read of a file, without the sheets that repeat beside answers to a survey: their lines are no respondents, nor mistakes."""
    read_or_refused = {one.sheet.name for one in selection.recognised} | {
        issue.sheet for issue in selection.problems
    }
    repeats = {
        sheet.name: sheet
        for sheet in sheets
        if sheet.name in read_or_refused and tool_columns.is_repeated_sheet(sheet.headers)
    }
    recognised = tuple(one for one in selection.recognised if one.sheet.name not in repeats)
    if not repeats or not any(one.form.survey for one in recognised):
        return selection

    def without_repeats(issues: Iterable[Issue]) -> tuple[Issue, ...]:
        return tuple(issue for issue in issues if issue.sheet not in repeats)

    aside = (
        replace(sheet.problem(describe_foreign_sheet(name)), sheet=None) for name, sheet in repeats.items()
    )
    return replace(
        selection,
        recognised=recognised,
        problems=without_repeats(selection.problems),
        doubts=without_repeats(selection.doubts),
        notices=tuple(dict.fromkeys((*without_repeats(selection.notices), *aside))),
        unread=tuple(sheet for sheet in selection.unread if sheet.name not in repeats),
    )
