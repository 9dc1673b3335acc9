"""The store: numbered versions of all tables, each whole or not there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

import schemas
from dse.errors import Damaged
from dse.store.backups import backup, restore_backup
from dse.store.backups.backup import Backup
from dse.store.backups.backup_file import Progress
from dse.store.backups.restore_backup import Copies, Restored
from dse.store.commits import commit, forgetting, undo_and_restore
from dse.store.commits.commit import Changes, Reason
from dse.store.commits.forgetting import Erasure, Target
from dse.store.health import check
from dse.store.health.findings import Finding
from dse.store.records import export_records, titled_records
from dse.store.records.layout import Layout, is_restoring
from dse.store.records.titled_records import REVIEW_PLANS, RUNNING_ORDERS, LostRecord
from dse.store.tables import fact_files, forgotten_leftovers, past_values, references, table_files
from dse.store.versions import forgotten_persons, manifests, newest_version, version_names
from dse.store.versions.version import NO_EDITS, HandEdits, SourceFile, Version


class Store:
    """A folder of immutable Parquet files and numbered manifests. It need not exist to be read: it is empty then."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._layout = Layout(self.path)

    def versions(self) -> list[Version]:
        """Every whole version, newest first."""
        return manifests.load_readable_versions(self._layout)

    def current(self) -> Version | None:
        """Newest whole version."""
        return manifests.load_current(self._layout)

    def require_current(self) -> Version:
        """The current version. StoreError where there is none yet."""
        return manifests.require_current(self._layout)

    def version(self, number: int) -> Version:
        """One version. Refused if there never was one of that number, Damaged if its manifest is, or is gone."""
        return manifests.get_version(self._layout, number)

    def names(self) -> dict[int, str]:
        """Name of each version that has one."""
        return version_names.load_names(self._layout)

    def name(self, number: int, name: str) -> None:
        """Name a version, or rename it. Refused if the name is empty or another version's."""
        version_names.name_version(self._layout, number, name)

    def running_orders(self) -> list[dict[str, Any]]:
        """Every record of a running order of slides, oldest first."""
        return titled_records.load_all(self._layout, RUNNING_ORDERS)

    def lost_running_orders(self) -> list[LostRecord]:
        """Records of running orders that are damaged or gone, and were not put aside."""
        return titled_records.find_lost(self._layout, RUNNING_ORDERS)

    def record_running_order(self, fields: dict[str, Any]) -> int:
        """Write a record of a running order; its number. StoreError if the disk refuses."""
        return titled_records.record(self._layout, RUNNING_ORDERS, lambda: fields)

    def review_plans(self) -> list[dict[str, Any]]:
        """The latest record of each plan of a review, in the order in which they were saved."""
        return titled_records.load_latest(self._layout, REVIEW_PLANS)

    def all_review_plans(self) -> list[dict[str, Any]]:
        """Every record of a plan of a review, oldest first."""
        return titled_records.load_all(self._layout, REVIEW_PLANS)

    def review_plan_before(self, number: int) -> dict[str, Any] | None:
        """The record that a plan of a review had before the one of this number; None where none reads."""
        return titled_records.load_before(self._layout, REVIEW_PLANS, number)

    def rewrite_review_plans(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Write anew each record of a plan that `change` changes: for what must be in none of them. It cannot be undone."""
        titled_records.rewrite(self._layout, REVIEW_PLANS, change)

    def lost_review_plans(self) -> list[LostRecord]:
        """Records of plans that are damaged or gone, and were not put aside."""
        return titled_records.find_lost(self._layout, REVIEW_PLANS)

    def record_review_plan(self, write_fields: Callable[[], dict[str, Any]]) -> int:
        """Write a record of a plan with the fields given once nobody else writes; its number. StoreError if the disk refuses."""
        return titled_records.record(self._layout, REVIEW_PLANS, write_fields)

    def exports(self) -> list[dict[str, Any]]:
        """Every record of a file given to a public, oldest first. Damaged names one that cannot be read."""
        return export_records.load_exports(self._layout)

    def record_export(self, fields: dict[str, Any], after: int) -> int:
        """Write the record of a file compared with those up to `after`; its number. Conflict if there is a later one."""
        return export_records.record_export(self._layout, fields, after)

    def files(self, version: Version, table: str) -> list[table_files.Source]:
        """Parquet files of a table in the structure of today, verified by hash. Damaged names one that is not.

        They may lack a column that may be empty; where a version is of an older structure they are copies, to be asked for again.
        """
        return table_files.find_files(self._layout, version.tables, table)

    def read(self, version: Version, table: str) -> pa.Table:
        """Rows of a table, empty if it has none. Damaged names a file that is not the one that was checked."""
        return table_files.read_rows(self._layout, version.tables, table)

    def register_retired_codes(self) -> None:
        """Have the lists show codes that rows of the current version use and that no list has any more. Damaged tables are left out."""
        version = self.current()
        if version is None:
            return
        for table in schemas.TABLES:
            with suppress(Damaged):
                self.files(version, table)

    def find_facts(self, key: str) -> Path | None:
        """The folder of what was computed once from the files of a version, if it is complete; `key` stands for all it comes from."""
        return fact_files.find_facts(self._layout, key)

    def make_facts(self, key: str, version: Version, fill: Callable[[Path], None]) -> Path | None:
        """Have `fill` write facts of a version into a folder that then has its name; None where no disk takes them.

        Damaged if files of the version went meanwhile.
        """
        names = {file.name for files in version.tables.values() for file in files}
        return fact_files.make_facts(self._layout, key, names, fill)

    def sweep_own_cache(self) -> None:
        """Remove from the cache of this machine's user the facts of files and of stores that are gone."""
        fact_files.sweep_own_cache()

    def row_count(self, version: Version, table: str) -> int:
        """Rows of a table, without reading them where its files are of the structure of today."""
        return table_files.count_rows(self._layout, version.tables, table)

    def list_past_values(self, table: str, columns: tuple[str, ...]) -> frozenset[tuple[Any, ...]]:
        """Values of some columns of a table in every version that can be read, whatever became of the rows."""
        return past_values.list_past_values(self._layout, self.versions(), table, columns)

    def batches(self, version: Version, table: str, rows: int) -> Iterator[pa.RecordBatch]:
        """Rows of a table, so many at a time. Damaged names a file that is not the one that was checked."""
        return table_files.read_batches(self._layout, version.tables, table, rows)

    def commit(
        self,
        changes: Changes,
        *,
        parent: int,
        author: str,
        message: str,
        sources: Sequence[SourceFile] = (),
        action: str = "import",
        target_version: int | None = None,
        as_of: date | None = None,
        edits: HandEdits = NO_EDITS,
    ) -> Version | None:
        """Publish a version where each named table has these parts, new rows or kept files.

        `parent` is the number the caller worked from, 0 for an empty store, `as_of` the day until which the data go, that of the
        version before where it is not said. None if nothing would change.
        Raises Conflict if another version came first, Refused if rows break their schema, Damaged if a kept
        file or the newest manifest is, StoreError if the disk refuses: nothing has changed then.
        """
        reason = Reason(author, message, tuple(sources), action, target_version, as_of, edits)
        return commit.commit(self._layout, changes, parent, reason)

    def undo(self, number: int, author: str) -> Version:
        """Put back the tables that a version changed. UndoRefused lists what changed since.

        Damaged if the newest manifest is.
        """
        return undo_and_restore.undo(self._layout, number, author)

    def restore(self, number: int, author: str, also: Collection[str] = ()) -> Version:
        """Bring back all tables of a version; of those that the team types (decisions, contacts, notes, next steps), the ones in `also`.

        The current one if that changes nothing.

        If the newest manifest is damaged or missing, a new version goes on without it, and its message says so.
        Damaged names a file of the version that is not the one that was checked.
        """
        return undo_and_restore.restore(self._layout, number, author, also)

    def preview_undo(self, number: int) -> Version:
        """The version that an undo would make, of which nothing is written; refused as the undo would be."""
        return undo_and_restore.plan_undo(self._layout, number).end

    def preview_restore(self, number: int, also: Collection[str] = ()) -> Version:
        """The version that a restore would make, of which nothing is written; the current one if nothing changes."""
        return undo_and_restore.plan_restore(self._layout, number, also=also).end

    def describe_left_behind(self, after: Version) -> list[str]:
        """What rows of a version to be made cite that it does not have, and the current one has, in French."""
        before = self.require_current().tables
        return references.describe(undo_and_restore.count_newly_missing(self._layout, before, after.tables))

    def find_forgotten(self, pseudonyms: Collection[str]) -> set[str]:
        """Those of some pseudonyms whose person asked to be forgotten."""
        return forgotten_persons.find_forgotten(self._layout, pseudonyms)

    def preview_forgetting(self, pseudonyms: Collection[str]) -> Erasure:
        """What forgetting a person would take away, of which nothing is done. Refused if nobody is known so."""
        return forgetting.preview_forgetting(self._layout, Target(pseudonyms))

    def forget(self, pseudonyms: Collection[str], author: str) -> Erasure:
        """Take a person out of every version, whose numbers stay. It cannot be undone.

        Refused if nobody is known so, Damaged if a file or the newest manifest is: nothing has changed then.
        """
        return forgetting.forget(self._layout, Target(pseudonyms), author)

    def sweep_forgotten(self) -> None:
        """Take away what still holds somebody forgotten, where the folder takes writing: at every start."""
        forgotten_leftovers.sweep_if_needed(self._layout)

    def list_forgotten_leftovers(self) -> list[str]:
        """Files that still hold somebody forgotten, after another try to take them away."""
        forgotten_leftovers.sweep_if_needed(self._layout)
        return forgotten_leftovers.list_leftovers(self._layout)

    def preview_erasing(self, target: Target) -> Erasure:
        """What erasing rows in every version would take away, of which nothing is done. Refused if no version has any."""
        return forgetting.preview_forgetting(self._layout, target)

    def erase(self, target: Target, author: str) -> Erasure:
        """Take rows out of every version, whose numbers stay, and keep who they are of from coming back. It cannot be undone.

        Refused if no version has any, Damaged if a file or the newest manifest is: nothing has changed then.
        """
        return forgetting.forget(self._layout, target, author)

    def lost(self) -> int | None:
        """Number of the newest version if it cannot be read: the current one is older then. Data are not looked at."""
        return newest_version.find_lost_number(newest_version.highest_number(self._layout), self.current())

    def damaged(self) -> list[Finding]:
        """What is surely damaged or missing among the manifests, gravest first. No data file is looked at."""
        return check.find_manifest_findings(self._layout)

    def check(self) -> list[Finding]:
        """What is damaged, missing, foreign or left over, by name. Every file is hashed afresh."""
        return check.find_all(self._layout)

    def back_up(
        self, target: Path, progress: Progress = lambda _share, _what: None, confirmation: str = ""
    ) -> Backup:
        """Write a whole, checked copy of the folder as one ZIP, while others read. Refused where the file exists,
        Damaged if a file of the store is (OldDamage where its code, or `all`, confirms that it be made without),
        StoreError if a disk refuses: there is no file then.
        """
        return backup.back_up(self._layout, target, progress, confirmation)

    def restore_backup(
        self,
        source: Path,
        progress: Progress = lambda _share, _what: None,
        copies: Copies = lambda _folder: (),
    ) -> Restored:
        """Put a backup back into this folder, all of it or nothing, in the place of `copies`, that can be made again.

        Refused unless nothing else lies in the folder and the backup is whole.
        """
        return restore_backup.restore_backup(self._layout, source, progress, copies)

    def is_empty(self, copies: Copies = lambda _folder: ()) -> bool:
        """Whether nothing lies in the folder but `copies`, so that a backup may be put back."""
        return restore_backup.is_empty(self._layout, copies)

    def is_restoring(self) -> bool:
        """Whether a backup is being put back, or was not to the end: whatever reads the store raises StoreError meanwhile."""
        return is_restoring(self._layout)
