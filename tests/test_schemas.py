"""Every column is declared once, documented, and held by pandera."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

import schemas
from schemas import codelists, row_keys
from schemas.columns import ROLES

COLUMNS = [column for table in schemas.TABLES for column in schemas.columns(table)]


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: f"{column.table}.{column.name}")
def test_every_column_is_documented(column: schemas.Column) -> None:
    assert column.title[0].isupper()
    assert column.description.endswith(".")
    assert column.role in ROLES
    assert set(column.codelists) <= set(codelists.names())
    assert column.references in (None, "subject", *schemas.TABLES)


@pytest.mark.parametrize("table", schemas.TABLES)
def test_every_table_has_a_key_a_title_and_a_description(table: str) -> None:
    assert schemas.key(table)
    assert schemas.title(table)
    assert schemas.description(table).endswith(".")
    assert len({column.label for column in schemas.columns(table)}) == len(schemas.columns(table))


def test_a_table_refers_only_to_tables_above_it_or_itself() -> None:
    order = list(schemas.TABLES)
    for column in COLUMNS:
        if column.references not in (None, "subject"):
            assert order.index(column.references) <= order.index(column.table)


def test_measures_with_euros_say_so_in_their_name() -> None:
    assert [column.name for column in COLUMNS if column.unit == "€"] == ["cost_eur", "cofinancing_eur"]


@pytest.mark.parametrize("name", codelists.names())
def test_codelists_are_ordered_sourced_and_closed(name: str) -> None:
    codes = codelists.load(name)
    known = {code.code for code in codes}
    assert len(known) == len(codes)
    assert len({code.rank for code in codes}) == len(codes)
    assert all(code.label and code.description.endswith(".") and code.source for code in codes)
    assert all(code.parent in known for code in codes if code.parent)


def test_every_codelist_has_a_french_title() -> None:
    assert set(codelists.TITLES) == set(codelists.names())


def test_triennials_follow_one_another_and_last_three_years() -> None:
    triennials = codelists.triennials()
    assert all(each.ends_on.year - each.starts_on.year == 2 for each in triennials)
    assert all(
        a.ends_on.year + 1 == b.starts_on.year for a, b in zip(triennials, triennials[1:], strict=False)
    )


def membership(**changes: object) -> pa.Table:
    row = {
        "organisation_id": "ORG-1",
        "joined_on": date(2015, 3, 1),
        "left_on": None,
        "college": None,
    } | changes
    return pa.Table.from_pylist([row], schema=schemas.arrow_schema("memberships"))


def test_a_right_table_has_no_failure() -> None:
    assert schemas.failures("memberships", membership(left_on=date(2018, 1, 1), college="ONG")) == []


def test_every_failure_is_listed_in_one_pass() -> None:
    rows = pa.concat_tables(
        [
            membership(organisation_id="É 1", left_on=date(2014, 1, 1)),
            membership(college="NULLE_PART"),
            membership(),
        ]
    )
    failures = schemas.failures("memberships", rows)
    assert {(each.column, each.row) for each in failures if each.column} >= {
        ("organisation_id", 0),
        ("college", 1),
    }
    assert any("départ" in each.check for each in failures)
    assert any("unique" in each.check for each in failures)


def test_a_long_table_is_checked_some_rows_at_a_time_and_the_same_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    others = [membership(organisation_id=f"ORG-{number}") for number in range(2, 9)]
    wrong = [
        membership(college="NULLE_PART", organisation_id="ORG-20"),
        membership(organisation_id="É 1", left_on=date(2014, 1, 1)),
        membership(organisation_id=None),
    ]
    rows = pa.concat_tables([membership(), *others, *wrong, membership(college="AUTRE"), membership()])
    at_once = schemas._validate(schemas._schema("memberships"), rows)
    monkeypatch.setattr(schemas, "_ROWS_AT_ONCE", 3)
    assert list(map(str, schemas.failures("memberships", rows))) == list(map(str, at_once))
    assert {failure.row for failure in at_once} == {0, 8, 9, 10, 11, 12}
    assert schemas.failures("memberships", pa.concat_tables([membership(), *others])) == []
    failures = schemas.failures("memberships", rows.drop_columns("college"))
    assert [failure.value for failure in failures if failure.row is None] == ["college"]


def test_keys_are_numbered_in_their_order_an_empty_cell_last() -> None:
    rows = pa.table({"a": ["é", "b", None, "b", "b"], "b": [1, 2, 1, 1, 2]})
    numbers = row_keys.number_keys(rows, ("a", "b"))
    assert numbers.argsort(kind="stable").tolist() == [3, 1, 4, 0, 2]
    assert row_keys.find_repeated(numbers).tolist() == [1, 4]


def test_a_table_of_no_row_has_no_key() -> None:
    empty = pa.table({"a": pa.chunked_array([], pa.date32()), "b": pa.chunked_array([], pa.string())})
    assert row_keys.number_keys(empty, ("a", "b")).tolist() == []
    assert schemas.failures("memberships", schemas.arrow_schema("memberships").empty_table()) == []


def test_keys_of_many_columns_are_numbered_too(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = pa.table({name: [3, 1, 2, 1] for name in "abcdef"})
    before = row_keys.number_keys(rows, rows.column_names)
    monkeypatch.setattr(row_keys, "_LARGEST", 10)
    numbers = row_keys.number_keys(rows, rows.column_names)
    assert numbers.argsort(kind="stable").tolist() == before.argsort(kind="stable").tolist() == [1, 3, 2, 0]
    assert row_keys.find_repeated(numbers).tolist() == [1, 3]


@pytest.mark.parametrize(
    ("theme", "columns"), [("CLIMAT", []), ("CLIMAT_ADAPTATION", []), ("Climats", ["theme"])]
)
def test_a_theme_that_gathers_others_may_be_marked(theme: str, columns: list[str]) -> None:
    row = {"subject": "activity", "subject_id": "A", "theme": theme, "score": 1, "justification": None}
    table = pa.Table.from_pylist([row], schema=schemas.arrow_schema("theme_marks"))
    assert [each.column for each in schemas.failures("theme_marks", table)] == columns


def test_fingerprint_changes_with_the_codes_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {table: schemas.fingerprint(table) for table in schemas.TABLES}
    known = codelists.allowed
    monkeypatch.setattr(
        codelists, "allowed", lambda name: known(name)[1:] if name == "colleges" else known(name)
    )
    changed = [table for table in schemas.TABLES if schemas.fingerprint(table) != before[table]]
    assert changed == ["memberships"]


@pytest.mark.parametrize("table", schemas.TABLES)
def test_a_fingerprint_says_the_checks_of_a_table_as_pandera_does(table: str) -> None:
    """It is compared with those that files were written under, by releases that asked pandera."""
    schema = schemas.TABLES[table].to_schema()
    by_column = {name: sorted(map(str, column.checks)) for name, column in schema.columns.items()}
    assert schemas._describe_checks(table) == (by_column, sorted(map(str, schema.checks)))
