"""Whether a demo is the one that this release would build. What decides is kept as one fingerprint, in a file of the demo's folder.

Not among the sources of its version: a release that builds the same demo would have nothing to commit, hence nowhere to say so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import dse
import schemas
from dse import paths
from dse.store import Store, disk, durable
from dse.store.layout import Layout

FILE = "demo.json"
_MIGRATIONS = paths.ROOT / "schemas" / "migrations.py"


def fingerprint() -> str:
    """SHA-256 over all that decides what the demo holds. It is asked at each start: a hundred small files are read, no more.

    The release stands for the code of the import. Forms and lists of codes say what a raw file is read as; the schemas, taken
    as they are loaded, and the migrations, what becomes of it.
    """
    lines = [dse.__version__, *(f"{table} {schemas.fingerprint(table)}" for table in schemas.TABLES)]
    lines += [f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in _files()]
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def _files() -> Iterator[Path]:
    yield from sorted(paths.DEMO.glob("*.csv"))
    yield from sorted(paths.FORMS.glob("*.toml"))
    yield from sorted(paths.CODELISTS.glob("*.csv"))
    if _MIGRATIONS.exists():
        yield _MIGRATIONS


def is_current(store: Store) -> bool:
    """Whether the demo was built from what is there today."""
    try:
        record = json.loads((store.path / FILE).read_text(encoding="utf-8"))
        return record["fingerprint"] == fingerprint()
    except (OSError, ValueError, KeyError, TypeError):
        return False


def record(store: Store) -> None:
    """Write down what the demo was built from. OSError if the disk refuses: it is built again at the next start then."""
    told = {"release": dse.__version__, "fingerprint": fingerprint()}
    scratch = Layout(store.path).scratch
    disk.make_directory(scratch)
    durable.put(json.dumps(told, indent=1).encode("utf-8"), store.path / FILE, scratch)
