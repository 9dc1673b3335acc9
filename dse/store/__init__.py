"""Versioned Parquet snapshots: immutable data files, numbered manifests, all tables or none. `Store` is the way in.

Rooms, each importing only those before it: durability, records, versions, tables, commits, health, backups.
"""

from __future__ import annotations

from dse import paths
from dse.store.backups.backup import Backup
from dse.store.backups.backup_damage import OldDamage
from dse.store.backups.restore_backup import Restored
from dse.store.commits.forgetting import Erasure, Target
from dse.store.commits.undo_and_restore import UndoRefused
from dse.store.health.findings import Finding
from dse.store.snapshots import Store
from dse.store.tables.migrated_copies import InMemory
from dse.store.tables.table_files import Source
from dse.store.versions.version import (
    LARGE_ROWS,
    NO_EDITS,
    AddedColumn,
    CorrectedCell,
    DataFile,
    HandEdits,
    SourceFile,
    TableChange,
    Version,
    changed_tables,
    describe_day,
    name_action,
)
from schemas import own_lines

__all__ = [
    "LARGE_ROWS",
    "NO_EDITS",
    "AddedColumn",
    "Backup",
    "CorrectedCell",
    "DataFile",
    "Erasure",
    "Finding",
    "HandEdits",
    "InMemory",
    "OldDamage",
    "Restored",
    "Source",
    "SourceFile",
    "Store",
    "TableChange",
    "Target",
    "UndoRefused",
    "Version",
    "changed_tables",
    "describe_day",
    "name_action",
]

# Wherever data are read, the codes that the team added count.
own_lines.look_in(paths.team_codelists)
