"""Values that the rows of a table have or had in some version: what was once given to one thing is never given to another."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dse.errors import Damaged
from dse.store.records.layout import Layout
from dse.store.tables import lineage, table_files
from dse.store.tables.lineage import Tables
from dse.store.versions.version import Version

Values = tuple[Any, ...]
# Names of the files that are read as one: a file is named by its content, so one name is read once.
Names = tuple[str, ...]


@dataclass(frozen=True)
class _ValuesOfFiles:
    names: frozenset[Names] = frozenset()
    values: frozenset[Values] = frozenset()


_values_of_tables: dict[tuple[Path, str, tuple[str, ...]], _ValuesOfFiles] = {}


def list_past_values(
    layout: Layout, versions: Iterable[Version], table: str, columns: tuple[str, ...]
) -> frozenset[Values]:
    """Values of some columns in every version that can be read."""
    key = (layout.data, table, columns)
    pieces = _find_pieces(versions, table)
    past = _values_of_tables.get(key, _ValuesOfFiles())
    if not past.names <= pieces.keys():  # what a file alone said goes with it
        past = _ValuesOfFiles()
    names, values = set(past.names), set(past.values)
    for new in pieces.keys() - past.names:
        with suppress(Damaged):
            rows = table_files.read_columns(layout, pieces[new], table, columns)
            values.update(zip(*rows.to_pydict().values(), strict=True))
            names.add(new)
    _values_of_tables[key] = _ValuesOfFiles(frozenset(names), frozenset(values))
    return _values_of_tables[key].values


def _find_pieces(versions: Iterable[Version], table: str) -> dict[Names, Tables]:
    """What is read at once: each file of a table, or all that it comes from where its structure has changed since."""
    pieces: dict[Names, Tables] = {}
    for version in versions:
        origin = lineage.get_lineage(version.tables, table)
        if origin.migrations:
            pieces[tuple(file.name for file in origin.files)] = version.tables
        else:
            pieces |= {(file.name,): {table: (file,)} for file in origin.files}
    return pieces
