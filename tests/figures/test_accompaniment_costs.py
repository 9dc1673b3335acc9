"""What accompaniments cost and how much was co-financed, counted by hand: for the team part by part, before a public by triennial."""

from __future__ import annotations

from pathlib import Path

import pytest
from cost_rows import LINES, cofinanced, even_tables
from counted_store import (
    TODAY,
    Row,
    answer_figure,
    commit_tables,
    figure_table,
    small_tables,
)

from dse.disclosure import marks
from dse.store import Store

FIGURE = "accompaniment_costs"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return commit_tables(tmp_path_factory.mktemp("small"), TODAY, cofinanced(small_tables(), "0.4"))


@pytest.fixture
def even(tmp_path: Path) -> Store:
    return commit_tables(tmp_path / "even", TODAY, even_tables(LINES))


# 2014 and 2018 know one cost of two, what capitalises one of three: no sum. A05 is of M06 and aims at gender.
def test_the_team_reads_sums_by_year_kind_theme_and_family(small: Store) -> None:
    rows = figure_table(small, FIGURE, "amount breakdown part amount_eur known_pct delivered")
    assert [row[1:] for row in rows if row[0] == "COUT"] == [
        ("ENSEMBLE", "Tous", 5900, 80, 10),
        ("ANNEE", "2013", 3000, 100, 2),
        ("ANNEE", "2014", None, 50, 2),
        ("ANNEE", "2016", 1200, 100, 2),
        ("ANNEE", "2017", 300, 100, 1),
        ("ANNEE", "2018", None, 50, 2),
        ("ANNEE", "2021", 900, 100, 1),
        ("TYPE", "Évaluation", 5200, 100, 7),
        ("TYPE", "Capitalisation", None, 33.33, 3),
        ("THEME", "Climat", None, 66.67, 3),
        ("THEME", "Genre", 3100, 80, 5),
        ("FAMILLE", "ONG", 5600, 87.5, 8),
        ("FAMILLE", "Collectivité territoriale", None, 0, 1),
        ("FAMILLE", "Acteur de l’ESS", 300, 100, 1),
    ]
    shares = [(row[3], other[3]) for row, other in zip(by_amount(rows, "COUT"), by_amount(rows, "COFINANCEMENT"), strict=True)]  # fmt: skip
    assert all(other == (row and row * 0.4) for row, other in shares)


def by_amount(rows: list[tuple[object, ...]], amount: str) -> list[tuple[object, ...]]:
    return [row for row in rows if row[0] == amount]


@pytest.mark.parametrize(
    ("choice", "cost"),
    [({"kinds": ("EVALUATION",)}, 4200), ({"families": ("ESS",)}, 300), ({"regions": ("11",)}, 3700)],
)
def test_the_team_filters_and_the_themes_chosen_are_the_rows(small: Store, choice: Row, cost: int) -> None:
    whole = figure_table(small, FIGURE, "amount_eur", last_year=2017, **choice)[0]
    assert whole == (cost,)
    themes = figure_table(small, FIGURE, "breakdown part", themes=("CLIMAT_ADAPTATION",))
    assert {part for breakdown, part in themes if breakdown == "THEME"} == {"Climat : adaptation"}


def test_the_sentence_says_the_sums_or_why_there_is_none(small: Store) -> None:
    assert answer_figure(small, FIGURE, first_year=2016, last_year=2017).finding.sentence == (
        "Les accompagnements démarrés en 2016-2017 ont coûté 1\u202f500\u00a0€ (3\u00a0montants sur 3 sont connus), et leurs cofinancements "
        "s’élèvent à 600\u00a0€."
    )
    none = answer_figure(small, FIGURE, first_year=2017, last_year=2018).finding.sentence
    assert (
        "Le coût des accompagnements démarrés en 2017-2018 n’est pas calculable\u00a0: 2\u00a0montants sur 3"
        in none
    )


def test_a_share_just_under_what_is_needed_is_never_said_to_be_it(tmp_path: Path) -> None:
    """Of 79.7 % it is not said that 80 % are known and 80 % needed."""
    lines = [f"N{at} EVALUATION TERMINE 2014-02-01 - 2014-03-01 2014-04-01 {'-' if at < 12 else 100} P:M01" for at in range(59)]  # fmt: skip
    store = commit_tables(tmp_path, TODAY, even_tables("\n".join(lines)))
    assert ": 79\u202f% des montants sont connus" in answer_figure(store, FIGURE).finding.sentence


def test_a_public_reads_whole_triennials_and_the_years_of_those_that_may_all_be_shown(even: Store) -> None:
    rows = figure_table(
        even, FIGURE, "period amount breakdown part amount_eur organisations", audience="projection"
    )
    assert rows == [
        ("2016-2018", "COUT", "ENSEMBLE", "Tous", 13400, 5),
        ("2016-2018", "COFINANCEMENT", "ENSEMBLE", "Tous", 6700, 5),
        ("2013-2015", "COUT", "ENSEMBLE", "Tous", 4500, 5),
        ("2013-2015", "COFINANCEMENT", "ENSEMBLE", "Tous", 2250, 5),
        *[("2013-2015", "COUT", "ANNEE", str(year), 1500, 5) for year in (2013, 2014, 2015)],
        *[("2013-2015", "COFINANCEMENT", "ANNEE", str(year), 750, 5) for year in (2013, 2014, 2015)],
    ]


@pytest.mark.parametrize("audience", ["projection", "diffusion"])
def test_what_a_public_chooses_changes_nothing(even: Store, audience: str) -> None:
    chosen = {"families": ("ONG",), "regions": ("11",), "kinds": ("EVALUATION",), "themes": ("GENRE",)}
    tables = [
        answer_figure(even, FIGURE, audience=audience, **choice).table
        for choice in (
            {},
            {"first_year": 2014, "last_year": 2014},
            *({name: value} for name, value in chosen.items()),
        )
    ]
    assert all(table.equals(tables[0]) for table in tables)


def test_a_triennial_of_too_few_organisations_is_masked_and_the_sentence_says_why(small: Store) -> None:
    answer = answer_figure(small, FIGURE, audience="diffusion")
    masked = answer.table[answer.table["period"] == "2016-2018"]
    assert masked["mark"].map(marks.is_silent).all() and masked["amount_eur"].isna().all()
    assert [(each.kind, each.what) for each in answer.hidden] == [("amounts", "2")]
    assert "Le coût des accompagnements démarrés en 2013-2015 n’est pas calculable" in answer.finding.sentence


def test_where_every_sum_is_masked_organisations_are_said_too_few(tmp_path: Path) -> None:
    one = "\n".join(line for line in LINES.splitlines() if line.startswith("M01"))
    answer = answer_figure(commit_tables(tmp_path, TODAY, even_tables(one)), FIGURE, audience="projection")
    assert answer.is_masked and "trop peu d’organisations" in answer.finding.sentence


def test_sums_that_are_nothing_are_masked(tmp_path: Path) -> None:
    """That all is nothing would tell what each organisation received."""
    tables = cofinanced(even_tables(LINES), "0")
    rows = figure_table(commit_tables(tmp_path, TODAY, tables), FIGURE, "amount amount_eur", audience="projection")  # fmt: skip
    assert {eur for amount, eur in rows if amount == "COFINANCEMENT"} == {None}
