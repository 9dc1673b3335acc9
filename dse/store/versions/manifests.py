"""Versions as they stand on disk: the highest whole manifest is the current one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from dse.errors import Damaged, Refused
from dse.store.durability import disk
from dse.store.durability.disk_errors import reading
from dse.store.records import numbered_records
from dse.store.records.layout import Layout
from dse.store.versions import forgotten_persons
from dse.store.versions.version import Version, from_fields, to_fields

KIND = "version"
VERSIONS_KEPT = 2048


def current(layout: Layout) -> Version | None:
    """Newest whole version; a torn or damaged manifest is passed over here and named by `check`."""
    for number in reversed(numbered_records.numbers(layout.manifests)):
        try:
            return load(layout, number)
        except Damaged:
            continue
    return None


def whole(layout: Layout) -> list[Version]:
    """Every version whose manifest is whole, newest first."""
    versions, read = [], forgotten_persons.reader(layout)
    for number in reversed(numbered_records.numbers(layout.manifests)):
        try:
            versions.append(read(_written(layout, number)))
        except Damaged:
            continue
    return versions


def get(layout: Layout, number: int) -> Version:
    """One version. Refused if there never was one of that number, Damaged if its manifest is, or is gone."""
    known = numbered_records.numbers(layout.manifests)
    if number in known:
        return load(layout, number)
    if 1 <= number < max(known, default=0):
        raise numbered_records.missing(layout.manifests, number)
    raise Refused(f"La version {number} n’existe pas. {_existing(known)}.")


def _existing(known: list[int]) -> str:
    if not known:
        return "Il n’y en a aucune"
    if len(known) == 1:
        return f"Il n’y a que la version {known[0]}"
    return f"Choisissez une version existante (de {known[0]} à {known[-1]})"


def load(layout: Layout, number: int) -> Version:
    """A version from its manifest."""
    return forgotten_persons.reader(layout)(_written(layout, number))


def load_afresh(layout: Layout, number: int) -> Version:
    """The same, whatever is known already."""
    return forgotten_persons.reader(layout)(_read(layout.manifests, number))


def _written(layout: Layout, number: int) -> Version:
    path = numbered_records.place(layout.manifests, number)
    with reading(path):
        stamp = disk.stamp(path)
    return _as_written(layout.manifests, number, stamp)


@lru_cache(maxsize=VERSIONS_KEPT)
def _as_written(directory: Path, number: int, stamp: tuple[int, int] | None) -> Version:
    """A version from its manifest; one whose file has not moved since is not read again."""
    return _read(directory, number)


def _read(directory: Path, number: int) -> Version:
    fields = numbered_records.load(directory, number, KIND)
    try:
        return from_fields(fields)
    except (KeyError, TypeError, ValueError) as error:
        raise numbered_records.damaged(directory, number) from error


def publish(layout: Layout, version: Version) -> Version:
    """Create the manifest of a version. FileExistsError if the number is taken."""
    numbered_records.append(layout.manifests, version.number, KIND, to_fields(version), layout.scratch)
    return version
