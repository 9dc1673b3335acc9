"""Everyday queries find what they ask for: the list was written before the search was."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dse.disclosure.audiences import TEAM
from dse.query import Query, Selection, open_version
from dse.search import network, software
from dse.search.index import Index, find
from dse.search.words import list_words, list_words_of_name
from dse.store import Store
from dse.ui.frame import menu

QUERIES = Path(__file__).with_name("queries.csv")
TITLES = dict((*menu.PAGES, *menu.HIDDEN))


def read_queries() -> list[dict[str, str]]:
    with QUERIES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def indexes(demo_store: Store) -> list[Index]:
    query = Query(open_version(demo_store, demo_store.current().number), Selection())
    return [
        Index(software.list_entries(TITLES, TEAM), list_words),
        Index(network.list_organisations(query), list_words_of_name),
        Index(network.list_activities(query), list_words),
    ]


def test_there_are_sixty_of_them() -> None:
    assert len({row["query"] for row in read_queries()}) == len(read_queries()) == 60


@pytest.mark.parametrize("row", read_queries(), ids=lambda row: row["query"])
def test_the_first_hit_is_the_right_one(indexes: list[Index], row: dict[str, str]) -> None:
    hits = [(hit.kind, hit.target) for hit in find(row["query"], indexes, 8)]
    assert hits and hits[0] in [(row["kind"], target) for target in row["target"].split("|")], hits[:4]
