"""A status that contradicts the dates is asked about at import, and wins where accompaniments are counted."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from counted_store import TODAY, Row, commit_tables, figure_table, small_tables
from uploads import accepted, changed, clean, every_clean

from dse.export.dossier import coverage
from dse.ingest import propose
from dse.ingest.checks.status_and_dates import ABANDONED, CONTRADICTING, STARTED, contradicting_rows
from dse.query import Query, Selection, facts, open_version, relations
from dse.query.relations import Days
from dse.store import Store
from schemas import codelists

FIRST = "TERMINE;TDO;Ville de Lysee|M003;;cabinet aubier;;03/04/2018;12/05/2018;1er juin 2018;2018-12-31"


def ask(tmp_path: Path, status: str, decided: str, started: str, ended: str) -> list[tuple[str, str | None]]:
    """Code and column of what the import asks about the first clean accompaniment with other cells."""
    store = Store(tmp_path)
    cells = f"{status};TDO;Ville de Lysee|M003;;cabinet aubier;;03/04/2018;{decided};{started};{ended}"
    files = [file for file in every_clean() if file.name != "accompagnements.csv"]
    proposal = propose([*files, changed("accompagnements", FIRST, cells)], store)
    assert not proposal.problems
    return [(doubt.code, doubt.header) for doubt in proposal.doubts]


@pytest.mark.parametrize(
    ("status", "decided", "started", "ended", "header"),
    [
        ("REFUSE", "12/05/2018", "01/06/2018", "", "Début"),
        ("REFUSE", "12/05/2018", "", "31/12/2018", "Fin"),
        ("DEMANDE", "12/05/2018", "01/06/2018", "31/12/2018", "Décision"),
        ("DEMANDE", "", "01/06/2018", "", "Début"),
        ("INSTRUCTION", "12/05/2018", "", "", "Décision"),
        ("ABANDONNE", "12/05/2018", "01/06/2018", "", "Début"),
        ("ABANDONNE", "", "01/06/2018", "31/12/2018", "Début"),
        ("TERMINE", "12/05/2018", "", "31/12/2018", "Début"),
        ("EN_COURS", "", "", "", "Début"),
    ],
)
def test_dates_that_contradict_the_status_are_asked_about(
    tmp_path: Path, status: str, decided: str, started: str, ended: str, header: str
) -> None:
    assert ask(tmp_path, status, decided, started, ended) == [("IMP-525", header)]


@pytest.mark.parametrize(
    ("status", "decided", "started", "ended"),
    [
        ("REFUSE", "12/05/2018", "", ""),
        ("DEMANDE", "", "", ""),
        ("ABANDONNE", "12/05/2018", "", ""),
        ("ABANDONNE", "12/05/2018", "01/06/2018", "31/12/2018"),
        ("ACCORDE", "12/05/2018", "01/06/2018", ""),
        ("EN_COURS", "12/05/2018", "01/06/2018", ""),
    ],
)
def test_dates_that_go_with_the_status_are_not(
    tmp_path: Path, status: str, decided: str, started: str, ended: str
) -> None:
    assert ask(tmp_path, status, decided, started, ended) == []


def test_what_was_confirmed_is_not_asked_about_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    refused = changed("accompagnements", FIRST, FIRST.replace("TERMINE", "REFUSE"))
    files = [file for file in every_clean() if file.name != "accompagnements.csv"]
    accepted(store, *files, refused)
    assert [row.reference for row in contradicting_rows(store, store.current())] == ["ACC-1"]
    assert not propose([refused], store).doubts
    assert not propose([clean("accompagnements")], store).doubts


def give_status(status: str, *references: str) -> dict[str, list[Row]]:
    tables = small_tables()
    for row in tables["accompaniments"]:
        if row["accompaniment_id"] in references:
            row["status"] = status
    return tables


# A04 and A06 are the studies of M03, both started and ended in 2016-2018; A05, A09 and A13 remain.
@pytest.mark.parametrize("status", ["REFUSE", "DEMANDE", "INSTRUCTION"])
def test_what_its_status_says_not_started_is_counted_nowhere_as_started(tmp_path: Path, status: str) -> None:
    store = commit_tables(tmp_path, TODAY, give_status(status, "A04", "A06"))
    values = {
        measure: value
        for measure, theme, value in figure_table(store, "headlines", "measure theme value")
        if not theme
    }
    assert values["ACCOMPAGNEMENTS"] == 3 and values["RECOURS"] == pytest.approx(100 * 2 / 7, abs=0.01)
    query = Query(open_version(store, 1), Selection())
    served = query("select distinct organisation_id from services where organisation_id = 'M03'")
    assert len(served) == 1, "M03 came to an activity"
    assert query("select * from delivered where accompaniment_id in ('A04', 'A06')").empty
    asked = query("select started_on, ended_on from requested where accompaniment_id in ('A04', 'A06')")
    assert len(asked) == 2 and asked.isna().all(axis=None)
    steps = {
        row[0]: row[1:] for row in figure_table(store, "requests_funnel", "step reached refused pending")
    }
    assert steps["DEMARRE"][0] == len([r for r in small_tables()["accompaniments"] if r["started_on"]]) - 2


def test_what_is_abandoned_once_started_has_started(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, TODAY, small_tables())
    query = Query(open_version(store, 1), Selection())
    assert len(query("select * from delivered where status = 'ABANDONNE'")) == 1


# Nothing else than A04 and A06 reached M03 once nobody comes to activities.
@pytest.mark.parametrize("status", ["EN_COURS", "TERMINE"])
def test_what_its_status_says_started_neither_waits_nor_leaves_its_member_unreached(
    tmp_path: Path, status: str
) -> None:
    def count(name: str, *, without_start: bool) -> tuple[object, set[object]]:
        tables = give_status(status, "A04", "A06") | {"participations": []}
        for row in tables["accompaniments"]:
            if without_start and row["accompaniment_id"] in ("A04", "A06"):
                row["started_on"] = None
        store = commit_tables(tmp_path / name, TODAY, tables)
        steps = figure_table(store, "requests_funnel", "step reached pending")
        return steps, {member for (member,) in figure_table(store, "never_reached", "name")}

    assert count("undated", without_start=True) == count("dated", without_start=False)


# The last day known and the years are those of what happened: a refused start of 2022 is none.
def test_a_date_that_the_status_denies_moves_neither_the_years_nor_the_last_day(tmp_path: Path) -> None:
    tables = give_status("REFUSE", "A12")
    (row,) = (row for row in tables["accompaniments"] if row["accompaniment_id"] == "A12")
    row["started_on"] = row["ended_on"] = date(2022, 3, 31)
    store = commit_tables(tmp_path, date(2023, 1, 15), tables)
    query = Query(open_version(store, 1), Selection())
    without = commit_tables(tmp_path / "b", date(2023, 1, 15), give_status("REFUSE", "A12"))
    expected = Query(open_version(without, 1), Selection())
    for sql in ("select as_of from reference", "select max(year) as last from years", coverage._LAST_EVENT):
        assert query(sql).equals(expected(sql))


def test_rows_already_there_are_listed_with_how_they_count(tmp_path: Path) -> None:
    tables = give_status("DEMANDE", "A06")
    store = commit_tables(tmp_path, TODAY, tables)
    rows = {row.reference: row for row in contradicting_rows(store, store.current())}
    assert set(rows) == {"A06", "A09"}
    assert rows["A06"].dates == "« Décision » le 02/05/2017, « Début » le 02/05/2017 et « Fin » le 31/05/2017"
    assert (rows["A06"].counted_as, rows["A06"].is_not_started) == ("demandé, en attente", True)
    assert (rows["A09"].counted_as, rows["A09"].is_not_started) == ("démarré, puis interrompu", False)


def test_facts_kept_beside_a_version_go_by_the_statement_that_made_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = facts.build_key(Days("2021-10-15"), {}, {})
    monkeypatch.setattr(facts, "VIEWS", tuple(view.replace("'REFUSE'", "'X'") for view in facts.VIEWS))
    assert facts.build_key(Days("2021-10-15"), {}, {}) != now


# Neither may import the other: figures read what an import has checked.
def test_the_statuses_that_an_import_asks_about_are_those_that_figures_do_not_count() -> None:
    for name, statuses in (("decided_on", relations.UNDECIDED), ("started_on", relations.NOT_STARTED)):
        contradicting = {status for status, columns in CONTRADICTING.items() if name in columns}
        assert contradicting - {ABANDONED} == set(re.findall(r"\w+", statuses))
    assert set(STARTED) == set(re.findall(r"\w+", relations.STARTED))


def test_the_statuses_are_those_of_the_list() -> None:
    assert set(CONTRADICTING) <= set(codelists.codes("accompaniment_statuses"))
