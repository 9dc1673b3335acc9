"""The structure of each table as the last release left it: what changes it without a way for older files is named."""

from __future__ import annotations

import os

import later_schemas
import pyarrow as pa
import pytest
from structures import released, today, write

import schemas
from schemas.migrations import Migration

TYPES = {
    str(kind): kind
    for kind in (pa.string(), pa.date32(), pa.int64(), pa.float64(), pa.bool_(), pa.decimal128(12, 2))
}
ADVICE = """
A store of the last release could no longer be read. Write what gives today's rows from its files: a Migration in
schemas/migrations.py, with the next number, that names this table (docs/dev/migrations.md); or make the new column nullable.
Once it is written and a store of the last release is kept in tests/fixtures/stores/, UPDATE_GOLDEN=1 keeps today's structures."""


def unexplained(released: dict) -> list[str]:
    """What differs from the structures of a release once its migrations have run, and that older files could not be read with."""
    tables = {name: _empty(structure) for name, structure in released["tables"].items()}
    migrated = set()
    for migration in schemas.migrations.after(released["structure"]):
        given = {name: tables.pop(name) for name in migration.tables if name in tables}
        tables |= migration.apply(given)
        migrated |= set(migration.tables)
    faults = [
        fault
        for table, was in released["tables"].items()
        if table not in migrated
        for fault in _faults(table, was)
    ]
    return [*faults, *(fault for table in sorted(migrated) for fault in _not_reached(table, tables))]


def _empty(structure: dict) -> pa.Table:
    """No row, of the columns that a table had."""
    fields = [pa.field(name, TYPES[column["type"]]) for name, column in structure.items()]
    return pa.schema(fields).empty_table()


def _not_reached(table: str, tables: dict[str, pa.Table]) -> list[str]:
    """What the migrations of a table leave otherwise than it is today."""
    if (table in tables) != (table in schemas.TABLES):
        return [f"{table}: the migrations {'leave' if table in tables else 'lose'} it"]
    if table not in tables:
        return []
    given, wanted = tables[table].schema, schemas.arrow_schema(table)
    gone = [f"{table}.{name}: the column is gone" for name in given.names if name not in wanted.names]
    lacking = [
        f"{table}.{field.name}: no migration gives it"
        for field in wanted
        if field.name not in given.names and not field.nullable
    ]
    others = [
        f"{table}.{field.name}: migrations give {given.field(field.name).type}, not {field.type}"
        for field in wanted
        if field.name in given.names and given.field(field.name).type != field.type
    ]
    return [*gone, *lacking, *others]


def _faults(table: str, was: dict) -> list[str]:
    if table not in schemas.TABLES:
        return [f"{table}: the table is gone"]
    now = schemas.structure(table)
    gone = [f"{table}.{name}: the column is gone" for name in was if name not in now]
    changed = [
        f"{table}.{name}: {aspect} was {was[name][aspect]!r}, is {value!r}"
        for name, column in now.items()
        if name in was
        for aspect, value in column.items()
        if was[name][aspect] != value and not (aspect == "nullable" and value)
    ]
    added = [
        f"{table}.{name}: a new column of the key, or that may not be empty"
        for name, column in now.items()
        if name not in was and (column["key"] or not column["nullable"])
    ]
    return [*gone, *changed, *added]


def test_older_files_stay_readable() -> None:
    if os.environ.get("UPDATE_GOLDEN") == "1":
        write()
    faults = unexplained(released())
    assert not faults, "\n".join([*faults, ADVICE])


def test_every_table_and_column_of_today_is_kept_for_the_next_release() -> None:
    assert released() == today(), "Keep them: UPDATE_GOLDEN=1 pytest tests/store/test_structures.py"


def test_migrations_are_numbered_from_two_and_leave_decisions_apart() -> None:
    steps = schemas.migrations.MIGRATIONS
    assert [step.number for step in steps] == list(range(2, len(steps) + 2))
    assert all(step.reason and step.tables for step in steps)
    assert all(step.tables == ("decisions",) for step in steps if "decisions" in step.tables)


def _not_empty(schema):
    return schema.update_column("note", nullable=False)


def _of_the_key(schema):
    return schema.update_column("kind", metadata={**schema.columns["kind"].metadata, "role": "key"})


def _cites(schema):
    return schema.update_column(
        "note", metadata={**schema.columns["note"].metadata, "references": "organisations"}
    )


KINDS = {
    "renamed": (lambda schema: schema.rename_columns({"note": "remark"}), "offers.note: the column is gone"),
    "removed": (lambda schema: schema.remove_columns(["note"]), "offers.note: the column is gone"),
    "required": (
        lambda schema: schema.add_columns({"colour": later_schemas.column(nullable=False)}),
        "offers.colour: a new column of the key, or that may not be empty",
    ),
    "no longer empty": (_not_empty, "offers.note: nullable was True, is False"),
    "of the key": (_of_the_key, "offers.kind: key was False, is True"),
    "cites": (_cites, "offers.note: references was None, is 'organisations'"),
}


@pytest.mark.parametrize(("reshape", "fault"), KINDS.values(), ids=KINDS)
def test_each_kind_of_change_is_named_unless_a_migration_explains_it(reshape, fault: str) -> None:
    with later_schemas.release({"offers": reshape}):
        assert fault in unexplained(released())
    number = released()["structure"] + 1
    explained = Migration(
        number,
        "expliqué",
        ("offers",),
        lambda tables: {"offers": schemas.arrow_schema("offers").empty_table()},
    )
    with later_schemas.release({"offers": reshape}, [explained]):
        assert unexplained(released()) == []


def test_a_migration_explains_what_it_does_and_nothing_more() -> None:
    """A second renaming that comes after the migration of the first was written."""

    def rename(tables):
        return {"offers": tables["offers"].rename_columns([{"note": "remark"}.get(name, name) for name in tables["offers"].column_names])}  # fmt: skip

    migration = Migration(released()["structure"] + 1, "note s’appelle remark", ("offers",), rename)
    with later_schemas.release(
        {"offers": lambda schema: schema.rename_columns({"note": "remark"})}, [migration]
    ):
        assert unexplained(released()) == []
    both = {"note": "remark", "title": "name"}
    with later_schemas.release({"offers": lambda schema: schema.rename_columns(both)}, [migration]):
        assert unexplained(released()) == [
            "offers.title: the column is gone",
            "offers.name: no migration gives it",
        ]
    with later_schemas.release(migrations=[Migration(2, "perdue", ("offers",), lambda tables: {})]):
        assert unexplained(released()) == ["offers: the migrations lose it"]


def test_another_type_or_a_table_gone_is_named() -> None:
    was = released()
    was["tables"]["offers"]["title"]["type"] = "int64"
    was["tables"]["pamphlets"] = {}
    assert unexplained(was) == [
        "offers.title: type was 'int64', is 'string'",
        "pamphlets: the table is gone",
    ]


def test_a_column_that_may_be_empty_and_a_new_table_need_no_migration() -> None:
    with later_schemas.release(
        {"offers": lambda schema: schema.add_columns({"colour": later_schemas.column()})}
    ):
        assert unexplained(released()) == []
    fewer = released()
    del fewer["tables"]["offers"]
    assert unexplained(fewer) == []
