"""Persons forgotten: the files rewritten without them, and what takes the place of each old one.

The one exception to immutability. Manifests stay as they are; a record says which file stands for which, so that every
version is read without the person. Old files are removed once the record is published, and again by the next writer
where that was cut. The record keeps a hash of each pseudonym, for the person not to come back by an import.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

import schemas
from dse.errors import Conflict, Damaged, StoreError
from dse.store.durability import disk
from dse.store.records import numbered_records, unreadable_records
from dse.store.records.layout import Layout
from dse.store.versions.version import DataFile, Version, parse_data_file

KIND = "forgotten"
PERSON = "respondent_id"

Replacements = Mapping[str, DataFile | None]


def load_replacements(layout: Layout) -> dict[str, DataFile | None]:
    """What stands for each file that was rewritten; None where no row was left.

    StoreError if a record cannot be read: better no version than one with a forgotten person in it.
    """
    replaced: dict[str, DataFile | None] = {}
    for fields in _load_records(layout):
        for name, new in fields["files"].items():
            replaced[name] = parse_data_file(new) if new else None
    return replaced


def load_tombstones(layout: Layout) -> set[str]:
    """Hashes of the pseudonyms that were forgotten."""
    return {tombstone for fields in _load_records(layout) for tombstone in fields["persons"]}


def find_forgotten(layout: Layout, pseudonyms: Iterable[str]) -> set[str]:
    """Pseudonyms whose person was forgotten."""
    marks = load_tombstones(layout)
    return {pseudonym for pseudonym in pseudonyms if hash_pseudonym(pseudonym) in marks} if marks else set()


def hash_pseudonym(pseudonym: str) -> str:
    """Hash of a pseudonym."""
    return hashlib.sha256(f"oubli|{pseudonym}".encode()).hexdigest()


def version_reader(layout: Layout) -> Callable[[Version], Version]:
    """What makes of a version as it was written one without the persons forgotten since. StoreError if a record cannot be read.

    Where a record was put aside, what it put in the place of the old files is not known: of persons, what is gone has no row.
    """
    replaced = load_replacements(layout)
    if not unreadable_records.list_set_aside(layout.forgotten):
        return lambda version: _without_persons(version, replaced)
    there = set(disk.entries(layout.data))
    return lambda version: _without_lost_files(_without_persons(version, replaced), there)


def _without_lost_files(version: Version, there: set[str]) -> Version:
    return _with_tables(
        version,
        {
            table: tuple(file for file in files if file.name in there or not may_hold_persons(table, file))
            for table, files in version.tables.items()
        },
    )


def may_hold_persons(table: str, file: DataFile) -> bool:
    """Whether a file may hold persons: surely not where its table, under today's structure, holds none."""
    is_of_today = file.structure == schemas.migrations.latest()
    return not is_of_today or table not in schemas.TABLES or holds_persons(table)


def holds_persons(table: str) -> bool:
    """Whether a row of a table of today is of a person, or may name one."""
    return has_pseudonyms(table) or schemas.is_confidential(table)


def has_pseudonyms(table: str) -> bool:
    """Whether rows of a table of today have the pseudonym of a person."""
    return PERSON in schemas.structure(table)


def _without_persons(version: Version, replaced: Replacements) -> Version:
    return _with_tables(
        version, {table: _replace_files(files, replaced) for table, files in version.tables.items()}
    )


def _with_tables(version: Version, tables: Mapping[str, tuple[DataFile, ...]]) -> Version:
    return replace(version, tables={table: files for table, files in tables.items() if files})


def record_forgotten(layout: Layout, files: Replacements, persons: Iterable[str]) -> None:
    """Publish what was rewritten: from here on nobody reads the old files."""
    number = numbered_records.next_number(layout.forgotten)
    new_files = {name: asdict(new) if new else None for name, new in files.items()}
    fields: dict[str, Any] = {"files": new_files, "persons": sorted(persons)}
    try:
        numbered_records.append_record(layout.forgotten, number, KIND, fields, layout.scratch)
    except FileExistsError as error:
        raise Conflict("Un autre oubli vient d’être enregistré au même instant. Recommencez.") from error


def remove_old_files(layout: Layout) -> None:
    """Remove the old files that are still there."""
    for name in list_old_files(layout):
        with suppress(OSError):  # held by a reader: the next writer tries again, and `check` names it
            disk.remove(layout.data / name)


def list_old_files(layout: Layout) -> list[str]:
    """Old files that hold a forgotten person and are still there."""
    there = set(disk.entries(layout.data))
    replaced = load_replacements(layout)
    in_use = {new.name for new in replaced.values() if new and new.name not in replaced}
    return sorted((replaced.keys() & there) - in_use)


def _replace_files(files: Iterable[DataFile], replaced: Replacements) -> tuple[DataFile, ...]:
    current_files = []
    for original in files:
        file: DataFile | None = original
        while file is not None and file.name in replaced:
            new = replaced[file.name]
            # Under the structure of this version's own entry: other files of the same bytes may be of another.
            file = (
                replace(file, name=new.name, sha256=new.sha256, bytes=new.bytes, rows=new.rows)
                if new
                else None
            )
        if file is not None:
            current_files.append(file)
    return tuple(current_files)


def _load_records(layout: Layout) -> list[dict[str, Any]]:
    numbers = numbered_records.list_numbers(layout.forgotten)
    try:
        for number in numbered_records.find_gaps(layout.forgotten, max(numbers, default=0)):
            raise numbered_records.missing_error(layout.forgotten, number)
        return [load_record(layout, number) for number in numbers]
    except Damaged as error:
        raise StoreError(str(error)) from error


def load_record(layout: Layout, number: int) -> dict[str, Any]:
    """One record. Damaged if it is not whole."""
    fields = numbered_records.load_record(layout.forgotten, number, KIND)
    if not isinstance(fields.get("files"), dict) or not isinstance(fields.get("persons"), list):
        raise numbered_records.damaged_error(layout.forgotten, number)
    return fields
