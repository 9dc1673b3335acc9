"""Numbered JSON files that carry their own hash: written once, read only if whole, and changed for nothing but to forget a
person."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from dse import __version__
from dse.errors import Damaged
from dse.store.durability import atomic_files, disk
from dse.store.durability.disk_errors import explain_read_errors, newer_release_error
from dse.store.records import restore_marker, unreadable_records
from dse.store.records.sealing import seal, unseal

# How the fields of a kind are written; 1 where a kind is absent. Versions and forgotten persons hold the structure of files since 2.
FORMATS = {"version": 2, "forgotten": 2}
FILE_NAME = re.compile(r"[0-9]{8}\.json")


def list_numbers(directory: Path) -> list[int]:
    """Numbers taken in a directory, whole or not, in order. Other names are nobody's.

    StoreError while a backup is being put back: the store must pass neither for an empty one nor for a whole one.
    """
    with explain_read_errors(directory):
        if restore_marker.is_under_way(directory.parent):
            raise restore_marker.interrupted_error(directory.parent)
        names = disk.entries(directory)
    return [int(name[:8]) for name in names if FILE_NAME.fullmatch(name)]


def next_number(directory: Path) -> int:
    """The number of the next record: that of one put aside is not given again."""
    return max([*list_numbers(directory), *unreadable_records.list_set_aside(directory)], default=0) + 1


def find_gaps(directory: Path, highest: int) -> list[int]:
    """Numbers up to the highest whose record is gone, and was not put aside."""
    return sorted(
        {*range(1, highest + 1)}.difference(
            list_numbers(directory), unreadable_records.list_set_aside(directory)
        )
    )


def record_path(directory: Path, number: int) -> Path:
    """Where a record stands."""
    return directory / f"{number:08d}.json"


def load_record(directory: Path, number: int, kind: str) -> dict[str, Any]:
    """Fields of a record. Damaged unless every byte is as written, under this number and of this kind."""
    path = record_path(directory, number)
    with explain_read_errors(path):
        content = disk.read(path)
    fields = unseal(content)
    if fields is None or (fields.get("number"), fields.get("kind")) != (number, kind):
        raise damaged_error(directory, number)
    if fields["format"] > FORMATS.get(kind, 1):
        raise newer_release_error(f"{path.parent.name}/{path.name}", fields.get("release", ""))
    return fields


def damaged_error(directory: Path, number: int) -> Damaged:
    """The error of a damaged record."""
    return Damaged(
        unreadable_records.describe_record(record_path(directory, number), unreadable_records.DAMAGED)
    )


def missing_error(directory: Path, number: int) -> Damaged:
    """The error of a missing record."""
    return Damaged(
        unreadable_records.describe_record(record_path(directory, number), unreadable_records.MISSING)
    )


def replace_record(directory: Path, fields: dict[str, Any], scratch: Path) -> None:
    """Write a record that was read anew, with other fields, in one step. The caller flushes the directory."""
    atomic_files.replace_file(seal(fields), record_path(directory, fields["number"]), scratch)


def append_record(directory: Path, number: int, kind: str, fields: dict[str, Any], scratch: Path) -> None:
    """Publish a record under a number. FileExistsError if the number was taken meanwhile."""
    envelope = {"number": number, "kind": kind, "format": FORMATS.get(kind, 1), "release": __version__}
    sealed_fields = {**fields, **envelope}
    atomic_files.publish_file(seal(sealed_fields), record_path(directory, number), scratch, is_sealed=True)
