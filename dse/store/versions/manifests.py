"""Versions as they stand on disk: the highest whole manifest is the current one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from dse.errors import Damaged, Refused, StoreError
from dse.store.durability import disk
from dse.store.durability.disk_errors import explain_read_errors
from dse.store.records import numbered_records
from dse.store.records.layout import Layout
from dse.store.versions import forgotten_persons
from dse.store.versions.version import Version, parse_fields, render_fields

KIND = "version"
VERSIONS_KEPT = 2048


def load_current(layout: Layout) -> Version | None:
    """Newest whole version; a torn or damaged manifest is passed over here and named by `check`."""
    for number in reversed(numbered_records.list_numbers(layout.manifests)):
        try:
            return load_version(layout, number)
        except Damaged:
            continue
    return None


def require_current(layout: Layout) -> Version:
    """The current version. StoreError where there is none yet."""
    current = load_current(layout)
    if current is None:
        raise StoreError(
            "Ce dossier ne contient encore aucune version des données. Importez d’abord un fichier."
        )
    return current


def load_readable_versions(layout: Layout) -> list[Version]:
    """Every version whose manifest is whole, newest first."""
    versions, read = [], forgotten_persons.version_reader(layout)
    for number in reversed(numbered_records.list_numbers(layout.manifests)):
        try:
            versions.append(read(_load_unless_cached(layout, number)))
        except Damaged:
            continue
    return versions


def get_version(layout: Layout, number: int) -> Version:
    """One version. Refused if there never was one of that number, Damaged if its manifest is, or is gone."""
    numbers = numbered_records.list_numbers(layout.manifests)
    if number in numbers:
        return load_version(layout, number)
    if 1 <= number < max(numbers, default=0):
        raise numbered_records.missing_error(layout.manifests, number)
    raise Refused(f"La version {number} n’existe pas. {_describe_numbers(numbers)}.")


def _describe_numbers(numbers: list[int]) -> str:
    if not numbers:
        return "Il n’y en a aucune"
    if len(numbers) == 1:
        return f"Il n’y a que la version {numbers[0]}"
    return f"Choisissez une version existante (de {numbers[0]} à {numbers[-1]})"


def load_version(layout: Layout, number: int) -> Version:
    """A version from its manifest."""
    return forgotten_persons.version_reader(layout)(_load_unless_cached(layout, number))


def load_version_afresh(layout: Layout, number: int) -> Version:
    """The same, whatever is known already."""
    return forgotten_persons.version_reader(layout)(_parse_manifest(layout.manifests, number))


def _load_unless_cached(layout: Layout, number: int) -> Version:
    path = numbered_records.record_path(layout.manifests, number)
    with explain_read_errors(path):
        stamp = disk.stamp(path)
    return _load_cached(layout.manifests, number, stamp)


@lru_cache(maxsize=VERSIONS_KEPT)
def _load_cached(directory: Path, number: int, stamp: tuple[int, int] | None) -> Version:
    """A version from its manifest; one whose file has not moved since is not read again."""
    return _parse_manifest(directory, number)


def _parse_manifest(directory: Path, number: int) -> Version:
    fields = numbered_records.load_record(directory, number, KIND)
    try:
        return parse_fields(fields)
    except (KeyError, TypeError, ValueError) as error:
        raise numbered_records.damaged_error(directory, number) from error


def publish_manifest(layout: Layout, version: Version) -> Version:
    """Create the manifest of a version. FileExistsError if the number is taken."""
    numbered_records.append_record(
        layout.manifests, version.number, KIND, render_fields(version), layout.scratch
    )
    return version
