"""The schemas as a later release may have them: tables changed, renamed or taken away until a test ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pandera.pandas as pandera

import schemas
from dse import query
from schemas.columns import Text
from schemas.migrations import Migration

Reshape = Callable[[pandera.DataFrameSchema], pandera.DataFrameSchema]
CACHES = (schemas._schema, schemas.columns, schemas.key, schemas.arrow_schema)
METADATA = {"unit": None, "codelists": (), "parameters": False, "open": False, "also_allowed": (), "personal": False}  # fmt: skip


@contextmanager
def release(
    tables: Mapping[str, Reshape] = {}, migrations: Sequence[Migration] = (), taken_away: Sequence[str] = ()
) -> Iterator[None]:
    """A later release: these tables otherwise, these migrations."""
    before, steps = dict(schemas.TABLES), schemas.migrations.MIGRATIONS
    try:
        schemas.TABLES |= {name: _reshaped(before[name], reshape) for name, reshape in tables.items()}
        for name in taken_away:
            del schemas.TABLES[name]
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


def _reshaped(base: Any, reshape: Reshape) -> Any:
    return SimpleNamespace(Config=base.Config, to_schema=lambda: reshape(deepcopy(base.to_schema())))


def _empty_caches() -> None:
    for cached in CACHES:
        cached.cache_clear()
    query._connection.cache_clear()
