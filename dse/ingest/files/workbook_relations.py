"""Which members of an .xlsx another one leads to, and the cells that a note is pinned to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from dse.ingest.files.archive import Archive
from dse.ingest.files.archive_xml import local, parse

_NOTES = "/comments"  # how the type of the relation ends, for notes; conversations are kept as notes too


def targets(archive: Archive, member: str) -> dict[str, tuple[str, str]]:
    """Type and member behind each relation of a member."""
    folder, name = posixpath.split(member)
    relations = f"{folder}/_rels/{name}.rels"
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if local(name) == "Relationship":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            found[attributes.get("Id", "")] = attributes.get("Type", ""), target.lstrip("/")

    if relations in archive:
        parse(archive, relations, start)
    return found


def noted(archive: Archive, sheet: str) -> Iterator[str]:
    """Cells of a sheet that have a note, as B12."""
    for kind, member in targets(archive, sheet).values():
        if kind.endswith(_NOTES) and member in archive:
            yield from _cells(archive, member)


def _cells(archive: Archive, member: str) -> list[str]:
    found: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if local(name) == "comment":
            found.append(attributes.get("ref", "").partition(":")[0])

    parse(archive, member, start)
    return found
