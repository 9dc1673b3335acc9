"""Making a version: everything checked first, then data files, then the manifest that makes them count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pyarrow as pa

import schemas
from dse.errors import Conflict, StoreError
from dse.store import (
    disk,
    durable,
    forgetting,
    forgotten,
    integrity,
    lineage,
    manifests,
    newest,
    parts,
    tables,
    unfinished,
)
from dse.store.layout import Layout, settle, writing
from dse.store.parts import Part
from dse.store.version import DataFile, SourceFile, Version

Changes = Mapping[str, Sequence[pa.Table | DataFile]]
Prepared = Mapping[str, Sequence[Part]]


@dataclass(frozen=True)
class Reason:
    """Who makes a version, and why."""

    author: str
    message: str
    sources: tuple[SourceFile, ...] = ()
    action: str = "import"
    of: int | None = None


def commit(
    layout: Layout, changes: Changes, parent: int, reason: Reason, *, without: int | None = None
) -> Version | None:
    """Publish a version in which the named tables have these parts. None if they say what they said.

    `without` is the newest version, lost, that the caller goes on without: then there is always a new one.
    Rows answer for today's rules unless the current version has them. Tables under an older structure that go together with
    one that changes are written in today's form with it.
    Raises Conflict unless `parent` is the current number, Refused if rows break their schema, Damaged if
    a kept file or another newest version is, StoreError if the disk refuses: nothing has changed then.
    """
    prepared = {table: parts.prepare(table, given) for table, given in changes.items()}
    seen = manifests.current(layout)
    for table, new in prepared.items():
        parts.require_rules(table, new, partial(_current_rows, layout, seen, table))
    with writing(layout, reason.author):
        forgotten.sweep(layout)
        # Before the current version is read: if another machine slips in, where a lock does not reach,
        # this number is the one it takes.
        highest = newest.number(layout)
        current = manifests.current(layout)
        if newest.lost(highest, current) not in (None, without):
            raise newest.refusal(layout, highest, current)
        _require_current(current, parent)
        fresh = {table: new for table, new in prepared.items() if _is_change(layout, current, table, new)}
        for table, new in fresh.items():
            forgetting.require_not_forgotten(
                layout, table, [part.rows for part in new if part.rows is not None]
            )
        if not fresh and without is None:
            return _mend(layout, current, prepared)
        fresh = _in_todays_form(layout, current, fresh)
        if highest == 0:
            settle(layout)
        written = [part for new in fresh.values() for part in new]
        unfinished.begin(layout, highest, [part.file.name for part in written if part.content])
        _write_data(layout, written)
        version = _publish(layout, _version(highest + 1, current, fresh, reason))
        unfinished.end(layout)
        return version


def _require_current(current: Version | None, parent: int) -> None:
    number = current.number if current else 0
    if number != parent:
        raise Conflict(
            f"La version {number} a été enregistrée entre-temps{f' par {current.author}' if current else ''}. "
            "Recommencez l’import : vous verrez ce qu’il change par rapport à elle."
        )


def _is_change(layout: Layout, current: Version | None, table: str, new: Sequence[Part]) -> bool:
    for part in new:
        if part.content is None:
            tables.require_whole(layout, table, part.file)
    old = lineage.of(current.tables, table).files if current else ()
    rows = partial(_rows, layout, current, table)
    if _is_append(new):
        parts.require_unique_keys(table, [rows(part) for part in new])
    return not parts.unchanged(table, new, old, rows, partial(_current_rows, layout, current, table))


def _is_append(new: Sequence[Part]) -> bool:
    return len(new) > 1 and any(part.content is not None for part in new)


def _rows(layout: Layout, current: Version | None, table: str, part: Part) -> pa.Table:
    if part.rows is not None:
        return part.rows
    held = current.tables if current else {}
    return tables.read(layout, {**held, table: (part.file,)}, table)


def _current_rows(layout: Layout, current: Version | None, table: str) -> pa.Table:
    return tables.read(layout, current.tables if current else {}, table)


def _in_todays_form(layout: Layout, current: Version | None, fresh: Prepared) -> Prepared:
    """What changes, and with it what only goes together with it where that is under an older structure.

    Going back to files of an older structure brings all of them back: there is nothing to add then.
    """
    if current is None or all(part.content is None for new in fresh.values() for part in new):
        return fresh
    together = lineage.linked(current.tables, fresh)
    whole = {table: _rewritten(layout, current, table, new) for table, new in fresh.items()}
    for table in together - set(fresh):
        known = table in schemas.TABLES
        whole[table] = parts.prepare(table, [_current_rows(layout, current, table)] if known else [])
    return whole


def _rewritten(layout: Layout, current: Version, table: str, new: Sequence[Part]) -> Sequence[Part]:
    """Parts of a table that gets rows; those kept from an older structure are written in today's form."""
    older = {part.file for part in new if part.content is None} & {
        file for migration in lineage.pending(current.tables) for name in migration.tables
        for file in current.tables.get(name, ())
    }  # fmt: skip
    return [
        parts.new(table, _rows(layout, current, table, part)) if part.file in older else part for part in new
    ]


def _mend(layout: Layout, current: Version | None, prepared: Mapping[str, Sequence[Part]]) -> None:
    """Write again what is current and was damaged since: the same rows were just given."""
    known = {file for files in current.tables.values() for file in files} if current else set()
    _write_data(layout, [part for new in prepared.values() for part in new if part.file in known])


def _write_data(layout: Layout, given: Sequence[Part]) -> None:
    for part in given:
        path = layout.data / part.file.name
        if part.content is not None and integrity.trouble_afresh(path, part.file) is not None:
            durable.put(part.content, path, layout.scratch)
            _require_written(layout, part.file)
    # Even if nothing was written: the file may come from a write that was cut before this line.
    disk.flush_directory(layout.data)


def _require_written(layout: Layout, file: DataFile) -> None:
    if integrity.trouble_afresh(layout.data / file.name, file) is not None:
        raise StoreError(
            f"Le fichier data/{file.name} relu n’est pas celui qui vient d’être écrit. {durable.CHECK_DISK}"
        )


def _version(
    number: int, current: Version | None, fresh: Mapping[str, Sequence[Part]], reason: Reason
) -> Version:
    kept = dict(current.tables) if current else {}
    new = {table: tuple(part.file for part in parts) for table, parts in fresh.items()}
    return Version(
        number=number,
        parent=current.number if current else 0,
        created=datetime.now(UTC),
        author=_encodable(reason.author),
        message=_encodable(reason.message),
        sources=tuple(SourceFile(_encodable(each.name), each.sha256, each.bytes) for each in reason.sources),
        action=reason.action,
        of=reason.of,
        tables={table: files for table, files in sorted({**kept, **new}.items()) if files},
    )


def _publish(layout: Layout, version: Version) -> Version:
    try:
        return manifests.publish(layout, version)
    except FileExistsError as error:
        raise Conflict(
            f"La version {version.number} vient d’être enregistrée par quelqu’un d’autre. "
            "Recommencez l’import : vous verrez ce qu’il change par rapport à elle."
        ) from error


def _encodable(text: str) -> str:
    """The text, without the halves of characters that file names may carry."""
    return text.encode("utf-8", "replace").decode("utf-8")
