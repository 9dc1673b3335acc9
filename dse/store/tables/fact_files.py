"""Facts: what was computed from all files of a version, kept beside the store. Deletable at any time, never a source of truth.

A folder of facts is named by a key that stands for all it comes from, and appears in one step, with a seal that says how long each
file is. Where the store's folder takes no writing, facts lie in a cache of the user's own machine; where that does not either, there
are none. Those made of files that are gone, as those of a person who was forgotten, are removed when others are made, and from that
cache when a version is opened, with those of stores that are gone.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from dse import paths, spill_folders
from dse.errors import Damaged, StoreError
from dse.store.durability import atomic_files, disk
from dse.store.records.layout import Layout
from dse.store.versions import forgotten_persons

SEAL = "facts.json"
# Of each kind, more than a process holds open, so that none of those is removed beside it.
KEYS_KEPT = 6
# Facts are asked for at every question; the time of their last use is written so seldom.
USE_PRECISION_S = 600
# In the cache of the user's machine: which store a folder is of.
STORE_NOTE = "store.txt"
_DRAFT = ".brouillon-"


def find_facts(layout: Layout, key: str) -> Path | None:
    """The folder of the facts of a key, if all of them are there."""
    path = next((folder / key for folder in list_folders(layout) if _is_complete(folder / key)), None)
    if path:
        _note_use(path)
    return path


def make_facts(layout: Layout, key: str, file_names: set[str], fill: Callable[[Path], None]) -> Path | None:
    """Have `fill` write the facts made of these data files into a folder, which then has its name; None where no disk takes them.

    Damaged if the files went meanwhile: a person who is forgotten must not stay in a fact.
    """
    for folder in list_folders(layout):
        with suppress(OSError):
            path = _make(layout, folder, key, file_names, fill)
            if not _are_present(layout, file_names):
                disk.remove_folder(path)
                raise Damaged("Les données viennent de changer. Rechargez la page ou recommencez.")
            _sweep(layout, folder)
            return path
    return None


def remove_facts(layout: Layout) -> None:
    """Remove every fact, and rows that killed processes left. OSError, once all others are gone, where the system holds one."""
    spill_folders.remove_leftovers()
    failed: OSError | None = None
    for folder in list_folders(layout):
        try:
            remove_facts_in(folder)
        except OSError as error:
            failed = error
    if failed:
        raise failed


def remove_facts_in(folder: Path) -> None:
    """Remove every fact of one of the folders. OSError, once all others are gone, where the system holds one."""
    failed: OSError | None = None
    for name in disk.entries(folder):
        try:
            disk.remove_folder(folder / name)
        except OSError as error:
            failed = error
    if failed:
        raise failed


def list_outdated(layout: Layout) -> list[Path]:
    """Facts made of files that are gone, or that are not finished."""
    there = [
        folder / name
        for folder in list_folders(layout)
        for name in disk.entries(folder)
        if name != STORE_NOTE
    ]
    return [path for path in there if not _is_current(layout, path)]


def sweep_own_cache() -> None:
    """Remove from the cache of this machine's user the facts of files and of stores that are gone: nobody else would."""
    cache = paths.own_cache()
    if cache is None:
        return
    with suppress(OSError):
        stores = cache / "facts"
        old = atomic_files.list_old_scratch(stores)
        for folder in [stores / name for name in disk.entries(stores)]:
            with suppress(OSError, StoreError):  # a store that does not answer today is not gone
                _sweep_cache_of_store(folder, is_old=folder in old)


def _sweep_cache_of_store(folder: Path, *, is_old: bool) -> None:
    note = folder / STORE_NOTE
    root = Path(os.fsdecode(disk.read(note))) if disk.stamp(note) else Path()
    layout = Layout(root)
    if not root.is_absolute():
        if is_old:  # a young one is about to get its note
            disk.remove_folder(folder)
    elif disk.stamp(layout.data) is None:
        disk.remove_folder(folder)
    else:
        _sweep(layout, folder)


