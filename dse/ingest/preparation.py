"""Recognised files to what each table becomes, with everything wrong or doubtful on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import pyarrow.compute as pc

import schemas
from dse.ingest.checks.context import Forgotten, RowContext, check_rows, nobody_forgotten
from dse.ingest.forms.definitions import LINE, Form
from dse.ingest.issues import Issue
from dse.ingest.organisations import unknown_names
from dse.ingest.organisations.resolution import Organisations, PastValues
from dse.ingest.progress import COMPARING, Step, ignore_progress
from dse.ingest.recognition.form_matching import RecognisedSheet
from dse.ingest.rows.batch import Batch
from dse.ingest.rows.duplicate_rows import drop_repeated_rows, find_unread_repeats, select_unkeyed_rows
from dse.ingest.rows.gathering import gather_rows
from dse.ingest.rows.identifier_columns import NO_ANSWERS, Answers, ProposedIdentifier
from dse.ingest.rows.merge import Merged, merge_rows, select_changed_rows
from dse.ingest.rows.missing_identifiers import complete_identifiers
from dse.ingest.rows.organisation_rows import build_creation_batches
from dse.ingest.rows.removed_rows import (
    blank_numbered_rows,
    find_numbered_rows,
    find_removed_rows,
    list_numbering_forms,
)
from dse.ingest.rows.row_building import Current, Reading
from dse.ingest.surveys.draft import older_needs, points
from dse.ingest.surveys.reading.respondents import EarlierFiles
from dse.ingest.surveys.reading.survey_reading import SurveyReading
from schemas import WITHOUT_ORGANISATION

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Changes:
    """Each changed table as it would be after the import, its issues, and the identifiers proposed on the way."""

    merged: Mapping[str, Merged]
    issues: tuple[Issue, ...]
    organisations: Organisations = field(default_factory=Organisations)
    identifiers: tuple[ProposedIdentifier, ...] = ()


def prepare_changes(
    recognised: Sequence[RecognisedSheet],
    current: Current,
    wave: str | None,
    *,
    complete: bool,
    chosen: Mapping[str, str] = NOTHING,
    answers: Answers = NO_ANSWERS,
    find_forgotten: Forgotten = nobody_forgotten,
    list_past: PastValues | None = None,
    step: Step = ignore_progress,
) -> Changes:
    """What files do to the tables. `complete`: what they leave out is to go.

    `chosen` are names and the organisations that bear them, kept as aliases, or that of none. Refused if one is not known. `answers` say which row lines
    without an identifier are about. `list_past` gives what earlier versions have too, so that no identifier is given twice.
    """
    list_past = list_past or _list_values(current)
    is_named = chosen or any(_names_organisations(sheet.form) for sheet in recognised)
    organisations = Organisations.from_tables(current, list_past) if is_named else Organisations()
    organisations.learn_names_of_none(
        name for name, organisation in chosen.items() if organisation == WITHOUT_ORGANISATION
    )
    chosen = {name: chosen[name] for name in chosen if chosen[name] != WITHOUT_ORGANISATION}
    recognised = [*recognised, *([unknown_names.build_choices_sheet(chosen)] if chosen else [])]
    readings = [Reading(sheet, organisations, current, wave) for sheet in recognised if not sheet.form.survey]
    surveys = _surveys(recognised, organisations, current, wave)
    readings, identifiers = complete_identifiers(readings, organisations, current, list_past, answers)
    unknown_names.require_organisations(chosen, organisations)
    sheets: list[Reading | SurveyReading] = [*readings, *surveys]
    batches = [batch for reading in sheets for batch in reading.batches()]
    batches += build_creation_batches(organisations, readings)
    cell_issues = [issue for reading in sheets for issue in reading.list_issues()]
    step("Comparaison avec les données actuelles", COMPARING)
    context = RowContext(readings, batches, current, complete, find_forgotten)
    repeated = _merge_tables(context)
    issues = (*cell_issues, *identifiers.issues, *repeated, *check_rows(context))
    return Changes(context.merged, issues, organisations, identifiers.proposed)


def _list_values(current: Current) -> PastValues:
    """Values of the tables as they are, where there are no versions."""
    return lambda table, columns: set(zip(*current(table).select(columns).to_pydict().values(), strict=True))


def _names_organisations(form: Form) -> bool:
    """Whether files of a form say which organisation something is about: those known need not be read else."""
    tables = {rows.table for rows in form.rows}
    cited = {column.references for table in tables for column in schemas.columns(table)}
    return bool(form.survey) or "organisations" in tables | cited


def _surveys(
    recognised: Sequence[RecognisedSheet], organisations: Organisations, current: Current, wave: str | None
) -> list[SurveyReading]:
    """Survey sheets; of several that give one wave, each tells what those before it have not."""
    files_by_form: dict[str, EarlierFiles] = {}
    return [
        SurveyReading(
            _complete_survey(sheet),
            organisations,
            current,
            wave,
            files_by_form.setdefault(sheet.form.name, EarlierFiles()),
        )
        for sheet in recognised
        if sheet.form.survey
    ]


def _complete_survey(recognised: RecognisedSheet) -> RecognisedSheet:
    """A survey sheet whose form, of an earlier release, says of what its needs speak; the import asks whether that is so."""
    form = recognised.form
    survey, point = older_needs.complete_needs(form.survey, {})
    if point is None:
        return recognised
    to_check = (*survey.to_check, *points.describe_open_points([point]))
    return replace(recognised, form=replace(form, survey=replace(survey, to_check=to_check)))


def _merge_tables(context: RowContext) -> list[Issue]:
    """Fill the context with the rows of each table touched, and the table as it would be; issues of repeated rows."""
    batches, current = context.batches, context.current
    issues: list[Issue] = []
    numbering = list_numbering_forms(batches)
    complete = _complete_forms(batches) if context.is_complete else []
    touched = {batch.table for batch in batches}
    touched |= {rows.table for form in (*complete, *numbering) for rows in form.rows}
    for table in (table for table in schemas.TABLES if table in touched):
        rows_before, is_removed = current(table), find_removed_rows(table, batches, complete, current)
        if numbering:
            is_numbered = find_numbered_rows(table, batches, current)
            rows_before = blank_numbered_rows(table, rows_before, is_numbered, numbering)
            is_removed = pc.or_(is_removed, is_numbered)
        rows = gather_rows(table, [batch for batch in batches if batch.table == table], rows_before)
        gathered, repeated = drop_repeated_rows(rows)
        merged = merge_rows(gathered, current(table), is_removed)
        context.gathered[table], context.merged[table] = gathered, merged
        context.unkeyed[table], context.changed[table] = (
            select_unkeyed_rows(rows),
            select_changed_rows(gathered, merged),
        )
        issues += [*repeated, *find_unread_repeats(context.unkeyed[table])]
    return issues


def _complete_forms(batches: Sequence[Batch]) -> list[Form]:
    """Forms whose files, declared complete, speak for what they leave out; a wave always does, for itself, and numbered lines for their years."""
    forms = {batch.form.name: batch.form for batch in batches}
    return [form for form in forms.values() if form.semantics != "vague" and form.key != LINE]
