"""Versions as they stand on disk: the highest whole manifest is the current one."""

from __future__ import annotations

from dse.errors import Damaged, Refused
from dse.store import forgotten, records
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
    """One version. Refused if there never was one of that number, Damaged if its manifest is, or is gone."""
    known = records.numbers(layout.manifests)
    if number in known:
        return load(layout, number)
    if 1 <= number < max(known, default=0):
        raise records.missing(layout.manifests, number)
    raise Refused(f"La version {number} n’existe pas. {_existing(known)}.")


def _existing(known: list[int]) -> str:
    if not known:
        return "Il n’y en a aucune"
    if len(known) == 1:
        return f"Il n’y a que la version {known[0]}"
    return f"Choisissez une version existante (de {known[0]} à {known[-1]})"


def load(layout: Layout, number: int) -> Version:
    """A version from its manifest."""
    fields = records.load(layout.manifests, number, KIND)
    try:
        version = from_fields(fields)
    except (KeyError, TypeError, ValueError) as error:
        raise records.damaged(layout.manifests, number) from error
    return forgotten.as_read(layout, version)


def publish(layout: Layout, version: Version) -> Version:
    """Create the manifest of a version. FileExistsError if the number is taken."""
    records.append(layout.manifests, version.number, KIND, to_fields(version), layout.scratch)
    return version
