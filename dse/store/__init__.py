"""Versioned Parquet snapshots: immutable data files, numbered manifests, all tables or none.

disk -> durable -> advice -> records -> forgotten -> manifests -> naming, running -> newest -> tables -> unfinished -> forgetting
-> commits -> history -> snapshots -> difference
"""

from __future__ import annotations

from dse.store.findings import Finding
from dse.store.forgetting import Erasure
from dse.store.history import UndoRefused
from dse.store.snapshots import Store
from dse.store.version import ACTIONS, DataFile, SourceFile, TableChange, Version, changed

__all__ = [
    "ACTIONS",
    "DataFile",
    "Erasure",
    "Finding",
    "SourceFile",
    "Store",
    "TableChange",
    "UndoRefused",
    "Version",
    "changed",
]
