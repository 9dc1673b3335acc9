"""The register of the demo without effects, seed after seed, asked without files: quick enough for two hundred of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pyarrow as pa

import schemas
from dse.query import Query, Selection, relations, versions
from dse.query.engine.duckdb_engine import DuckDBEngine
from dse.query.relations import Days
from dse.query.tables import create_codelists, create_tables, load_codelists
from schemas import codelists
from tests.demo.generator import people, requests

DAYS = Days("2022-01-01")
Rows = list[dict[str, object]]


def null_demos(seeds: range, *, is_alike: bool = False) -> Iterator[Query]:
    """The members and accompaniments of each seed. `is_alike`: no member asks more often than another, year after year, as members do.

    One engine serves them all: each is to be asked before the next.
    """
    engine = DuckDBEngine(threads=1)  # it keeps no answers: its rows change
    create_codelists(engine, load_codelists())
    create_tables(engine, dict.fromkeys(schemas.TABLES, ()))
    versions.create_relations(engine, DAYS, is_materialized=False)
    for seed in seeds:
        with codelists.steady():
            tables = register(seed, is_alike)
        for table, rows in tables.items():
            _replace(engine, table, rows)
        for name, sql in (("reference", relations.REFERENCE), ("years", relations.YEARS)):
            made = sql.replace(f"create table {name}", f"create or replace table {name}")
            engine.connection.execute(made, DAYS.build_parameters() if name == "reference" else None)
        yield Query(engine, Selection())


def _replace(engine: DuckDBEngine, table: str, rows: Rows) -> None:
    schema = schemas.arrow_schema(table)
    whole = [{name: each.get(name) for name in schema.names} for each in rows]
    engine.connection.register("given", pa.Table.from_pylist(whole, schema=schema))
    engine.connection.execute(f"delete from {table}")
    engine.connection.execute(f"insert into {table} select * from given")
    engine.connection.unregister("given")


def register(seed: int, is_alike: bool) -> dict[str, Rows]:
    """The tables of the register as the import would give them."""
    rng = Random(seed)
    everyone = people.generate_organisations(rng, effects=False)
    if is_alike:
        everyone = [replace(one, asks=1.0 if one.asks else 0.0) for one in everyone]
    asked = requests.generate_accompaniments(rng, everyone, effects=False)
    return _members(everyone) | _accompaniments(asked, {o.name: _id(o) for o in everyone})


def _id(organisation: people.Organisation) -> str:
    return f"O{organisation.number}"


def _members(everyone: list[people.Organisation]) -> dict[str, Rows]:
    return {
        "organisations": [{"organisation_id": _id(o), "name": o.name} for o in everyone],
        "organisation_profiles": [
            {
                "organisation_id": _id(o),
                "valid_from": each.since,
                "actor_family": each.family,
                "field": each.field,
                "region": each.region or None,
                "size_band": each.size,
            }
            for o in everyone
            for each in o.profiles
        ],
        "memberships": [
            {"organisation_id": _id(o), "joined_on": stay.joined, "left_on": stay.left}
            for o in everyone
            for stay in o.stays
        ],
    }


def _accompaniments(accompaniments: list[requests.Accompaniment], ids: dict[str, str]) -> dict[str, Rows]:
    return {
        "accompaniments": [
            {
                "accompaniment_id": each.id,
                "kind": each.offer.kind,
                "title": each.topic,
                "status": each.course.status,
                "requested_on": each.requested,
                "decided_on": each.course.decided,
                "started_on": each.course.started,
                "ended_on": each.course.ended,
            }
            for each in accompaniments
        ],
        "accompaniment_organisations": [
            {"accompaniment_id": each.id, "organisation_id": ids[name], "role": role}
            for each in accompaniments
            for role, names in each.roles.items()
            for name in names
        ],
    }
