"""Stores of tests that hold the same bytes share what was built of them, and nothing else."""

from __future__ import annotations

from dse.query import Query, Selection, open_version
from dse.query.engine import Engine
from dse.store import Store

COUNT = "select count(*) as rows from memberships"


def open_current(store: Store) -> Engine:
    return open_version(store, store.current().number)


def count_memberships(engine: Engine) -> int:
    return Query(engine, Selection()).read(COUNT)["rows"][0].as_py()


def test_copies_share_relations_and_keep_their_own_answers_and_folders(
    demo_store: Store, own_demo: Store
) -> None:
    first, second = open_current(demo_store), open_current(own_demo)
    assert second.connection is first.connection
    assert second.answers is not first.answers
    assert {path.is_relative_to(own_demo.path) for path in second._directories} == {True}
    assert count_memberships(first) == count_memberships(second)


def test_a_row_less_is_another_version(demo_store: Store, own_demo: Store) -> None:
    rows = own_demo.read(own_demo.current(), "memberships")
    own_demo.commit(
        {"memberships": [rows.slice(1)]}, parent=own_demo.current().number, author="Paul", message=""
    )
    first, second = open_current(demo_store), open_current(own_demo)
    assert second.connection is not first.connection
    assert count_memberships(second) == count_memberships(first) - 1
