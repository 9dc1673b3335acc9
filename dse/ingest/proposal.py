"""What an import would do, before it does it; and doing exactly that."""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

import schemas
from dse.errors import Refused
from dse.ingest import data_day, preparation
from dse.ingest.data_day import DayProposal
from dse.ingest.files import reader
from dse.ingest.files.cells import Sheet, Upload, name_apart
from dse.ingest.files.corrections import (
    NO_CORRECTIONS,
    Corrections,
    apply_corrections,
    locate_edits,
    select_corrections,
    select_lines_set_aside,
)
from dse.ingest.forms import matched_titles
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.survey_definitions import Wave
from dse.ingest.import_checks import ask_about_removals, describe_repeated_file
from dse.ingest.issues import ERROR, NOTICE, QUESTION, Issue, count_noun, select_level, sorted_issues
from dse.ingest.organisations import contact_marks, erased_texts, unknown_names
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.organisations.unknown_names import UnknownName
from dse.ingest.progress import CHECKING, Step, ignore_progress
from dse.ingest.recognition import form_matching, ignored_lines, reading_report, title_matching
from dse.ingest.recognition.form_matching import RecognisedSheet
from dse.ingest.recognition.headers import Remarks
from dse.ingest.recognition.reading_report import SheetReading
from dse.ingest.recognition.sheet_selection import SheetSelection, select_sheets
from dse.ingest.recognition.title_matching import UnmatchedSheet
from dse.ingest.recognition.unlisted_values import UnlistedValue, find_unlisted_values
from dse.ingest.rows import rejected_lines
from dse.ingest.rows.gathering import serialise_rows
from dse.ingest.rows.identifier_columns import NO_ANSWERS, Answers, ProposedIdentifier
from dse.ingest.rows.rejected_lines import RejectedLines
from dse.ingest.rows.row_building import Current
from dse.ingest.surveys.reading.repeated_sheets import set_repeats_aside
from dse.ingest.surveys.reading.survey_cells import mask_issues
from dse.store import NO_EDITS, HandEdits, SourceFile, Store, Version
from dse.store.difference import Detail, TableDiff

ALL = "all"


@dataclass(frozen=True)
class Proposal:
    """What an import would do to version `parent`. Nothing is written until it is confirmed.

    `changes` holds the full content of the tables that change, `diffs` every table touched.
    `waves` are those among which to choose for a survey; `unknown_names` those that lead to none of `organisations`,
    which gives the name of each identifier; `unlisted_values` the texts that a list does not have. `read` tells how each
    sheet was read, `unmapped` which of its titles stand for nothing, `rejected` its lines that have a problem, `doubtful` those with a question, never those of a survey.
    `identifiers` are those of lines that have none, `edits` those of the corrections that were applied. `status` is refused,
    unchanged, confirm (there are doubts) or ready. `in_force` is the day until which the data of the version go, if it was
    said, `as_of` that of the data after the import, `day_proposal` what it could be, `newest_event` the latest that the import brings.
    """

    parent: int
    changes: Mapping[str, pa.Table] = field(default_factory=dict)
    diffs: Mapping[str, TableDiff] = field(default_factory=dict)
    details: Mapping[str, Detail] = field(default_factory=dict)
    problems: tuple[Issue, ...] = ()
    doubts: tuple[Issue, ...] = ()
    notices: tuple[Issue, ...] = ()
    sources: tuple[SourceFile, ...] = ()
    forms: tuple[str, ...] = ()
    waves: tuple[Wave, ...] = ()
    unknown_names: tuple[UnknownName, ...] = ()
    organisations: Mapping[str, str] = field(default_factory=dict)
    read: tuple[SheetReading, ...] = ()
    unmapped: tuple[UnmatchedSheet, ...] = ()
    rejected: tuple[RejectedLines, ...] = ()
    identifiers: tuple[ProposedIdentifier, ...] = ()
    in_force: date | None = None
    as_of: date | None = None
    newest_event: date | None = None
    day_proposal: DayProposal | None = None
    doubtful: tuple[RejectedLines, ...] = ()
    edits: HandEdits = NO_EDITS
    unlisted_values: tuple[UnlistedValue, ...] = ()

    @property
    def status(self) -> str:
        """Where the import stands."""
        if self.problems:
            return "refused"
        if not self.changes and self.as_of == self.in_force:
            return "unchanged"
        return "confirm" if self.doubts else "ready"

    @property
    def later_event(self) -> date | None:
        """The latest event that the import brings, where it comes after the day of the data."""
        return (
            self.newest_event if self.as_of and self.newest_event and self.newest_event > self.as_of else None
        )

    @cached_property
    def code(self) -> str:
        """Eight signs that stand for this parent and these changes, and for no others."""
        seen = hashlib.sha256(f"{self.parent}{self.as_of or ''}".encode("ascii"))
        for table in sorted(self.changes):
            detail = self.details[table]
            for rows in (detail.added, detail.removed, detail.before, detail.after):
                seen.update(table.encode("utf-8"))
                for piece in serialise_rows(rows):
                    seen.update(piece)
        return seen.hexdigest()[:8]

    def stopped_on(self, day: date | None) -> Proposal:
        """The same import of data that go until a day, with what is to be asked about it; without one, as it is."""
        if day is None or self.status == "refused" or (day == self.as_of and self.later_event is None):
            return self
        issue = data_day.describe_early_day(day, self.day_proposal.last_event) if self.day_proposal else None
        return replace(self, as_of=day, doubts=(*self.doubts, *([issue] if issue else [])))


