"""What stays in a store of persons who are forgotten, and the one sweep that takes it away, of every writer and every start.

From the moment a forgetting counts until nothing is left, either an old file is there, or a note that says that copies may be.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from dse.errors import StoreError
from dse.french import listed
from dse.store.durability import atomic_files, disk
from dse.store.durability.disk_errors import explain_read_errors
from dse.store.records.layout import Layout, lock_for_writing
from dse.store.tables import fact_files, migrated_copies
from dse.store.versions import forgotten_persons

WHAT_HELPS = (
    "Un autre programme (antivirus, OneDrive) l’a peut-être ouvert, ou ce dossier n’accepte pas l’écriture. Fermez les autres tableaux de "
    "bord, suspendez ce programme ou redémarrez l’ordinateur, puis rouvrez le tableau de bord ou relancez l’oubli : le fichier s’en va alors."
)


def sweep(layout: Layout) -> list[str]:
    """Remove all that may hold somebody forgotten, as the only writer; what could not be removed."""
    if not list_leftovers(layout):
        _remove_note(layout)
        return []
    with suppress(OSError):
        disk.close(disk.create(layout.sweeping))
    with suppress(OSError):
        disk.flush_directory(layout.root)
    atomic_files.remove_all_scratch(layout.scratch)
    with suppress(OSError):
        migrated_copies.remove_copies(layout)
    with suppress(OSError):
        fact_files.remove_facts(layout)
    forgotten_persons.remove_old_files(layout)
    disk.flush_directory(layout.data)
    left = list_leftovers(layout)
    if not left:
        _remove_note(layout)
    return left


def sweep_if_needed(layout: Layout) -> None:
    """The same of whoever starts or reads: nothing is written where nothing is left, or where the folder takes no writing."""
    with suppress(StoreError):
        if list_leftovers(layout):
            with lock_for_writing(layout, "fin d’un oubli"):
                sweep(layout)


def describe(names: list[str]) -> str:
    """The sentences about files that may still hold somebody forgotten."""
    verb = "contient encore" if len(names) == 1 else "contiennent encore"
    what = "Le fichier" if len(names) == 1 else "Les fichiers"
    return f"{what} {listed(names)} {verb} ce qui a été oublié. {WHAT_HELPS}"


def list_leftovers(layout: Layout) -> list[str]:
    """Old files that are still there, and copies that may have been made from them, relative to the store where they are in it."""
    old = [f"data/{name}" for name in forgotten_persons.list_old_files(layout)]
    with explain_read_errors(layout.root):
        if disk.stamp(layout.sweeping) is None:
            return old
        copies = [
            folder / name for folder in (layout.scratch, layout.derived) for name in disk.entries(folder)
        ]
        copies += fact_files.list_outdated(layout)
    return [*old, *(_name(layout, path) for path in copies)]


def _name(layout: Layout, path: Path) -> str:
    return path.relative_to(layout.root).as_posix() if path.is_relative_to(layout.root) else str(path)


def _remove_note(layout: Layout) -> None:
    if disk.stamp(layout.sweeping) is not None:
        with suppress(OSError):  # one that stays has copies made anew
            disk.remove(layout.sweeping)
