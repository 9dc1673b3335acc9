"""Whether a backup is being put back into a folder, or was not to the end: `restoring.json` lists its files meanwhile.

A list that comes back later, by a sync tool for example, must not hide a store that lives: it counts for nothing once all that it
lists is there, or where something was saved since.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from dse.errors import StoreError
from dse.store.durability import disk
from dse.store.records.sealing import unseal

MARKER_NAME = "restoring.json"
_RECORD = re.compile(r"[a-z_]+/[0-9]{8}\.json")
Stamp = tuple[int, int] | None
# What a folder holds of the files listed, and the records beside them.
State = tuple[tuple[str, Stamp], ...]


def is_under_way(folder: Path) -> bool:
    """Whether the files of a store are not all there yet: none of it is read then. OSError if its list cannot be read."""
    if disk.stamp(folder / MARKER_NAME) is None:
        return False
    try:
        content = disk.read(folder / MARKER_NAME)
    except FileNotFoundError:  # taken away meanwhile
        return False
    names = {
        *(_read_hashes(content) or ()),
        *(name for name in disk.files(folder) if _RECORD.fullmatch(name)),
    }
    state = tuple((name, disk.stamp(folder / name)) for name in sorted(names))
    try:
        return not _is_over(folder, content, state)
    except FileNotFoundError:  # what was put back is being taken away
        return True


def interrupted_error(folder: Path) -> StoreError:
    """The error of a store whose backup was not restored to the end."""
    return StoreError(
        f"Une sauvegarde est en cours de restauration dans {folder}, ou sa restauration a été interrompue : aucune "
        "donnée n’y est lisible. Relancez-la avec la même sauvegarde ; si c’est refusé, mettez ce dossier de côté, entier, et "
        "restaurez-la dans un autre."
    )


def remove_marker(folder: Path) -> None:
    """Take the list of a restoration that is over away, once all that it lists is on the disk itself; the caller is the only writer."""
    if disk.stamp(folder / MARKER_NAME) is None:
        return
    for parent in sorted(
        {(folder / name).parent for name in _read_hashes(disk.read(folder / MARKER_NAME)) or ()}
    ):
        if disk.stamp(parent) is not None:
            disk.flush_directory(parent)
    disk.flush_directory(folder)
    disk.remove(folder / MARKER_NAME)
    disk.flush_directory(folder)


@lru_cache(maxsize=8)
def _is_over(folder: Path, content: bytes, state: State) -> bool:
    """Hashes what is there: once for each state that a folder is seen in."""
    listed, fields = _read_hashes(content), unseal(content)
    if listed is None and fields is not None:
        return False  # of a newer release
    listed = listed or {}
    there = {name for name, stamp in state if stamp is not None}
    if any(_was_saved_since(folder / name) for name in there.difference(listed)):
        return True
    return bool(listed) and there >= listed.keys() and _are_hashes_right(folder, listed)


def _are_hashes_right(folder: Path, listed: Mapping[str, str]) -> bool:
    """Whether the files of the store itself are those listed; the team may have changed its own since."""
    of_store = (name for name in listed if name.startswith("data/") or _RECORD.fullmatch(name))
    return all(disk.digest(folder / name) == listed[name] for name in of_store)


def _was_saved_since(path: Path) -> bool:
    """A record that is whole and was not put back: nobody saves while a backup is being put back."""
    return unseal(disk.read(path)) is not None


def _read_hashes(content: bytes) -> dict[str, str] | None:
    """Hash of each file listed; None if the list is torn or of another form."""
    try:
        return {entry["name"]: entry["sha256"] for entry in (unseal(content) or {})["entries"]}
    except (KeyError, TypeError):
        return None
