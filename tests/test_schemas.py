"""Every column is declared once, documented, and held by pandera."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

import schemas
from schemas import codelists
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


def test_a_parent_theme_is_not_marked() -> None:
    row = {"subject": "activity", "subject_id": "A", "theme": "CLIMAT", "score": 1, "justification": None}
    table = pa.Table.from_pylist([row], schema=schemas.arrow_schema("theme_marks"))
    assert [each.column for each in schemas.failures("theme_marks", table)] == ["theme"]


def test_fingerprint_changes_with_the_codes_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {table: schemas.fingerprint(table) for table in schemas.TABLES}
    known = codelists.allowed
    monkeypatch.setattr(
        codelists, "allowed", lambda name: known(name)[1:] if name == "colleges" else known(name)
    )
    changed = [table for table in schemas.TABLES if schemas.fingerprint(table) != before[table]]
    assert changed == ["memberships"]
