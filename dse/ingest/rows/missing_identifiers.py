"""Identifiers for the lines of an import that have none: organisations first, since other rows are recognised by theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dse.ingest.issues import Issue
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.rows import identifier_columns
from dse.ingest.rows.identifier_columns import ProposedIdentifier
from dse.ingest.rows.numbered_rows import complete_numbers
from dse.ingest.rows.organisation_identifiers import complete_organisations
from dse.ingest.rows.row_building import Current, Reading


@dataclass(frozen=True)
class Identifiers:
    """Those that were proposed, and the issues about them."""

    proposed: tuple[ProposedIdentifier, ...]
    issues: tuple[Issue, ...]


def complete_identifiers(
    readings: Sequence[Reading], organisations: Organisations, current: Current
) -> tuple[list[Reading], Identifiers]:
    """The sheets with an identifier on every line where the form proposes one. All their organisations are known then."""
    proposed: list[ProposedIdentifier] = []
    issues: list[Issue] = []
    for reading in readings:
        reading.add_organisations(organisations)
    listed = []
    for reading in readings:
        completed, doubts, new = complete_organisations(reading, organisations)
        completed.add_organisations(organisations)
        listed.append(completed)
        issues += doubts
        proposed += new
    completed_readings = []
    for reading in listed:
        completed, doubts, new = complete_numbers(reading, current)
        completed_readings.append(completed)
        issues += doubts
        proposed += new
    by_sheet = {(one.file, one.sheet) for one in proposed}
    for reading in completed_readings:
        sheet = reading.sheet
        if (sheet.file, sheet.name) in by_sheet:
            own = [one for one in proposed if (one.file, one.sheet) == (sheet.file, sheet.name)]
            issues.append(identifier_columns.report(reading, own))
    return completed_readings, Identifiers(tuple(proposed), tuple(issues))
