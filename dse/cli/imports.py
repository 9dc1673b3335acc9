"""`import`: files to a version, or every problem at once."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import schemas
from dse import french, ingest
from dse.cli import answer_files, file_errors, import_report, rejections, stores
from dse.cli.output import Outcome, format_grid
from dse.errors import ReaderError
from dse.french import count
from dse.ingest import Issue, Proposal, Upload
from dse.ingest.data_day import describe_kept_day, parse_day
from dse.ingest.import_checks import describe_unreadable_file
from dse.process import print_message
from dse.store import LARGE_ROWS, Store

CODES = {"refused": 2, "confirm": 3}
WAITING = ("confirm", "dry-run")
ALL = "all"
SHOWN = 50
REPORT_EVERY = 200_000  # lines
WRONG_CODE = (
    "Le code « {code} » n’est pas celui de cet aperçu : il est mal recopié, ou ce qui est importé ou les données ont changé "
    "depuis. Relisez l’aperçu et prenez le code qu’il donne."
)
NOT_PREPARED = (
    "L’import est enregistré, mais ses données n’ont pas pu être préparées : elles le seront à la première ouverture du tableau "
    "de bord, qui prendra plus de temps."
)
FIELDS = ("code", "file", "sheet", "row", "column", "header", "value", "reason", "advice")


def run(options: argparse.Namespace) -> Outcome:
    """Import files together: all of them or none."""
    store = stores.team_store(options)
    proposal = _proposal(options, store)
    if options.errors:
        rejections.write_rejected_lines(proposal.rejected, Path(options.errors).expanduser())
    return conclude(proposal, options, store)


def conclude(proposal: Proposal, options: argparse.Namespace, store: Store) -> Outcome:
    """What becomes of a proposal, wherever its rows come from, and its report."""
    status, number = _status(proposal, options), proposal.parent or None
    if status == "committed":
        number = _commit(proposal, options, store)
    else:
        stores.warn_if_lost(store)
    if status == "confirm" and options.confirm is not None:
        print_message(WRONG_CODE.format(code=options.confirm))
    return Outcome(_fields(proposal, status, number), _report(proposal, status, number), CODES.get(status, 0))


def _proposal(options: argparse.Namespace, store: Store) -> Proposal:
    """What the files would change, or why they are refused; first of all because they cannot be read."""
    uploads = [read_upload(Path(name).expanduser()) for name in options.files]
    unread = tuple(upload for upload in uploads if isinstance(upload, Issue))
    if unread:
        current = store.current()
        return Proposal(current.number if current else 0, problems=unread)
    proposal = ingest.propose(
        uploads,
        store,
        form=options.form,
        wave=options.wave,
        complete=options.complete,
        names=answer_files.read_answers(options.names, '"Nom écrit" = "M012"'),
    )
    return proposal.stopped_on(parse_day(options.as_of) if options.as_of else None)


def read_upload(path: Path) -> Upload | Issue:
    try:
        with path.open("rb"):
            return Upload(path.name, path=path, progress=partial(_progress, path.name))
    except OSError as error:
        return describe_unreadable_file(path.name, str(path), file_errors.explain_file_error(path, error))


def _progress(name: str, lines: int) -> None:
    """Say how far a long file has been read."""
    if lines and lines % REPORT_EVERY == 0:
        print_message(f"{name} : {count(lines, 'ligne lue', 'lignes lues')}…")


def _status(proposal: Proposal, options: argparse.Namespace) -> str:
    """What becomes of a proposal. A code given for another one confirms nothing."""
    if proposal.status in ("refused", "unchanged"):
        return proposal.status
    if options.dry_run:
        return "dry-run"
    if options.confirm is None:
        return "committed" if proposal.status == "ready" else "confirm"
    return "committed" if options.confirm == ALL or options.confirm == proposal.code else "confirm"


def _commit(proposal: Proposal, options: argparse.Namespace, store: Store) -> int:
    message = options.message or f"Import de {', '.join(source.name for source in proposal.sources)}"
    version = ingest.confirm(proposal, store, code=options.confirm, author=stores.author(), message=message)
    if version.rows > LARGE_ROWS:
        _prepare(store, version.number)
    return version.number


def _prepare(store: Store, number: int) -> None:
    """Compute what all figures of a large version start from, and say how far that is."""
    from dse.query import prepare_version  # the engine is slow to load, and most imports are small

    tenths: set[int] = set()

    def progress(what: str, share: float) -> None:
        if int(share * 10) not in tenths:
            tenths.add(int(share * 10))
            print_message(f"{what} : {share:.0%}".replace("%", " %"))

    try:
        prepare_version(store, number, progress)
    except (ReaderError, OSError, RuntimeError):  # the version is there, whatever becomes of its preparation
        print_message(NOT_PREPARED)


def _fields(proposal: Proposal, status: str, number: int | None) -> dict[str, Any]:
    issues = proposal.problems or (() if status == "committed" else proposal.doubts)
    diffs = {} if status == "refused" else proposal.diffs
    return {
        "status": status,
        "version": number,
        "code": proposal.code if status in WAITING else None,
        "as_of": proposal.as_of,
        "later_event": proposal.later_event,
        "tables": {name: asdict(diff) for name, diff in diffs.items()},
        "problems": [_issue_fields(problem) for problem in issues],
        "notices": [_issue_fields(problem) for problem in proposal.notices],
        "read": [asdict(item) for item in proposal.read],
        "unknown_names": [
            import_report.unknown_name_fields(item, proposal) for item in proposal.unknown_names
        ],
    }


def _issue_fields(problem: Issue) -> dict[str, Any]:
    return {field: getattr(problem, field) for field in FIELDS}


def _report(proposal: Proposal, status: str, number: int | None) -> str:
    parts = [
        _describe_status(proposal, status, number),
        import_report.format_reading_reports(proposal.read),
        "" if status == "refused" else _changes(proposal),
        _describe_day(proposal),
        _format_issues("À corriger", proposal.problems),
        import_report.format_waves(proposal),
        import_report.format_unknown_names(proposal),
        _format_issues("À confirmer", proposal.doubts if status in WAITING else ()),
        _format_issues("À savoir", proposal.notices),
    ]
    return "\n\n".join(part for part in parts if part)


def _describe_day(proposal: Proposal) -> str:
    """The day until which the data go, and how to move it where the import brings what comes after."""
    if proposal.as_of is None:
        return ""
    if proposal.later_event is None:
        return f"Données arrêtées au {french.day(proposal.as_of)}."
    sentence = describe_kept_day(proposal.as_of, proposal.later_event)
    return f"{sentence} Pour le changer : --as-of {proposal.later_event}."


def _describe_status(proposal: Proposal, status: str, number: int | None) -> str:
    again = f"Relancez la même commande avec --confirm {proposal.code} pour enregistrer exactement ceci."
    return {
        "committed": f"Import enregistré : version {number}.",
        "unchanged": "Rien à faire : ces données sont déjà enregistrées.",
        "refused": f"Import refusé, rien n’est enregistré. À corriger : {len(proposal.problems)}.",
        "confirm": f"Rien n’est encore enregistré : relisez ce qui suit. {again}",
        "dry-run": f"Essai : rien n’est enregistré. {again}",
    }[status]


def _changes(proposal: Proposal) -> str:
    header = ("Table", "Lignes", "Ajoutées", "Modifiées", "Retirées")
    rows = [
        (schemas.title(name), diff.rows, diff.added, diff.changed, diff.removed)
        for name, diff in proposal.diffs.items()
    ]
    return format_grid(header, rows) if rows else ""


def _format_issues(title: str, problems: Sequence[Issue]) -> str:
    """Problems by file and sheet, at most SHOWN of them."""
    if not problems:
        return ""
    parts = []
    for location, issues_there in groupby(problems[:SHOWN], key=lambda issue: (issue.file, issue.sheet)):
        parts.append(
            f"{title} — {' / '.join(filter(None, location)) or 'ensemble'}\n{_format_rows(list(issues_there))}"
        )
    if len(problems) > SHOWN:
        parts.append(f"… et {count(len(problems) - SHOWN, 'autre')} : l’option --json les donne tous.")
    return "\n\n".join(parts)


def _format_rows(problems: Sequence[Issue]) -> str:
    header = ("Ligne", "Colonne", "Valeur", "Constat", "Que faire", "Code")
    rows = [
        (issue.row, " ".join(filter(None, (issue.column, issue.header))), _shorten(issue.value), issue.reason, issue.advice, issue.code)
        for issue in problems
    ]  # fmt: skip
    return format_grid(header, rows)


def _shorten(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= 30 else f"{text[:29]}…"
