"""The demonstration without its effects: a figure that often finds a trend or a gap there finds too many."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import schemas
from dse import paths
from dse.demo.refresh import refresh_demo
from dse.figures import REGISTRY, change, network, of_page, offer, surveys
from dse.figures.figure import answer
from dse.query import Query, Selection, versions
from dse.query.engine.duckdb_engine import DuckDBEngine
from dse.stats import register
from dse.store import Store
from tests.demo import generator

pytestmark = pytest.mark.long

SEEDS = range(int(os.environ.get("DSE_NULL_SEEDS", "200")))  # six minutes of two processors
MOST = 0.09
LAST_DAY = date(2022, 1, 1)  # on which the demonstration is looked at
FLIPS = 999  # one in a thousand of precision is enough to choose a word at 5 %
# What is there all the same: members' persistence is kept, so that accompaniments are concentrated.
THERE = {"uptake_concentration"}
# A list counts and does not conclude. Of long pages, the figures that compare: tests hold that the others word nothing.
COMPARING = (
    *of_page("tendances"),
    *of_page("recours"),
    *surveys.COMPARING,
    *offer.COMPARING,
    *change.COMPARING,
    *network.COMPARING,
)
TESTED = tuple(each.id for each in COMPARING if each.chart and each.id not in THERE)


def figures_with_findings(seed: int) -> list[str]:
    """The figures whose finding says a trend or a gap in one draw without effect."""
    register.DRAWS = FLIPS
    with TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        generator.write_files(raw, seed=seed, effects=False)
        paths.DEMO = raw
        store = Store(Path(folder) / "store")
        refresh_demo(store)
        query = Query(in_memory(store), Selection())
        found = (answer(REGISTRY[each], query, 1, None) for each in TESTED)
        return [each.figure_id for each in found if each.finding.weight > 0]


def in_memory(store: Store) -> DuckDBEngine:
    """The current version as it is looked at on the last day."""
    version = store.current()
    files = tuple((table, tuple(store.files(version, table))) for table in schemas.TABLES)
    return versions.build_engine(files, LAST_DAY.isoformat(), is_materialized=True)


@pytest.fixture(scope="module")
def rates() -> Counter[str]:
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1), mp_context=get_context("spawn")) as pool:
        return Counter(
            name for found in pool.map(figures_with_findings, SEEDS, chunksize=5) for name in found
        )


def test_no_figure_often_words_what_is_not_there(rates: Counter[str]) -> None:
    often = {name: count for name, count in rates.items() if count / len(SEEDS) > MOST}
    assert often == {}


def test_some_words_are_said(rates: Counter[str]) -> None:
    """Tests at 5 % that never say anything would be broken, not quiet."""
    assert len(rates) > 5
