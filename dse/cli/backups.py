"""`backup`: a whole, checked copy of the data in one file, or putting one back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from dse import french
from dse.cli import stores
from dse.cli.output import Outcome
from dse.ingest.surveys import pseudonyms
from dse.process import tell
from dse.store import Backup, OldDamage, Store
from dse.team_files import leftovers


def run(options: argparse.Namespace) -> Outcome:
    """Write a backup, or put one back into an empty folder."""
    store, file = stores.team(options), Path(options.file).expanduser()
    if options.restore:
        return _put_back(store, file)
    try:
        return _back_up(store, file, options.confirm)
    except OldDamage as error:
        return _to_confirm(error)


def _to_confirm(error: OldDamage) -> Outcome:
    value = {"status": "confirm", "code": error.code, "message": str(error), "damaged": list(error.files)}
    text = f"{error} Relancez la même commande avec --confirm {error.code} pour la faire."
    return Outcome(value, text, error.exit_code)


def _back_up(store: Store, file: Path, confirmation: str) -> Outcome:
    key = pseudonyms.describe_key_to_save(store.path)
    made = store.back_up(file, confirmation=confirmation)
    for finding in made.left_out:
        tell(finding.sentence)
    tell(f"Sauvegarde écrite : {made.file}")
    text = f"{_newest(made.version)}, {french.count(made.files, 'fichier')}, {_verified(made)}. {key}"
    return Outcome(_written(made), text)


def _verified(made: Backup) -> str:
    if not made.damaged:
        return "tous vérifiés"
    return f"vérifiés sauf ce qui était déjà abîmé ou manquant : {french.listed(list(made.damaged))}"


def _written(made: Backup) -> dict[str, Any]:
    return {
        "status": "written",
        "file": str(made.file),
        "version": made.version,
        "files": made.files,
        "bytes": made.bytes,
        "sha256": made.sha256,
        "left_out": [finding.file for finding in made.left_out],
        "damaged": list(made.damaged),
        "key": str(pseudonyms.key_path()),
    }


def _put_back(store: Store, file: Path) -> Outcome:
    restored = store.restore_backup(file, copies=leftovers.list_copies)
    if restored.warning:
        tell(restored.warning)
    value = {
        "status": "restored",
        "store": str(store.path),
        "version": restored.version,
        "files": restored.files,
        "damaged": list(restored.damaged),
        "key": str(pseudonyms.key_path()),
    }
    made = french.day(restored.created.astimezone().date())
    text = (
        f"Sauvegarde du {made} restaurée dans {store.path}. {_newest(restored.version)}, "
        f"{french.count(restored.files, 'fichier')}. {pseudonyms.describe_key_to_restore()}"
    )
    return Outcome(value, text)


def _newest(version: int | None) -> str:
    return "Aucune version" if version is None else f"Version {version}"
