"""Read the relations between the members of an .xlsx, and which cells have a comment."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from dse.ingest.files.archive import Archive
from dse.ingest.files.archive_xml import local_name, parse_member

_COMMENTS = "/comments"  # end of the type of the relation; threaded conversations have one too


def read_relations(archive: Archive, member: str) -> dict[str, tuple[str, str]]:
    """Type and target member of each relation of a member, by its identifier."""
    folder, name = posixpath.split(member)
    path = f"{folder}/_rels/{name}.rels"
    relations: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if local_name(name) == "Relationship":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            relations[attributes.get("Id", "")] = attributes.get("Type", ""), target.lstrip("/")

    if path in archive:
        parse_member(archive, path, start)
    return relations


def find_commented_cells(archive: Archive, sheet: str) -> Iterator[str]:
    """Cells of a sheet that have a comment, such as B12."""
    for kind, member in read_relations(archive, sheet).values():
        if kind.endswith(_COMMENTS) and member in archive:
            yield from _read_cells(archive, member)


def _read_cells(archive: Archive, member: str) -> list[str]:
    cells: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if local_name(name) == "comment":
            cells.append(attributes.get("ref", "").partition(":")[0])

    parse_member(archive, member, start)
    return cells