@dataclass(frozen=True)
class ImportSource:
    """Sheets that came together, the forms that they may be of, and what the manifest keeps of where they came from.

    `edits` are what a person changed of them, `set_aside` the lines of each sheet that are no longer there.
    """

    source: SourceFile
    sheets: tuple[Sheet, ...]
    forms: Sequence[Form]
    edits: HandEdits = NO_EDITS
    set_aside: tuple[Sheet, ...] = ()


@contextmanager
def _working() -> Iterator[None]:
    """While an import is read: lists of codes do not change, and what it took of memory is given back at its end.

    Arrow and the C library keep for later what is freed: after thirty files of 9 MB, 100 MB that nobody uses.
    """
    try:
        with schemas.codelists.steady():
            yield
    finally:
        pa.default_memory_pool().release_unused()
        with suppress(OSError, AttributeError, TypeError):  # of the GNU C library alone
            ctypes.CDLL(None).malloc_trim(0)


@_working()
def propose(
    uploads: Sequence[Upload],
    store: Store,
    *,
    form: str | Path | None = None,
    wave: str | None = None,
    complete: bool = False,
    names: Mapping[str, str] = preparation.NOTHING,
    answers: Answers = NO_ANSWERS,
    corrections: Corrections = NO_CORRECTIONS,
    forms_directory: Path | None = None,
    step: Step = ignore_progress,
) -> Proposal:
    """Read files as one import and say what it would change, or everything that is wrong with it.

    `names` says which organisation, by identifier, bears a name that is not known: it is kept as one more alias. In answers to a
    survey, the name may be of none.
    `answers` say which row a line without an identifier is about.
    `corrections` are of cells and lines of the files, which stay as they are; those of other files count for nothing.
    Raises Refused if there is no such form, UnknownChoice if there is no such organisation, CorrectedSurvey if answers to a
    survey are corrected, StoreError if the current version cannot be read.
    """
    store.register_retired_codes()  # before the forms, which may name one
    known_forms = form_matching.load_known_forms(forms_directory)
    forms = [form_matching.choose_form(form, known_forms)] if form else known_forms
    sources = []
    for number, upload in enumerate(name_apart(uploads)):
        step(f"Lecture de {upload.display_name}", CHECKING * number / len(uploads))
        sources.append(_read_source(upload, forms, corrections))
    once, again = _drop_repeated_files(sources, known_forms)
    proposal = propose_sources(
        once,
        store,
        known_forms=known_forms,
        wave=wave,
        complete=complete,
        names=names,
        answers=answers,
        step=step,
    )
    return replace(proposal, notices=sorted_issues([*proposal.notices, *again], _list_sheets(sources)))


