"""Values that the rows of a table have or had in some version: what was once given to one thing is never given to another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import pyarrow as pa

from dse.errors import Damaged
from dse.store.versions.version import Version

Values = tuple[Any, ...]
# Those of the files of a table, which are named by their content.
_values_by_files: dict[tuple[tuple[str, ...], tuple[str, ...]], frozenset[Values]] = {}


def list_past_values(
    versions: Iterable[Version], table: str, columns: tuple[str, ...], read: Callable[[Version], pa.Table]
) -> set[Values]:
    """Values of some columns in every version that can be read; of each file once, since a version never changes."""
    values: set[Values] = set()
    for version in versions:
        names = (table, *(file.name for file in version.tables.get(table, ())))
        key = (names, columns)
        with suppress(Damaged):
            if key not in _values_by_files:
                rows = read(version).select(list(columns))
                _values_by_files[key] = frozenset(zip(*rows.to_pydict().values(), strict=True))
            values |= _values_by_files[key]
    return values
