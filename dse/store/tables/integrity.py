"""Whether a data file is the one that was checked, and which of its rows the rules of today refuse."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

import schemas
from dse.store.durability import disk
from dse.store.durability.disk_errors import explain_read_errors
from dse.store.versions.version import DataFile

MISSING = "missing"
DAMAGED = "damaged"

# Per process: file as it was when its hash was right; hash and fingerprint of rows that passed.
_hash_cache: dict[tuple[str, int, int], str] = {}
_checked_rows: set[tuple[str, str]] = set()


def find_trouble(path: Path, file: DataFile) -> str | None:
    """What is wrong with a file, if anything. One that has not moved since it was hashed is not hashed again."""
    with explain_read_errors(path):
        stamp = disk.stamp(path)
    if stamp is None:
        return MISSING
    if _hash_cache.get((str(path), *stamp)) == file.sha256:
        return None
    if (trouble := find_trouble_afresh(path, file)) is None:
        _hash_cache[(str(path), *stamp)] = file.sha256
    return trouble


def find_trouble_afresh(path: Path, file: DataFile) -> str | None:
    """What is wrong with a file, if anything, whatever is known already."""
    with explain_read_errors(path):
        stamp = disk.stamp(path)
        if stamp is None:
            return MISSING
        is_intact = stamp[0] == file.bytes and disk.digest(path) == file.sha256
    return None if is_intact else DAMAGED


def find_failures(table: str, rows: pa.Table, sha256: str) -> list[schemas.Failure]:
    """What breaks the schema of today in arranged rows; rows of that hash that passed once are not checked again."""
    fingerprint = schemas.fingerprint(table)
    if (sha256, fingerprint) in _checked_rows:
        return []
    failures = schemas.failures(table, rows)
    if not failures:
        _checked_rows.add((sha256, fingerprint))
    return failures
