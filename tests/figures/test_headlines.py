"""The headline measures: counted by hand, equal to the pages' own figures, and silent where nothing can be said."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from counted_store import (
    Row,
    answer_figure,
    commit_tables,
    declare,
    figure_table,
    small_tables,
    small_tables_with_visits,
)

from dse import charts, figures
from dse.figures import REGISTRY, headlines
from dse.figures import headlines_words as words
from dse.figures.headlines_periods import Comparison, KnownYears, Span, comparison
from dse.query import Selection
from dse.store import Store
from schemas import codelists

TODAY = date(2021, 10, 15)
VALUES = "measure theme value counted base value_before value_change tendency"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return commit_tables(tmp_path_factory.mktemp("small"), TODAY, small_tables_with_visits())


# --- by hand: the register of test_figures_by_hand, made on 15 October 2021 ---


# 2018: M01 M02 M03 M04 M05 M07; 2015: M01 M03 M04 M05 M06. Of 2016-2018 also M06: A04 A06 M03, A05 A09 A13 M01,
# A05 M06. Of 2013-2015 M02 too, not M07: A01 M01, A02 M01 M02, A03 M04. A15's X2 was never a member.
# Days 4 16 1 20 10, before 10 20 10 4. People: T2 3, before 1 + 3 + 1 + 5. Climate: A05 A09 of five started, before A01
# A03. Gender: A04 A05 of A04 A05 A09, before A01 A03 of A01 A02 A03 A15. Agroecology was never examined.
def test_a_triennial_against_the_one_before(small: Store) -> None:
    assert figure_table(small, "headlines", VALUES) == [
        ("MEMBRES", None, 6.0, 6, None, 5.0, 1.0, "SANS_TEST"),
        ("RECOURS", None, 42.86, 3, 7, 50.0, None, "NON_CALCULABLE"),
        ("ACCOMPAGNEMENTS", None, 5.0, 5, None, 4.0, 1.0, "SANS_TEST"),
        ("DELAI", None, 10.0, 5, None, 10.0, None, "NON_CALCULABLE"),
        ("PARTICIPATIONS", None, 3.0, 3, None, 10.0, -7.0, "SANS_TEST"),
        ("THEME", "CLIMAT", 0.0, 0, 2, 100.0, None, "PEU_EXAMINE_SANS_TEST"),
        ("THEME", "GENRE", 66.67, 2, 3, 50.0, None, "NON_CALCULABLE"),
        ("THEME", "AGROECO", None, None, None, None, None, "NON_EXAMINE"),
    ]
    periods = set(figure_table(small, "headlines", "period_before period_after"))
    assert periods == {("2013-2015", "2016-2018")}


def test_nothing_is_said_of_the_waits_of_a_handful_of_members(small: Store) -> None:
    """The same median twice was « explained by chance », where four members say nothing of chance."""
    words = dict(figure_table(small, "headlines", "measure tendency"))
    assert words["DELAI"] == "NON_CALCULABLE"


# Of ten people three are left: two thirds. Climate fell by more, on two studies of five.
def test_what_moved_most_is_told_and_never_what_was_hardly_examined(small: Store) -> None:
    answer = answer_figure(small, "headlines")
    assert answer.finding.sentence == (
        "Entre 2013-2015 et 2016-2018, le nombre de participations aux activités (personnes) est passé de 10 à 3\u00a0: c’est le plus grand changement, sans test."
    )
    assert answer.finding.weight == 0, "a gap between two periods is no trend"
    assert answer.size == "6\u00a0membres dans l’année (7 sur la période), 5\u00a0accompagnements démarrés"
    two = answer_figure(small, "headlines", themes=("GENRE",), families=("ONG",)).finding.sentence
    assert "hausse" not in two and "baisse" not in two


def test_members_of_a_triennial_are_those_of_its_last_year_and_visits_are_of_people() -> None:
    assert words.spoken("MEMBRES", None, "2016-2018", 91, "") == (
        "91\u00a0membres au cours de la dernière année"
    )
    assert words.spoken("MEMBRES", None, "2018", 91, "") == "91\u00a0membres dans l’année"
    assert words.name_in_sentence("MEMBRES", None, "2016-2018") == "membres au cours de la dernière année"
    assert words.spoken("PARTICIPATIONS", None, "2018", 334, "") == (
        "334\u00a0participations aux activités (personnes)"
    )


# On either side of five members: two counts, and the weight of a clear word is its size.
def test_a_share_of_a_few_makes_counts_of_both() -> None:
    frame = pd.DataFrame(
        {
            "measure": ["RECOURS"],
            "theme": [None],
            "period_before": ["2016-2018"],
            "period_after": ["2019-2021"],
            "value_unit": [words.PERCENT],
            "value_before": [50.0],
            "counted_before": [2],
            "base_before": [4],
            "value": [100.0],
            "counted": [5],
            "base": [5],
            "value_change": [50.0],
            "tendency": ["HAUSSE"],
        }
    )
    finding = REGISTRY["headlines"].finding(frame)
    assert "le taux de recours sur la période est passé de 2 sur 4 à 5 sur 5\u00a0:" in finding.sentence
    assert finding.weight == 0.5
    assert REGISTRY["headlines"].finding(frame.assign(tendency="AUCUNE")).weight == 0


# Genre moved by more, which chance explains: the wait is the widest only of what it does not.
@pytest.mark.parametrize(
    ("tendency_of_uptake", "ending"),
    [
        ("AUCUNE", "c’est le seul écart testé ici que le hasard n’explique pas."),
        (
            "HAUSSE",
            "parmi les mesures testées, c’est le plus grand des changements que le hasard n’explique pas.",
        ),
    ],
)
def test_the_widest_of_what_chance_does_not_explain_is_not_the_widest_of_all(
    demo_store: Store, tendency_of_uptake: str, ending: str
) -> None:
    table = answer_figure(demo_store, "headlines").table
    assert headlines._size(_row_of(table, "THEME")) > headlines._size(_row_of(table, "DELAI"))
    table.loc[table["measure"] == "RECOURS", "tendency"] = tendency_of_uptake
    sentence = REGISTRY["headlines"].finding(table).sentence
    assert "le délai médian avant démarrage est passé de 126 à 171" in sentence
    assert sentence.endswith(ending)


def _row_of(table: pd.DataFrame, measure: str) -> Any:
    rows = table[table["measure"] == measure].itertuples()
    return max(rows, key=headlines._size)


# M03 is ESS from 2017 on: its study A06. X1 and M05 came to T2, M03 to the activity of 2014, then an ONG.
def test_the_measures_of_one_family(small: Store) -> None:
    assert figure_table(small, "headlines", VALUES, families=("ESS",), themes=("GENRE",)) == [
        ("MEMBRES", None, 1.0, 1, None, 0.0, 1.0, "SANS_TEST"),
        ("RECOURS", None, 100.0, 1, 1, None, None, "AVANT_NON_CALCULABLE"),
        ("ACCOMPAGNEMENTS", None, 1.0, 1, None, 0.0, 1.0, "SANS_TEST"),
        ("DELAI", None, 1.0, 1, None, None, None, "AVANT_NON_CALCULABLE"),
        ("PARTICIPATIONS", None, 0.0, 0, None, 0.0, 0.0, "SANS_TEST"),
        ("THEME", "GENRE", None, None, None, None, None, "NON_EXAMINE"),
    ]


def value(store: Store, measure: str, **choice: object) -> tuple[object, ...]:
    rows = figure_table(store, "headlines", f"measure period_after {VALUES.split(' ', 2)[2]}", **choice)
    return next(row[1:] for row in rows if row[0] == measure)


# 2017: M01 M03 M04 M05; 2016 also M06. Only A06 starts in 2017.
def test_without_a_whole_triennial_the_last_year_is_compared(small: Store) -> None:
    assert value(small, "MEMBRES", first_year=2016, last_year=2017) == (
        "2017",
        4.0,
        4,
        None,
        5.0,
        -1.0,
        "SANS_TEST",
    )
    assert value(small, "ACCOMPAGNEMENTS", first_year=2016, last_year=2017)[:2] == ("2017", 1.0)
    assert value(small, "MEMBRES", first_year=2019, last_year=2021)[0] == "2020"


# M01 M02 M03 M04 M05 M07 M08 M10; A12 after 30 days; T3 had one person, T4 is still to come.
def test_a_year_that_is_not_over_is_shown_and_not_compared(small: Store) -> None:
    choice = {"first_year": 2021, "last_year": 2021}
    assert value(small, "MEMBRES", **choice) == ("2021", 8.0, 8, None, None, None, "EN_COURS")
    assert value(small, "DELAI", **choice)[:2] == ("2021", 30.0)
    assert value(small, "PARTICIPATIONS", **choice)[:2] == ("2021", 1.0)
    assert answer_figure(small, "headlines", **choice).finding.sentence.startswith(
        "En 2021, voici les mesures\u00a0: 8\u00a0membres"
    )


# One is announced for December: nobody has come yet.
def test_an_activity_to_come_brings_nobody(tmp_path: Path) -> None:
    tables = small_tables()
    tables["activities"].append(
        {"activity_id": "T5", "kind": "FORMATION", "title": "À venir", "held_on": date(2021, 12, 1)}
    )
    tables["participations"].append(
        {"activity_id": "T5", "organisation_id": "M01", "role": "PARTICIPANT", "participants": 50}
    )
    store = commit_tables(tmp_path, TODAY, tables)
    assert value(store, "PARTICIPATIONS", first_year=2021, last_year=2021)[:2] == ("2021", 1.0)


# Region 11 came with M06's nobody in 2014 and not at all since; region 84 with M03 and M04 in 2014.
def test_people_are_counted_under_the_region_of_their_organisation(small: Store) -> None:
    found = [value(small, "PARTICIPATIONS", regions=(code,)) for code in ("11", "84")]
    assert [(row[1], row[4]) for row in found] == [(0.0, 0.0), (0.0, 4.0)]


def test_the_first_year_of_the_data_has_nothing_before_it(small: Store) -> None:
    found = value(small, "MEMBRES", first_year=2013, last_year=2013)
    assert found == ("2013", 5.0, 5, None, None, None, "HORS_DONNEES")  # M01 M02 M03 M04 M06


def test_a_choice_outside_the_data_is_empty(small: Store) -> None:
    for figure_id in ("headlines", "headlines_by_year"):
        assert answer_figure(small, figure_id, first_year=1950, last_year=1960).table.empty


def test_a_year_has_the_rate_of_a_year_and_a_period_that_of_a_period(small: Store) -> None:
    year, period = (
        answer_figure(small, figure_id, first_year=2018, last_year=2018).finding.sentence
        for figure_id in ("headlines_by_year", "headlines")
    )
    assert "taux de recours dans l’année de" in year and "sur la période" not in year
    assert "sur la période" not in period


# 2017 started one study, never examined; 2018 examined one of two, not aimed at; nothing starts in 2015 2019 2020.
def test_the_years_of_a_theme(small: Store) -> None:
    rows = figure_table(small, "headlines_by_year", "measure year value is_hollow reason", themes=("GENRE",))
    assert [row[1:] for row in rows if row[0] == "THEME"] == [
        (2013, 50.0, False, None),
        (2014, 50.0, False, None),
        (2015, None, False, "NON_ENREGISTRE"),
        (2016, 100.0, False, None),
        (2017, None, False, "NON_EXAMINE"),
        (2018, 0.0, False, None),
        (2019, None, False, "NON_ENREGISTRE"),
        (2020, None, False, "NON_ENREGISTRE"),
        (2021, 100.0, True, "EN_COURS"),
    ]


def test_periods_on_both_sides_of_a_break_are_not_compared(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, "theme:GENRE")
    rows = figure_table(small, "headlines", VALUES, themes=("GENRE",))
    assert rows[-1] == ("THEME", "GENRE", 66.67, 2, 3, 50.0, None, "RUPTURE")
    years = figure_table(small, "headlines_by_year", "measure year segment", themes=("GENRE",))
    assert [segment for measure, year, segment in years if measure == "THEME" and year in (2014, 2016)] == [
        0,
        1,
    ]
    spec = REGISTRY["headlines_by_year"].chart(answer_figure(small, "headlines_by_year").table).to_dict()
    lines = {row["line"] for data in spec["datasets"].values() for row in data if "line" in row}
    gender = {line.removeprefix("Part du thème Genre") for line in lines if "Genre" in line}
    assert len({line.split("/")[1] for line in gender}) == 2


# --- which periods ---

KNOWN = KnownYears(2013, 2021, 2020)


@pytest.mark.parametrize(
    ("known_days", "first", "last", "expected"),
    [
        (KNOWN, 1, 9999, Comparison(Span(2016, 2018), Span(2013, 2015))),
        (KNOWN, 2016, 2018, Comparison(Span(2016, 2018), Span(2013, 2015))),
        (KNOWN, 2013, 2015, Comparison(Span(2013, 2015), None, "HORS_DONNEES")),
        (KNOWN, 2014, 2017, Comparison(Span(2017, 2017), Span(2016, 2016))),
        (KNOWN, 2019, 2021, Comparison(Span(2020, 2020), Span(2019, 2019))),
        (KNOWN, 2021, 2021, Comparison(Span(2021, 2021), None, "EN_COURS")),
        (KNOWN, 2013, 2013, Comparison(Span(2013, 2013), None, "HORS_DONNEES")),
        (KnownYears(2013, 2021, 2021), 1, 9999, Comparison(Span(2019, 2021), Span(2016, 2018))),
        (KnownYears(2014, 2018, 2018), 1, 9999, Comparison(Span(2016, 2018), None, "HORS_DONNEES")),
        (KnownYears(2021, 2021, None), 1, 9999, Comparison(Span(2021, 2021), None, "EN_COURS")),
        (KNOWN, 1950, 1960, None),
    ],
)
def test_which_periods_are_compared(
    known_days: KnownYears, first: int, last: int, expected: Comparison | None
) -> None:
    assert comparison(known_days, first, last) == expected


# --- the same numbers as the pages ---

CHOICES = {
    "all": {},
    "a triennial": {"first_year": 2016, "last_year": 2018},
    "two years": {"first_year": 2014, "last_year": 2015},
    "a family": {"families": ("COLLECTIVITE",)},
    "two families of a region": {"families": ("ONG", "COLLECTIF_OSC"), "regions": ("11",)},
    "a kind": {"kinds": ("EVALUATION",)},
    "a leaf": {"themes": ("CLIMAT_ADAPTATION", "JEUNESSES")},
}


def by_year(store: Store, figure_id: str, columns: str, **choice: object) -> dict[object, tuple[object, ...]]:
    return {row[0]: row[1:] for row in figure_table(store, figure_id, f"year {columns}", **choice)}


def of_measure(
    store: Store, measure: str, columns: str, **choice: object
) -> dict[object, tuple[object, ...]]:
    rows = figure_table(store, "headlines_by_year", f"measure year {columns}", **choice)
    return {row[1]: row[2:] for row in rows if row[0] == measure}


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_each_year_says_what_its_page_says(demo_store: Store, choice: Row) -> None:
    uptake = by_year(demo_store, "uptake_by_year", "members rate_pct users", **choice)
    assert uptake
    rates = of_measure(demo_store, "RECOURS", "value counted base", **choice)
    members = of_measure(demo_store, "MEMBRES", "value", **choice)
    for year, (people, rate, users) in uptake.items():
        assert rates[year] == (rate, users, people)
        assert members[year] == (people,)
    started = by_year(demo_store, "accompaniments_by_year", "delivered", **choice)
    assert {
        year: (int(n),) for year, (n,) in of_measure(demo_store, "ACCOMPAGNEMENTS", "value", **choice).items()
    } == started
    waited = by_year(demo_store, "request_delays", "median_days delivered", **choice)
    delays = of_measure(demo_store, "DELAI", "value counted", **choice)
    assert {year: row for year, row in delays.items() if row[0] is not None} == waited


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_each_theme_says_what_its_page_says(demo_store: Store, choice: Row) -> None:
    themes = choice.get("themes") or ("CLIMAT", "GENRE", "AGROECO")
    wanted = choice | {"themes": themes}
    page = figure_table(
        demo_store, "themes_by_year", "theme year share_pct marked examined is_hollow segment", **wanted
    )
    mine = figure_table(
        demo_store, "headlines_by_year", "theme year value counted base is_hollow segment measure", **choice
    )
    found = {row[:2]: row[2:7] for row in mine if row[7] == "THEME"}
    compared = [row for row in page if row[2] is not None]
    assert compared
    for theme, year, *rest in compared:
        assert found[theme, year] == tuple(rest)
    assert {key for key, row in found.items() if row[0] is not None} == {row[:2] for row in compared}


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_a_period_says_what_its_page_says(demo_store: Store, choice: Row) -> None:
    rows = {
        row["measure"]: row for _, row in answer_figure(demo_store, "headlines", **choice).table.iterrows()
    }
    for period, name, prefix in (("period_after", "value", ""), ("period_before", "value_before", "_before")):
        years = words.years(rows["RECOURS"][period])
        over = choice | {"first_year": years[0], "last_year": years[-1]}
        (uptake,) = answer_figure(demo_store, "uptake_of_period", **over).table.itertuples()
        assert rows["RECOURS"][name] == pytest.approx(uptake.rate_pct)
        assert (rows["RECOURS"][f"counted{prefix}"], rows["RECOURS"][f"base{prefix}"]) == (
            uptake.users,
            uptake.members,
        )
        started = answer_figure(demo_store, "accompaniments_by_year", **over).table["delivered"].sum()
        assert rows["ACCOMPAGNEMENTS"][name] == started


def test_triennials_say_what_their_figure_says(demo_store: Store) -> None:
    columns = "theme period_before period_after share_before_pct share_after_pct difference_points"
    page = {row[0]: row[1:] for row in figure_table(demo_store, "themes_triennials", columns)}
    mine = figure_table(
        demo_store, "headlines", "theme period_before period_after value_before value value_change measure"
    )
    themes = [row for row in mine if row[-1] == "THEME"]
    assert [row[0] for row in themes] == ["CLIMAT", "GENRE", "AGROECO"]
    assert all(page[row[0]] == row[1:-1] for row in themes)


def test_participations_equal_a_count_by_hand(demo_store: Store) -> None:
    version = demo_store.current()
    held = {
        row["activity_id"]: row["held_on"].year for row in demo_store.read(version, "activities").to_pylist()
    }
    people: Counter[int] = Counter()
    for row in demo_store.read(version, "participations").to_pylist():
        people[held[row["activity_id"]]] += row["participants"]
    found = of_measure(demo_store, "PARTICIPATIONS", "value")
    assert {year: int(n) for year, (n,) in found.items()} == dict(people)


def test_scalars_are_the_values_of_the_table(small: Store) -> None:
    scalars, answer = REGISTRY["headlines"].scalars, answer_figure(small, "headlines")
    found = {name: scalar(answer.table) for name, scalar in scalars.items()}
    assert found.pop("uptake_pct") == pytest.approx(300 / 7)
    assert found == {
        "members": 6.0, "delivered": 5.0, "median_days": 10.0, "participations": 3.0, "theme_pct": None
    }  # fmt: skip
    one = answer_figure(small, "headlines", themes=("GENRE",)).table
    assert scalars["theme_pct"](one) == pytest.approx(200 / 3)
    assert scalars["theme_pct"](answer_figure(small, "headlines", themes=("AGROECO",)).table) is None


# --- versions that hold little ---


def only(folder: Path, *names: str) -> Store:
    return commit_tables(folder, TODAY, {name: small_tables()[name] for name in names})


# On 1 July 2019, the last date known: M01 M02 M03 M04 M05 M07 M08 M10.
def test_members_alone_are_counted_on_the_last_day_known(tmp_path: Path) -> None:
    store = only(tmp_path, "organisations", "organisation_profiles", "memberships")
    rows = figure_table(store, "headlines", "measure period_after value tendency", themes=("GENRE",))
    assert rows == [
        ("MEMBRES", "2019-07-01", 8.0, "HORS_DONNEES"),
        ("RECOURS", "2019-07-01", None, "SANS_ACCOMPAGNEMENT"),
        ("ACCOMPAGNEMENTS", "2019-07-01", None, "SANS_ACCOMPAGNEMENT"),
        ("DELAI", "2019-07-01", None, "SANS_ACCOMPAGNEMENT"),
        ("PARTICIPATIONS", "2019-07-01", None, "SANS_ACTIVITE"),
        ("THEME", "2019-07-01", None, "SANS_ACCOMPAGNEMENT"),
    ]
    assert (
        answer_figure(store, "headlines").finding.sentence
        == "Au 1er juillet 2019, voici les mesures\u00a0: 8\u00a0membres."
    )
    assert answer_figure(store, "headlines_by_year").table.empty


def test_what_was_not_imported_is_never_zero(tmp_path: Path) -> None:
    names = ("organisations", "accompaniments", "accompaniment_organisations")
    rows = figure_table(
        only(tmp_path / "a", *names), "headlines", "measure value tendency", themes=("GENRE",)
    )
    assert rows == [
        ("MEMBRES", None, "SANS_ADHESION"),
        ("RECOURS", None, "SANS_ADHESION"),
        ("ACCOMPAGNEMENTS", 5.0, "SANS_TEST"),
        ("DELAI", 10.0, "NON_CALCULABLE"),
        ("PARTICIPATIONS", None, "SANS_ACTIVITE"),
        ("THEME", None, "SANS_MARQUE"),
    ]
    activities = only(tmp_path / "b", "organisations", "memberships", "activities", "participations")
    found = {row[0]: row[1:] for row in figure_table(activities, "headlines", "measure value tendency")}
    assert found["RECOURS"] == found["DELAI"] == found["ACCOMPAGNEMENTS"] == (None, "SANS_ACCOMPAGNEMENT")
    assert found["PARTICIPATIONS"][0] == 3.0


# A change of 2020 with no activity after T1 and T2: 2020 was not entered, so it is no year without participations.
def test_a_change_observed_later_makes_no_year_without_activity(tmp_path: Path) -> None:
    tables = small_tables()
    kept = ("organisations", "memberships", "participations", "activities")
    tables = {name: tables[name] for name in kept}
    tables["activities"] = [each for each in tables["activities"] if each["held_on"].year <= 2018]
    held = {each["activity_id"] for each in tables["activities"]}
    tables["participations"] = [each for each in tables["participations"] if each["activity_id"] in held]
    change = {
        "change_id": "C", "observed_on": date(2020, 2, 1), "organisation_id": "M01", "social_actor": "Une mairie",
        "description": "Publie.", "change_kind": "ACTION", "level": "INSTITUTION", "expected": "IMPREVU",
        "direction": "POSITIF", "verification": "VERIFIE",
    }  # fmt: skip
    without = commit_tables(tmp_path / "a", TODAY, tables)
    later = commit_tables(tmp_path / "b", TODAY, tables | {"changes": [change]})
    assert value(later, "PARTICIPATIONS") == value(without, "PARTICIPATIONS")
    assert value(later, "PARTICIPATIONS")[0] < "2019"


def test_one_year_of_data_stands_alone(tmp_path: Path) -> None:
    tables = {name: small_tables()[name] for name in ("organisations", "memberships", "activities")}
    tables["activities"] = [row for row in tables["activities"] if row["held_on"].year == 2016]
    store = commit_tables(tmp_path, TODAY, tables)
    assert value(store, "MEMBRES") == ("2016", 5.0, 5, None, None, None, "HORS_DONNEES")


def test_an_empty_version_says_nothing(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, TODAY, {"organisations": [{"organisation_id": "A", "name": "A"}]})
    assert answer_figure(store, "headlines").table.empty
    assert answer_figure(store, "headlines_by_year").table.empty


# --- words and bars ---


def test_differences_are_told_in_french_and_by_size_only() -> None:
    changes = [
        (20.3, 32.4, words.PERCENT),
        (63.0, 60.0, "jours"),
        (60.0, 61.0, "jours"),
        (0.0, 1234.0, "participations"),
        (20.0, 20.2, words.PERCENT),
    ]
    assert [words.change(*each) for each in changes] == [
        "+12\u00a0pts", "−3\u00a0jours", "+1\u00a0jour", "+1\u202f234", "="
    ]  # fmt: skip
    assert words.describe_value(None, words.PERCENT) == "–"
    assert words.counted(50.0, words.PERCENT, 3, 6) == "50\u202f% (3 sur 6)"
    assert [list(words.years(text)) for text in ("2018", "2016-2018", "2019-07-01", None)] == [
        [2018], [2016, 2017, 2018], [], []
    ]  # fmt: skip


def test_the_bars_of_a_measure_tell_its_periods_apart(small: Store) -> None:
    rows, years = answer_figure(small, "headlines").table, answer_figure(small, "headlines_by_year").table
    spec = headlines.spark(years, rows.iloc[1]).to_dict()
    inks = [row["ink"] for data in spec["datasets"].values() for row in data]
    assert inks[:3] == inks[:1] * 3 and inks[3:6] == inks[3:4] * 3 and inks[6:] == inks[6:7] * 3
    assert len(set(inks)) == 3
    assert spec["layer"][0]["encoding"]["y"]["scale"]["domain"][0] == 0
    assert headlines.spark(years, rows.iloc[7]) is None, "agroecology has no value in any year"


def test_each_measure_has_its_row_in_the_picture(small: Store) -> None:
    chart = REGISTRY["headlines_by_year"].chart(answer_figure(small, "headlines_by_year").table)
    assert isinstance(chart, charts.Chart)
    labels = chart.to_dict()["layer"][1]["encoding"]["y"]["axis"]["labelExpr"]
    named = [
        words.name(code, None, "2018") for code in codelists.codes("headline_measures") if code != "THEME"
    ]
    assert all(f'"{name}"' in labels for name in [*named, "Part du thème Agroécologie"])


def test_the_landing_page_asks_few_questions(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    read = figures.Query.read
    monkeypatch.setattr(figures.Query, "read", lambda query, sql: asked.append(sql) or read(query, sql))
    figures.answer(demo_store, demo_store.current().number, REGISTRY["headlines"], Selection())
    assert len(asked) <= 12
