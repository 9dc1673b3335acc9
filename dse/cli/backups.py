"""`backup`: a whole, checked copy of the data in one file, or putting one back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from dse import french
from dse.cli import stores
from dse.cli.output import Outcome
from dse.ingest import pseudonyms
from dse.process import print_message
from dse.store import Backup, OldDamage, Store
from dse.team_files import leftovers


def run(options: argparse.Namespace) -> Outcome:
    """Write a backup, or put one back into an empty folder."""
    store, file = stores.team_store(options), Path(options.file).expanduser()
    if options.restore:
        return _restore(store, file)
    try:
        return _back_up(store, file, options.confirm)
    except OldDamage as error:
        return _ask_to_confirm(error)


def _ask_to_confirm(error: OldDamage) -> Outcome:
    value = {"status": "confirm", "code": error.code, "message": str(error), "damaged": list(error.files)}
    text = f"{error} Relancez la même commande avec --confirm {error.code} pour la faire."
    return Outcome(value, text, error.exit_code)


def _back_up(store: Store, file: Path, confirmation: str) -> Outcome:
    key = pseudonyms.describe_key_to_save(store.path)
    backup = store.back_up(file, confirmation=confirmation)
    for finding in backup.left_out:
        print_message(finding.sentence)
    print_message(f"Sauvegarde écrite : {backup.file}")
    text = f"{_describe_version(backup.version)}, {french.count(backup.files, 'fichier')}, {_describe_checks(backup)}. {key}"
    return Outcome(_backup_fields(backup), text)


def _describe_checks(backup: Backup) -> str:
    if not backup.damaged:
        return "tous vérifiés"
    return f"vérifiés sauf ce qui était déjà abîmé ou manquant : {french.listed(list(backup.damaged))}"


def _backup_fields(backup: Backup) -> dict[str, Any]:
    return {
        "status": "written",
        "file": str(backup.file),
        "version": backup.version,
        "files": backup.files,
        "bytes": backup.bytes,
        "sha256": backup.sha256,
        "left_out": [finding.file for finding in backup.left_out],
        "damaged": list(backup.damaged),
        "key": str(pseudonyms.key_path()),
    }


def _restore(store: Store, file: Path) -> Outcome:
    restored = store.restore_backup(file, copies=leftovers.list_copies)
    if restored.warning:
        print_message(restored.warning)
    value = {
        "status": "restored",
        "store": str(store.path),
        "version": restored.version,
        "files": restored.files,
        "damaged": list(restored.damaged),
        "key": str(pseudonyms.key_path()),
    }
    made_on = french.day(restored.created.astimezone().date())
    text = (
        f"Sauvegarde du {made_on} restaurée dans {store.path}. {_describe_version(restored.version)}, "
        f"{french.count(restored.files, 'fichier')}. {pseudonyms.describe_key_to_restore()}"
    )
    return Outcome(value, text)


def _describe_version(version: int | None) -> str:
    return "Aucune version" if version is None else f"Version {version}"
