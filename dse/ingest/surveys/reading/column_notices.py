"""Columns of a survey that are known and not kept, named without their values."""

from __future__ import annotations

from collections.abc import Iterator

from dse.ingest.forms.survey_definitions import Survey, Wave
from dse.ingest.issues import Issue
from dse.ingest.surveys.reading.answer_checks import describe_unkept_column
from dse.ingest.surveys.reading.survey_cells import SurveyCells

_DROPPED = "Cette colonne n’est pas gardée, comme le formulaire le dit."
_PSEUDONYM = "Cette colonne n’est gardée que sous pseudonyme."
_ANONYMOUS = "La vague est anonyme : cette colonne n’est pas gardée."
_ANONYMOUS_FIELDS = ("key", "organisation", "submitted_on")  # what an anonymous wave does not keep


def find_unused_columns(cells: SurveyCells, survey: Survey, wave: Wave) -> Iterator[Issue]:
    """One notice for each column that is dropped, or kept under a pseudonym only."""
    reasons = [(spellings, _DROPPED) for spellings in survey.dropped]
    if wave.is_anonymous:
        reasons += [(survey.respondent_columns(name), _ANONYMOUS) for name in _ANONYMOUS_FIELDS]
    else:
        reasons.append((survey.respondent_columns("key"), _PSEUDONYM))
    for spellings, reason in reasons:
        column_index = cells.column_index(spellings)
        if column_index is not None:
            yield cells.sheet.problem_at(describe_unkept_column(reason), None, column_index)
