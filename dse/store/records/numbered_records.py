"""Numbered JSON files that carry their own hash: written once, never changed, read only if whole."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from dse import __version__
from dse.errors import Damaged
from dse.store.durability import atomic_files, disk
from dse.store.durability.disk_errors import newer, reading
from dse.store.records import restore_marker, unreadable_records
from dse.store.records.sealing import seal, unseal

# How the fields of a kind are written; 1 where it is not said. Versions and forgotten persons tell the structure of files since 2.
FORMATS = {"version": 2, "forgotten": 2}
FILE_NAME = re.compile(r"[0-9]{8}\.json")


def numbers(directory: Path) -> list[int]:
    """Numbers taken in a directory, whole or not, in order. Other names are nobody's.

    StoreError while a backup is being put back: the store must pass neither for an empty one nor for a whole one.
    """
    with reading(directory):
        if restore_marker.is_under_way(directory.parent):
            raise restore_marker.interrupted(directory.parent)
        names = disk.entries(directory)
    return [int(name[:8]) for name in names if FILE_NAME.fullmatch(name)]


def next_number(directory: Path) -> int:
    """The number of the next record: that of one put aside is not given again."""
    return max([*numbers(directory), *unreadable_records.set_aside(directory)], default=0) + 1


def gaps(directory: Path, highest: int) -> list[int]:
    """Numbers up to the highest whose record is gone, and was not put aside."""
    return sorted(
        {*range(1, highest + 1)}.difference(numbers(directory), unreadable_records.set_aside(directory))
    )


def place(directory: Path, number: int) -> Path:
    """Where a record stands."""
    return directory / f"{number:08d}.json"


def load(directory: Path, number: int, kind: str) -> dict[str, Any]:
    """Fields of a record. Damaged unless every byte is as written, under this number and of this kind."""
    path = place(directory, number)
    with reading(path):
        content = disk.read(path)
    fields = unseal(content)
    if fields is None or (fields.get("number"), fields.get("kind")) != (number, kind):
        raise damaged(directory, number)
    if fields["format"] > FORMATS.get(kind, 1):
        raise newer(f"{path.parent.name}/{path.name}", fields.get("release", ""))
    return fields


def damaged(directory: Path, number: int) -> Damaged:
    """What is said of a record that is not whole."""
    return Damaged(unreadable_records.sentence(place(directory, number), unreadable_records.DAMAGED))


def missing(directory: Path, number: int) -> Damaged:
    """What is said of a record that is gone."""
    return Damaged(unreadable_records.sentence(place(directory, number), unreadable_records.MISSING))


def append(directory: Path, number: int, kind: str, fields: dict[str, Any], scratch: Path) -> None:
    """Publish a record under a number. FileExistsError if the number was taken meanwhile."""
    envelope = {"number": number, "kind": kind, "format": FORMATS.get(kind, 1), "release": __version__}
    whole = {**fields, **envelope}
    atomic_files.publish(seal(whole), place(directory, number), scratch, is_sealed=True)
