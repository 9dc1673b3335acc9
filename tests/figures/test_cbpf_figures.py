"""The same real projects, asked through the figures: counts, budget and marks by year, and the break of 2019."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from cbpf import count_projects, propose_projects
from conftest import shared

from dse import figures
from dse.export.files import chart_image
from dse.figures import REGISTRY, Answer
from dse.ingest import confirm
from dse.query import Selection
from dse.store import Store
from schemas import codelists


@pytest.fixture(scope="module", autouse=True)
def real_files() -> None:
    """Skip where there are none, or fail."""
    shared("cbpf")


GENDER = Selection(themes=("GENRE",))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store(tmp_path_factory.mktemp("cbpf_figures"))
    confirm(propose_projects(made), made, code="all", author="Essai", message="Fonds communs 2015-2019")
    return made


@pytest.fixture
def scale_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """The change of the gender marker's scale, declared as the team would in data/codelists/breaks.csv."""
    declared = codelists.Break("theme:GENRE", date(2019, 1, 1), "Passage du GM au GAM")
    monkeypatch.setattr(codelists, "breaks", lambda: (declared,))


def answer_figure(store: Store, figure_id: str, choice: Selection) -> Answer:
    return figures.answer(store, store.current().number, REGISTRY[figure_id], choice)


def test_projects_and_budget_by_year_are_those_of_the_raw_files(store: Store) -> None:
    projects, budget, _ = count_projects()
    table = answer_figure(store, "accompaniments_by_year", Selection()).table.set_index("year")
    years = [int(year) for year in projects if year]
    assert {year: table.loc[year, "delivered"] for year in years} == {
        year: projects[str(year)] for year in years
    }
    costs = answer_figure(store, "accompaniment_costs", Selection()).table
    by_year = costs[(costs["amount"] == "COUT") & (costs["breakdown"] == "ANNEE")].set_index("part")[
        "amount_eur"
    ]
    assert {year: by_year[str(year)] for year in years} == {
        year: round(float(budget[str(year)]), 2) for year in years
    }


def test_marks_by_year_are_those_of_the_raw_files(store: Store) -> None:
    projects, _, marks = count_projects()
    for row in answer_figure(store, "themes_by_year", GENDER).table.itertuples():
        year = str(row.year)
        assert row.delivered == projects[year]
        assert (row.significant, row.principal) == (marks[year, "1"], marks[year, "2"])
        assert row.examined == sum(marks[year, score] for score in "012")


@pytest.mark.usefixtures("scale_change")
def test_the_change_of_scale_is_a_break_that_no_trend_crosses(store: Store) -> None:
    answer = answer_figure(store, "themes_by_year", GENDER)
    segments = answer.table.set_index("year")["segment"]
    assert (segments[segments.index < 2019] == 0).all() and (segments[segments.index >= 2019] == 1).all()
    assert set(answer.table["tendency"]) == {"NON_CALCULABLE"}
    assert "Genre" not in answer.finding.sentence
    assert "Rupture de série" in chart_image.render_svg(answer).decode("utf-8")


@pytest.mark.usefixtures("scale_change")
def test_years_before_the_break_alone_are_tested(store: Store) -> None:
    answer = answer_figure(store, "themes_by_year", Selection(2014, 2018, themes=("GENRE",)))
    assert set(answer.table["tendency"]) <= {"HAUSSE", "BAISSE", "AUCUNE"}


@pytest.mark.usefixtures("scale_change")
def test_triennials_across_the_break_have_no_difference(store: Store) -> None:
    table = answer_figure(store, "themes_triennials", GENDER).table
    assert table.empty or pd.isna(table["difference_points"]).all()
