"""`versions`, `undo`, `restore`, `check`: the versions of the store and its health."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict
from typing import Any

import schemas
from dse import french, private_files
from dse.cli import stores
from dse.cli.output import Outcome, format_grid
from dse.errors import Refused
from dse.french import count
from dse.process import print_message
from dse.store import Store, UndoRefused, Version, changed_tables, name_action
from dse.store.health import findings as health

OPEN_TO_OTHERS = (
    "Les autres comptes de cet ordinateur peuvent lire ce dossier. Si vous êtes seul·e à vous en servir, retirez-leur l’accès dans ses "
    "propriétés, rubrique Permissions ou Partage."
)
NO_VERSION = "Aucune version : rien n’est encore importé."


def versions(options: argparse.Namespace) -> Outcome:
    """All versions, newest first; or the name that one has just been given."""
    store = stores.team_store(options)
    if options.name:
        return _name_version(store, *options.name)
    names = store.names()
    every_version = store.versions()
    listed = [_fields(version, names.get(version.number)) for version in every_version]
    damaged = store.damaged()
    for finding in damaged:
        print_message(finding.sentence)
    if not listed:
        return Outcome([], "Aucune version ne se lit." if damaged else NO_VERSION)
    lines = [
        (fields["number"], fields["created"].astimezone().strftime("%d/%m/%Y %H:%M"), french.author(fields["author"]),
         name_action(version), fields["name"], fields["message"])
        for version, fields in zip(every_version, listed, strict=True)
    ]  # fmt: skip
    return Outcome(listed, format_grid(("N°", "Date", "Par", "Action", "Nom", "Message"), lines))


def undo(options: argparse.Namespace) -> Outcome:
    """Put back what a version changed: the last one still in place if none is named."""
    store = stores.team_store(options)
    undone = stores.get_version(store, options.number) if options.number else _last_in_place(store)
    before = store.require_current()
    try:
        version = store.undo(undone.number, stores.author())
    except UndoRefused as error:
        print_message(str(error))
        later = [asdict(change) for change in error.later]
        return Outcome({"status": "refused", "message": str(error), "later": later}, "", error.exit_code)
    if version.number == before.number:
        text = f"La version {undone.number} n’avait rien changé aux données : il n’y a rien à annuler."
        return Outcome({"status": "unchanged", "version": version.number}, text)
    return _committed(
        version,
        f"La version {undone.number} est annulée : les données sont maintenant la version {version.number}.",
    )


def _last_in_place(store: Store) -> Version:
    """The newest version that changed something and is neither an undo nor undone. Refused where there is none."""
    stores.get_version(store, None)
    versions = store.versions()
    undone = {candidate.target_version for candidate in versions if candidate.action == "undo"}
    numbered = {version.number: version for version in versions}
    for version in versions:
        is_in_place = version.action != "undo" and version.number not in undone
        before = numbered.get(version.parent)
        is_other_day = before is not None and before.as_of != version.as_of
        if is_in_place and (is_other_day or changed_tables(before, version)):
            return version
    raise Refused(
        "Tous les imports sont déjà annulés. Pour en rétablir un, utilisez « restore » et son numéro."
    )


def restore(options: argparse.Namespace) -> Outcome:
    """Go back to the data of a version; what the team types stays unless asked."""
    store = stores.team_store(options)
    before = stores.get_version(store, None)
    version = store.restore(options.number, stores.author(), also=options.also)
    if version.number == before.number:
        text = f"Les données sont déjà celles de la version {options.number}."
        return Outcome({"status": "unchanged", "version": version.number}, text)
    return _committed(
        version, f"{version.message} : les données sont maintenant la version {version.number}."
    )


def check(options: argparse.Namespace) -> Outcome:
    """Everything to know of the store's files; 4 if one is damaged or missing, or holds somebody forgotten. Rows that today's rules would refuse are counted."""
    store = stores.team_store(options)
    findings = store.check()
    if not findings and not store.versions():
        return _report_empty_folder(options, store)
    grave = [finding for finding in findings if finding.kind in health.GRAVE]
    outdated = _outdated_rows(store) if not grave else 0
    is_forgotten = [finding for finding in findings if finding.kind == health.FORGOTTEN]
    value = {
        "status": "damaged" if grave else "forgotten" if is_forgotten else "whole",
        "findings": [asdict(finding) for finding in findings],
        "outdated_rows": outdated,
    }
    sentences = [finding.sentence for finding in findings] or ["Toutes les versions sont intactes."]
    if outdated:
        sentences.append(_describe_outdated(outdated))
    if private_files.is_open_to_others(store.path):
        sentences.append(OPEN_TO_OTHERS)
    return Outcome(value, "\n".join(sentences), 4 if grave or is_forgotten else 0)


def _describe_outdated(rows: int) -> str:
    if rows == 1:
        return (
            "1 ligne acceptée autrefois ne suit plus les règles d’aujourd’hui : rien n’est perdu, elle reste lue. La page Données "
            "la montre et dit que faire."
        )
    return (
        f"{count(rows, 'ligne acceptée', 'lignes acceptées')} autrefois ne suivent plus les règles d’aujourd’hui : rien n’est "
        "perdu, elles restent lues. La page Données les montre et dit que faire."
    )


def _report_empty_folder(options: argparse.Namespace, store: Store) -> Outcome:
    """A folder that was named and holds nothing is misspelt more often than new: 4."""
    text = f"Le dossier {store.path} ne contient aucune donnée : il n’y a rien à vérifier. Est-ce bien le bon dossier ?"
    is_named = bool(options.store or os.environ.get("DSE_STORE"))
    value = {"status": "empty", "findings": [], "outdated_rows": 0}
    return Outcome(value, text, 4 if is_named else 0)


def _outdated_rows(store: Store) -> int:
    current = store.current()
    if current is None:
        return 0
    from dse.ingest.checks.outdated_rows import (  # the import machinery is slow to load
        count_rows,
        outdated_rows,
    )

    return count_rows(outdated_rows(store, current))


def _name_version(store: Store, number: str, name: str) -> Outcome:
    if not number.isdecimal():
        raise Refused(
            f'« {number} » n’est pas un numéro de version. Écrivez par exemple : versions --name 3 "{name}".'
        )
    store.name(int(number), name)
    name_set = store.names()[int(number)]
    return Outcome(
        {"version": int(number), "name": name_set},
        f"La version {number} s’appelle maintenant « {name_set} ».",
    )


def _committed(version: Version, text: str) -> Outcome:
    return Outcome({"status": "committed", "version": version.number}, text)


def _fields(version: Version, name: str | None) -> dict[str, Any]:
    rows = {table: sum(file.rows for file in files) for table, files in version.tables.items()}
    return {
        "number": version.number,
        "name": name,
        "created": version.created,
        "author": version.author,
        "action": version.action,
        "of": version.target_version,
        "message": version.message,
        "sources": [asdict(source) for source in version.sources],
        "as_of": version.as_of,
        "edits": asdict(version.edits),
        "tables": {table: rows[table] for table in dict.fromkeys([*schemas.TABLES, *rows]) if table in rows},
    }
