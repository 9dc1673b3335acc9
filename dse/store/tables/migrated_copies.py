"""Tables of today made from older files, kept beside the store: deletable at any time, never a source of truth.

A copy is named by what it comes from (its files, the migrations, the structure of today) and by its own hash: one that is not
whole is made again. Where the store's folder takes no writing nothing is written anywhere: the rows are held in memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import pyarrow as pa

import schemas
from dse.errors import Damaged
from dse.store.durability import atomic_files, disk
from dse.store.durability.disk_errors import explain_read_errors
from dse.store.records.layout import Layout
from dse.store.tables import parquet_files
from dse.store.versions import forgotten_persons
from dse.store.versions.version import DataFile

MAX_IN_MEMORY = 32  # tables in memory, of all stores that take no writing


@dataclass(frozen=True)
class InMemory:
    """Rows of a table that no file has; `key` stands for what they come from."""

    key: str
    rows: pa.Table = field(compare=False)


_memory_cache: dict[str, InMemory] = {}


def get_copy(
    layout: Layout, table: str, files: Sequence[DataFile], make: Callable[[], pa.Table]
) -> Path | InMemory:
    """The rows of a table of today, made from older files unless they are there already.

    Damaged if the files went while it was made: a person who is forgotten must not stay in a copy.
    """
    key = _make_key(table, files)
    if (path := _find_copy(layout.derived, table, key)) is not None:
        return path
    if (rows := _memory_cache.get(key)) is not None:
        return rows
    rows = make()
    try:
        return _write_copy(layout, table, key, files, rows)
    except OSError:
        return _cache_in_memory(InMemory(key, rows))


def remove_copies(layout: Layout) -> None:
    """Remove every copy. OSError, once all others are gone, where the system holds one."""
    failed: OSError | None = None
    for name in disk.entries(layout.derived):
        try:
            disk.remove(layout.derived / name)
        except FileNotFoundError:
            continue
        except OSError as error:
            failed = error
    if failed:
        raise failed


def _write_copy(layout: Layout, table: str, key: str, files: Sequence[DataFile], rows: pa.Table) -> Path:
    content = parquet_files.encode(rows)
    path = layout.derived / f"{table}-{key}-{hashlib.sha256(content).hexdigest()[:16]}.parquet"
    disk.make_directory(layout.derived)
    atomic_files.replace_file(content, path, layout.derived)
    replaced = forgotten_persons.load_replacements(layout)
    if any(file.name in replaced or disk.stamp(layout.data / file.name) is None for file in files):
        disk.remove(path)
        raise Damaged(
            f"Les données de la table « {schemas.title(table)} » viennent de changer. Rechargez la page ou recommencez."
        )
    return path


def _cache_in_memory(rows: InMemory) -> InMemory:
    while len(_memory_cache) >= MAX_IN_MEMORY:
        _memory_cache.pop(next(iter(_memory_cache)), None)
    _memory_cache[rows.key] = rows
    return rows


def _make_key(table: str, files: Sequence[DataFile]) -> str:
    origins = (f"{file.name} {file.sha256} {file.structure}" for file in files)
    parts = [table, schemas.structure_fingerprint(table), _migrations_key(), *origins]
    return hashlib.sha256("|".join(parts).encode("utf-8")).hexdigest()[:16]


def _migrations_key() -> str:
    """Hash of the text of the migrations, and of those that are in force."""
    steps = (f"{migration.number} {migration.reason}" for migration in schemas.migrations.MIGRATIONS)
    return "|".join([_hash_migrations_text(), *steps])


@cache
def _hash_migrations_text() -> str:
    return disk.digest(Path(schemas.migrations.__file__))


def _find_copy(directory: Path, table: str, key: str) -> Path | None:
    with explain_read_errors(directory):
        names = [name for name in disk.entries(directory) if name.startswith(f"{table}-{key}-")]
    for name in names:
        path = directory / name
        with explain_read_errors(path):
            stamp = disk.stamp(path)
            if stamp and _digest(path, stamp)[:16] == path.stem[-16:]:
                return path
        with suppress(OSError):
            disk.remove(path)
    return None


@lru_cache(maxsize=256)
def _digest(path: Path, stamp: tuple[int, int]) -> str:
    """Hash of a copy; one that has not moved since is not hashed again."""
    return disk.digest(path)
