"""Columns of a survey that are known and not kept, named without their values."""

from __future__ import annotations

from collections.abc import Iterator

from dse.ingest.forms.survey_definitions import Survey, Wave
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.surveys.reading.survey_cells import SurveyCells

_NOTHING_TO_DO = "Rien à faire."
_NOT_KEPT = CellIssue(
    "IMP-122", "Cette colonne n’est pas gardée, comme le formulaire le dit.", _NOTHING_TO_DO
)
_HIDDEN = CellIssue("IMP-122", "Cette colonne n’est gardée que sous pseudonyme.", _NOTHING_TO_DO)
_ANONYMOUS = CellIssue("IMP-122", "La vague est anonyme : cette colonne n’est pas gardée.", _NOTHING_TO_DO)
_HIDES = ("key", "organisation", "submitted_on")  # what an anonymous wave does not keep


def find_unused_columns(cells: SurveyCells, survey: Survey, wave: Wave) -> Iterator[Issue]:
    """One remark a column that is dropped, or kept under a pseudonym only."""
    notices = [(each, _NOT_KEPT) for each in survey.dropped]
    if wave.is_anonymous:
        notices += [(survey.respondent_columns(name), _ANONYMOUS) for name in _HIDES]
    else:
        notices.append((survey.respondent_columns("key"), _HIDDEN))
    for spellings, fault in notices:
        column_index = cells.column_index(spellings)
        if column_index is not None:
            yield cells.sheet.problem_at(fault, None, column_index)
