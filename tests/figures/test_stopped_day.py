"""Data that go until a day that the team says: that day is today, and what comes after it is to come."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from counted_store import TODAY, build_rows, commit_tables, small_tables

from dse.query import Query, Selection, find_last_whole_day, open_version
from dse.store import Store

ORGANISATION = {"organisation_id": "M1", "name": "Terres"}
PROFILE = {"organisation_id": "M1", "valid_from": date(2020, 1, 1), "actor_family": "ONG", "field": "AUTRE"}
JOINED = {"organisation_id": "M1", "joined_on": date(2020, 2, 1)}
LIST_OF_2024 = {"organisations": [ORGANISATION], "organisation_profiles": [PROFILE], "memberships": [JOINED]}


def import_list(folder: Path, day: date | None) -> Store:
    store = Store(folder)
    tables = {name: build_rows(name, rows) for name, rows in LIST_OF_2024.items()}
    store.commit(tables, parent=0, author="essai", message="essai", as_of=day)
    return store


def ask(store: Store, sql: str) -> list[tuple[object, ...]]:
    frame = Query(open_version(store, store.current().number), Selection())(sql)
    return list(frame.itertuples(index=False, name=None))


@pytest.mark.parametrize(("day", "is_partial"), [(date(2024, 6, 30), True), (date(2024, 12, 31), False)])
def test_a_list_shows_its_year_before_any_accompaniment(tmp_path: Path, day: date, is_partial: bool) -> None:
    store = import_list(tmp_path, day)
    assert ask(store, "select year, is_partial from years") == [(2024, is_partial)]
    assert ask(store, "select year, organisation_id, is_partial from member_years") == [
        (2024, "M1", is_partial)
    ]
    assert ask(store, "select year, is_partial from register_years") == [(2024, is_partial)]
    assert ask(store, "select name, as_of from members_now") == [("Terres", day)]


def test_without_a_day_said_the_last_event_is_today(tmp_path: Path) -> None:
    store = import_list(tmp_path, None)
    assert ask(store, "select year from years") == []
    assert ask(store, "select as_of from reference") == [(date(2020, 2, 1),)]


def stop(tmp_path: Path, day: date) -> Store:
    """The small register, whose last event is on 5 May 2021, stopped on a day."""
    store = commit_tables(tmp_path, TODAY, small_tables())
    store.commit({}, parent=1, author="essai", message="essai", as_of=day)
    return store


def test_the_day_said_is_today_and_the_last_year_is_the_one_it_is_in(tmp_path: Path) -> None:
    store = stop(tmp_path, date(2023, 3, 1))
    assert find_last_whole_day(store, store.current()) == date(2023, 3, 1)
    assert ask(store, "select as_of, known_on from reference") == [(date(2023, 3, 1), date(2023, 3, 1))]
    assert ask(store, "select max(year) from years") == [(2023,)]
    assert ask(store, "select year from years where is_partial") == [(2023,)]


def test_what_comes_after_an_earlier_day_has_not_happened(tmp_path: Path) -> None:
    day = date(2018, 6, 30)
    store = stop(tmp_path, day)
    assert ask(store, "select max(year) from years") == [(2018,)]
    for sql in (
        "select max(started_on) from delivered",
        "select max(requested_on) from requested",
        "select max(ended_on) from delivered",
        "select max(joined_on) from members_now",
        "select max(last_day) from member_years where last_day < date '2018-12-31'",
    ):
        ((last,),) = ask(store, sql)
        assert last is None or last <= day, sql
    waiting = ask(store, "select max(as_of) from members_now")
    assert waiting == [(day,)]


def test_a_day_that_alone_is_another_is_a_version_that_figures_follow(tmp_path: Path) -> None:
    store = stop(tmp_path, date(2023, 3, 1))
    assert store.current().tables == store.version(1).tables
    assert ask(store, "select as_of from reference") == [(date(2023, 3, 1),)]
    assert ask(Store(tmp_path), "select count(*) from years where not is_partial")[0][0] > 0
