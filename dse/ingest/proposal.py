"""What an import would do, before it does it; and doing exactly that."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyarrow as pa

import schemas
from dse import paths
from dse.errors import Refused
from dse.ingest import cells, checks, doubts, recognise, references
from dse.ingest.absent import absent
from dse.ingest.batch import Batch
from dse.ingest.cells import Upload
from dse.ingest.creation import creations
from dse.ingest.forms import Form
from dse.ingest.gather import Gathered, gather, told
from dse.ingest.merge import Detail, Merged, TableDiff, merge
from dse.ingest.organisations import Organisations
from dse.ingest.problems import Problem, in_order
from dse.ingest.recognise import Recognised
from dse.ingest.rows import Current, Reading
from dse.store import SourceFile, Store, Version

ALL = "all"


@dataclass(frozen=True)
class Proposal:
    """What an import would do to version `parent`. Nothing is written until it is confirmed.

    `changes` holds the full content of the tables that change, `diffs` every table touched.
    `status` is refused, unchanged, confirm (there are doubts) or ready.
    """

    parent: int
    changes: Mapping[str, pa.Table] = field(default_factory=dict)
    diffs: Mapping[str, TableDiff] = field(default_factory=dict)
    details: Mapping[str, Detail] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    sources: tuple[SourceFile, ...] = ()
    forms: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """Where the import stands."""
        if self.problems:
            return "refused"
        if not self.changes:
            return "unchanged"
        return "confirm" if self.doubts else "ready"

    @property
    def code(self) -> str:
        """Eight signs that stand for this parent and these changes, and for no others."""
        seen = hashlib.sha256(str(self.parent).encode("ascii"))
        for table in sorted(self.changes):
            detail = self.details[table]
            for rows in (detail.added, detail.removed, detail.before, detail.after):
                seen.update("\x1d".join([table, *told(rows)]).encode("utf-8"))
        return seen.hexdigest()[:8]


def propose(
    uploads: Sequence[Upload],
    store: Store,
    *,
    form: str | Path | None = None,
    wave: str | None = None,
    complete: bool = False,
    forms_directory: Path = paths.FORMS,
) -> Proposal:
    """Read files as one import and say what it would change, or everything that is wrong with it.

    Raises Refused if there is no such form, StoreError if the current version cannot be read.
    """
    version = store.current()
    known = recognise.known_forms(forms_directory)
    forms = [recognise.chosen(form, known)] if form else known
    current = _reader(store, version)
    sheets = [cells.read(upload, lambda headers: recognise.fitness(headers, forms)) for upload in uploads]
    found = [recognise.recognise(sheet, forms, known) for sheet in sheets if sheet.headers]
    readings = [each for each in found if isinstance(each, Recognised)]
    batches, read_problems, read_doubts = _read(readings, current, wave)
    gathered, merged, row_problems = _changes(batches, current, complete)
    unread = [each for each in found if isinstance(each, Problem)]
    problems = [
        *(each for sheet in sheets for each in sheet.problems),
        *unread,
        *read_problems,
        *row_problems,
    ]
    return Proposal(
        parent=version.number if version else 0,
        changes={table: each.content for table, each in merged.items() if not each.diff.is_empty},
        diffs={table: each.diff for table, each in merged.items()},
        details={table: each.detail for table, each in merged.items()},
        problems=in_order(problems),
        doubts=in_order(
            [
                *(each for sheet in sheets for each in sheet.doubts),
                *read_doubts,
                *doubts.doubts(gathered, merged),
            ]
        ),
        notices=in_order(each for reading in readings for each in reading.notices),
        sources=tuple(SourceFile(upload.shown, upload.sha256, len(upload.content)) for upload in uploads),
        forms=tuple(each.form.name for each in readings),
    )


def confirm(proposal: Proposal, store: Store, *, code: str | None, author: str, message: str) -> Version:
    """Make the version that was proposed; the current one if nothing changes.

    `code` is the proposal's, or "all"; it may be left out where there is no doubt.
    Raises Refused if there are problems or the code is another's, Conflict if someone came first.
    """
    if proposal.status == "refused":
        raise Refused(f"L’import a {len(proposal.problems)} problème(s). Corrigez-les et recommencez.")
    if code not in (None, ALL, proposal.code):
        raise Refused(f"Le code {code} n’est pas celui de cet aperçu ({proposal.code}). Relisez-le.")
    if proposal.doubts and code is None and proposal.changes:
        raise Refused(f"Cet import demande une confirmation. Donnez le code {proposal.code}.")
    changes = {table: [rows] for table, rows in proposal.changes.items()}
    made = store.commit(
        changes, parent=proposal.parent, author=author, message=message, sources=proposal.sources
    )
    return made or store.current()


def _reader(store: Store, version: Version | None) -> Current:
    @cache
    def current(table: str) -> pa.Table:
        if version is None:
            return schemas.arrow_schema(table).empty_table()
        return store.read(version, table).combine_chunks()

    return current


def _read(
    recognised: Sequence[Recognised], current: Current, wave: str | None
) -> tuple[list[Batch], list[Problem], list[Problem]]:
    organisations = Organisations()
    readings = [Reading(each, organisations, current, wave) for each in recognised]
    _learn(organisations, readings, current)
    batches = [batch for reading in readings for batch in reading.batches()]
    batches += creations(organisations, readings)
    remarks = [reading.remarks() for reading in readings]
    return (
        batches,
        [each for problems, _ in remarks for each in problems],
        [each for _, doubtful in remarks for each in doubtful],
    )


def _learn(organisations: Organisations, readings: Sequence[Reading], current: Current) -> None:
    """Every organisation of the current version and of the files, before any name is looked up."""
    known, aliases = current("organisations"), current("organisation_aliases")
    organisations.learn(*(known[name].to_pylist() for name in ("organisation_id", "name", "siren")))
    organisations.learn_aliases(*(aliases[name].to_pylist() for name in ("alias", "organisation_id")))
    for reading in readings:
        reading.teach(organisations)


def _changes(
    batches: Sequence[Batch], current: Current, complete: bool
) -> tuple[dict[str, Gathered], dict[str, Merged], list[Problem]]:
    gathered: dict[str, Gathered] = {}
    merged: dict[str, Merged] = {}
    problems: list[Problem] = []
    whole = _complete_forms(batches) if complete else []
    touched = {batch.table for batch in batches} | {rows.table for form in whole for rows in form.rows}
    for table in (each for each in schemas.TABLES if each in touched):
        rows = gather(table, [batch for batch in batches if batch.table == table], current(table))
        problems += checks.missing(rows)
        gathered[table], repeated = checks.distinct(rows)
        problems += [
            *repeated,
            *checks.look_alikes(gathered[table], current(table)),
            *checks.broken(gathered[table]),
        ]
        merged[table] = merge(gathered[table], current(table), absent(table, batches, whole, current))
    problems += references.orphans(gathered, merged, current)
    return gathered, merged, problems


def _complete_forms(batches: Sequence[Batch]) -> list[Form]:
    """Forms whose files, declared complete, speak for what they leave out; a wave always does, for itself."""
    forms = {batch.form.name: batch.form for batch in batches}
    return [form for form in forms.values() if form.semantics != "vague"]
