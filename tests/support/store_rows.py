"""Eight small tables that all carry one token, so that a mixture of two versions shows."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

import schemas
from dse.store import Store, Version

TABLES = (
    "organisations",
    "organisation_aliases",
    "organisation_profiles",
    "memberships",
    "offers",
    "accompaniments",
    "activities",
    "participations",
)
DAY = date(2018, 9, 20)


def rows(table: str, token: int, count: int = 2) -> pa.Table:
    """Rows of a table with the token written in one of its columns."""
    return table_of(table, [_row(table, token, index) for index in range(count)])


def table_of(table: str, values: list[dict]) -> pa.Table:
    """A table from what is filled in, the rest empty."""
    schema = schemas.arrow_schema(table)
    return pa.Table.from_pylist([{name: None for name in schema.names} | row for row in values], schema)


def eight(token: int) -> dict[str, list[pa.Table]]:
    """Changes of a commit of all eight tables."""
    return {table: [rows(table, token)] for table in TABLES}


def tokens(store: Store, version: Version) -> set[int]:
    """Tokens read in all tables of a version: one if it is whole."""
    return {_token(table, row) for table in version.tables for row in store.read(version, table).to_pylist()}


def _row(table: str, token: int, index: int) -> dict:
    kind = schemas.codelists.codes("accompaniment_kinds")[0]
    status = schemas.codelists.codes("accompaniment_statuses")[0]
    return {
        "organisations": {"organisation_id": f"O{index}", "name": f"Association {token}"},
        "organisation_aliases": {"alias": f"A{index} {token}", "organisation_id": f"O{index}"},
        "organisation_profiles": {
            "organisation_id": f"O{index}",
            "valid_from": date.fromordinal(DAY.toordinal() + token),
            "actor_family": schemas.codelists.codes("actor_families")[0],
            "field": schemas.codelists.codes("fields")[0],
        },
        "memberships": {
            "organisation_id": f"O{index}",
            "joined_on": date.fromordinal(DAY.toordinal() + token),
        },
        "offers": {"offer_id": f"F{index}", "title": f"Offre {token}", "kind": kind, "opened_on": DAY},
        "accompaniments": {
            "accompaniment_id": f"ACC{index}",
            "title": f"Étude {token}",
            "kind": kind,
            "status": status,
            "requested_on": DAY,
        },
        "activities": {
            "activity_id": f"ACT{index}",
            "title": f"Atelier {token}",
            "kind": schemas.codelists.codes("activity_kinds")[0],
            "held_on": DAY,
        },
        "participations": {
            "activity_id": f"ACT{index}",
            "organisation_id": f"O{index}",
            "role": schemas.codelists.codes("participation_roles")[0],
            "participants": token,
        },
    }[table]


def _token(table: str, row: dict) -> int:
    where = {
        "organisations": "name",
        "organisation_aliases": "alias",
        "organisation_profiles": "valid_from",
        "memberships": "joined_on",
        "participations": "participants",
    }
    value = row[where.get(table, "title")]
    if isinstance(value, date):
        return value.toordinal() - DAY.toordinal()
    return value if isinstance(value, int) else int(value.split()[-1])


def commit(store: Store, token: int, *tables: str):
    current = store.current()
    changes = {table: [rows(table, token)] for table in tables or TABLES}
    return store.commit(
        changes, parent=current.number if current else 0, author="Marie", message=f"Import {token}"
    )


def read_files(store: Store, *folders: str) -> dict[str, bytes]:
    return {
        f"{folder}/{path.name}": path.read_bytes()
        for folder in folders
        for path in (store.path / folder).iterdir()
    }


def decision_rows(text: str) -> pa.Table:
    filled = {"decision_id": "D1", "decided_on": DAY, "decision": text}
    codes = {
        column.name: schemas.codelists.codes(column.codelists[0])[0]
        for column in schemas.columns("decisions")
        if column.codelists and not column.nullable
    }
    texts = {
        column.name: "x"
        for column in schemas.columns("decisions")
        if column.type == pa.string() and not column.nullable
    }
    numbers = {
        column.name: 1
        for column in schemas.columns("decisions")
        if column.type == pa.int64() and not column.nullable
    }
    return table_of("decisions", [texts | numbers | codes | filled])
