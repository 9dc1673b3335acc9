"""The schemas of another release, earlier or later, until a test ends; and a store as an earlier one would have written it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pandera.pandas as pandera
import pyarrow as pa

import schemas
from dse.query import versions
from dse.store import Store, Version
from dse.store.commits import commit
from dse.store.tables import retired_codes
from schemas import codelists
from schemas.columns import Text
from schemas.migrations import Migration

DAY = date(2018, 9, 20)
Rows = dict[str, pa.Table]
Reshape = Callable[[pandera.DataFrameSchema], pandera.DataFrameSchema]
CACHES = (
    schemas._schema,
    schemas.columns,
    schemas.key,
    schemas.arrow_schema,
    schemas.structure_fingerprint,
    schemas._describe_checks,
    schemas._hash_rules,
)
METADATA = {"unit": None, "codelists": (), "parameters": False, "open": False, "also_allowed": (), "personal": False}  # fmt: skip


@contextmanager
def release(
    tables: Mapping[str, Reshape] = {}, migrations: Sequence[Migration] = (), names: Mapping[str, str] = {}
) -> Iterator[None]:
    """Another release: these tables otherwise, these migrations, and other names of tables for those of today."""
    before, steps = dict(schemas.TABLES), schemas.migrations.MIGRATIONS
    try:
        schemas.TABLES |= {name: _reshaped(before[name], reshape) for name, reshape in tables.items()}
        for today, name in names.items():
            schemas.TABLES[name] = schemas.TABLES.pop(today)
        schemas.migrations.MIGRATIONS = tuple(migrations)
        _empty_caches()
        yield
    finally:
        schemas.TABLES.clear()
        schemas.TABLES.update(before)
        schemas.migrations.MIGRATIONS = steps
        _empty_caches()


def column(kind: Any = Text, *, nullable: bool = True, role: str = "text", **more: Any) -> pandera.Column:
    """A column as a schema declares it."""
    metadata = {**METADATA, "role": role, "references": None, **more}
    return pandera.Column(kind, nullable=nullable, title="Couleur", description="Couleur.", metadata=metadata)


def written_before(
    store: Store,
    path: Path,
    change: Callable[[Rows], Rows],
    reshapes: Mapping[str, Reshape] = {},
    names: Mapping[str, str] = {},
) -> Store:
    """A store whose versions say the same under an earlier structure: tables by `reshapes` and `names`, rows by `change`."""
    earlier = Store(path)
    versions = [(version, everything(store, version)) for version in reversed(store.versions())]
    with release(reshapes, names=names):
        for number, (version, rows) in enumerate(versions):
            changes = {table: [content] for table, content in change(rows).items()}
            with mock.patch.object(
                commit, "datetime", SimpleNamespace(now=lambda _, day=version.created: day)
            ):
                earlier.commit(changes, parent=number, author=version.author, message=version.message)
    assert earlier.current().number == len(versions)
    return earlier


def everything(store: Store, version: Version) -> Rows:
    """Rows of every table of a version that has some."""
    rows = {table: store.read(version, table) for table in schemas.TABLES}
    return {table: content for table, content in rows.items() if content.num_rows}


def _reshaped(base: Any, reshape: Reshape) -> Any:
    schema = reshape(deepcopy(base.to_schema()))
    declarations = {
        name: (column.dtype.type, _declaration(column)) for name, column in schema.columns.items()
    }
    rules = [SimpleNamespace(column=None, describe=lambda check=check: str(check)) for check in schema.checks]
    return SimpleNamespace(
        Config=base.Config,
        to_schema=lambda: schema,
        list_declarations=lambda: declarations,
        list_rules=lambda: rules,
    )


def _declaration(column: pandera.Column) -> Any:
    """What a column of a schema would be declared as."""
    texts = [str(check) for check in column.checks]
    return SimpleNamespace(
        title=column.title,
        description=column.description,
        nullable=column.nullable,
        metadata=column.metadata,
        describe_checks=lambda: texts,
    )


def _empty_caches() -> None:
    for cached in CACHES:
        cached.cache_clear()
    versions.close_versions()


def forget_codes() -> None:
    """Read the lists of codes anew: ours never change while the software runs, but in tests."""
    for cached in (
        codelists._load,
        codelists._listed,
        codelists._allowed,
        codelists._codes,
        codelists._labels,
    ):
        cached.cache_clear()
    retired_codes._files_looked_at.clear()
    _empty_caches()
