"""A note that names the data files of a version whose manifest is not written yet.

It is on the disk before the data and is removed once the manifest is there. Data files without a manifest come from an
interrupted writing if the note names them; otherwise a manifest was lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress

from dse.store.durability import atomic_files, disk
from dse.store.durability.disk_errors import explain_read_errors
from dse.store.records.layout import Layout


def write_note(layout: Layout, after: int, names: Iterable[str]) -> None:
    """Note the data files about to be written after the version `after`, with those of a writing already cut there."""
    noted_after, before = _read_note(layout)
    cut = before if noted_after == after else set()
    note = {"after": after, "files": sorted(cut | set(names))}
    atomic_files.replace_file(json.dumps(note, indent=1).encode(), layout.unfinished, layout.scratch)
    disk.flush_directory(layout.root)


def remove_note(layout: Layout) -> None:
    """Forget the note: what it names is of a version, or another version has come since."""
    with suppress(OSError):  # one that stays names files that have an owner
        disk.remove(layout.unfinished)


def list_unfinished(layout: Layout) -> set[str]:
    """Data files that were about to be written when the writing was cut, or that are being written now."""
    return _read_note(layout)[1]


def _read_note(layout: Layout) -> tuple[int | None, set[str]]:
    """None and no file where there is no note, or one that says nothing."""
    with explain_read_errors(layout.unfinished):
        try:
            content = disk.read(layout.unfinished)
        except FileNotFoundError:
            return None, set()
    try:
        fields = json.loads(content)
        return int(fields["after"]), set(map(str, fields["files"]))
    except (ValueError, KeyError, TypeError):
        return None, set()
