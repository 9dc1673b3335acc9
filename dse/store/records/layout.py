"""Where things lie in a store, and who may write there."""

from __future__ import annotations

import platform
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from filelock import Timeout

from dse.errors import StoreError
from dse.store.durability import atomic_files, disk
from dse.store.durability.disk_errors import explain_read_errors, explain_write_errors
from dse.store.records import restore_marker

# What file browsers put in any folder they show.
DESKTOP = re.compile(r"\..*|Thumbs\.db|desktop\.ini", re.IGNORECASE)

# A note not renewed for so long was left by a writer that died: one that takes longer renews it.
LONGEST_SILENCE = timedelta(minutes=10)


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
    def review_plans(self) -> Path:
        """One record each time a plan of a review is saved."""
        return self.root / "review_plans"

    @property
    def exports(self) -> Path:
        """One record each time a file is given to a public."""
        return self.root / "exports"

    @property
    def forgotten(self) -> Path:
        """One record each time a person is forgotten."""
        return self.root / "forgotten"

    @property
    def derived(self) -> Path:
        """Tables of today made from older files: what is there may go at any time."""
        return self.root / "derived"

    @property
    def facts(self) -> Path:
        """What all questions start from, computed once a version: what is there may go at any time."""
        return self.root / "facts"

    @property
    def taken_over(self) -> Path:
        """One record each time files of the team are taken over from the application's folder."""
        return self.root / "taken_over"

    @property
    def unfinished(self) -> Path:
        """What is being written for a version that has no record yet."""
        return self.root / ".unfinished"

    @property
    def sweeping(self) -> Path:
        """There while copies made before somebody was forgotten may be."""
        return self.root / ".forgetting"

    @property
    def scratch(self) -> Path:
        """Files being written: in the store, since a file moves in one step only inside a volume."""
        return self.root / "tmp"

    @property
    def restoring(self) -> Path:
        """What the backup holds that is being put back: until all of it is there, nothing is read."""
        return self.root / restore_marker.MARKER_NAME


@contextmanager
def lock_for_writing(layout: Layout, author: str) -> Iterator[Callable[[], None]]:
    """Be the only writer of a store that is not being put back from a backup; see `alone`. StoreError in French otherwise."""
    with lock_for_restoring(layout, author) as renew:
        if is_restoring(layout):
            raise restore_marker.interrupted_error(layout.root)
        restore_marker.remove_marker(layout.root)
        yield renew


def is_restoring(layout: Layout) -> bool:
    """Whether a backup is being put back, or was not to the end."""
    with explain_read_errors(layout.restoring):
        return restore_marker.is_under_way(layout.root)


def describe_interrupted_restoration(layout: Layout) -> str:
    """The French sentence about a store whose backup was not restored to the end."""
    return str(restore_marker.interrupted_error(layout.root))


@contextmanager
def lock_for_restoring(layout: Layout, author: str) -> Iterator[Callable[[], None]]:
    """Be the only writer; folders are there and old leftovers are not. StoreError in French otherwise.

    What it gives is to be called now and then by a long work: it says that the writer is still there.
    """
    renew = partial(_write_holder_note, layout, author, _now())
    with explain_write_errors(layout.root):
        _make_folders(layout)
        try:
            with disk.lock(layout.root / ".lock"):
                renew()
                atomic_files.remove_old_scratch(layout.scratch)
                try:
                    yield renew
                finally:
                    with suppress(OSError):  # dated: one that stays accuses nobody for long
                        disk.remove(layout.root / ".holder")
        except Timeout as error:
            raise StoreError(_describe_holder(layout)) from error


def flush_folder_names(layout: Layout) -> None:
    """Flush the names of the folders themselves, before the first version."""
    disk.flush_directory(layout.root)
    disk.flush_directory(layout.root.parent)


def make_folder_below(folder: Path, root: Path) -> None:
    """Make a folder of a store, and those above it, whose names are then on the disk itself."""
    for parent in reversed([parent for parent in (folder, *folder.parents) if root in parent.parents]):
        if disk.stamp(parent) is None:
            disk.make_directory(parent)
            disk.flush_directory(parent.parent)


def _make_folders(layout: Layout) -> None:
    missing = [folder for folder in (layout.root, *layout.root.parents) if disk.stamp(folder) is None]
    for folder in reversed(missing):
        disk.make_directory(folder)
        disk.flush_directory(folder.parent)
    own = (layout.data, layout.manifests, layout.names, layout.running_orders, layout.review_plans)
    for folder in (*own, layout.exports, layout.forgotten, layout.scratch):
        disk.make_directory(folder)


def _write_holder_note(layout: Layout, author: str, since: str) -> None:
    """Note who writes, where and since when, and that it is so now."""
    disk.note(layout.root / ".holder", f"{_now()} {since} {author[:80]} ({platform.node()})")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _describe_holder(layout: Layout) -> str:
    """The writer of the moment where its note says so; else the file that some other program holds."""
    renewed, since, holder = [*_read_holder_note(layout).split(" ", 2), "", "", ""][:3]
    if holder and _is_recent(renewed) and _parse_time(since):
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


def _read_holder_note(layout: Layout) -> str:
    try:
        return disk.read(layout.root / ".holder").decode("utf-8", "replace")
    except OSError:
        return ""


def _is_recent(renewed: str) -> bool:
    time = _parse_time(renewed)
    return time is not None and abs(datetime.now(UTC) - time) < LONGEST_SILENCE


def _parse_time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else None
