"""Making a version: everything checked first, then data files, then the manifest that makes them count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import TypeVar

import pyarrow as pa

import schemas
from dse import french
from dse.errors import Conflict
from dse.store.commits import forgetting, parts, unfinished_files
from dse.store.commits.parts import Part
from dse.store.durability import atomic_files, disk
from dse.store.records.layout import Layout, flush_folder_names, lock_for_writing
from dse.store.tables import forgotten_leftovers, integrity, lineage, parquet_files, table_files
from dse.store.versions import manifests, newest_version
from dse.store.versions.version import (
    NO_EDITS,
    AddedColumn,
    CorrectedCell,
    DataFile,
    HandEdits,
    SourceFile,
    Version,
)

Changes = Mapping[str, Sequence[pa.Table | DataFile]]
Prepared = Mapping[str, Sequence[Part]]
Edit = TypeVar("Edit", CorrectedCell, AddedColumn)


@dataclass(frozen=True)
class Reason:
    """Who makes a version, and why. `as_of` is the day until which its data go; an import that does not say it has the one before."""

    author: str
    message: str
    sources: tuple[SourceFile, ...] = ()
    action: str = "import"
    target_version: int | None = None
    as_of: date | None = None
    edits: HandEdits = NO_EDITS


def commit(
    layout: Layout, changes: Changes, parent: int, reason: Reason, *, without: int | None = None
) -> Version | None:
    """Publish a version in which the named tables have these parts. None if nothing would change.

    `without` is the newest version, lost, that the caller goes on without: then there is always a new one.
    Rows answer for today's rules unless the current version has them. Tables under an older structure that go together with
    one that changes are written in today's form with it.
    Raises Conflict unless `parent` is the current number, Refused if rows break their schema, Damaged if
    a kept file or another newest version is, StoreError if the disk refuses: nothing has changed then.
    """
    prepared = {table: parts.prepare_parts(table, contents) for table, contents in changes.items()}
    seen = manifests.load_current(layout)
    for table, new in prepared.items():
        parts.require_rules(table, new, partial(_current_rows, layout, seen, table))
    with lock_for_writing(layout, reason.author):
        forgotten_leftovers.sweep(layout)
        # Before the current version is read: if another machine slips in, where a lock does not reach,
        # this number is the one it takes.
        highest = newest_version.highest_number(layout)
        current = _require_parent(layout, highest, parent, without)
        fresh = _changed_parts(layout, current, prepared)
        if not fresh and without is None and get_day(current, reason) == (current.as_of if current else None):
            _repair_files(layout, current, prepared)
            return None
        if (
            reason.action == "import"
        ):  # going back brings whole older structures back, with all that goes with them
            fresh = _with_linked_tables(layout, current, fresh)
        if highest == 0:
            flush_folder_names(layout)
        return _save(layout, highest, fresh, _build_version(highest + 1, current, fresh, reason))


def get_day(current: Version | None, reason: Reason) -> date | None:
    """The day until which the data of a new version go: going back brings that of the version it goes back to, or none."""
    if reason.action == "import" and reason.as_of is None:
        return current.as_of if current else None
    return reason.as_of


def _require_parent(layout: Layout, highest: int, parent: int, without: int | None) -> Version | None:
    """The current version, if it is the one that the caller worked from and no newer one is lost but `without`."""
    current = manifests.load_current(layout)
    if newest_version.find_lost_number(highest, current) not in (None, without):
        raise newest_version.lost_version_error(layout, highest, current)
    _require_current(current, parent)
    return current


def _changed_parts(layout: Layout, current: Version | None, prepared: Prepared) -> Prepared:
    """Tables that would say something else, which brings nobody back who was forgotten."""
    merged = {table: _merge_parts(layout, current, table, new) for table, new in prepared.items()}
    fresh = {table: new for table, new in merged.items() if _is_change(layout, current, table, new)}
    for table, new in fresh.items():
        forgetting.require_not_forgotten(layout, table, [part.rows for part in new if part.rows is not None])
    return fresh


def _save(layout: Layout, highest: int, fresh: Prepared, version: Version) -> Version:
    written = [part for new in fresh.values() for part in new]
    unfinished_files.write_note(layout, highest, [part.file.name for part in written if part.content])
    _write_data(layout, written)
    version_published = _publish(layout, version)
    unfinished_files.remove_note(layout)
    return version_published


def _require_current(current: Version | None, parent: int) -> None:
    number = current.number if current else 0
    if number != parent:
        raise Conflict(
            f"La version {number} a été enregistrée entre-temps{f' par {french.author(current.author)}' if current else ''}. "
            "Recommencez l’import : vous verrez ce qu’il change par rapport à elle."
        )


def _merge_parts(layout: Layout, current: Version | None, table: str, new: Sequence[Part]) -> Sequence[Part]:
    """Parts added to a table of an older structure: one part with the rows of all, migrated once."""
    if current is None or not _is_append(new) or not lineage.get_lineage(current.tables, table).migrations:
        return new
    files = tuple(part.file for part in new if part.content is None)
    older = table_files.read_rows(layout, {**current.tables, table: files}, table)
    pieces = [older, *(part.rows for part in new if part.rows is not None)]
    parts.require_unique_keys(table, pieces)
    return [parts.build_part(table, parquet_files.join_rows(table, pieces))]


def _is_change(layout: Layout, current: Version | None, table: str, new: Sequence[Part]) -> bool:
    for part in new:
        if part.content is None:
            table_files.require_intact(layout, table, part.file)
    old = lineage.get_lineage(current.tables, table).files if current else ()
    rows = partial(_part_rows, layout, table)
    if _is_append(new):
        parts.require_unique_keys(table, [rows(part) for part in new])
    return not parts.is_unchanged(table, new, old, rows, partial(_current_rows, layout, current, table))


def _is_append(new: Sequence[Part]) -> bool:
    return len(new) > 1 and any(part.content is not None for part in new)


def _part_rows(layout: Layout, table: str, part: Part) -> pa.Table:
    return part.rows if part.rows is not None else table_files.read_rows(layout, {table: (part.file,)}, table)


def _current_rows(layout: Layout, current: Version | None, table: str) -> pa.Table:
    return table_files.read_rows(layout, current.tables if current else {}, table)


def _with_linked_tables(layout: Layout, current: Version | None, fresh: Prepared) -> Prepared:
    """What changes, and with it what only goes together with it where that is under an older structure."""
    if current is None:
        return fresh
    older = {name for migration in lineage.pending_migrations(current.tables) for name in migration.tables}
    unchanged = {
        table: [part.file for part in new] for table, new in fresh.items() if _has_only_existing_files(new)
    }
    all_parts = dict(fresh)
    for table in lineage.linked_tables(current.tables, fresh) & older - (fresh.keys() - unchanged.keys()):
        rows = (
            [table_files.read_rows(layout, {**current.tables, **unchanged}, table)]
            if table in schemas.TABLES
            else []
        )
        all_parts[table] = parts.prepare_parts(table, rows)
    return all_parts


def _has_only_existing_files(new: Sequence[Part]) -> bool:
    """Whether a table is given files that are there already, and no row."""
    return bool(new) and all(part.content is None for part in new)


def _repair_files(layout: Layout, current: Version | None, prepared: Mapping[str, Sequence[Part]]) -> None:
    """Write again what is current and was damaged since: the same rows were just given."""
    names = {file.name for files in current.tables.values() for file in files} if current else set()
    _write_data(layout, [part for new in prepared.values() for part in new if part.file.name in names])


def _write_data(layout: Layout, data_parts: Sequence[Part]) -> None:
    for part in data_parts:
        path = layout.data / part.file.name
        if part.content is not None and integrity.find_trouble_afresh(path, part.file) is not None:
            atomic_files.replace_file_in_pieces(part.content, path, layout.scratch)
            _require_as_written(layout, part.file)
    # Even if nothing was written: the file may come from a write that was cut before this line.
    disk.flush_directory(layout.data)


def _require_as_written(layout: Layout, file: DataFile) -> None:
    if integrity.find_trouble_afresh(layout.data / file.name, file) is not None:
        raise atomic_files.read_back_error(layout.data / file.name)


def _build_version(
    number: int, current: Version | None, fresh: Mapping[str, Sequence[Part]], reason: Reason
) -> Version:
    previous = dict(current.tables) if current else {}
    new = {table: tuple(part.file for part in parts) for table, parts in fresh.items()}
    return Version(
        number=number,
        parent=current.number if current else 0,
        created=datetime.now(UTC),
        author=_encodable(reason.author),
        message=_encodable(reason.message),
        sources=tuple(
            SourceFile(_encodable(source.name), source.sha256, source.bytes) for source in reason.sources
        ),
        action=reason.action,
        target_version=reason.target_version,
        edits=replace(
            reason.edits,
            cells=tuple(map(_encode_names, reason.edits.cells)),
            columns=tuple(map(_encode_names, reason.edits.columns)),
        ),
        tables={table: files for table, files in sorted({**previous, **new}.items()) if files},
        as_of=get_day(current, reason),
    )


def _publish(layout: Layout, version: Version) -> Version:
    try:
        return manifests.publish_manifest(layout, version)
    except FileExistsError as error:
        raise Conflict(
            f"La version {version.number} vient d’être enregistrée par quelqu’un d’autre. "
            "Recommencez l’import : vous verrez ce qu’il change par rapport à elle."
        ) from error


def _encode_names(edit: Edit) -> Edit:
    return replace(edit, file=_encodable(edit.file), sheet=edit.sheet and _encodable(edit.sheet))


def _encodable(text: str) -> str:
    """The text, without the halves of characters that file names may carry."""
    return text.encode("utf-8", "replace").decode("utf-8")
