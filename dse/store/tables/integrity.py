"""Whether a data file is the one that was checked, and which of its rows the rules of today refuse."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

import schemas
from dse.store.durability import disk
from dse.store.durability.disk_errors import reading
from dse.store.versions.version import DataFile

MISSING = "missing"
DAMAGED = "damaged"

# Per process: file as it was when its hash was right; hash and fingerprint of rows that passed.
_hashed: dict[tuple[str, int, int], str] = {}
_passed: set[tuple[str, str]] = set()


def trouble(path: Path, file: DataFile) -> str | None:
    """What is wrong with a file, if anything. One that has not moved since it was hashed is not hashed again."""
    with reading(path):
        stamp = disk.stamp(path)
    if stamp is None:
        return MISSING
    if _hashed.get((str(path), *stamp)) == file.sha256:
        return None
    if (found := trouble_afresh(path, file)) is None:
        _hashed[(str(path), *stamp)] = file.sha256
    return found


def trouble_afresh(path: Path, file: DataFile) -> str | None:
    """What is wrong with a file, if anything, whatever is known already."""
    with reading(path):
        stamp = disk.stamp(path)
        if stamp is None:
            return MISSING
        whole = stamp[0] == file.bytes and disk.digest(path) == file.sha256
    return None if whole else DAMAGED


def failures(table: str, rows: pa.Table, sha256: str) -> list[schemas.Failure]:
    """What breaks the schema of today in arranged rows; rows of that hash that passed once are not checked again."""
    fingerprint = schemas.fingerprint(table)
    if (sha256, fingerprint) in _passed:
        return []
    found = schemas.failures(table, rows)
    if not found:
        _passed.add((sha256, fingerprint))
    return found
