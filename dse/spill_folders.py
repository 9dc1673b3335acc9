"""Where the engine lays rows that do not fit in memory; none of them may outlive its process.

A killed process removes nothing. So each has a folder in the cache of its user, beside a lock that the system frees with the process:
the next start, and whoever forgets a person, removes the folders whose lock is free. Without such a cache they lie in the folder of
temporary files.
"""

from __future__ import annotations

import shutil
import uuid
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock

from dse import paths

_locks: list[FileLock] = []  # held for the life of the process


def make_spill_folder() -> TemporaryDirectory[str]:
    """A folder that nobody else may read, and that goes with who holds it."""
    own_cache = paths.own_cache()
    if own_cache is not None:
        with suppress(OSError, NotImplementedError):  # no room, no right, or a disk without locks
            return TemporaryDirectory(dir=_open_folder_of_process(own_cache), ignore_cleanup_errors=True)
    return TemporaryDirectory(prefix="dse-", ignore_cleanup_errors=True)


def remove_leftovers() -> None:
    """Remove what processes that are gone left."""
    own_cache = paths.own_cache()
    if own_cache is None:
        return
    with suppress(OSError):
        for folder in [path for path in (own_cache / "spill").iterdir() if path.is_dir()]:
            with suppress(OSError, NotImplementedError):
                _remove_if_free(folder)


@cache
def _open_folder_of_process(own_cache: Path) -> Path:
    remove_leftovers()
    folder = own_cache / "spill" / uuid.uuid4().hex
    for parent in (own_cache, folder.parent):
        parent.mkdir(0o700, parents=True, exist_ok=True)
    lock = _lock(folder)
    lock.acquire(timeout=0)
    _locks.append(lock)
    folder.mkdir(0o700)  # once the lock is held: a folder whose lock is free is a leftover
    return folder


def _remove_if_free(folder: Path) -> None:
    """Timeout, an OSError, where its process is there."""
    lock = _lock(folder)
    with lock.acquire(timeout=0):
        shutil.rmtree(folder, ignore_errors=True)
    Path(lock.lock_file).unlink(missing_ok=True)


def _lock(folder: Path) -> FileLock:
    # Any thread may be the first that needs a folder, and it ends before the process does.
    return FileLock(folder.with_suffix(".lock"), thread_local=False)
