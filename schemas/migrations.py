"""From each structure of the past to that of today: numbered, pure functions from Arrow tables to Arrow tables.

A file of the store says under which structure it was written, 1 where it says nothing. The files never change: what a migration
gives is read in their place. A nullable column needs no migration, it is read as empty; nor does a table that did not exist.
Whatever else changes in columns, types, keys or references does: a test says so, see docs/dev/migrations.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

Tables = Mapping[str, pa.Table]


@dataclass(frozen=True)
class Migration:
    """The step from the structure before to structure `number`.

    `tables` are the names, of either structure, of all tables that it reads or gives. `apply` gets those of them that have
    rows, as they were written, and gives those that have rows afterwards. `persons` is the column of pseudonyms of each table
    of the structure before that calls it otherwise than today's `respondent_id`: who is forgotten is looked for there.
    One that changes `decisions` changes nothing else, since going back to a version leaves them alone.
    """

    number: int
    reason: str
    tables: tuple[str, ...]
    apply: Callable[[Tables], Tables]
    persons: Mapping[str, str] = field(default_factory=dict)


# In order of their numbers, from 2.
MIGRATIONS: tuple[Migration, ...] = ()


def latest() -> int:
    """Number of the structure of today."""
    return MIGRATIONS[-1].number if MIGRATIONS else 1


def after(structure: int) -> tuple[Migration, ...]:
    """Migrations that rows written under a structure have before them, in their order."""
    return tuple(migration for migration in MIGRATIONS if migration.number > structure)


def person_column(table: str, structure: int, today: str) -> str:
    """Name of the column of pseudonyms in a file of a table, written under a structure."""
    names = (migration.persons.get(table) for migration in after(structure))
    return next((name for name in names if name), today)
