"""What is counted otherwise and of which no row changed: only a day that came between the two versions explains it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from counted_store import commit_next, commit_tables, small_tables

from dse.figures import headline_causes, headline_moves
from dse.figures.headline_units import Units
from dse.query import Query, Selection, open_version
from dse.store import Store

COLUMNS = ["accompaniment_id", "activity_id", "organisation_id", "actor_family", "region", "value"]
PLANNED = (headline_causes.Cause(headline_causes.PLANNED),)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two versions with the same rows, before and after the day on which A11 starts."""
    tables = small_tables()
    (row,) = (row for row in tables["accompaniments"] if row["accompaniment_id"] == "A11")
    row["started_on"] = date(2021, 11, 2)
    store = commit_tables(tmp_path, date(2021, 10, 15), tables)
    offer = {"offer_id": "O1", "title": "Fonds", "kind": "EVALUATION", "opened_on": date(2015, 1, 1)}
    commit_next(store, date(2021, 12, 1), {"offers": [offer]})
    return store


def explain(store: Store, measure: str, **unit: str) -> tuple[headline_causes.Cause, ...]:
    before, after = (Query(open_version(store, number), Selection()) for number in (1, 2))
    versions = headline_moves._Versions(before, after, lambda table: None)
    counted = pd.DataFrame([{name: unit.get(name, "") for name in COLUMNS}])
    units = Units(counted.iloc[:0], counted)
    basis = headline_causes.Basis(measure)
    return headline_causes.explain(units, basis, lambda table: None, versions.find_planned)


def test_a_start_that_came_between_the_two_versions_is_the_cause(store: Store) -> None:
    assert explain(store, "ACCOMPAGNEMENTS", accompaniment_id="A11", organisation_id="M01") == PLANNED


@pytest.mark.parametrize(
    ("measure", "unit"),
    [
        ("ACCOMPAGNEMENTS", {"accompaniment_id": "A05"}),
        ("PARTICIPATIONS", {"activity_id": "T1", "organisation_id": "M01"}),
        ("MEMBRES", {"organisation_id": "M01"}),
    ],
)
def test_without_such_a_day_no_cause_is_given(store: Store, measure: str, unit: dict[str, str]) -> None:
    assert explain(store, measure, **unit) == ()
