"""Files that are whole or not there, whatever happens while they are written."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dse.errors import Damaged, StoreError
from dse.store.durability import disk

LEFTOVER_AGE_S = 3600
# A file being written where there is no scratch folder: hidden, and left out of backups.
DRAFT = re.compile(r"\.[0-9a-f]{32}\.brouillon")
# What a file system without hard links answers (exFAT, some network shares).
NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


def write_new_file(path: Path, content: bytes, rights: int = disk.RIGHTS) -> None:
    """Create a file and flush it; on failure there is no file. FileExistsError if there was one."""
    write_new_file_in_pieces(path, [content], rights)


def write_new_file_in_pieces(path: Path, pieces: Iterable[bytes], rights: int = disk.RIGHTS) -> None:
    """The same from pieces, so that the whole is never in memory."""
    descriptor = disk.create(path, rights)
    try:
        _fill(descriptor, pieces)
    except BaseException:
        with suppress(OSError):
            disk.remove(path)
        raise


def replace_file(content: bytes, target: Path, scratch: Path) -> None:
    """Put a file at its place in one step. The caller flushes the directory, once for many files."""
    replace_file_in_pieces([content], target, scratch)


def replace_file_in_pieces(pieces: Iterable[bytes], target: Path, scratch: Path) -> None:
    """The same from pieces, so that the whole is never in memory."""
    _write_and_replace(pieces, scratch / uuid.uuid4().hex, target)


def replace_file_beside(content: bytes, target: Path) -> None:
    """The same where there is no scratch folder: the draft lies beside, and those of writes that were cut are taken away."""
    _write_and_replace([content], new_draft_beside(target), target)


def new_draft_beside(target: Path) -> Path:
    """A new name for a draft in the folder of a file; drafts older than an hour are taken away there."""
    for path in list_old_scratch(target.parent):
        if DRAFT.fullmatch(path.name):
            with suppress(OSError):
                disk.remove(path)
    return target.parent / f".{uuid.uuid4().hex}.brouillon"


def _write_and_replace(pieces: Iterable[bytes], draft: Path, target: Path) -> None:
    write_new_file_in_pieces(draft, pieces)
    try:
        disk.replace(draft, target)
    except BaseException:
        with suppress(OSError):
            disk.remove(draft)
        raise


def publish_file(
    content: bytes, target: Path, scratch: Path, *, is_sealed: bool = False, rights: int = disk.RIGHTS
) -> None:
    """Create a file that nobody may have created before, durably, and read it again.

    Raises FileExistsError if someone was first. After any error the file is not there, or StoreError
    says that this is not known. `is_sealed`: it carries its own hash (see `move_new`).
    """
    draft = scratch / uuid.uuid4().hex
    write_new_file(draft, content, rights)
    try:
        publish_draft(draft, target, is_sealed=is_sealed)
    finally:
        with suppress(OSError):  # a leftover is swept later and harms nobody
            disk.remove(draft)
    with _remove_on_error(target):
        require_as_written(target, hashlib.sha256(content).hexdigest())


def publish_draft(draft: Path, target: Path, *, is_sealed: bool = False) -> None:
    """Give a finished file a name that nobody has, durably. FileExistsError if it is taken.

    After any other error it is not there, or StoreError says that this is not known. Where there are no hard links, a sealed
    file is written anew at its place, so that of two writers only one has it: torn by a crash, its own hash tells. Any
    other is moved there whole, and nobody else may be writing it.
    """
    _claim(draft, target, is_sealed=is_sealed)
    with _remove_on_error(target):
        disk.flush_directory(target.parent)


def require_as_written(path: Path, sha256: str) -> None:
    """Damaged unless a file that was just written reads as it was written."""
    if disk.digest(path) != sha256:
        raise read_back_error(path)


def read_back_error(path: Path) -> Damaged:
    """The error of a file that does not read as it was written."""
    return Damaged(
        f"Le fichier {path} relu n’est pas celui qui vient d’être écrit. Rien n’a été enregistré : faites vérifier ce disque."
    )


def remove_old_scratch(scratch: Path) -> None:
    """Remove what interrupted writes left, if older than an hour: a younger one may be somebody's."""
    for path in list_old_scratch(scratch):
        with suppress(OSError):
            disk.remove(path)


def remove_all_scratch(scratch: Path) -> None:
    """Remove every scratch file, whatever its age: one may hold somebody to be forgotten."""
    for name in disk.entries(scratch):
        with suppress(OSError):
            disk.remove(scratch / name)


def list_old_scratch(scratch: Path) -> list[Path]:
    """Scratch files older than an hour."""
    limit_ns = (time.time() - LEFTOVER_AGE_S) * 1e9
    stamps = [(scratch / name, disk.stamp(scratch / name)) for name in disk.entries(scratch)]
    return [path for path, stamp in stamps if stamp and stamp[1] < limit_ns]


def _fill(descriptor: int, pieces: Iterable[bytes]) -> None:
    try:
        for piece in pieces:
            disk.write(descriptor, piece)
        disk.flush(descriptor)
    finally:
        disk.close(descriptor)


def _claim(draft: Path, target: Path, *, is_sealed: bool) -> None:
    if os.name == "nt":
        disk.rename(draft, target)
        return
    try:
        disk.link(draft, target)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        if is_sealed:
            write_new_file(target, disk.read(draft))
            return
        # A file of that name that appears at this very moment would be replaced.
        if disk.stamp(target) is not None:
            raise FileExistsError(errno.EEXIST, "exists", str(target)) from None
        disk.replace(draft, target)


@contextmanager
def _remove_on_error(target: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        _withdraw(target)
        raise


def _withdraw(target: Path) -> None:
    try:
        disk.remove(target)
    except OSError as error:
        raise StoreError(
            f"Le disque a cessé de répondre pendant l’enregistrement de {target} : il n’est pas certain "
            "qu’il ait eu lieu. Rouvrez l’application et vérifiez la dernière version avant de recommencer."
        ) from error
