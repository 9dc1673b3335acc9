"""Tables of today made from older files, kept beside the store: deletable at any time, never a source of truth.

A copy is named by what it comes from (hashes of the files, the migrations, the structure of today) and by its own hash: one that
is not whole is made again. Where the store's folder takes no writing, copies lie in a folder of this process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

import schemas
from dse.errors import Damaged
from dse.store import disk, durable, parquet
from dse.store.layout import Layout
from dse.store.messages import reading
from dse.store.version import DataFile


def copy(layout: Layout, table: str, files: Sequence[DataFile], make: Callable[[], pa.Table]) -> Path:
    """Path of the rows of a table of today, made from older files unless they are there already.

    Damaged if the files went while it was made: a person who is forgotten must not stay in a copy.
    """
    key = _key(table, files)
    for directory in (layout.derived, Path(_own_folder().name)):
        if (path := _whole(directory, table, key)) is not None:
            return path
    content = parquet.encode(make())
    name = f"{table}-{key}-{hashlib.sha256(content).hexdigest()[:16]}.parquet"
    path = _write(layout, name, content)
    if any(disk.stamp(layout.data / file.name) is None for file in files):
        disk.remove(path)
        raise Damaged(
            f"Les données de la table « {schemas.title(table)} » viennent de changer. Rechargez la page ou recommencez."
        )
    return path


def clear(layout: Layout) -> None:
    """Remove every copy. OSError where the system holds one."""
    for directory in (layout.derived, Path(_own_folder().name)):
        for name in disk.entries(directory):
            disk.remove(directory / name)


def _key(table: str, files: Sequence[DataFile]) -> str:
    parts = [table, schemas.structure_fingerprint(table), _migrations(), *(file.sha256 for file in files)]
    return hashlib.sha256("|".join(parts).encode("utf-8")).hexdigest()[:16]


def _migrations() -> str:
    """Hash of the text of the migrations, and of those that are in force."""
    steps = (f"{migration.number} {migration.reason}" for migration in schemas.migrations.MIGRATIONS)
    return "|".join([_text_of_migrations(), *steps])


@cache
def _text_of_migrations() -> str:
    return disk.digest(Path(schemas.migrations.__file__))


def _whole(directory: Path, table: str, key: str) -> Path | None:
    with reading(directory):
        names = [name for name in disk.entries(directory) if name.startswith(f"{table}-{key}-")]
    for name in names:
        path = directory / name
        with reading(path):
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


def _write(layout: Layout, name: str, content: bytes) -> Path:
    with suppress(OSError):
        disk.make_directory(layout.derived)
        durable.put(content, layout.derived / name, layout.derived)
        return layout.derived / name
    own = Path(_own_folder().name)
    durable.put(content, own / name, own)
    return own / name


@cache
def _own_folder() -> TemporaryDirectory[str]:
    """Removed when the process ends."""
    return TemporaryDirectory(prefix="dse-")
