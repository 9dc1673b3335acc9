"""Build the demo's store at first need, and again when its inputs changed or when it cannot be opened.

The user's decisions, running orders and plans of a review are carried over where they can be read. Nothing is deleted: a store that cannot be
read is moved to a folder beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import Timeout

import schemas
from dse import french, paths
from dse.demo import draft, freshness, user_edits
from dse.demo.signature import AUTHOR
from dse.demo.user_edits import UserEdits
from dse.errors import Damaged, ReaderError, Refused, StoreError
from dse.store import SourceFile, Store, Version
from dse.store.durability import disk
from dse.store.durability.disk_errors import explain_read_errors, explain_write_errors
from dse.store.records.layout import Layout
from dse.store.records.titled_records import REVIEW_PLANS, RUNNING_ORDERS
from dse.store.versions.version import DATA_FILE

WAIT_S = 120  # for another process that builds it


@dataclass(frozen=True)
class Build:
    """Whether the demo was built again, and what to tell the user of their edits; empty if all are still there."""

    is_new: bool
    notice: str = ""


def refresh_demo(store: Store) -> Build:
    """Make the store contain the demo of this release. Raises Refused if it has other data; StoreError if the import refuses the
    raw files, if the disk fails, or if the store cannot be opened and may not be the demo's."""
    if _is_ready(store):
        return Build(False)
    with explain_write_errors(store.path):
        store.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # The lock is beside the folder, which may itself be moved.
            with disk.lock(store.path.parent / f".{store.path.name}.lock").acquire(timeout=WAIT_S):
                return Build(False) if _is_ready(store) else _build(store)
        except Timeout as error:
            raise StoreError(
                "Les données de démonstration sont en train d’être préparées ailleurs sur ce poste. Attendez un instant, "
                "puis recommencez."
            ) from error


def _is_ready(store: Store) -> bool:
    return freshness.is_current(store) and _find_damage(store) is None and store.current() is not None


def _find_damage(store: Store) -> ReaderError | None:
    """Why the current version cannot be opened, if it cannot."""
    try:
        current, lost = store.current(), store.lost()
        if lost is not None:
            return Damaged(f"La version {lost} de {store.path} ne se lit plus.")
        if current is None:
            return _find_stray_data(store)
        readable = {
            *schemas.TABLES,
            *(name for migration in schemas.migrations.MIGRATIONS for name in migration.tables),
        }
        if unknown := sorted(current.tables.keys() - readable):
            return StoreError(f"La table « {unknown[0]} » de {store.path} n’existe pas dans ce logiciel.")
        for table in schemas.TABLES:
            store.files(current, table)
    except ReaderError as error:
        return error
    return None


def _find_stray_data(store: Store) -> ReaderError | None:
    """The error of a folder that has data and no version, if it has."""
    with explain_read_errors(store.path):
        names = disk.entries(Layout(store.path).data)
    if not any(map(DATA_FILE.fullmatch, names)):
        return None
    return Damaged(
        f"Le dossier {store.path} contient des données dont aucune version ne se lit : rien n’y est écrit. "
        "Choisissez un dossier vide, ou remettez en place une sauvegarde."
    )


def _build(store: Store) -> Build:
    damage = _find_damage(store)
    if damage and not _is_the_demo(store):
        raise damage
    if not damage:
        _require_no_other_data(store)
    with draft.open_draft() as (new_demo, sources):
        build = _replace(store, new_demo, sources) if damage else _renew(store, new_demo, sources)
    freshness.record_fingerprint(store)
    return build


def _is_the_demo(store: Store) -> bool:
    """Whether a store that cannot be opened may be moved aside: never one that could be the team's."""
    is_ours = store.path.resolve() == paths.DEMO_STORE.resolve()
    return is_ours or (store.path / freshness.FILE).exists()


def _require_no_other_data(store: Store) -> None:
    versions = store.versions()
    if versions and all(version.author != AUTHOR for version in versions):
        raise Refused(
            "Ce dossier contient d’autres données : les données fictives s’y mêleraient. Choisissez-en un vide."
        )


def _renew(store: Store, new_demo: Store, sources: Sequence[SourceFile]) -> Build:
    """Commit the demo of this release as the next version, then the user's decisions; names of versions and running orders
    stay as they are."""
    edits = user_edits.find_edits(store)
    is_new = not _has_same_rows(store, new_demo) and _commit(store, new_demo, sources)
    if store.require_current().author != AUTHOR:
        return Build(is_new)
    # The demo is the last version, so the decisions are not in it: true also after a start that was interrupted here.
    is_restored = user_edits.restore_decisions(store, edits)
    return Build(is_new, "" if is_restored and not edits.has_imports else _explain_left_edits(edits))


def _has_same_rows(store: Store, new_demo: Store) -> bool:
    """Whether the last build in the store has the rows of the new demo, stored by the schemas of today."""
    build = next((version for version in store.versions() if version.author == AUTHOR), None)
    new = new_demo.require_current()
    if build is None or build.tables.keys() != new.tables.keys():
        return False
    try:
        return all(
            _has_current_schema(build, table) and new_demo.read(new, table).equals(store.read(build, table))
            for table in new.tables
        )
    except ReaderError:
        return False


def _has_current_schema(version: Version, table: str) -> bool:
    return all(file.schema == schemas.fingerprint(table) for file in version.tables[table])


def _commit(store: Store, new_demo: Store, sources: Sequence[SourceFile]) -> bool:
    """Save every table of the new demo as one version; false if nothing would change."""
    new, current = new_demo.require_current(), store.current()
    tables: dict[str, list[Any]] = {table: [] for table in (current.tables if current else ())}
    tables |= {table: [new_demo.read(new, table)] for table in new.tables}
    number = current.number if current else 0
    version = store.commit(
        tables, parent=number, author=AUTHOR, message=draft.MESSAGE, sources=tuple(sources)
    )
    return version is not None


def _explain_left_edits(edits: UserEdits) -> str:
    return (
        "Les données de démonstration ont été refaites : ce que vous y aviez essayé et qui ne s’y accorde plus reste dans leur "
        f"version {edits.version}."
    )


def _replace(store: Store, new_demo: Store, sources: Sequence[SourceFile]) -> Build:
    """Move a demo that cannot be opened aside, build another in its place, and carry over what can be read."""
    edits = user_edits.find_edits(store)
    old_store = Store(_move_aside(store.path))
    _commit(store, new_demo, sources)
    has_orders = user_edits.copy_documents(old_store, store, RUNNING_ORDERS)
    has_plans = user_edits.copy_documents(old_store, store, REVIEW_PLANS)
    has_decisions = bool(edits.decisions) and user_edits.restore_decisions(store, edits)
    names = ["vos diaporamas"] * has_orders + ["vos plans de bilan"] * has_plans
    names += ["vos décisions d’essai"] * has_decisions
    restored = f" avec {french.listed(names)}" if names else ""
    return Build(
        True,
        f"Les données de démonstration ne se lisaient plus : elles ont été refaites{restored}, et les anciennes sont gardées dans le "
        f"dossier {old_store.path.name}, à côté.",
    )


def _move_aside(folder: Path) -> Path:
    """Rename a folder to the first free name beside it."""
    rank = 1
    while (new_folder := folder.with_name(f"{folder.name}-mis-de-cote-{rank}")).exists():
        rank += 1
    disk.rename(folder, new_folder)
    return new_folder
