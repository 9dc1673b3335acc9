"""Whether a demo is the one that this release would build: a fingerprint of its inputs, in a file of the demo's folder.

It is not in the store's version: a release that builds the same demo commits nothing, so it could not record it there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import dse
import schemas
from dse import paths
from dse.store import Store
from dse.store.durability import atomic_files, disk
from dse.store.records.layout import Layout

FILE = "demo.json"
_MIGRATIONS = paths.ROOT / "schemas" / "migrations.py"


def compute_fingerprint() -> str:
    """SHA-256 of everything that decides what the demo contains. Computed at each start: it reads a hundred small files.

    The version of the software stands for the code of the import. Forms and codelists decide how raw files are read, schemas
    (as loaded) and migrations how their rows are stored.
    """
    lines = [dse.__version__, *(f"{table} {schemas.fingerprint(table)}" for table in schemas.TABLES)]
    lines += [f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in _input_files()]
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def _input_files() -> Iterator[Path]:
    yield from sorted(paths.DEMO.glob("*.csv"))
    yield from sorted(paths.FORMS.glob("*.toml"))
    yield from sorted(paths.CODELISTS.glob("*.csv"))
    if _MIGRATIONS.exists():
        yield _MIGRATIONS


def is_current(store: Store) -> bool:
    """Whether the demo was built from the inputs of today."""
    try:
        record = json.loads((store.path / FILE).read_text(encoding="utf-8"))
        return record["fingerprint"] == compute_fingerprint()
    except (OSError, ValueError, KeyError, TypeError):
        return False


def record_fingerprint(store: Store) -> None:
    """Record the inputs that the demo was built from. OSError if the disk fails: it is then built again at the next start."""
    record = {"release": dse.__version__, "fingerprint": compute_fingerprint()}
    scratch = Layout(store.path).scratch
    disk.make_directory(scratch)
    atomic_files.replace_file(json.dumps(record, indent=1).encode("utf-8"), store.path / FILE, scratch)
