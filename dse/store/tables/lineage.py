"""What a table of today is read from: the files of a version, and the migrations that they have before them.

All tables of a migration are under its structure or none is: a commit that changes one rewrites them all, see `linked`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dse.store.versions.version import DataFile
from schemas import migrations
from schemas.migrations import Migration

Tables = Mapping[str, Sequence[DataFile]]


@dataclass(frozen=True)
class Lineage:
    """Files by the name of their table when they were written, and the migrations to run over them, in order."""

    tables: Tables
    migrations: tuple[Migration, ...] = ()

    @property
    def files(self) -> tuple[DataFile, ...]:
        """Every file that the table comes from."""
        return tuple(file for name in sorted(self.tables) for file in self.tables[name])


def get_lineage(tables: Tables, table: str) -> Lineage:
    """Lineage of one table of today in a version's tables."""
    names, steps = {table}, []
    for migration in reversed(pending_migrations(tables)):
        if not names.isdisjoint(migration.tables):
            names |= set(migration.tables)
            steps.append(migration)
    return Lineage({name: tuple(tables[name]) for name in names if name in tables}, tuple(reversed(steps)))


def linked_tables(tables: Tables, names: Iterable[str]) -> set[str]:
    """Tables that some can only be rewritten together with, these included, by the names of either structure."""
    together = set(names)
    waiting = list(pending_migrations(tables))
    while touching := [migration for migration in waiting if not together.isdisjoint(migration.tables)]:
        together.update(*(migration.tables for migration in touching))
        waiting = [migration for migration in waiting if migration not in touching]
    return together


def pending_migrations(tables: Tables) -> tuple[Migration, ...]:
    """Migrations that a version's tables have before them, in order: some file is older, or an earlier one may give rows to a table."""
    pending: list[Migration] = []
    for migration in migrations.MIGRATIONS:
        files = [file for name in migration.tables for file in tables.get(name, ())]
        follows = any(not set(migration.tables).isdisjoint(earlier.tables) for earlier in pending)
        if follows or any(file.structure < migration.number for file in files):
            pending.append(migration)
    return tuple(pending)
