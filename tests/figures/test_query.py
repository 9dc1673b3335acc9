"""Selections, views, and what the connection may touch."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

import schemas
from dse.errors import StoreError
from dse.query import Query, Selection, open_version, versions
from dse.query.engine.duckdb_engine import DuckDBEngine
from dse.store import Store


def rows(table: str, *records: dict[str, object]) -> list[pa.Table]:
    schema = schemas.arrow_schema(table)
    return [
        pa.Table.from_pylist(
            [{name: each.get(name) for name in schema.names} for each in records], schema=schema
        )
    ]


def profile(valid_from: date, family: str) -> dict[str, object]:
    return {"organisation_id": "O1", "valid_from": valid_from, "actor_family": family, "field": "AUTRE"}


@pytest.fixture
def small(tmp_path) -> Store:
    """One member with a profile that changes, two accompaniments, marks on leaves of one theme."""
    store = Store(tmp_path)
    accompaniment = {"kind": "EVALUATION", "title": "Étude", "status": "TERMINE"}
    store.commit(
        {
            "organisations": rows("organisations", {"organisation_id": "O1", "name": "Une"}),
            "organisation_profiles": rows(
                "organisation_profiles", profile(date(2014, 1, 1), "ONG"), profile(date(2016, 7, 1), "ESS")
            ),
            "memberships": rows(
                "memberships",
                {"organisation_id": "O1", "joined_on": date(2013, 5, 1), "left_on": date(2014, 2, 1)},
                {"organisation_id": "O1", "joined_on": date(2016, 1, 1)},
            ),
            "accompaniments": rows(
                "accompaniments",
                accompaniment
                | {
                    "accompaniment_id": "A1",
                    "requested_on": date(2016, 5, 1),
                    "started_on": date(2016, 8, 1),
                },
                accompaniment
                | {
                    "accompaniment_id": "A2",
                    "requested_on": date(2013, 6, 1),
                    "started_on": date(2013, 9, 1),
                },
            ),
            "accompaniment_organisations": rows(
                "accompaniment_organisations",
                {"accompaniment_id": "A1", "organisation_id": "O1", "role": "PORTEUR"},
                {"accompaniment_id": "A2", "organisation_id": "O1", "role": "PORTEUR"},
            ),
            "theme_marks": rows(
                "theme_marks",
                {"subject": "accompaniment", "subject_id": "A1", "theme": "CLIMAT_ATTENUATION", "score": 0},
                {"subject": "accompaniment", "subject_id": "A1", "theme": "CLIMAT_ADAPTATION", "score": 2},
            ),
        },
        parent=0,
        author="test",
        message="test",
    )
    return store


def query(store: Store, **choice: object) -> Query:
    return Query(open_version(store, store.current().number), Selection(**choice))


def test_a_member_is_one_on_any_day_of_the_year_and_not_between_two_stays(small: Store) -> None:
    found = query(small)("select year, actor_family from member_years order by year")
    assert found.values.tolist() == [[2013, "ONG"], [2014, "ONG"], [2016, "ESS"]]


def test_an_event_has_the_profile_of_its_date(small: Store) -> None:
    found = query(small)("select accompaniment_id, actor_family from requested order by accompaniment_id")
    assert found.values.tolist() == [["A1", "ONG"], ["A2", "ONG"]]
    assert query(small)(
        "select actor_family from delivered where accompaniment_id = 'A1'"
    ).values.tolist() == [["ESS"]]


def test_a_parent_theme_takes_the_highest_of_its_leaves(small: Store) -> None:
    assert query(small)("select score from marks where theme = 'CLIMAT'").values.tolist() == [[2]]


def test_a_mark_of_a_parent_theme_counts_once_beside_those_of_its_leaves(tmp_path: Path) -> None:
    store = Store(tmp_path)
    scores = (
        ("A", "CLIMAT", 2),
        ("A", "CLIMAT_ADAPTATION", 1),
        ("B", "CLIMAT", 0),
        ("B", "CLIMAT_ADAPTATION", 1),
        ("C", "CLIMAT", 1),
    )
    records = [
        {"subject": "accompaniment", "subject_id": name, "theme": theme, "score": score}
        for name, theme, score in scores
    ]
    accompaniments = [
        {
            "accompaniment_id": name,
            "kind": "EVALUATION",
            "title": "É",
            "status": "TERMINE",
            "requested_on": date(2020, 1, 1),
        }
        for name in "ABC"
    ]
    changes = {
        "accompaniments": rows("accompaniments", *accompaniments),
        "theme_marks": rows("theme_marks", *records),
    }
    store.commit(changes, parent=0, author="t", message="t")
    ask = "select subject_id, score from marks where theme = 'CLIMAT' order by subject_id"
    assert query(store)(ask).values.tolist() == [["A", 2], ["B", 1], ["C", 1]]


def test_years_run_from_first_to_last_event_and_the_unfinished_one_is_partial(small: Store) -> None:
    found = query(small)("select year, is_partial from years order by year")
    assert found["year"].tolist() == [2013, 2014, 2015, 2016]
    assert not found["is_partial"].any()


def test_the_year_of_the_version_is_partial(tmp_path) -> None:
    store = Store(tmp_path)
    now = datetime.now(UTC).date()
    record = {
        "accompaniment_id": "A",
        "kind": "EVALUATION",
        "title": "É",
        "status": "DEMANDE",
        "requested_on": now.replace(month=1, day=1),
    }
    store.commit({"accompaniments": rows("accompaniments", record)}, parent=0, author="t", message="t")
    assert query(store)("select year, is_partial from years").values.tolist() == [[now.year, True]]


def test_an_event_after_the_version_does_not_move_the_last_day_known(tmp_path) -> None:
    store = Store(tmp_path)
    record = {"kind": "EVALUATION", "title": "É", "status": "DEMANDE"}
    dates = {"A": date(2020, 2, 1), "B": date(2999, 1, 1)}
    records = [record | {"accompaniment_id": name, "requested_on": day} for name, day in dates.items()]
    store.commit({"accompaniments": rows("accompaniments", *records)}, parent=0, author="t", message="t")
    assert query(store)("select as_of as day from reference")["day"].iloc[0] == date(2020, 2, 1)


def test_a_code_is_a_bound_parameter_never_text(small: Store) -> None:
    nasty = "ONG') or 1=1 --"
    found = query(small, families=(nasty,))(
        "select * from delivered where actor_family in (select unnest($families))"
    )
    assert found.empty


def test_the_connection_reads_nothing_outside_the_store(small: Store, tmp_path_factory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.csv"
    outside.write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(duckdb.PermissionException):
        query(small)(f"select * from read_csv('{outside.as_posix()}')")
    with pytest.raises(duckdb.Error):
        query(small)("set enable_external_access=true")


def test_a_large_version_is_read_where_it_lies_and_says_the_same(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = "select table_name from information_schema.tables where table_type = $kind"
    number = own_demo.current().number
    held = open_version(own_demo, number)
    monkeypatch.setattr(versions, "MATERIALIZED_ROWS", 1_000)
    read = open_version(own_demo, number)
    views = read.run(listed, {"kind": "VIEW"})["table_name"].to_pylist()
    assert {"survey_answers", "member_years", "survey_given"} <= set(views)
    for name in views:
        same = f"select * from {name} order by all"
        assert held.run(same).to_pylist() == read.run(same).to_pylist(), name
    assert not held.run(listed, {"kind": "VIEW"}).num_rows


def test_a_relation_is_made_when_a_statement_first_names_it_and_again_where_that_failed() -> None:
    engine = DuckDBEngine()
    made: list[str] = []

    def make_second() -> None:
        made.append("second")
        if len(made) == 1:
            raise MemoryError
        engine.create("create table second as select 2 as number")

    engine.postpone("second", make_second)
    engine.postpone("first", lambda: engine.create("create table first as select * from second"))
    with pytest.raises(MemoryError):
        engine.run("select * from first")
    assert engine.run("select * from first").to_pylist() == [{"number": 2}]
    assert engine.run("select * from second").to_pylist() == [{"number": 2}] and made == ["second"] * 2


def test_keeping_drops_the_filters_a_figure_does_not_accept() -> None:
    choice = Selection(2016, 2018, families=("ONG",), themes=("GENRE",))
    assert choice.keeping(("themes",)) == Selection(2016, 2018, themes=("GENRE",))


def test_a_version_without_rows_has_no_year(tmp_path) -> None:
    store = Store(tmp_path)
    store.commit(
        {"organisations": rows("organisations", {"organisation_id": "O", "name": "n"})},
        parent=0,
        author="t",
        message="t",
    )
    assert query(store)("select * from years").empty


def test_nobody_is_never_reached_while_no_service_is_recorded(tmp_path) -> None:
    from dse import figures

    store = Store(tmp_path)
    store.commit(
        {
            "organisations": rows("organisations", {"organisation_id": "O1", "name": "Une"}),
            "memberships": rows("memberships", {"organisation_id": "O1", "joined_on": date(2013, 5, 1)}),
        },
        parent=0,
        author="t",
        message="t",
    )
    assert figures.answer(store, 1, figures.REGISTRY["never_reached"], Selection()).table.empty


def test_a_start_that_is_only_planned_has_not_happened(small: Store) -> None:
    records = small.read(small.current(), "accompaniments").to_pylist()
    planned = records[0] | {"accompaniment_id": "A3", "started_on": date(2999, 1, 1), "ended_on": None}
    small.commit(
        {"accompaniments": rows("accompaniments", *records, planned)}, parent=1, author="t", message="t"
    )
    started = query(small)("select accompaniment_id from delivered order by accompaniment_id")
    assert started["accompaniment_id"].tolist() == ["A1", "A2"]
    found = query(small)("select started_on from requested where accompaniment_id = 'A3'")
    assert found["started_on"].isna().all()


def test_accompaniments_never_examined_have_no_share_and_no_broken_chart(small: Store) -> None:
    from dse import figures

    choice = Selection(themes=("AGROECO",))
    for figure in figures.REGISTRY.values():
        answer = figures.answer(small, 1, figure, choice)
        if figure.chart and not answer.table.empty:
            assert figure.chart(answer.table).to_dict()


def test_a_question_asked_again_is_not_answered_anew(small: Store) -> None:
    """Figures of a page ask much the same; what is done to the rows of one is not seen by the other."""
    engine = open_version(small, small.current().number)
    by_chance = "select random() as drawn where $first_year < $last_year"
    first, again, other = (
        Query(engine, Selection(first_year=year))(by_chance) for year in (2013, 2013, 2014)
    )
    assert first.equals(again) and not first.equals(other)
    first.loc[0, "drawn"] = 2.0
    assert not first.equals(Query(engine, Selection(first_year=2013))(by_chance))


def test_an_engine_gives_rows_in_batches_and_says_their_columns_without_any() -> None:
    engine = DuckDBEngine()
    engine.create_from_rows("numbers", pa.table({"n": list(range(5_000)), "name": ["x"] * 5_000}))
    sql, parameters = (
        "select n, name, n / 2 as half from numbers where n >= $least order by n",
        {"least": 500},
    )
    batches = list(engine.stream(sql, parameters, batch_rows=1_000))
    assert max(batch.num_rows for batch in batches) <= 1_000
    assert pa.Table.from_batches(batches) == engine.run(sql, parameters)
    columns = engine.describe(sql, parameters)
    assert columns == batches[0].schema and columns.types == [pa.int64(), pa.string(), pa.float64()]


def test_what_cannot_be_read_is_refused_whichever_way_it_is_asked_for() -> None:
    engine = DuckDBEngine()
    engine.refuse("offers", "Les offres sont illisibles.")
    for ask in (engine.run, engine.describe, lambda sql: list(engine.stream(sql))):
        with pytest.raises(StoreError, match="illisibles"):
            ask("select * from offers")


def test_what_is_no_version_of_a_store_may_change_between_two_questions() -> None:
    connection = duckdb.connect()
    connection.execute("create table given as select 1 as value")
    query = Query(DuckDBEngine(connection), Selection())
    before = query("select value from given")
    connection.execute("update given set value = 2")
    assert (before["value"].item(), query("select value from given")["value"].item()) == (1, 2)


def test_answers_kept_are_few_and_none_is_long(small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "ANSWERS", 8)
    monkeypatch.setattr(versions, "ANSWER_BYTES", 4_000)
    query = Query(open_version(small, small.current().number), Selection())
    with ThreadPoolExecutor(4) as pool:
        asked = list(pool.map(lambda number: len(query(f"select {number} as n")), range(200)))
    assert asked == [1] * 200 and len(query.engine.answers) <= 8
    assert len(query("select * from range(1001)")) == 1001
    assert all(answer.num_rows <= 100 for answer in query.engine.answers.values())
