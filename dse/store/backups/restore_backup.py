"""Putting a backup back into an empty folder: the whole of it, or nothing.

Every file of the backup is verified before any is written. Then a file that lists them, `restoring.json`, says that they are
being put back: until all of them are there, nobody reads the store nor saves in it (`restoration.py`). Then it is taken
away. A restoration that was cut is done again from the start: what the list names is removed first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dse.errors import Refused, StoreError
from dse.french import count, listed
from dse.store.backups import backup_file, backup_index, store_contents
from dse.store.backups.backup_file import Progress, SavedFiles
from dse.store.backups.backup_index import Entry, Index
from dse.store.durability import atomic_files, disk
from dse.store.durability.disk_errors import explain_read_errors
from dse.store.records import restore_marker
from dse.store.records.layout import Layout, flush_folder_names, is_restoring, lock_for_restoring
from dse.store.versions import manifests

# Of a folder, names of files that can be made again as they are.
Copies = Callable[[Path], Collection[str]]


@dataclass(frozen=True)
class Restored:
    """A backup that was put back: its newest version, None where it had none, how many files, and when it was made.

    `damaged` names the files that were damaged or missing when it was made.
    """

    version: int | None
    files: int
    created: datetime
    damaged: tuple[str, ...] = ()

    @property
    def warning(self) -> str:
        """A French sentence about the damaged files, blank where there are none."""
        if not self.damaged:
            return ""
        return (
            f"Quand cette sauvegarde a été faite, des fichiers étaient déjà endommagés ou manquants : {listed(list(self.damaged))}. "
            "Ils le sont encore ici."
        )


def restore_backup(
    layout: Layout,
    source: Path,
    progress: Progress = lambda _share, _what: None,
    copies: Copies = lambda _folder: (),
) -> Restored:
    """Put a backup back. Refused if it is damaged, foreign or of a newer release, or if the folder is not empty.

    `copies` names files that can be made again: the backup takes their place. StoreError if the disk refuses: the folder is as
    empty as before.
    """
    with backup_file.open_backup(source) as saved:
        _require_empty(layout, copies)
        saved.verify(progress)
        with lock_for_restoring(layout, "restauration d’une sauvegarde") as renew:
            _require_empty(layout, copies)
            _remove_remains(layout)
            _require_room(layout, saved.index)
            _remove(layout, _replaceable_copies(layout, copies))
            try:
                _write_marker(layout, saved.index)
                _write_files(layout, saved, backup_file.renew_lock_on_progress(progress, renew))
                disk.remove(layout.restoring)
            except BaseException as error:
                _empty_after_error(layout, error)
                raise
            _make_durable(layout)
    index = saved.index
    return Restored(index.version, len(index.entries), index.created, index.damaged)


def is_empty(layout: Layout, copies: Copies = lambda _folder: ()) -> bool:
    """Whether a backup may be put back: nothing lies there but `copies`, and what a restoration that was cut has left."""
    return not _find_obstacles(layout, copies)


def _find_obstacles(layout: Layout, copies: Copies) -> list[str]:
    left = {entry.name for entry in _read_announced_entries(layout)}
    names = [
        name
        for name in (*store_contents.list_links(layout), *store_contents.list_files(layout))
        if name not in left
    ]
    made_again = _replaceable_copies(layout, copies) if names else ()
    return [name for name in names if name not in made_again]


def _replaceable_copies(layout: Layout, copies: Copies) -> Collection[str]:
    """The copies, none of them a link; none where a store lives: they are its own then."""
    if not is_restoring(layout) and manifests.load_current(layout) is not None:
        return ()
    linked = store_contents.list_links(layout)
    with explain_read_errors(layout.root):
        return [name for name in copies(layout.root) if name not in linked]


def _remove(layout: Layout, names: Collection[str]) -> None:
    for path in [layout.root / name for name in names]:
        disk.remove(path)
        disk.flush_directory(path.parent)


def _require_empty(layout: Layout, copies: Copies) -> None:
    if not (names := _find_obstacles(layout, copies)):
        return
    current = None if is_restoring(layout) else manifests.load_current(layout)
    what = f"des données (version {current.number})" if current else f"des fichiers, dont {names[0]}"
    raise Refused(
        f"Le dossier {layout.root} contient déjà {what} : une sauvegarde ne se restaure que dans un dossier vide. "
        "Choisissez-en un autre, ou mettez celui-ci de côté."
    )


def _read_announced_entries(layout: Layout) -> tuple[Entry, ...]:
    """The files that a restoration which was cut may have written; none if even their list is torn: it came before them."""
    with explain_read_errors(layout.restoring):
        if not restore_marker.is_under_way(layout.root):
            return ()
        return _read_marker_entries(layout)


def _read_marker_entries(layout: Layout) -> tuple[Entry, ...]:
    index = backup_index.parse(disk.read(layout.restoring))
    return index.entries if index else ()


def _remove_remains(layout: Layout) -> None:
    """Remove what a restoration that was cut has left, its list last."""
    atomic_files.remove_all_scratch(layout.scratch)
    if disk.stamp(layout.restoring) is None:
        return
    entries = _read_marker_entries(layout)
    for path in [layout.root / entry.name for entry in entries]:
        if disk.stamp(path) is not None:
            disk.remove(path)
    for folder in _folders(layout, entries):
        if disk.stamp(folder) is not None:
            disk.flush_directory(folder)
    disk.remove(layout.restoring)
    disk.flush_directory(layout.root)


def _empty_after_error(layout: Layout, error: BaseException) -> None:
    """Leave an empty folder after an error. StoreError where the disk refuses that too: all may be there."""
    try:
        _remove_remains(layout)
    except (OSError, StoreError):
        raise _uncertain_error(layout) from error


def _require_room(layout: Layout, index: Index) -> None:
    if (free := disk.free_bytes(layout.root)) < index.bytes:
        missing = count(-(-(index.bytes - free) // 2**20), "mégaoctet")
        raise Refused(
            f"Il manque {missing} sur le disque du dossier {layout.root}. Libérez de la place, puis recommencez."
        )


def _write_marker(layout: Layout, index: Index) -> None:
    atomic_files.replace_file(backup_index.render(index), layout.restoring, layout.scratch)
    flush_folder_names(layout)


def _write_files(layout: Layout, saved: SavedFiles, progress: Progress) -> None:
    entries = saved.index.entries
    folders = _folders(layout, entries)
    for folder in folders:
        disk.make_directory(folder)
    for number, entry in enumerate(entries):
        progress(number / len(entries), "Restauration des données")
        atomic_files.replace_file_in_pieces(saved.pieces(entry), layout.root / entry.name, layout.scratch)
    for folder in folders:
        disk.flush_directory(folder)
    for entry in entries:
        atomic_files.require_as_written(layout.root / entry.name, entry.sha256)


def _folders(layout: Layout, entries: tuple[Entry, ...]) -> list[Path]:
    """Every folder that holds a file, or a folder of one, those above first."""
    above = {parent for entry in entries for parent in Path(entry.name).parents}
    return [layout.root / folder for folder in sorted(above, key=lambda path: (len(path.parts), path))]


def _make_durable(layout: Layout) -> None:
    try:
        disk.flush_directory(layout.root)
    except OSError as error:
        raise _uncertain_error(layout) from error


def _uncertain_error(layout: Layout) -> StoreError:
    return StoreError(
        f"Le disque a cessé de répondre pendant la restauration dans {layout.root} : il n’est pas certain qu’elle ait eu lieu. "
        "Rouvrez l’application, et lancez « check » avant de continuer."
    )