def load_organisations(store: Store) -> Organisations:
    """Those of the current version. StoreError if it cannot be read."""
    return Organisations.from_tables(_table_reader(store, store.current()))


def list_imported_series(store: Store) -> set[str]:
    """The surveys that a store has answers of. StoreError if it cannot be read."""
    return set(_table_reader(store, store.current())("survey_waves")["series"].to_pylist())


def _drop_repeated_files(
    sources: Sequence[ImportSource], known_forms: Sequence[Form]
) -> tuple[list[ImportSource], list[Issue]]:
    """Each content once, and a notice for every file that has the content of another.

    Not of a survey: two files of answers that say the same are those of other persons.
    """
    first: dict[str, ImportSource] = {}
    sources_kept, repeated = [], []
    for source in sources:
        same = first.setdefault(source.source.sha256, source)
        if same is source or any(one.form.survey for one in _select_sheets(source, known_forms).recognised):
            sources_kept.append(source)
            continue
        repeated.append(describe_repeated_file(source.source.name, same.source.name))
    return sources_kept, repeated


def _select_sheets(source: ImportSource, known_forms: Sequence[Form]) -> SheetSelection:
    """What is read of a file: of a survey, nothing that each respondent answers several times."""
    return set_repeats_aside(select_sheets(source.sheets, source.forms, known_forms), source.sheets)


@_working()
def propose_sources(
    sources: Sequence[ImportSource],
    store: Store,
    *,
    known_forms: Sequence[Form],
    wave: str | None = None,
    complete: bool = False,
    names: Mapping[str, str] = preparation.NOTHING,
    answers: Answers = NO_ANSWERS,
    step: Step = ignore_progress,
) -> Proposal:
    """Take sheets, wherever they come from, as one import. `known_forms` are all there are, `names` as for files.

    Raises Refused if there is no such organisation, StoreError if the current version cannot be read.
    """
    version = store.current()
    current = _table_reader(store, version)
    selections = [_select_sheets(source, known_forms) for source in sources]
    recognised = [sheet for selection in selections for sheet in selection.recognised]
    edits = _join_edits(sources, selections)
    step("Contrôle des lignes", CHECKING)
    changes = preparation.prepare_changes(
        recognised,
        current,
        wave,
        complete=complete,
        chosen=names,
        answers=answers,
        find_forgotten=store.find_forgotten,
        list_past=store.list_past_values,
        step=step,
    )
    changed = {table: merged for table, merged in changes.merged.items() if not merged.diff.is_empty}
    issues = [
        *_collect_issues(selections),
        *_list_unused(recognised, known_forms, bool(changed)),
        *changes.issues,
        *ask_about_removals(
            _count_data_set_aside(
                sources, selections, {table: merged.detail.removed for table, merged in changed.items()}
            ),
            sum(merged.diff.removed for merged in changed.values()),
        ),
    ]
    sheets = _list_sheets(sources)
    problems = sorted_issues(mask_issues(select_level(issues, ERROR), recognised), sheets)
    doubts = sorted_issues(mask_issues(select_level(issues, QUESTION), recognised), sheets)
    surveys = {sheet.form.name: sheet.form.survey for sheet in recognised if sheet.form.survey}
    details = {table: merged.detail for table, merged in changed.items()}
    in_force = version.as_of if version else None
    notices = sorted_issues(select_level(issues, NOTICE), sheets)
    return Proposal(
        parent=version.number if version else 0,
        changes={table: merged.content for table, merged in changed.items()},
        diffs={table: merged.diff for table, merged in changes.merged.items()},
        details={table: merged.detail for table, merged in changes.merged.items()},
        problems=problems,
        doubts=doubts,
        notices=notices,
        sources=tuple(source.source for source in sources),
        forms=tuple(sheet.form.name for sheet in recognised),
        waves=tuple(wave for survey in surveys.values() for wave in survey.waves),
        unknown_names=unknown_names.group_unknown_names(
            problems,
            changes.organisations,
            {(sheet.sheet.file, sheet.sheet.name) for sheet in recognised if sheet.form.survey},
        ),
        organisations=changes.organisations.names,
        read=reading_report.describe_sheets(selections),
        unmapped=title_matching.find_unmatched_sheets(selections),
        identifiers=changes.identifiers,
        rejected=_list_lines(sources, selections, problems),
        doubtful=_list_lines(sources, selections, doubts),
        edits=edits,
        in_force=in_force,
        as_of=in_force,
        newest_event=data_day.find_newest(details),
        day_proposal=data_day.propose_day(
            lambda table: changed[table].content if table in changed else current(table),
            details,
            [*(source.source.name for source in sources), *_list_foot_lines(notices)],
            in_force,
        ),
        unlisted_values=find_unlisted_values(recognised, [*problems, *doubts]),
    )


