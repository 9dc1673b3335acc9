"""A backup: a whole, checked copy of a store's folder in one ZIP, made while others read.

The lock of the writer is held meanwhile, so that nothing is saved between two of its files; a folder that takes no writing is
looked at again at the end. It is written beside its place,
read again, and put there in one step.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast

from dse.errors import Damaged, Refused, StoreError
from dse.store.backups import backup_damage, backup_file, store_contents
from dse.store.backups.backup_file import Output, Progress
from dse.store.backups.backup_index import Entry, Index
from dse.store.durability import atomic_files, disk
from dse.store.durability.disk_errors import explain_read_errors, explain_write_errors, is_write_forbidden
from dse.store.health import check
from dse.store.health.findings import GRAVE, Finding
from dse.store.records.layout import Layout, lock_for_writing
from dse.store.tables import forgotten_leftovers
from dse.store.versions import manifests
from dse.store.versions.version import DataFile


@dataclass(frozen=True)
class Backup:
    """A backup that was written. `version` is the newest in it, `left_out` what lies in the folder and does not count.

    `damaged` names the files that were damaged or missing already.
    """

    file: Path
    version: int | None
    files: int
    bytes: int
    sha256: str
    left_out: tuple[Finding, ...]
    damaged: tuple[str, ...]


def back_up(
    layout: Layout, target: Path, progress: Progress = lambda _share, _what: None, confirmation: str = ""
) -> Backup:
    """Write a backup. Refused where its place is taken or no place for it, or if there is nothing, Damaged if a file of the store is.

    OldDamage where the current version does not need that file: written then where its code is given. StoreError if a disk
    refuses: there is no file in any of these cases.
    """
    _require_place(layout, target)
    if not store_contents.list_files(layout):
        raise _empty_store_error(layout)
    with _lock_if_writable(layout) as renew:
        records = store_contents.list_records(layout)
        progress = backup_file.renew_lock_on_progress(progress, renew)
        progress(0.0, "Vérification des données")
        findings = check.find_all(layout)
        damaged = backup_damage.require_confirmation(layout, findings, confirmation)
        if not store_contents.list_files_to_back_up(layout):
            raise _empty_store_error(layout)
        findings = [finding for finding in findings if finding.kind not in GRAVE]
        findings += [
            *store_contents.find_folders_left_out(layout),
            *store_contents.find_links_left_out(layout),
        ]
        with explain_write_errors(target.parent):
            return _write(layout, target, findings, damaged, records, progress)


@contextmanager
def _lock_if_writable(layout: Layout) -> Iterator[Callable[[], None]]:
    """Be the only writer, where the folder takes any writing; where it does not, nobody here can be, and others are seen at the end."""
    with ExitStack() as stack:
        try:
            renew = stack.enter_context(lock_for_writing(layout, "sauvegarde"))
            _sweep_forgotten(layout)
        except StoreError as error:
            if not is_write_forbidden(error.__cause__):
                raise
            renew = _renew_nothing
        yield renew


def _sweep_forgotten(layout: Layout) -> None:
    try:
        forgotten_leftovers.sweep(layout)
    except StoreError as error:
        if not isinstance(error.__cause__, Damaged):  # the check of the data names a record that is lost
            raise


def _renew_nothing() -> None:
    """Without the lock, there is no note to renew."""


def _require_unchanged(layout: Layout, records: list[str]) -> None:
    if store_contents.list_records(layout) != records:
        raise StoreError(
            "Un autre poste a enregistré pendant la sauvegarde : elle n’est pas faite. Attendez qu’il ait fini, puis recommencez."
        )


def _require_place(layout: Layout, target: Path) -> None:
    with explain_read_errors(target):
        if disk.stamp(target) is not None:
            raise _file_exists_error(target)
        if disk.stamp(target.parent) is None:
            raise Refused(f"Le fichier {target} ne s’écrit pas : son dossier n’existe pas.")
    if layout.root.resolve() in target.resolve().parents:
        raise Refused(
            f"{target} est dans le dossier des données : il se perdrait avec elles. Choisissez un autre dossier, de préférence "
            "sur un autre disque."
        )


def _file_exists_error(target: Path) -> Refused:
    return Refused(
        f"Le fichier {target} existe déjà : une sauvegarde n’en remplace aucune. Choisissez un autre nom."
    )


def _empty_store_error(layout: Layout) -> Refused:
    return Refused(f"Il n’y a rien à sauvegarder : le dossier {layout.root} est vide.")


def _write(
    layout: Layout,
    target: Path,
    findings: list[Finding],
    damaged: tuple[str, ...],
    records: list[str],
    progress: Progress,
) -> Backup:
    draft = atomic_files.new_draft_beside(target)
    try:
        index, written = _write_archive(layout, draft, damaged, progress)
        progress(1.0, "Relecture de la sauvegarde")
        atomic_files.require_as_written(draft, written.sha256)
        _require_unchanged(layout, records)
        atomic_files.publish_draft(draft, target)
    except FileExistsError as error:
        raise _file_exists_error(target) from error
    finally:
        with suppress(OSError):  # where it was renamed, or is swept later
            disk.remove(draft)
    files = len(index.entries)
    return Backup(target, index.version, files, written.size, written.sha256, tuple(findings), damaged)


def _write_archive(
    layout: Layout, draft: Path, damaged: tuple[str, ...], progress: Progress
) -> tuple[Index, Output]:
    descriptor = disk.create(draft)
    try:
        written = Output(descriptor)
        # zipfile asks a file that it writes for write, flush and tell alone.
        with zipfile.ZipFile(cast(IO[bytes], written), "w") as archive:
            entries = _copy(layout, archive, damaged, progress)
            index = Index(datetime.now(UTC), _current_number(layout), tuple(entries), damaged)
            backup_file.add_index(archive, index)
        disk.flush(descriptor)
    finally:
        disk.close(descriptor)
    return index, written


def _copy(
    layout: Layout, archive: zipfile.ZipFile, damaged: tuple[str, ...], progress: Progress
) -> list[Entry]:
    names = store_contents.list_files_to_back_up(layout)
    owned = {f"data/{name}": file for name, file in check.list_owned_files(layout).items()}
    data = {name: file for name, file in owned.items() if name not in damaged}
    _require_listed(data, names)
    store_contents.require_portable(names)
    entries = []
    for number, name in enumerate(names):
        progress(number / len(names), "Copie des données")
        entry = backup_file.add_file(archive, name, layout.root / name)
        _require_as_checked(entry, data.get(name))
        entries.append(entry)
    return entries


def _require_listed(data: dict[str, DataFile], names: list[str]) -> None:
    if missing := sorted(data.keys() - set(names)):
        raise Damaged(f"Le fichier {missing[0]} manque. Récupérez-le dans une sauvegarde, puis recommencez.")


def _require_as_checked(entry: Entry, file: DataFile | None) -> None:
    if file is not None and (entry.bytes, entry.sha256) != (file.bytes, file.sha256):
        raise Damaged(
            f"Le fichier {entry.name} n’est plus celui qui a été vérifié : la sauvegarde n’est pas faite. "
            "Lancez « check », qui dit que faire."
        )


def _current_number(layout: Layout) -> int | None:
    current = manifests.load_current(layout)
    return current.number if current else None
