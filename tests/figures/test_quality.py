"""What the data hold and lack, year by year and table by table, counted by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from counted_store import answer_figure, chart_data, commit_tables, figure_table, small_tables

import schemas
from dse.figures import quality
from dse.store import Store

TODAY = date(2021, 10, 15)
STAYS, STUDIES = schemas.title("memberships"), schemas.title("accompaniments")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return commit_tables(tmp_path_factory.mktemp("small"), TODAY, small_tables())


def of_column(store: Store, title: str, column: str) -> list[tuple[object, ...]]:
    rows = figure_table(store, "completeness", "table_title column_title year rows filled filled_pct")
    return [row[2:] for row in rows if row[:2] == (title, column)]


# By the year they joined: M09, M01, M02, M06, M03, M04, M05, M02 M07, M08 M10. M09 M02 M06 left.
def test_completeness_goes_by_the_year_of_the_table_s_own_date(small: Store) -> None:
    years = [
        (1990, 1),
        (1998, 1),
        (2005, 1),
        (2011, 1),
        (2012, 1),
        (2013, 1),
        (2015, 1),
        (2018, 2),
        (2019, 2),
    ]
    left = {1990, 2005, 2011}
    assert of_column(small, STAYS, "Départ") == [
        (year, rows, int(year in left), 100.0 * (year in left)) for year, rows in years
    ]
    assert of_column(small, STAYS, "Adhésion") == [(year, rows, rows, 100.0) for year, rows in years]


# By the year they were asked: A01-A03 in 2013, A15, A04 A05, A06 A07, A08 A09 A13, A10-A12.
def test_completeness_of_a_column_by_year(small: Store) -> None:
    assert of_column(small, STUDIES, "Début") == [
        (2013, 3, 3, 100.0),
        (2014, 1, 1, 100.0),
        (2016, 2, 2, 100.0),
        (2017, 2, 1, 50.0),
        (2018, 3, 2, 66.67),
        (2021, 3, 1, 33.33),
    ]


def test_a_table_without_a_date_has_no_year(small: Store) -> None:
    assert of_column(small, schemas.title("organisations"), "SIREN") == [(None, 12, 0, 0.0)]


def test_a_row_without_its_date_is_counted_apart(tmp_path: Path) -> None:
    wave = {
        "wave_id": "V1", "series": "S", "title": "Vague", "opened_on": date(2018, 1, 1),
        "closed_on": date(2018, 2, 1), "unit": "ORGANISATION", "is_anonymous": False,
    }  # fmt: skip
    asked = [
        {"wave_id": "V1", "respondent_id": name, "status": status, "submitted_on": day}
        for name, status, day in (("R1", "complete", date(2018, 1, 9)), ("R2", "invited", None))
    ]
    store = commit_tables(tmp_path, TODAY, {"survey_waves": [wave], "survey_respondents": asked})
    title = schemas.title("survey_respondents")
    column = schemas.column("survey_respondents", "submitted_on").title
    assert of_column(store, title, column) == [(2018, 1, 1, 100.0), (None, 1, 0, 0.0)]
    answer = answer_figure(store, "completeness")
    assert answer.size == "3\u00a0lignes"
    cells = chart_data(quality.by_column(answer.table, title).to_dict(), "year", "shown")
    assert {year for year, _ in cells} == {"2018", "Sans date"}


# An organisation, a wave and two respondents: before a public only the organisation is a row.
@pytest.mark.parametrize("figure_id", ["completeness", "freshness"])
def test_a_public_is_not_told_how_many_rows_a_survey_has(tmp_path: Path, figure_id: str) -> None:
    wave = {
        "wave_id": "V1", "series": "S", "title": "Vague", "opened_on": date(2018, 1, 1),
        "closed_on": date(2018, 2, 1), "unit": "ORGANISATION", "is_anonymous": False,
    }  # fmt: skip
    asked = [
        {"wave_id": "V1", "respondent_id": name, "status": "complete", "submitted_on": date(2018, 1, 9)}
        for name in ("R1", "R2")
    ]
    tables = {"organisations": small_tables()["organisations"][:1], "survey_waves": [wave]}
    store = commit_tables(tmp_path, TODAY, tables | {"survey_respondents": asked})
    surveys = {schemas.title(name) for name in schemas.TABLES if name.startswith("survey_")}
    for audience in ("projection", "diffusion"):
        answer = answer_figure(store, figure_id, audience=audience)
        assert surveys.isdisjoint(answer.table["table_title"]) and not answer.table.empty
        assert answer.size == "1\u00a0ligne" and "réponse" not in answer.finding.sentence
    team = answer_figure(store, figure_id)
    assert len(surveys & set(team.table["table_title"])) == 2 and team.size == "4\u00a0lignes"


def test_each_dated_table_names_a_date_of_its_own() -> None:
    for name, dated in quality.DATES.items():
        assert str(schemas.column(name, dated.column).type) == "date32[day]"
    assert set(quality.HAPPENS) <= set(quality.DATES)


def test_the_columns_of_one_table_by_year(small: Store) -> None:
    frame = answer_figure(small, "completeness").table
    assert quality.tables_of(frame)[0] == schemas.title("organisations")
    chart = quality.by_column(frame, STUDIES).to_dict()
    cells = {(row, year): shown for row, year, shown in chart_data(chart, "row", "year", "shown")}
    assert cells["Début", "2017"] == "50\u202f%"
    assert {row for row, _ in cells} == {column.title for column in schemas.columns("accompaniments")}


# Nine years of joining; with six more, a number no longer fits its cell.
def test_numbers_are_written_where_they_fit(small: Store, tmp_path: Path) -> None:
    marks = [
        layer["mark"]["type"]
        for layer in quality.by_column(answer_figure(small, "completeness").table, STAYS).to_dict()["layer"]
    ]
    assert marks == ["rect", "text"]
    tables = small_tables()
    joined = [{"organisation_id": "X1", "joined_on": date(year, 1, 1)} for year in range(1970, 1976)]
    store = commit_tables(tmp_path, TODAY, tables | {"memberships": tables["memberships"] + joined})
    layers = quality.by_column(answer_figure(store, "completeness").table, STAYS).to_dict()["layer"]
    assert [layer["mark"]["type"] for layer in layers] == ["rect"]


FRESH = "table_title rows first_day last_day last_year_rows optional_pct"


# The last day known is 5 May 2021. T4 is to come: it is a row, and no last date. Optional cells: 3 of 2 × 11; 12 + 10
# + 6 + 8 of 8 × 14; none of 5 × 4.
def test_freshness(small: Store) -> None:
    found = {row[0]: row[1:] for row in figure_table(small, "freshness", FRESH)}
    assert found[STAYS] == (11, date(1990, 1, 1), date(2019, 7, 1), 0, 13.64)
    assert found[STUDIES] == (14, date(2013, 3, 1), date(2021, 3, 1), 3, 32.14)
    assert found[schemas.title("activities")] == (4, date(2014, 3, 10), date(2021, 5, 5), 1, 0.0)
    assert found[schemas.title("accompaniment_organisations")] == (17, None, None, None, None)
    assert list(found) == [schemas.title(name) for name in schemas.TABLES if schemas.title(name) in found]
    assert schemas.title("offers") not in found, "a table without rows is not there"


def test_the_oldest_comes_first_and_nothing_is_called_old(small: Store) -> None:
    assert answer_figure(small, "freshness").finding.sentence == (
        "Voici jusqu’où vont les données\u00a0: dernière adhésion le 1er juillet 2019, dernière demande le 1er mars 2021 et dernière activité le 5 mai 2021."
    )


def test_what_stopped_first_is_named_first(tmp_path: Path) -> None:
    tables = small_tables()
    tables["activities"] = [row for row in tables["activities"] if row["held_on"].year < 2017]
    store = commit_tables(tmp_path, TODAY, tables | {"participations": []})
    assert answer_figure(store, "freshness").finding.sentence.startswith(
        "Voici jusqu’où vont les données\u00a0: dernière activité le 1er octobre 2016, dernière adhésion"
    )


def test_without_any_date_freshness_counts_what_there_is(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, TODAY, {"organisations": [{"organisation_id": "A", "name": "A"}]})
    assert (
        answer_figure(store, "freshness").finding.sentence
        == "1\u00a0ligne est enregistrée en 1\u00a0table, sans événement daté."
    )
    assert figure_table(store, "freshness", FRESH)[0][2:5] == (None, None, None)