def _list_foot_lines(notices: Sequence[Issue]) -> list[str]:
    """What says which lines a form leaves aside, such as « Extraction du 12/03/2020 »."""
    return [issue.reason for issue in notices if issue.code == ignored_lines.describe_ignored_lines.code]


def _list_lines(
    sources: Sequence[ImportSource], selections: Sequence[SheetSelection], issues: Sequence[Issue]
) -> tuple[RejectedLines, ...]:
    """Lines that issues are about, with all their cells, also where a rule leaves the line out."""
    return tuple(
        lines
        for source, selection in zip(sources, selections, strict=True)
        for recognised in selection.recognised
        if not recognised.form.survey
        for sheet in source.sheets
        if sheet.name == recognised.sheet.name
        for lines in rejected_lines.list_rejected_lines(
            [sheet], issues, form=recognised.form.name, file_hash=source.source.sha256
        )
    )


class CorrectedSurvey(Refused):
    """A `file` that was corrected by hand has answers to a survey."""

    def __init__(self, file: SourceFile) -> None:
        super().__init__(
            f"{file.name} contient les réponses d’une enquête : elles ne se corrigent pas ici. "
            "Corrigez le fichier et déposez-le de nouveau."
        )
        self.file = file


def _join_edits(sources: Sequence[ImportSource], selections: Sequence[SheetSelection]) -> HandEdits:
    for source, selection in zip(sources, selections, strict=True):
        if source.edits != NO_EDITS and any(sheet.form.survey for sheet in selection.recognised):
            raise CorrectedSurvey(source.source)
    return HandEdits(
        tuple(cell for source in sources for cell in source.edits.cells),
        sum(source.edits.lines_set_aside for source in sources),
        tuple(column for source in sources for column in source.edits.columns),
    )


def _count_data_set_aside(
    sources: Sequence[ImportSource], selections: Sequence[SheetSelection], removed: Mapping[str, pa.Table]
) -> int:
    """Lines set aside that may be data, as `removed` rows are: nothing of totals, notes or repeated titles was to be imported."""
    return sum(
        form_matching.count_data_lines(sheet, recognised.form, removed)
        for source, selection in zip(sources, selections, strict=True)
        for recognised in selection.recognised
        for sheet in source.set_aside
        if sheet.name == recognised.sheet.name
    )


def _read_source(upload: Upload, forms: Sequence[Form], corrections: Corrections) -> ImportSource:
    source = SourceFile(upload.display_name, upload.sha256, upload.size)
    sheets = reader.read_sheets(upload, lambda headers: form_matching.best_likeness(headers, forms))
    by_sheet = [(sheet, select_corrections(corrections, source.sha256, sheet)) for sheet in sheets]
    return ImportSource(
        source,
        tuple(apply_corrections(sheet, edited) for sheet, edited in by_sheet),
        forms,
        locate_edits(by_sheet),
        tuple(select_lines_set_aside(sheet, edited) for sheet, edited in by_sheet if edited.set_aside),
    )


