"""Decisions, running orders and plans of a review that a user tried in the demo: carried over when it is built again, where they can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

import schemas
from dse.demo.signature import AUTHOR
from dse.errors import ReaderError, Refused
from dse.store import Store, Version, changed_tables
from dse.store.durability import atomic_files, disk
from dse.store.records import titled_records
from dse.store.records.layout import Layout
from dse.store.records.titled_records import Series
from dse.store.tables import references

TABLE = "decisions"
RESTORE_AUTHOR = f"{AUTHOR} (reprise)"  # not the demo's own: these rows are a user's
MESSAGE = "Décisions essayées, reprises"


@dataclass(frozen=True)
class UserEdits:
    """Rows of decisions written or amended since the demo was built; `version` is the last that has them; `has_imports`: other
    tables differ from the demo's there too."""

    decisions: tuple[dict[str, Any], ...] = ()
    version: int = 0
    has_imports: bool = False


def find_edits(store: Store) -> UserEdits:
    """What the user's newest version has and the build before it has not. Nothing if that version cannot be read."""
    try:
        versions = store.versions()
        edited = next((version for version in versions if version.author != AUTHOR), None)
        rows = store.read(edited, TABLE).to_pylist() if edited else []
    except ReaderError:
        return UserEdits()
    if edited is None:
        return UserEdits()
    builds = (version for version in versions if version.author == AUTHOR and version.number < edited.number)
    build = next(builds, None)
    built_rows = _read_built_decisions(store, build)
    has_imports = versions[0] == edited and bool({*changed_tables(build, edited)} - {TABLE})
    return UserEdits(tuple(row for row in rows if row not in built_rows), edited.number, has_imports)


def _read_built_decisions(store: Store, build: Version | None) -> list[dict[str, Any]]:
    """The demo's own decisions; none if its build cannot be read any more: all are then taken for the user's."""
    try:
        return store.read(build, TABLE).to_pylist() if build else []
    except ReaderError:
        return []


def restore_decisions(store: Store, edits: UserEdits) -> bool:
    """Write the user's decisions over those of the demo; false if some were left out, since they refer to rows that are gone."""
    current = store.require_current()
    rows = [row for row in edits.decisions if _is_valid(store, current, row)]
    if rows:
        ids = {row["decision_id"] for row in rows}
        others = [row for row in store.read(current, TABLE).to_pylist() if row["decision_id"] not in ids]
        try:
            store.commit(
                {TABLE: [_table(*others, *rows)]},
                parent=current.number,
                author=RESTORE_AUTHOR,
                message=MESSAGE,
            )
        except Refused:
            return False
    return len(rows) == len(edits.decisions)


def _is_valid(store: Store, version: Version, row: dict[str, Any]) -> bool:
    """Whether every row that a decision refers to is in a version."""

    def read(table: str, columns: tuple[str, ...]) -> pa.Table:
        return _table(row) if table == TABLE else store.read(version, table).select(columns)

    return not any(missing.table == TABLE for missing in references.count_missing({TABLE}, read))


def _table(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=schemas.arrow_schema(TABLE))


def copy_documents(source: Store, target: Store, series: Series) -> bool:
    """Copy running orders, or plans of a review, of one demo into another; whether there were any that could be read."""
    layout, target_layout = Layout(source.path), Layout(target.path)
    try:
        documents = titled_records.load_documents(layout, series)
    except ReaderError:
        return False
    source_folder, folder = series.find_folder(layout), series.find_folder(target_layout)
    numbers = [number for number, document in documents.items() if document is not None]
    for number in numbers:
        name = f"{number:08d}.json"
        atomic_files.replace_file(disk.read(source_folder / name), folder / name, target_layout.scratch)
    disk.flush_directory(folder)
    return bool(numbers)
