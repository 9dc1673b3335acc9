"""Which organisations there are: found by identifier, by what they are called, or by what is nearly that."""

from __future__ import annotations

from typing import NamedTuple

from dse.ingest.organisations import name_comparison
from dse.query import Query

_FOUND = (
    "select organisation_id, name, successor_id from organisations where organisation_id = $organisation_id"
)
_TAKEN_OVER = """
select organisation_id, name from organisations where list_contains($successors, successor_id) order by name, organisation_id
"""
_SPELLINGS = """
select name as spelling, organisation_id from organisations
union all select alias, organisation_id from organisation_aliases
union all select organisation_id, organisation_id from organisations
order by organisation_id, spelling
"""
_NAMES = "select organisation_id, name from organisations"


class Organisation(NamedTuple):
    """An organisation by its identifier and its name."""

    organisation_id: str
    name: str


class Opened(NamedTuple):
    """The organisation whose sheet opens, and those that it took over on the way from the one asked for."""

    organisation: Organisation
    merged: tuple[Organisation, ...] = ()


def find(query: Query, organisation_id: str) -> Opened | None:
    """The organisation of that identifier, or the last of those that took it over; None where there is none."""
    merged: list[Organisation] = []
    wanted: str | None = organisation_id
    while True:
        rows = query.with_parameters(organisation_id=wanted).read(_FOUND).to_pylist()
        if not rows:
            return None
        organisation = Organisation(rows[0]["organisation_id"], rows[0]["name"])
        wanted = rows[0]["successor_id"]
        if wanted is None or organisation in merged:
            return Opened(organisation, tuple(merged))
        merged.append(organisation)


def list_taken_over(query: Query, organisation_id: str) -> list[Organisation]:
    """The organisations that one took over, then those that these had taken over."""
    found: dict[str, Organisation] = {}
    successors = [organisation_id]
    while successors:
        rows = query.with_parameters(successors=successors).read(_TAKEN_OVER).to_pylist()
        successors = [
            row["organisation_id"] for row in rows if row["organisation_id"] not in (*found, organisation_id)
        ]
        found |= {
            row["organisation_id"]: Organisation(**row)
            for row in rows
            if row["organisation_id"] in successors
        }
    return list(found.values())


def list_named(query: Query, name: str) -> list[Organisation]:
    """The organisations of exactly that name."""
    rows = query.with_parameters(name=name).read(f"{_NAMES} where name = $name order by organisation_id")
    return [Organisation(*row.values()) for row in rows.to_pylist()]


def find_nearest(query: Query, text: str, count: int = 5) -> list[Organisation]:
    """The organisations whose names, other names or identifiers a text resembles most, best first."""
    names = dict(zip(*_read_columns(query, _NAMES), strict=True))
    nearest = name_comparison.nearest(text, index_spellings(query), count)
    return [Organisation(organisation_id, names[organisation_id]) for organisation_id in nearest]


def index_spellings(query: Query) -> name_comparison.NameIndex:
    """What all organisations are called, made once for a version."""
    return query.once(
        "members.spellings",
        lambda: name_comparison.index_names(zip(*_read_columns(query, _SPELLINGS), strict=True)),
    )


def _read_columns(query: Query, sql: str) -> list[list[str]]:
    return [column.to_pylist() for column in query.read(sql).columns]
