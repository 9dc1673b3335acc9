"""Going back: a new version whose files are those of an older one. Nothing is ever rewritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import schemas
from dse.errors import Refused
from dse.store.commits.commit import Reason, commit
from dse.store.records.layout import Layout
from dse.store.tables import lineage, references, table_files
from dse.store.tables.references import Missing
from dse.store.versions import manifests, newest_version
from dse.store.versions.version import DataFile, TableChange, Version, changed_tables

Files = dict[str, tuple[DataFile, ...]]


class UndoRefused(Refused):
    """An undo would take away what later versions rest on; `later` lists them."""

    def __init__(self, message: str, later: tuple[TableChange, ...]) -> None:
        super().__init__(message)
        self.later = later


@dataclass(frozen=True)
class Plan:
    """How to go back from the current version: the files that some tables get, and the reason recorded with the version.

    `without` is the newest version, lost, that a restore goes on without.
    """

    current: Version
    files: Files
    reason: Reason
    without: int | None = None

    @property
    def end(self) -> Version:
        """The version it leads to, as far as it is known before it is made; the current one if nothing changes."""
        tables = {table: files for table, files in {**self.current.tables, **self.files}.items() if files}
        is_same = tables == dict(self.current.tables) and self.reason.as_of == self.current.as_of
        if is_same and self.without is None:
            return self.current
        return replace(
            self.current,
            number=(self.without or self.current.number) + 1,
            parent=self.current.number,
            author=self.reason.author,
            message=self.reason.message,
            sources=(),
            action=self.reason.action,
            target_version=self.reason.target_version,
            edits=self.reason.edits,
            tables=dict(sorted(tables.items())),
            as_of=self.reason.as_of,
        )


def undo(layout: Layout, number: int, author: str) -> Version:
    """Put back the tables that a version changed."""
    return _carry_out(layout, plan_undo(layout, number, author))


def restore(layout: Layout, number: int, author: str, also: Collection[str]) -> Version:
    """Bring back the tables of a version: also the way on where the newest version is lost."""
    return _carry_out(layout, plan_restore(layout, number, author, also))


def plan_undo(layout: Layout, number: int, author: str = "") -> Plan:
    """What an undo would do. Everything is checked as if it were done, and nothing is written.

    What the team types day by day, and has typed in since, stays: a next step that was ticked keeps no import from being undone.
    """
    newest_version.require_readable(layout)
    undone = manifests.get_version(layout, number)
    before = manifests.get_version(layout, undone.parent) if undone.parent else None
    current = manifests.require_current(layout)
    names = _list_undone_tables(before, undone, current)
    _require_untouched(layout, undone, current, names)
    files = {table: before.tables.get(table, ()) if before else () for table in names}
    _require_references(layout, undone, current, files)
    message = f"Annulation de la version {number} : {undone.message}"
    reason = Reason(
        author,
        message,
        action="undo",
        target_version=number,
        as_of=_find_day_after_undo(layout, undone, current, files),
    )
    return _require_readable_after(layout, Plan(current, files, reason))


def _list_undone_tables(before: Version | None, undone: Version, current: Version) -> list[str]:
    """The tables that a version changed, without those that the team types and has changed since; all where there are no others."""
    names, typed = changed_tables(before, undone), schemas.list_typed_tables()
    others = [name for name in names if name not in typed or not _is_touched(name, undone, current)]
    return others or names


def _is_touched(table: str, undone: Version, current: Version) -> bool:
    return current.tables.get(table, ()) != undone.tables.get(table, ())


def _find_day_after_undo(layout: Layout, undone: Version, current: Version, files: Files) -> date | None:
    """The day of the version that has the tables that come back, or else of the one before the version undone.

    The current one stays where it was said since, or is later and data came in since under it.
    """
    if current.as_of != undone.as_of:
        return current.as_of
    earlier = [one for one in manifests.load_readable_versions(layout) if one.number < undone.number]
    after = _select_data(replace(current, tables={**current.tables, **files}))
    for version in earlier:
        if _select_data(version) == after:
            return version.as_of
    day = next((one.as_of for one in earlier if one.number == undone.parent), None)
    is_earlier = day and current.as_of and day < current.as_of
    return current.as_of if is_earlier and _has_new_data([*earlier, undone], current) else day


def _select_data(version: Version) -> Files:
    """The files of the tables of a version, without those that the team types day by day."""
    typed = schemas.list_typed_tables()
    return {name: tuple(files) for name, files in version.tables.items() if files and name not in typed}


def _has_new_data(versions: Sequence[Version], current: Version) -> bool:
    """Whether a table has files that no version until the one undone had: what an undo put back has come in before."""
    return any(
        all(version.tables.get(name, ()) != files for version in versions)
        for name, files in _select_data(current).items()
    )


def plan_restore(layout: Layout, number: int, author: str = "", also: Collection[str] = ()) -> Plan:
    """What a restore would do. Everything is checked as if it were done, and nothing is written.

    What the team types day by day stays as it is, but for the tables of `also`.
    """
    restored = manifests.get_version(layout, number)
    current = manifests.require_current(layout)
    lost = newest_version.find_lost_number(newest_version.highest_number(layout), current)
    left = set(schemas.list_typed_tables()) - set(also)
    wanted = {*current.tables, *restored.tables} - left
    for table in wanted:
        _require_intact(layout, restored, table)
    files = {
        table: restored.tables.get(table, ())
        for table in wanted
        if table in changed_tables(current, restored)
    }
    without = f", sans la version {lost}, qui ne se lit plus" if lost else ""
    reason = Reason(
        author,
        f"Retour à la version {number}{without}",
        action="restore",
        target_version=number,
        as_of=restored.as_of,
    )
    return _require_readable_after(layout, Plan(current, files, reason, without=lost))


def _require_intact(layout: Layout, version: Version, table: str) -> None:
    for file in version.tables.get(table, ()):
        table_files.require_intact(layout, table, file)


def _require_readable_after(layout: Layout, way: Plan) -> Plan:
    after = way.end.tables
    for table, files in way.files.items():
        for file in files:
            table_files.require_intact(layout, table, file)
    for table in schemas.TABLES:
        if not set(way.files).isdisjoint({table, *lineage.get_lineage(after, table).tables}):
            table_files.find_files(layout, after, table)
    return way


def _carry_out(layout: Layout, way: Plan) -> Version:
    version = commit(layout, way.files, way.current.number, way.reason, without=way.without)
    return version or way.current


def _require_untouched(layout: Layout, undone: Version, current: Version, names: list[str]) -> None:
    touched = {table for table in names if _is_touched(table, undone, current)}
    if touched:
        later = _changes_since(layout, undone, touched)
        raise _already_undone_error(layout, undone, later) or _refusal_error(undone, later)


def _changes_since(layout: Layout, undone: Version, names: set[str]) -> tuple[TableChange, ...]:
    by_number = {version.number: version for version in manifests.load_readable_versions(layout)}
    return tuple(
        TableChange(table, number)
        for number, version in sorted(by_number.items())
        if number > undone.number
        for table in changed_tables(by_number.get(version.parent), version)
        if table in names
    )


def count_newly_missing(
    layout: Layout, before: table_files.Tables, after: table_files.Tables
) -> Counter[Missing]:
    """How many rows would cite each row that is not there, of those that cite nothing missing before."""
    altered = {
        table
        for table in schemas.TABLES
        if lineage.get_lineage(after, table) != lineage.get_lineage(before, table)
    }
    missing = references.count_missing(altered, partial(table_files.read_columns, layout, after))
    if missing:
        missing -= references.count_missing(altered, partial(table_files.read_columns, layout, before))
    return missing


def _require_references(layout: Layout, undone: Version, current: Version, files: Files) -> None:
    missing = count_newly_missing(layout, current.tables, {**current.tables, **files})
    if dangling := {one.table for one in missing} - references.MAY_OUTLIVE:
        if later := _changes_since(layout, undone, dangling):
            raise _refusal_error(undone, later)
        raise _missing_error(undone, _changes_since(layout, undone, references.list_cited_tables(dangling)))


def _already_undone_error(
    layout: Layout, undone: Version, later: tuple[TableChange, ...]
) -> UndoRefused | None:
    """The plainer reason where what changed since is the undo of this very version."""
    since = {change.version for change in later}
    for version in manifests.load_readable_versions(layout):
        if version.number in since and (version.action, version.target_version) == ("undo", undone.number):
            return UndoRefused(
                f"La version {undone.number} est déjà annulée par la version {version.number}. Pour la remettre, annulez la "
                f"version {version.number}, ou revenez à la version {undone.number}.",
                later,
            )
    return None


def _refusal_error(undone: Version, later: tuple[TableChange, ...]) -> UndoRefused:
    return UndoRefused(
        f"La version {undone.number} ne peut pas être annulée : d’autres imports en dépendent : {_list_changes(later)}. "
        "Annulez-les d’abord, du plus récent au plus ancien, ou revenez à une version antérieure.",
        later,
    )


def _missing_error(undone: Version, later: tuple[TableChange, ...]) -> UndoRefused:
    """What would come back cites rows that went since."""
    return UndoRefused(
        f"La version {undone.number} ne peut pas être annulée : ce qui reviendrait cite ce qui n’est plus là, et ceci a changé depuis : "
        f"{_list_changes(later)}. Annulez d’abord ces versions, de la plus récente à la plus ancienne, ou revenez à une version antérieure.",
        later,
    )


def _list_changes(changes: tuple[TableChange, ...]) -> str:
    return ", ".join(
        f"{table_files.table_title(change.table)} (version {change.version})" for change in changes
    )
