"""Versions as they stand on disk: the highest whole manifest is the current one."""

from __future__ import annotations

from dse.errors import Damaged, StoreError
from dse.store import records
from dse.store.layout import Layout
from dse.store.version import Version, from_fields, to_fields

KIND = "version"


def current(layout: Layout) -> Version | None:
    """Newest whole version; a torn or damaged manifest is passed over here and named by `check`."""
    for number in reversed(records.numbers(layout.manifests)):
        try:
            return load(layout, number)
        except Damaged:
            continue
    return None


def whole(layout: Layout) -> list[Version]:
    """Every version whose manifest is whole, newest first."""
    versions = []
    for number in reversed(records.numbers(layout.manifests)):
        try:
            versions.append(load(layout, number))
        except Damaged:
            continue
    return versions


def get(layout: Layout, number: int) -> Version:
    """One version. StoreError if there is none of that number, Damaged if its manifest is."""
    known = records.numbers(layout.manifests)
    if number not in known:
        there = f"de {known[0]} à {known[-1]}" if known else "aucune"
        raise StoreError(f"La version {number} n’existe pas. Choisissez une version existante ({there}).")
    return load(layout, number)


def load(layout: Layout, number: int) -> Version:
    """A version from its manifest."""
    fields = records.load(layout.manifests, number, KIND)
    try:
        return from_fields(fields)
    except (KeyError, TypeError, ValueError) as error:
        raise records.damaged(layout.manifests, number) from error


def publish(layout: Layout, version: Version) -> Version:
    """Create the manifest of a version. FileExistsError if the number is taken."""
    records.append(layout.manifests, version.number, KIND, to_fields(version), layout.scratch)
    return version


def next_number(layout: Layout) -> int:
    """Number of the next version: a damaged manifest keeps its own."""
    return max(records.numbers(layout.manifests), default=0) + 1
