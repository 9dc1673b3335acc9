"""Where things lie in a store, and who may write there."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import Timeout

from dse.errors import StoreError
from dse.store import disk, durable
from dse.store.messages import saving

# A note older than this was left by a writer that died: none writes for so long.
LONGEST_WRITING = timedelta(minutes=10)


@dataclass(frozen=True)
class Layout:
    """The folders of a store."""

    root: Path

    @property
    def data(self) -> Path:
        """Parquet files, named by their content."""
        return self.root / "data"

    @property
    def manifests(self) -> Path:
        """One record a version."""
        return self.root / "manifests"

    @property
    def names(self) -> Path:
        """One record each time a version is named."""
        return self.root / "names"

    @property
    def running_orders(self) -> Path:
        """One record each time a running order of slides is saved."""
        return self.root / "running_orders"

    @property
    def exports(self) -> Path:
        """One record each time a file is given to a public."""
        return self.root / "exports"

    @property
    def forgotten(self) -> Path:
        """One record each time a person is forgotten."""
        return self.root / "forgotten"

    @property
    def unfinished(self) -> Path:
        """What is being written for a version that has no record yet."""
        return self.root / ".unfinished"

    @property
    def scratch(self) -> Path:
        """Files being written: in the store, since a file moves in one step only inside a volume."""
        return self.root / "tmp"


@contextmanager
def writing(layout: Layout, author: str) -> Iterator[None]:
    """Be the only writer; folders are there and old leftovers are not. StoreError in French otherwise."""
    with saving(layout.root):
        _make(layout)
        try:
            with disk.lock(layout.root / ".lock"):
                disk.note(layout.root / ".holder", _signed(author))
                durable.sweep(layout.scratch)
                try:
                    yield
                finally:
                    with suppress(OSError):  # dated: one that stays accuses nobody for long
                        disk.remove(layout.root / ".holder")
        except Timeout as error:
            raise StoreError(_why_held(layout)) from error


def settle(layout: Layout) -> None:
    """Flush the names of the folders themselves, before the first version."""
    disk.flush_directory(layout.root)
    disk.flush_directory(layout.root.parent)


def _make(layout: Layout) -> None:
    missing = [folder for folder in (layout.root, *layout.root.parents) if disk.stamp(folder) is None]
    for folder in reversed(missing):
        disk.make_directory(folder)
        disk.flush_directory(folder.parent)
    own = (layout.data, layout.manifests, layout.names, layout.running_orders)
    for folder in (*own, layout.exports, layout.forgotten, layout.scratch):
        disk.make_directory(folder)


def _signed(author: str) -> str:
    """Who writes, where and since when."""
    return f"{datetime.now(UTC).isoformat(timespec='seconds')} {author[:80]} ({platform.node()})"


def _why_held(layout: Layout) -> str:
    """The writer of the moment where its note says so; else the file that some other program holds."""
    since, _, holder = _note(layout).partition(" ")
    if holder and _is_recent(since):
        hour = f"{datetime.fromisoformat(since).astimezone():%H:%M}"
        return (
            f"Un autre enregistrement est en cours dans {layout.root}, depuis {hour} : {holder}. "
            "Attendez qu’il se termine, puis recommencez. Si plus personne n’enregistre, un antivirus ou un outil de "
            "synchronisation retient le fichier .lock de ce dossier : suspendez-le."
        )
    return (
        f"Un autre programme retient le fichier {layout.root / '.lock'}, sans doute un antivirus ou un outil de "
        "synchronisation. Suspendez-le ou attendez un instant, puis recommencez."
    )


def _note(layout: Layout) -> str:
    try:
        return disk.read(layout.root / ".holder").decode("utf-8", "replace")
    except OSError:
        return ""


def _is_recent(since: str) -> bool:
    try:
        age = datetime.now(UTC) - datetime.fromisoformat(since)
    except (ValueError, TypeError):
        return False
    return abs(age) < LONGEST_WRITING