def list_folders(layout: Layout) -> list[Path]:
    """Where facts of a store may lie: in the store, and in the cache of this machine's user, if there is one that can be entered."""
    cache = paths.own_cache()
    if cache is None:
        return [layout.facts]
    store_name = hashlib.sha256(str(layout.root.resolve()).encode("utf-8", "replace")).hexdigest()[:16]
    own = cache / "facts" / store_name
    try:
        disk.stamp(own)
    except OSError:
        return [layout.facts]
    return [layout.facts, own]


def _make(layout: Layout, folder: Path, key: str, file_names: set[str], fill: Callable[[Path], None]) -> Path:
    _make_folder(layout, folder)
    draft = folder / f"{_DRAFT}{uuid.uuid4().hex}"
    disk.make_directory(draft)
    try:
        fill(draft)
        sizes = {name: _size(draft / name) for name in disk.entries(draft)}
        for name in sizes:
            disk.flush_file(draft / name)
        seal = json.dumps({"sizes": sizes, "from": sorted(file_names)}).encode("utf-8")
        atomic_files.write_new_file(draft / SEAL, seal)
        disk.flush_directory(draft)
        _publish(draft, folder / key)
    finally:
        with suppress(OSError):
            disk.remove_folder(draft)
    disk.flush_directory(folder)
    return folder / key


def _publish(draft: Path, target: Path) -> None:
    """Give the folder its name, unless another process was first; an incomplete one of that name makes room."""
    if _is_complete(target):
        return
    with suppress(FileNotFoundError):
        disk.remove_folder(target)
    try:
        disk.replace(draft, target)
    except OSError:
        if not _is_complete(target):
            raise


def _make_folder(layout: Layout, folder: Path) -> None:
    for parent in reversed([folder, *folder.parents]):
        if disk.stamp(parent) is None:
            disk.make_directory(parent, 0o700 if parent == paths.own_cache() else 0o777)
    if folder == layout.facts:
        return
    with suppress(FileExistsError):
        atomic_files.write_new_file(folder / STORE_NOTE, os.fsencode(layout.root.resolve()))


def _is_complete(path: Path) -> bool:
    """Whether every file is there and as long as it was written: cheap, since a folder appears with all its files on the disk."""
    seal = _read_seal(path)
    return seal is not None and all(_size(path / name) == size for name, size in seal["sizes"].items())


def _read_seal(path: Path) -> dict[str, Any] | None:
    try:
        return json.loads(disk.read(path / SEAL))
    except (OSError, ValueError):
        return None


def _size(path: Path) -> int:
    stamp = disk.stamp(path)
    return stamp[0] if stamp else -1


def _are_present(layout: Layout, file_names: set[str]) -> bool:
    replaced = forgotten_persons.load_replacements(layout)
    return all(name not in replaced and disk.stamp(layout.data / name) is not None for name in file_names)


def _sweep(layout: Layout, folder: Path) -> None:
    """Remove facts of files that are gone, all but the few last used, and what interrupted writes left."""
    names = [name for name in disk.entries(folder) if not name.startswith(_DRAFT) and name != STORE_NOTE]
    gone = {name for name in names if not _is_current(layout, folder / name)}
    newest = sorted(set(names) - gone, key=lambda name: _used_ns(folder / name), reverse=True)
    too_many = [
        name
        for kind in {_find_kind(name) for name in newest}
        for name in [name for name in newest if _find_kind(name) == kind][KEYS_KEPT:]
    ]
    old_drafts = [path for path in atomic_files.list_old_scratch(folder) if path.name.startswith(_DRAFT)]
    for path in (*(folder / name for name in (*gone, *too_many)), *old_drafts):
        with suppress(OSError):  # held by another program, or removed by another process
            disk.remove_folder(path)


def _find_kind(key: str) -> str:
    """What a folder holds, by the word before the point of its key; empty for the facts that figures start from."""
    return key.partition("-")[0] if "-" in key else ""


def _note_use(path: Path) -> None:
    with suppress(OSError):  # in vain where the store's folder takes no writing
        if time.time_ns() - _used_ns(path) > USE_PRECISION_S * 1e9:
            disk.touch(path / SEAL)


def _used_ns(path: Path) -> int:
    stamp = disk.stamp(path / SEAL)
    return stamp[1] if stamp else 0


def _is_current(layout: Layout, path: Path) -> bool:
    seal = _read_seal(path)
    return seal is not None and _are_present(layout, set(seal["from"]))
