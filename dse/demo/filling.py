"""The demo's store: built at first need, built again when what it is made from has changed or when it does not open.

What was tried in it is kept where it still reads. Nothing is deleted: what does not read is moved to a folder beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import Timeout

import schemas
from dse import french, paths
from dse.demo import building, freshness, tried
from dse.demo.signed import AUTHOR
from dse.demo.tried import Tried
from dse.errors import Damaged, ReaderError, Refused, StoreError
from dse.store import SourceFile, Store, Version, disk
from dse.store.layout import Layout
from dse.store.messages import reading, saving
from dse.store.version import DATA_FILE

WAIT_S = 120  # for another process that builds it


@dataclass(frozen=True)
class Build:
    """Whether the demo `is_new`, and what to say of what was tried in it; nothing where all of it is still there."""

    is_new: bool
    notice: str = ""


def fill(store: Store) -> Build:
    """Make the store hold the demo of this release. Refused into a store of other data; StoreError where the raw files are
    refused, the disk is, or the store does not open and is not known to be the demo's."""
    if _is_ready(store):
        return Build(False)
    with saving(store.path):
        store.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # Beside the folder, which may itself be moved.
            with disk.lock(store.path.parent / f".{store.path.name}.lock").acquire(timeout=WAIT_S):
                return Build(False) if _is_ready(store) else _build(store)
        except Timeout as error:
            raise StoreError(
                "Les données de démonstration sont en train d’être préparées ailleurs sur ce poste. Attendez un instant, "
                "puis recommencez."
            ) from error


def _is_ready(store: Store) -> bool:
    return freshness.is_current(store) and _trouble(store) is None and store.current() is not None


def _trouble(store: Store) -> ReaderError | None:
    """Why the current version does not open, if it does not."""
    try:
        current, lost = store.current(), store.lost()
        if lost is not None:
            return Damaged(f"La version {lost} de {store.path} ne se lit plus.")
        if current is None:
            return _stray_data(store)
        readable = {
            *schemas.TABLES,
            *(name for each in schemas.migrations.MIGRATIONS for name in each.tables),
        }
        if unknown := sorted(current.tables.keys() - readable):
            return StoreError(f"La table « {unknown[0]} » de {store.path} n’existe pas dans ce logiciel.")
        for table in schemas.TABLES:
            store.files(current, table)
    except ReaderError as error:
        return error
    return None


def _stray_data(store: Store) -> ReaderError | None:
    """Why a folder without any version is not an empty one, if it is not."""
    with reading(store.path):
        names = disk.entries(Layout(store.path).data)
    if not any(map(DATA_FILE.fullmatch, names)):
        return None
    return Damaged(
        f"Le dossier {store.path} contient des données dont aucune version ne se lit : rien n’y est écrit. "
        "Choisissez un dossier vide, ou remettez en place une sauvegarde."
    )


def _build(store: Store) -> Build:
    trouble = _trouble(store)
    if trouble and not _is_the_demo(store):
        raise trouble
    if not trouble:
        _require_no_other_data(store)
    with building.draft() as (draft, sources):
        done = _replace(store, draft, sources) if trouble else _renew(store, draft, sources)
    freshness.record(store)
    return done


def _is_the_demo(store: Store) -> bool:
    """Whether a store that does not open may be moved: never one that could be the team's."""
    is_ours = store.path.resolve() == paths.DEMO_STORE.resolve()
    return is_ours or (store.path / freshness.FILE).exists()


def _require_no_other_data(store: Store) -> None:
    versions = store.versions()
    if versions and all(each.author != AUTHOR for each in versions):
        raise Refused(
            "Ce dossier contient d’autres données : les données fictives s’y mêleraient. Choisissez-en un vide."
        )


def _renew(store: Store, draft: Store, sources: Sequence[SourceFile]) -> Build:
    """A version of this release’s demo after those there are, then the decisions that were tried; names and running orders
    stay where they are."""
    mine = tried.find(store)
    made = not _holds(store, draft) and _commit(store, draft, sources)
    if store.current().author != AUTHOR:
        return Build(made)
    # The build is the last version: the decisions are to be put back, also where an earlier start was cut before that.
    is_kept = tried.write_again(store, mine)
    return Build(made, "" if is_kept and not mine.imports else _left(mine))


def _holds(store: Store, draft: Store) -> bool:
    """Whether the last build has, in the form of today, the very rows of this one."""
    built = next((each for each in store.versions() if each.author == AUTHOR), None)
    made = draft.current()
    if built is None or built.tables.keys() != made.tables.keys():
        return False
    try:
        return all(
            _is_of_today(table, built) and draft.read(made, table).equals(store.read(built, table))
            for table in made.tables
        )
    except ReaderError:
        return False


def _is_of_today(table: str, version: Version) -> bool:
    return all(file.schema == schemas.fingerprint(table) for file in version.tables[table])


def _commit(store: Store, draft: Store, sources: Sequence[SourceFile]) -> bool:
    """Save every table of the draft as one version; false where it would change nothing."""
    made, current = draft.current(), store.current()
    tables = {table: [] for table in (current.tables if current else ())}
    tables |= {table: [draft.read(made, table)] for table in made.tables}
    number = current.number if current else 0
    version = store.commit(
        tables, parent=number, author=AUTHOR, message=building.MESSAGE, sources=tuple(sources)
    )
    return version is not None


def _left(mine: Tried) -> str:
    return (
        "Les données de démonstration ont été refaites : ce que vous y aviez essayé et qui ne s’y accorde plus reste dans leur "
        f"version {mine.version}."
    )


def _replace(store: Store, draft: Store, sources: Sequence[SourceFile]) -> Build:
    """Move a demo that does not open aside, build another in its place, and take over what still reads."""
    mine = tried.find(store)
    before = Store(_set_aside(store.path))
    _commit(store, draft, sources)
    has_orders = tried.copy_running_orders(before, store)
    has_decisions = bool(mine.decisions) and tried.write_again(store, mine)
    names = ["vos déroulés"] * has_orders + ["vos décisions d’essai"] * has_decisions
    kept = f" avec {french.listed(names)}" if names else ""
    return Build(
        True,
        f"Les données de démonstration ne se lisaient plus : elles ont été refaites{kept}, et les anciennes sont gardées dans le "
        f"dossier {before.path.name}, à côté.",
    )


def _set_aside(folder: Path) -> Path:
    """Rename a folder to the first free name beside it."""
    rank = 1
    while (place := folder.with_name(f"{folder.name}-mis-de-cote-{rank}")).exists():
        rank += 1
    disk.rename(folder, place)
    return place
