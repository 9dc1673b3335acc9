"""Every touch of the disk, one small function each: tests stand in for a disk that fails.

Nothing here knows what a store is. Each function raises the OSError of the system.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock

from dse.waiting import retry_while_held

LOCK_TIMEOUT_S = 10
# What a file system answers when it cannot do at all what was asked, as opposed to failing at it.
UNSUPPORTED = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENOTTY})
# Of a new file, as far as the session's mask lets them through.
RIGHTS = 0o666
# How Windows marks a folder that stands for another, as opposed to a file that OneDrive has not fetched yet.
MOUNT_POINT = 0xA0000003


def create(path: Path, rights: int = RIGHTS) -> int:
    """Open a new file for writing, with these rights at most. FileExistsError if there is one already."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, rights)


def write(descriptor: int, content: bytes) -> None:
    """Write all of the content: the system may take it in several pieces."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def flush(descriptor: int) -> None:
    """Wait until the content is on the disk itself. Never to be tried again after an error.

    macOS: fsync stops at the drive's cache, F_FULLFSYNC does not; some file systems lack the latter.
    """
    if sys.platform == "darwin":
        import fcntl

        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
        except OSError as error:
            if error.errno not in UNSUPPORTED:
                raise
    os.fsync(descriptor)


def close(descriptor: int) -> None:
    """Close a file."""
    os.close(descriptor)


def replace(source: Path, target: Path) -> None:
    """Put a file in the place of another of the same volume, in one step."""
    retry_while_held(lambda: source.replace(target))


def link(source: Path, target: Path) -> None:
    """Give a file a second name. FileExistsError if the name is taken."""
    os.link(source, target)


def rename(source: Path, target: Path) -> None:
    """Windows only: rename a file. FileExistsError if the name is taken (elsewhere it would be replaced)."""
    retry_while_held(lambda: source.rename(target))


def remove(path: Path) -> None:
    """Remove a file."""
    retry_while_held(path.unlink)


def make_directory(path: Path, rights: int = 0o777) -> None:
    """Make a directory if there is none, with these rights at most."""
    path.mkdir(rights, exist_ok=True)


def remove_folder(path: Path) -> None:
    """Remove a folder with all that is in it, or a file."""
    if path.is_dir() and not path.is_symlink():
        retry_while_held(lambda: shutil.rmtree(path))
    else:
        remove(path)


def flush_file(path: Path) -> None:
    """Wait until the content of a file that something else has written is on the disk itself."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        flush(descriptor)
    finally:
        close(descriptor)


def flush_directory(path: Path) -> None:
    """Wait until the names in a directory are on the disk itself. Windows has no such call and journals them."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            raise
    finally:
        os.close(descriptor)


def read(path: Path) -> bytes:
    """The whole content of a file."""
    return retry_while_held(path.read_bytes)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal, read piece by piece."""

    def compute() -> str:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    return retry_while_held(compute)


def stamp(path: Path) -> tuple[int, int] | None:
    """Size in bytes and time of last change in nanoseconds. None if there is no such file."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns


def touch(path: Path) -> None:
    """Say of a file that it was changed now."""
    os.utime(path)


def rights(path: Path) -> int:
    """Who may read and write a file, as POSIX bits."""
    return stat.S_IMODE(path.stat().st_mode)


def entries(directory: Path) -> list[str]:
    """Names in a directory, in order. Empty if there is no such directory."""
    try:
        return sorted(path.name for path in directory.iterdir())
    except FileNotFoundError:
        return []


def files(folder: Path) -> list[str]:
    """Every file under a folder, relative to it with « / », in order. Empty if there is no such folder. No link is followed."""
    return [name for name, is_link in _walked(folder) if not is_link]


def symbolic_links(folder: Path) -> list[str]:
    """Every link under a folder, in the same way."""
    return [name for name, is_link in _walked(folder) if is_link]


def _walked(folder: Path) -> list[tuple[str, bool]]:
    try:
        return sorted((path.relative_to(folder).as_posix(), is_link) for path, is_link in _walk(folder))
    except FileNotFoundError:
        return []


def _walk(folder: Path) -> Iterator[tuple[Path, bool]]:
    for path in folder.iterdir():
        if path.is_symlink() or _is_junction(path):
            yield path, True
        elif path.is_dir():
            yield from _walk(path)
        elif path.is_file():
            yield path, False


def _is_junction(path: Path) -> bool:
    """Windows only: whether a folder stands for another; pathlib says so only since Python 3.12."""
    return getattr(path.lstat(), "st_reparse_tag", 0) == MOUNT_POINT


def open_to_read(path: Path) -> BinaryIO:
    """A file open for reading, piece by piece."""
    return retry_while_held(lambda: path.open("rb"))


def open_nameless(path: Path) -> BinaryIO:
    """A file open for reading that loses its name: it is gone once it is closed, or with the process, however that ends."""
    if sys.platform == "win32":
        flags = os.O_RDONLY | os.O_BINARY | os.O_TEMPORARY
        return os.fdopen(os.open(path, flags), "rb")
    file = path.open("rb")
    path.unlink()
    return file


def free_bytes(folder: Path) -> int:
    """Room left on the disk of a folder."""
    return shutil.disk_usage(folder).free


def note(path: Path, text: str) -> None:
    """Overwrite a small text that nobody relies on."""
    path.write_text(text, encoding="utf-8", errors="replace")


def lock(path: Path) -> FileLock:
    """The lock of a writer: the system frees it when its process dies. filelock.Timeout if it stays held."""
    return FileLock(path, timeout=LOCK_TIMEOUT_S)