def _list_sheets(sources: Sequence[ImportSource]) -> list[tuple[str, str | None]]:
    """Names of the files, each with those of its sheets, in the order in which they came."""
    return [
        location
        for source in sources
        for location in [(source.source.name, None), *((sheet.file, sheet.name) for sheet in source.sheets)]
    ]


def _collect_issues(parts: Sequence[SheetSelection | Remarks]) -> list[Issue]:
    """Issues of all files or sheets together."""
    return [issue for part in parts for issue in (*part.problems, *part.doubts, *part.notices)]


def _list_unused(
    recognised: Sequence[RecognisedSheet], known_forms: Sequence[Form], is_change: bool
) -> list[Issue]:
    """Columns, and titles of forms, that are not kept. Where nothing changes, nobody is asked about them."""
    used = {sheet.form.name for sheet in recognised}
    own = matched_titles.report_unusable_matches(form for form in known_forms if form.name in used)
    others = matched_titles.report_unusable_matches(
        (form for form in known_forms if form.name not in used), NOTICE
    )
    issues = [*_collect_issues([sheet.remarks for sheet in recognised]), *own, *others]
    if is_change:
        return issues
    questions = [replace(issue, level=NOTICE) for issue in select_level(issues, QUESTION)]
    return [*select_level(issues, ERROR), *questions, *select_level(issues, NOTICE)]


def confirm(proposal: Proposal, store: Store, *, code: str | None, author: str, message: str) -> Version:
    """Make the version that was proposed; the current one if nothing changes.

    `code` is the proposal's, or "all"; it may be left out where there is no doubt.
    Raises Refused if there are problems or the code is another's, Conflict if someone came first.
    """
    if proposal.status == "refused":
        them = "Corrigez-le" if len(proposal.problems) == 1 else "Corrigez-les"
        raise Refused(f"L’import a {count_noun(len(proposal.problems), 'problème')}. {them} et recommencez.")
    if code not in (None, ALL) and code != proposal.code:
        raise Refused(f"Le code {code} n’est pas celui de cet aperçu ({proposal.code}). Relisez-le.")
    if code is None and proposal.status == "confirm":
        raise Refused(f"Cet import demande une confirmation. Donnez le code {proposal.code}.")
    _require_nobody_forgotten_since(proposal, store)
    content = {table: [rows] for table, rows in proposal.changes.items()}
    version = store.commit(
        content,
        parent=proposal.parent,
        author=author,
        message=message,
        sources=proposal.sources,
        as_of=proposal.as_of,
        edits=proposal.edits,
    )
    return version or store.current()


def _require_nobody_forgotten_since(proposal: Proposal, store: Store) -> None:
    """Refuse rows of somebody who was forgotten since the preview: new ones, and those that it found there."""
    contacts = _list_written(proposal, store, contact_marks.TABLE)
    contact_marks.require_not_forgotten(contacts, store.find_forgotten)
    for table, key in erased_texts.KEYS.items():
        text_ids = [row[key] for row in _list_written(proposal, store, table)]
        erased_texts.require_not_erased(table, text_ids, store.find_forgotten)


def _list_written(proposal: Proposal, store: Store, table: str) -> list[dict[str, Any]]:
    """The rows of a table that are not there now and would be after the import."""
    if table not in proposal.changes:
        return []
    current = {tuple(row.values()) for row in _table_reader(store, store.current())(table).to_pylist()}
    return [row for row in proposal.changes[table].to_pylist() if tuple(row.values()) not in current]


def _table_reader(store: Store, version: Version | None) -> Current:
    @cache
    def current(table: str) -> pa.Table:
        if version is None:
            return schemas.arrow_schema(table).empty_table()
        return store.read(version, table).combine_chunks()

    return current
