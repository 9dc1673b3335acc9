"""Rows of the two tables, read from versions and written as a new one, under the checks of an import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    if version is None:
        return []
    read = store.read(version, table)
    is_of_one = pc.is_in(read["organisation_id"], value_set=pa.array(organisation_ids, pa.string()))
    return read.filter(is_of_one).to_pylist()


def list_merged(store: Store, version: Version | None, organisation_id: str) -> dict[str, str]:
    """An organisation and all those that it took over, directly or not: the name of each by its identifier."""
    known = read_rows(store, version, "organisations")
    ids = {organisation_id}
    while more := {row["organisation_id"] for row in known if row["successor_id"] in ids} - ids:
        ids |= more
    names = {row["organisation_id"]: row["name"] for row in known if row["organisation_id"] in ids}
    return {organisation_id: names.pop(organisation_id, organisation_id), **names}


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


def name_organisation(store: Store, version: Version | None, organisation_id: str) -> str:
    """The name of an organisation. Refused if no row has that identifier."""
    names = {row["organisation_id"]: row["name"] for row in read_rows(store, version, "organisations")}
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
