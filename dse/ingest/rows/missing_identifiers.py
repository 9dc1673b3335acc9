"""Identifiers for the lines of an import that have none: organisations first, since other rows are recognised by theirs.

Then for the cells that cite a row by its title.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dse.ingest.files.cells import Sheet
from dse.ingest.issues import Issue
from dse.ingest.organisations.resolution import Organisations, PastValues
from dse.ingest.rows import identifier_columns
from dse.ingest.rows.cited_titles import resolve_cited_titles
from dse.ingest.rows.identifier_columns import NO_ANSWERS, Answers, ProposedIdentifier
from dse.ingest.rows.listed_lines import ListedLines
from dse.ingest.rows.numbered_lines import number_lines
from dse.ingest.rows.numbered_rows import complete_numbers
from dse.ingest.rows.organisation_identifiers import complete_organisations
from dse.ingest.rows.row_building import Current, Reading


@dataclass(frozen=True)
class Identifiers:
    """Those that were proposed, and the issues about them."""

    proposed: tuple[ProposedIdentifier, ...]
    issues: tuple[Issue, ...]


def complete_identifiers(
    readings: Sequence[Reading],
    organisations: Organisations,
    current: Current,
    list_past: PastValues,
    answers: Answers = NO_ANSWERS,
) -> tuple[list[Reading], Identifiers]:
    """The sheets with an identifier on every line where the form proposes one. All their organisations are known then."""
    proposed: list[ProposedIdentifier] = []
    issues: list[Issue] = []
    for reading in readings:
        reading.add_organisations(organisations)
    readings = number_lines(readings, current)
    listed = []
    new_lines: dict[str, tuple[Sheet, int]] = {}
    for reading in readings:
        completed, doubts, new = complete_organisations(reading, organisations, new_lines, answers)
        completed.add_organisations(organisations)
        listed.append(completed)
        issues += doubts
        proposed += new
    listed_lines, completed_readings = ListedLines(listed, list_past), []
    for reading in listed:
        completed, doubts, new = complete_numbers(reading, current, listed_lines, answers)
        completed_readings.append(completed)
        issues += doubts
        proposed += new
    for reading in completed_readings:
        sheet = reading.sheet
        if own := [one for one in proposed if (one.file, one.sheet) == (sheet.file, sheet.name)]:
            issues.append(identifier_columns.report(reading, own))
    resolved, ambiguous = resolve_cited_titles(completed_readings, current)
    return resolved, Identifiers(tuple(proposed), (*issues, *ambiguous))
