"""What is late, open or going on is so on the last day that the data know, whenever they are looked at."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from counted_store import TODAY, Row, commit_tables, figure_table, small_tables

from dse.store import Store

# The last event of the small register is on 5 May 2021.
LAST_DAY = date(2021, 5, 5)
YEARS_LATER = date(2026, 11, 27)
DECISION = {
    "decision_id": "D1", "decided_on": date(2020, 1, 1), "occasion": "Séminaire", "finding": "Constat",
    "figure_id": "headlines", "selection": "annees=2016-2018", "store_version": 1, "decision": "Relancer",
    "due_on": date(2021, 5, 1), "status": "A_FAIRE",
}  # fmt: skip
OFFER = {"kind": "EVALUATION", "opened_on": date(2015, 1, 1)}
INDICATOR = {
    "indicator_id": "IND-1", "objective": "Servir", "title": "Membres", "level": "2", "measure": "2",
    "unit": "%", "direction": "HAUSSE", "source": "typed",
}  # fmt: skip


def _past_tables() -> dict[str, list[Row]]:
    """The small register without what is planned: years later it would have happened."""
    tables = small_tables()
    for name in ("activities", "participations"):
        tables[name] = [row for row in tables[name] if row["activity_id"] != "T4"]
    return tables


def period(first_year: int, last_year: int) -> Row:
    return {
        "indicator_id": "IND-1", "breakdown": "-", "period_start": date(first_year, 1, 1),
        "period_end": date(last_year, 12, 31), "target": 40.0,
    }  # fmt: skip


@pytest.fixture(params=[TODAY, YEARS_LATER], ids=["at once", "years later"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    tables = _past_tables() | {
        "decisions": [DECISION, DECISION | {"decision_id": "D2", "due_on": date(2021, 9, 1)}],
        "offers": [
            OFFER | {"offer_id": "O1", "title": "O1", "closed_on": LAST_DAY},
            OFFER | {"offer_id": "O2", "title": "O2", "closed_on": date(2021, 9, 1)},
        ],
    }
    return commit_tables(tmp_path, request.param, tables)


def test_a_decision_is_late_on_the_last_day_known(store: Store) -> None:
    assert figure_table(store, "decisions_overdue", "due_on days_late") == [(date(2021, 5, 1), 4)]
    assert figure_table(store, "decisions_followed", "decision_id days_late") == [("D2", None), ("D1", 4)]


def test_an_offer_that_closes_after_the_last_day_known_is_still_open(store: Store) -> None:
    rows = figure_table(store, "offers", "title is_open_now")
    assert sorted(rows) == [("O1", False), ("O2", True)]


def test_the_latest_period_of_an_indicator_has_begun_on_the_last_day_known(tmp_path: Path) -> None:
    tables = _past_tables() | {
        "indicators": [INDICATOR],
        "indicator_periods": [period(2019, 2021), period(2023, 2025)],
    }
    for day in (TODAY, YEARS_LATER):
        store = commit_tables(tmp_path / str(day), day, tables)
        assert figure_table(store, "indicators_progress", "period_start") == [(date(2019, 1, 1),)]


def test_without_any_event_nothing_is_late(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, YEARS_LATER, {"decisions": [DECISION]})
    assert figure_table(store, "decisions_overdue", "days_late") == []
