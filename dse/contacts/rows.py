"""Rows of the three tables, read from versions and written as a new one, under the checks of an import."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.errors import Refused
from dse.ingest.checks.table_rules import describe_failure
from dse.store import Store, Version

Row = dict[str, Any]


def read_rows(store: Store, version: Version | None, table: str) -> list[Row]:
    """The rows of a table; none where there is no version."""
    return store.read(version, table).to_pylist() if version else []


def read_rows_of(
    store: Store, version: Version | None, table: str, organisation_ids: Sequence[str]
) -> list[Row]:
    """The rows of a table about some organisations."""
    return find_rows(store, version, table, "organisation_id", organisation_ids)


def find_rows(
    store: Store, version: Version | None, table: str, column: str, texts: Collection[str]
) -> list[Row]:
    """The rows of a table that have one of some texts in a column."""
    if version is None:
        return []
    read = store.read(version, table)
    return read.filter(_is_in(read[column], list(texts))).to_pylist()


def name_organisations(
    store: Store, version: Version | None, organisation_ids: Sequence[str]
) -> dict[str, str]:
    """The names of some organisations by identifier."""
    named = read_rows_of(store, version, "organisations", organisation_ids)
    return {row["organisation_id"]: row["name"] for row in named}


def read_all_versions(store: Store, table: str) -> list[tuple[Row, bool]]:
    """Every row that some version has, once, and whether the current one has it."""
    current = read_rows(store, store.current(), table)
    rows = {tuple(row.items()): row for row in current}
    seen = set()
    for version in store.versions():
        names = tuple(file.name for file in version.tables.get(table, ()))
        if names not in seen:
            seen.add(names)
            rows |= {tuple(row.items()): row for row in read_rows(store, version, table)}
    now = {tuple(row.items()) for row in current}
    return [(row, key in now) for key, row in rows.items()]


def find_in_all_versions(store: Store, table: str, column: str, texts: Collection[str]) -> list[Row]:
    """The rows that some version has with one of some texts in a column; one may come several times."""
    files = {
        tuple(file.name for file in version.tables.get(table, ())): version for version in store.versions()
    }
    return [row for version in files.values() for row in find_rows(store, version, table, column, texts)]


def name_organisation(store: Store, version: Version | None, organisation_id: str) -> str:
    """The name of an organisation. Refused if no row has that identifier."""
    names = name_organisations(store, version, [organisation_id])
    if organisation_id not in names:
        raise Refused("Cette organisation n’existe pas dans la version actuelle. Rechargez la page.")
    return names[organisation_id]


def require_rules(table: str, row: Row) -> None:
    """Refused where a row breaks a rule of its table: the column, the reason, what to do."""
    for failure in schemas.failures(table, _to_arrow(table, [row])):
        issue = describe_failure(failure)
        place = f"{schemas.column(table, failure.column).title} : " if failure.column else ""
        raise Refused(f"{place}{issue.reason} {issue.advice}")


def require_not_to_come(day: date | None, today: date, title: str) -> None:
    """Refused where a day is still to come."""
    if day and day > today:
        raise Refused(f"{title} : ce jour n’est pas encore venu. Corrigez la date.")


def save(
    store: Store, seen: Version | None, table: str, rows: Iterable[Row], author: str, message: str
) -> Version | None:
    """A version with these rows; None where nothing changes. Conflict if the one they were read from is no longer the current one.

    The message names no person: a manifest never changes, not even when somebody is forgotten.
    """
    return store.commit(
        {table: [_to_arrow(table, list(rows))]},
        parent=seen.number if seen else 0,
        author=author,
        message=message,
    )


def _to_arrow(table: str, rows: Sequence[Row]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=schemas.arrow_schema(table))


def _is_in(column: pa.ChunkedArray, texts: Sequence[str]) -> pa.ChunkedArray:
    return pc.is_in(column, value_set=pa.array(texts, pa.string()))
