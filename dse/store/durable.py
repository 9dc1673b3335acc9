"""Files that are whole or not there, whatever happens while they are written."""

from __future__ import annotations

import errno
import hashlib
import os
import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from dse.errors import Damaged, StoreError
from dse.store import disk

LEFTOVER_AGE_S = 3600
CHECK_DISK = "Rien n’a été enregistré : faites vérifier ce disque."
# What a file system without hard links answers (exFAT, some network shares).
NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


def write_new(path: Path, content: bytes) -> None:
    """Create a file and flush it; on failure there is no file. FileExistsError if there was one."""
    write_pieces(path, [content])


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """The same from pieces, so that the whole is never in memory."""
    descriptor = disk.create(path)
    try:
        _fill(descriptor, pieces)
    except BaseException:
        with suppress(OSError):
            disk.remove(path)
        raise


def put(content: bytes, target: Path, scratch: Path) -> None:
    """Put a file at its place in one step. The caller flushes the directory, once for many files."""
    put_pieces([content], target, scratch)


def put_pieces(pieces: Iterable[bytes], target: Path, scratch: Path) -> None:
    """The same from pieces, so that the whole is never in memory."""
    draft = scratch / uuid.uuid4().hex
    write_pieces(draft, pieces)
    try:
        disk.replace(draft, target)
    except BaseException:
        with suppress(OSError):
            disk.remove(draft)
        raise


def publish(content: bytes, target: Path, scratch: Path) -> None:
    """Create a file that nobody may have created before, durably, and read it again.

    Raises FileExistsError if someone was first. After any error the file is not there, or StoreError
    says that this is not known.
    """
    draft = scratch / uuid.uuid4().hex
    write_new(draft, content)
    try:
        _claim(draft, target, content)
    finally:
        with suppress(OSError):  # a leftover is swept later and harms nobody
            disk.remove(draft)
    try:
        disk.flush_directory(target.parent)
        if disk.read(target) != content:
            raise Damaged(f"Le fichier {target} relu n’est pas celui qui vient d’être écrit. {CHECK_DISK}")
    except BaseException:
        _withdraw(target)
        raise


def add(content: bytes, target: Path, scratch: Path) -> None:
    """Put a file where there is none, in one step, and read it again. FileExistsError if there is one.

    After any other error the file may be there, whole. Where there are no hard links, nobody else may be writing it.
    """
    draft = scratch / uuid.uuid4().hex
    write_new(draft, content)
    try:
        _claim_in_one_step(draft, target)
    finally:
        with suppress(OSError):
            disk.remove(draft)
    disk.flush_directory(target.parent)
    if disk.digest(target) != hashlib.sha256(content).hexdigest():
        raise Damaged(f"Le fichier {target} relu n’est pas celui qui vient d’être écrit. {CHECK_DISK}")


def move_new(draft: Path, target: Path) -> None:
    """Give a finished file its name, durably. FileExistsError if the name is taken; after an error it is not there."""
    _claim_in_one_step(draft, target)
    try:
        disk.flush_directory(target.parent)
    except BaseException:
        _withdraw(target)
        raise


def sweep(scratch: Path) -> None:
    """Remove what interrupted writes left, if older than an hour: a younger one may be somebody's."""
    for path in leftovers(scratch):
        with suppress(OSError):
            disk.remove(path)


def clear(scratch: Path) -> None:
    """Remove every scratch file, whatever its age: one may hold somebody to be forgotten."""
    for name in disk.entries(scratch):
        with suppress(OSError):
            disk.remove(scratch / name)


def leftovers(scratch: Path) -> list[Path]:
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


def _claim(draft: Path, target: Path, content: bytes) -> None:
    if os.name == "nt":
        disk.rename(draft, target)
        return
    try:
        disk.link(draft, target)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        # Torn by a crash it would be recognised by its own hash, and ignored.
        write_new(target, content)


def _claim_in_one_step(draft: Path, target: Path) -> None:
    if os.name == "nt":
        disk.rename(draft, target)
        return
    try:
        disk.link(draft, target)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        # Without links a file of that name that appears at this very moment would be replaced.
        if disk.stamp(target) is not None:
            raise FileExistsError(errno.EEXIST, "exists", str(target)) from None
        disk.replace(draft, target)


def _withdraw(target: Path) -> None:
    try:
        disk.remove(target)
    except OSError as error:
        raise StoreError(
            f"Le disque a cessé de répondre pendant l’enregistrement de {target} : il n’est pas certain "
            "qu’il ait eu lieu. Rouvrez l’application et vérifiez la dernière version avant de recommencer."
        ) from error
