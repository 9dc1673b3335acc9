"""Recognised files to what each table becomes, with everything wrong or doubtful on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import schemas
from dse.ingest.checks import confirmations, references, table_rules
from dse.ingest.checks.computed_values import typed_over_computed
from dse.ingest.checks.forgotten_persons import Forgotten, returning
from dse.ingest.checks.older_export import older_exports
from dse.ingest.checks.outliers import outlying
from dse.ingest.checks.outside_membership import outside_membership
from dse.ingest.checks.overlaps import overlapping
from dse.ingest.checks.percentages import fractions
from dse.ingest.checks.successors import circular
from dse.ingest.forms.definitions import Form
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.organisations import name_conflicts, unknown_names
from dse.ingest.organisations.creation import creations
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.progress import COMPARING, Step, untold
from dse.ingest.recognition.form_matching import Recognised
from dse.ingest.rows.batch import Batch
from dse.ingest.rows.duplicate_rows import distinct, repeated_unread, unkeyed
from dse.ingest.rows.gathering import Gathered, gather
from dse.ingest.rows.merge import Merged, brought, merge
from dse.ingest.rows.orphan_cells import stranded
from dse.ingest.rows.removed_rows import absent
from dse.ingest.rows.row_building import Current, Reading
from dse.ingest.surveys.reading import subject_references
from dse.ingest.surveys.reading.survey_reading import SurveyReading
from dse.ingest.surveys.reading.wave_files import Told

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Changes:
    """Each table touched as it would be, and what is said of it."""

    merged: Mapping[str, Merged]
    problems: tuple[Issue, ...]
    doubts: tuple[Issue, ...]
    notices: tuple[Issue, ...] = ()
    organisations: Organisations = field(default_factory=Organisations)


def of(
    recognised: Sequence[Recognised],
    current: Current,
    wave: str | None,
    *,
    complete: bool,
    chosen: Mapping[str, str] = NOTHING,
    forgotten_among: Forgotten = lambda _: set(),
    step: Step = untold,
) -> Changes:
    """What files do to the tables. `complete`: what they leave out is to go.

    `chosen` are names and the organisations that bear them, kept as aliases. Refused if one is not known.
    """
    is_named = chosen or any(_names_organisations(each.form) for each in recognised)
    organisations = Organisations.of(current) if is_named else Organisations()
    recognised = [*recognised, *([unknown_names.told(chosen)] if chosen else [])]
    readings = [Reading(each, organisations, current, wave) for each in recognised if not each.form.survey]
    surveys = _surveys(recognised, organisations, current, wave)
    for reading in readings:  # every organisation of the files, before any name is looked up
        reading.teach(organisations)
    unknown_names.require_known(chosen, organisations)
    batches = [batch for reading in (*readings, *surveys) for batch in reading.batches()]
    batches += creations(organisations, readings)
    remarks = [reading.remarks() for reading in (*readings, *surveys)]
    step("Comparaison avec les données actuelles", COMPARING)
    gathered, merged, problems = _tables(batches, current, complete)
    return Changes(
        merged,
        problems=(
            *(each for wrong, _ in remarks for each in wrong),
            *(each for reading in readings for each in stranded(reading)),
            *(each for reading in readings for each in table_rules.unfilled(reading)),
            *(_without_period(recognised) if complete else ()),
            *problems,
            *returning(gathered, forgotten_among),
        ),
        doubts=(
            *(each for _, doubtful in remarks for each in doubtful),
            *confirmations.doubts(gathered, merged),
            *name_conflicts.namesakes(gathered, merged, current),
            *outlying(gathered, merged, current),
            *fractions(gathered, merged, current),
            *(() if complete else older_exports(batches, merged, current)),
        ),
        notices=tuple(each for reading in surveys for each in reading.cells.notices),
        organisations=organisations,
    )


def _names_organisations(form: Form) -> bool:
    """Whether files of a form say which organisation something is about: those known need not be read else."""
    tables = {rows.table for rows in form.rows}
    cited = {each.references for table in tables for each in schemas.columns(table)}
    return bool(form.survey) or "organisations" in tables | cited


def _surveys(
    recognised: Sequence[Recognised], organisations: Organisations, current: Current, wave: str | None
) -> list[SurveyReading]:
    """Survey sheets; of several that give one wave, each tells what those before it have not."""
    told: dict[str, Told] = {}
    return [
        SurveyReading(each, organisations, current, wave, told.setdefault(each.form.name, Told()))
        for each in recognised
        if each.form.survey
    ]


def _without_period(recognised: Sequence[Recognised]) -> Iterator[Issue]:
    """Complete files that do not say which years they are about."""
    for each in recognised:
        period = each.form.period
        if each.form.semantics == "periode" and period not in each.places:
            reason = f"Un fichier complet demande « {period} », qui dit ses années."
            fault = CellIssue("IMP-120", reason, "Ajoutez la colonne, ou ne le déclarez pas complet.")
            yield each.sheet.problem(fault)


def _tables(
    batches: Sequence[Batch], current: Current, complete: bool
) -> tuple[dict[str, Gathered], dict[str, Merged], list[Issue]]:
    gathered: dict[str, Gathered] = {}
    new: dict[str, Gathered] = {}
    loose: dict[str, Gathered] = {}
    merged: dict[str, Merged] = {}
    problems: list[Issue] = []
    whole = _complete_forms(batches) if complete else []
    touched = {batch.table for batch in batches} | {rows.table for form in whole for rows in form.rows}
    for table in (each for each in schemas.TABLES if each in touched):
        rows = gather(table, [batch for batch in batches if batch.table == table], current(table))
        gathered[table], repeated = distinct(rows)
        loose[table] = unkeyed(rows)
        merged[table] = merge(gathered[table], current(table), absent(table, batches, whole, current))
        new[table] = brought(gathered[table], merged[table])
        problems += [
            *table_rules.missing(loose[table]),
            *table_rules.broken(loose[table]),
            *table_rules.missing(gathered[table]),
            *repeated,
            *repeated_unread(loose[table]),
            *table_rules.totals(new[table]),
            *table_rules.look_alikes(new[table], current(table)),
            *table_rules.broken(new[table]),
        ]
    problems += [
        *references.orphans(new, loose, merged, current),
        *name_conflicts.clashes(new, merged, current),
        *typed_over_computed(gathered, new, merged, current),
        *overlapping(gathered, new, merged),
        *outside_membership(gathered, new, merged, current),
        *circular(gathered, merged, current),
        *subject_references.orphans(gathered, merged, current),
    ]
    return gathered, merged, problems


def _complete_forms(batches: Sequence[Batch]) -> list[Form]:
    """Forms whose files, declared complete, speak for what they leave out; a wave always does, for itself."""
    forms = {batch.form.name: batch.form for batch in batches}
    return [form for form in forms.values() if form.semantics != "vague"]
