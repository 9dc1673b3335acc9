"""Every figure against numbers counted by hand on a store small enough to count on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from counted_store import (
    ACCOMPANIMENTS,
    CLIMATE,
    TODAY,
    Row,
    accompaniment_tables,
    answer_figure,
    chart_data,
    commit_next,
    commit_tables,
    declare,
    draw_chart,
    figure_table,
    parse_cells,
    small_tables,
)

import schemas
from dse import charts, theme
from dse.errors import Refused
from dse.figures import REGISTRY
from dse.figures.events import describe_difference, describe_each, describe_trend, segments
from dse.store import Store
from schemas import codelists

# --- the store: ten members, two other organisations, made on 15 October 2021 ---


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return commit_tables(tmp_path_factory.mktemp("small"), TODAY, small_tables())


@pytest.fixture(scope="module")
def recorded_each_year(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The same, and each year a visit and an accompaniment of an organisation that never was a member."""
    tables = small_tables()
    for year in range(2013, TODAY.year + 1):
        line = f"B{year} EVALUATION TERMINE {year}-01-02 - {year}-01-03 {year}-01-04 - P:X1"
        for table, rows in accompaniment_tables(parse_cells(line)).items():
            tables[table] += rows
        tables["activities"].append(
            {
                "activity_id": f"T{year}",
                "kind": "FORMATION",
                "title": "Formation",
                "held_on": date(year, 1, 5),
            }
        )
        tables["participations"].append(
            {"activity_id": f"T{year}", "organisation_id": "X1", "role": "PARTICIPANT", "participants": 1}
        )
    return commit_tables(tmp_path_factory.mktemp("each-year"), TODAY, tables)


# --- themes ---

THEME_CELLS = (
    "year theme delivered examined significant principal marked share_pct is_hollow segment tendency"
)


# An accompaniment counts in the year it starts: A01 A02 | A03 A15 | A04 A05 | A06 | A09 A13 | A12. 2017 has
# no examined one; 2021 is not over. Four leads (M01, M03, M04, X2): too few for a word.
def test_themes_by_year_of_one_theme(small: Store) -> None:
    word = "NON_CALCULABLE"
    assert figure_table(small, "themes_by_year", THEME_CELLS, themes=("GENRE",)) == [
        (2013, "GENRE", 2, 2, 0, 1, 1, 50.0, False, 0, word),
        (2014, "GENRE", 2, 2, 1, 0, 1, 50.0, False, 0, word),
        (2016, "GENRE", 2, 2, 1, 1, 2, 100.0, False, 0, word),
        (2017, "GENRE", 1, 0, 0, 0, 0, None, True, 0, word),
        (2018, "GENRE", 2, 1, 0, 0, 0, 0.0, False, 0, word),
        (2021, "GENRE", 1, 1, 1, 0, 1, 100.0, True, 0, word),
    ]


# CLIMAT takes the higher of its two leaves: A01 0 and 1 is 1, A03 2, A05 0, A09 0, A12 2.
def test_themes_by_year_of_a_parent_and_of_a_leaf(small: Store) -> None:
    columns = "year delivered examined significant principal share_pct is_hollow"
    assert figure_table(small, "themes_by_year", columns, themes=("CLIMAT",)) == [
        (2013, 2, 1, 1, 0, 100.0, False),
        (2014, 2, 1, 0, 1, 100.0, False),
        (2016, 2, 1, 0, 0, 0.0, False),
        (2017, 1, 0, 0, 0, None, True),
        (2018, 2, 1, 0, 0, 0.0, False),
        (2021, 1, 1, 0, 1, 100.0, True),
    ]
    assert figure_table(small, "themes_by_year", columns, themes=("CLIMAT_ATTENUATION",)) == [
        (2013, 2, 1, 0, 0, 0.0, False),
        (2014, 2, 1, 0, 1, 100.0, False),
        (2016, 2, 0, 0, 0, None, True),
        (2017, 1, 0, 0, 0, None, True),
        (2018, 2, 1, 0, 0, 0.0, False),
        (2021, 1, 0, 0, 0, None, True),
    ]


def test_without_choice_the_themes_are_those_without_a_parent(small: Store) -> None:
    found = figure_table(small, "themes_by_year", "theme examined")
    assert {theme for theme, _ in found} == set(codelists.tops("themes"))
    assert {theme for theme, examined in found if examined} == {"CLIMAT", "GENRE"}


# Region 11: A01 A02 | A05 (its first porteur is M01) | A09 A13 | A12. Kind: A03 | A05 | A13. ESS: A06, M03's.
FILTERED_THEMES = [
    ({"regions": ("11",)}, [(2013, 2, 2, 0, 1), (2016, 1, 1, 0, 1), (2018, 2, 1, 0, 0), (2021, 1, 1, 1, 0)]),
    ({"regions": ("84",)}, [(2014, 2, 2, 1, 0), (2016, 1, 1, 1, 0), (2017, 1, 0, 0, 0)]),
    ({"kinds": ("CAPITALISATION",)}, [(2014, 1, 1, 1, 0), (2016, 1, 1, 0, 1), (2018, 1, 0, 0, 0)]),
    ({"families": ("ESS",)}, [(2017, 1, 0, 0, 0)]),
    ({"families": ("COLLECTIVITE",)}, [(2014, 1, 1, 1, 0)]),
    ({"first_year": 2016, "last_year": 2017}, [(2016, 2, 2, 1, 1), (2017, 1, 0, 0, 0)]),
]


@pytest.mark.parametrize(("choice", "expected"), FILTERED_THEMES)
def test_themes_by_year_filtered(small: Store, choice: Row, expected: list[tuple[int, ...]]) -> None:
    columns = "year delivered examined significant principal"
    assert figure_table(small, "themes_by_year", columns, themes=("GENRE",), **choice) == expected


LEVELS = "theme principal significant untargeted unexamined"


# Ten started. Gender: 2 for A01 A05; 1 for A03 A04 A12; 0 for A02 A09 A15; no mark on A06 A13.
def test_themes_levels(small: Store) -> None:
    assert figure_table(small, "themes_levels", LEVELS, themes=("GENRE", *CLIMATE)) == [
        ("CLIMAT", 2, 1, 2, 5),  # A03 A12; A01; A05 A09
        ("CLIMAT_ATTENUATION", 1, 0, 2, 7),  # A03; none; A01 A09
        ("CLIMAT_ADAPTATION", 1, 1, 1, 7),  # A12; A01; A05
        ("GENRE", 2, 3, 3, 2),
    ]


# The same accompaniments as in FILTERED_THEMES, years set aside.
FILTERED_LEVELS = [
    ({"regions": ("11",)}, (2, 1, 2, 1)),
    ({"kinds": ("CAPITALISATION",)}, (1, 1, 0, 1)),
    ({"families": ("ESS",)}, (0, 0, 0, 1)),
    ({"first_year": 2016, "last_year": 2018}, (1, 1, 1, 2)),
]


@pytest.mark.parametrize(("choice", "expected"), FILTERED_LEVELS)
def test_themes_levels_filtered(small: Store, choice: Row, expected: tuple[int, ...]) -> None:
    assert figure_table(small, "themes_levels", LEVELS, themes=("GENRE",), **choice) == [("GENRE", *expected)]


TRIENNIALS = (
    "theme period_before period_after examined_before examined_after share_before_pct share_after_pct "
    "difference_points tendency"
)


# 2019-2021 is not over, so 2016-2018 is the last. Gender: A01 A03 of A01 A02 A03 A15, then A04 A05 of A04 A05
# A09. Climate: A01 A03 of A01 A03, then none of A05 A09.
def test_themes_triennials(small: Store) -> None:
    found = figure_table(small, "themes_triennials", TRIENNIALS)
    assert found[:2] == [
        ("CLIMAT", "2013-2015", "2016-2018", 2, 2, 100.0, 0.0, None, "PEU_EXAMINE_SANS_TEST"),
        ("GENRE", "2013-2015", "2016-2018", 4, 3, 50.0, 66.67, None, "NON_CALCULABLE"),
    ]
    assert {row[3:] for row in found[2:]} == {(0, 0, None, None, None, "NON_EXAMINE")}


# The triennial before the last chosen one is read even where its years were not chosen.
FILTERED_TRIENNIALS = [
    ({"regions": ("11",)}, [(2, 2, 50.0, 50.0, None)]),  # A01 of A01 A02; A05 of A05 A09
    ({"kinds": ("CAPITALISATION",)}, [(1, 1, 100.0, 100.0, None)]),  # A03; A05
    ({"families": ("COLLECTIVITE",)}, [(1, 0, 100.0, None, None)]),  # A03; nothing started
    ({"first_year": 2016, "last_year": 2018}, [(4, 3, 50.0, 66.67, None)]),
    ({"first_year": 2013, "last_year": 2017}, []),
    ({"first_year": 2017}, []),
]


@pytest.mark.parametrize(("choice", "expected"), FILTERED_TRIENNIALS)
def test_themes_triennials_filtered(small: Store, choice: Row, expected: list[tuple[object, ...]]) -> None:
    columns = "examined_before examined_after share_before_pct share_after_pct difference_points"
    assert figure_table(small, "themes_triennials", columns, themes=("GENRE",), **choice) == expected


ASKED_GIVEN = (
    "theme examined_requests examined_delivered requested_pct delivered_pct difference_points demand_gap"
)


# Gender: 7 of the 11 requests with a mark aim at it, 5 of the 8 that started. Climate: 4 of 6 (A07 was
# refused), 3 of 5.
def test_themes_requested_delivered(small: Store) -> None:
    assert figure_table(small, "themes_requested_delivered", ASKED_GIVEN) == [
        ("CLIMAT", 6, 5, 66.67, 60.0, -6.67, "NON_CALCULABLE"),
        ("GENRE", 11, 8, 63.64, 62.5, -1.14, "NON_CALCULABLE"),
    ]


FILTERED_ASKED_GIVEN = [
    # Asked: A01 A05 A12 of A01 A02 A05 A08 A09 A12. Started: the same without A08.
    ({"regions": ("11",)}, ("GENRE", 6, 5, 50.0, 60.0, 10.0)),
    # Asked: A03 A07 of A03 A05 A07. Started: A03 of A03 A05.
    ({"kinds": ("CAPITALISATION",), "themes": ("CLIMAT",)}, ("CLIMAT", 3, 2, 66.67, 50.0, -16.67)),
    # Asked: A03 and A07 aim at mitigation, A01 and A09 do not. Started: the same without A07.
    ({"themes": ("CLIMAT_ATTENUATION",)}, ("CLIMAT_ATTENUATION", 4, 3, 50.0, 33.33, -16.67)),
    # Asked: A03 (M04), A07 (M05). Started: A03.
    ({"families": ("COLLECTIVITE",)}, ("GENRE", 2, 1, 100.0, 100.0, 0.0)),
    # Asked in these years: A04 A05 A07. Started: A04 A05.
    ({"first_year": 2016, "last_year": 2017}, ("GENRE", 3, 2, 100.0, 100.0, 0.0)),
]


@pytest.mark.parametrize(("choice", "expected"), FILTERED_ASKED_GIVEN)
def test_themes_requested_delivered_filtered(small: Store, choice: Row, expected: tuple[object, ...]) -> None:
    columns = ASKED_GIVEN.removesuffix(" demand_gap")
    assert figure_table(small, "themes_requested_delivered", columns, **{"themes": ("GENRE",)} | choice) == [
        expected
    ]


def test_themes_examined(small: Store) -> None:
    columns = "year delivered examined examined_pct is_hollow"
    assert figure_table(small, "themes_examined", columns, themes=("CLIMAT_ADAPTATION",)) == [
        (2013, 2, 1, 50.0, False),  # A01
        (2014, 2, 0, 0.0, True),
        (2016, 2, 1, 50.0, False),  # A05
        (2017, 1, 0, 0.0, True),
        (2018, 2, 0, 0.0, True),
        (2021, 1, 1, 100.0, True),  # A12; the year is not over
    ]
    assert figure_table(small, "themes_examined", columns, themes=("GENRE",), regions=("11",)) == [
        (2013, 2, 2, 100.0, False),
        (2016, 1, 1, 100.0, False),
        (2018, 2, 1, 50.0, False),
        (2021, 1, 1, 100.0, True),
    ]


LISTED = "started_on accompaniment_id name kind theme score"


# Only marks of 1 and 2, latest start first; A04 has no porteur and stands under its co-porteur.
def test_themes_accompaniments(small: Store) -> None:
    assert figure_table(small, "themes_accompaniments", LISTED) == [
        (date(2021, 3, 31), "A12", "Nom M01", "EVALUATION", "CLIMAT", "2"),
        (date(2021, 3, 31), "A12", "Nom M01", "EVALUATION", "GENRE", "1"),
        (date(2016, 6, 17), "A05", "Nom M01", "CAPITALISATION", "GENRE", "2"),
        (date(2016, 4, 5), "A04", "Nom M03", "EVALUATION", "GENRE", "1"),
        (date(2014, 1, 1), "A03", "Nom M04", "CAPITALISATION", "CLIMAT", "2"),
        (date(2014, 1, 1), "A03", "Nom M04", "CAPITALISATION", "GENRE", "1"),
        (date(2013, 3, 11), "A01", "Nom M01", "EVALUATION", "CLIMAT", "1"),
        (date(2013, 3, 11), "A01", "Nom M01", "EVALUATION", "GENRE", "2"),
    ]


FILTERED_LIST = [
    ({"themes": ("CLIMAT_ADAPTATION",)}, [("A12", "2"), ("A01", "1")]),
    ({"themes": ("GENRE",), "regions": ("84",)}, [("A04", "1"), ("A03", "1")]),
    ({"themes": ("GENRE",), "kinds": ("CAPITALISATION",)}, [("A05", "2"), ("A03", "1")]),
    ({"themes": ("GENRE",), "families": ("COLLECTIVITE",)}, [("A03", "1")]),
    ({"themes": ("GENRE",), "first_year": 2016, "last_year": 2016}, [("A05", "2"), ("A04", "1")]),
]


@pytest.mark.parametrize(("choice", "expected"), FILTERED_LIST)
def test_themes_accompaniments_filtered(small: Store, choice: Row, expected: list[tuple[str, int]]) -> None:
    assert figure_table(small, "themes_accompaniments", "accompaniment_id score", **choice) == expected


# --- uptake ---

YEARS = range(2013, 2022)
# M01 M02 M03 M04 M06, M05 instead of M02 from 2015, without M06 from 2017, M02 M07 from 2018, M08 M10 from
# 2019.
MEMBERS = (5, 5, 5, 5, 4, 6, 8, 8, 8)


# Served: M01 M02 | M04 (X2 is no member) | - | M01 M03 M06 | M03 | M01 | - | - | M01.
def test_uptake_by_year(small: Store) -> None:
    users = (2, 1, 0, 3, 1, 1, 0, 0, 1)
    rates = (40.0, 20.0, 0.0, 60.0, 25.0, 16.67, 0.0, 0.0, 12.5)
    partial = (*[False] * 8, True)
    assert figure_table(small, "uptake_by_year", "year members users rate_pct is_partial") == list(
        zip(YEARS, MEMBERS, users, rates, partial, strict=True)
    )


FILTERED_UPTAKE = [
    # M01 throughout, M06 to 2016, M02 in 2013, 2014 and from 2018.
    ({"regions": ("11",)}, (3, 3, 2, 2, 1, 2, 2, 2, 2), (2, 0, 0, 2, 0, 1, 0, 0, 1)),
    # M03 M04, then M08: M04 in 2014, M03 in 2016 and 2017.
    ({"regions": ("84",)}, (2, 2, 2, 2, 2, 2, 3, 3, 3), (0, 1, 0, 1, 1, 0, 0, 0, 0)),
    # The same members, but only M04 (A03), M01 and M06 (A05), M01 (A13) are served.
    ({"kinds": ("CAPITALISATION",)}, MEMBERS, (0, 1, 0, 2, 0, 1, 0, 0, 0)),
    # M04 M06, M05 from 2015, without M06 from 2017.
    ({"families": ("COLLECTIVITE",)}, (2, 2, 3, 3, 2, 2, 2, 2, 2), (0, 1, 0, 1, 0, 0, 0, 0, 0)),
]


@pytest.mark.parametrize(("choice", "members", "users"), FILTERED_UPTAKE)
def test_uptake_by_year_filtered(small: Store, choice: Row, members: tuple, users: tuple) -> None:
    expected = list(zip(YEARS, members, users, strict=True))
    assert figure_table(small, "uptake_by_year", "year members users", **choice) == expected
    chosen = figure_table(
        small, "uptake_by_year", "year members users", first_year=2016, last_year=2018, **choice
    )
    assert chosen == expected[3:6]


# M03 is ESS from 2017 on, by its last day of the year.
def test_uptake_by_year_follows_a_change_of_family(small: Store) -> None:
    assert figure_table(small, "uptake_by_year", "year members users", families=("ESS",)) == [
        (2017, 1, 1),
        (2018, 1, 0),
        (2019, 1, 0),
        (2020, 1, 0),
        (2021, 1, 0),
    ]


# Distinct over distinct. M09, gone in 1998, is nowhere; served are M01 M02 M03 M04 M06.
PERIODS = [
    ({}, (9, 5, 55.56)),
    ({"first_year": 2016, "last_year": 2018}, (7, 3, 42.86)),  # M01 to M07; M01 M03 M06
    ({"regions": ("84",)}, (3, 2, 66.67)),  # M03 M04 M08; M03 M04
    ({"regions": ("11",)}, (3, 3, 100.0)),  # M01 M02 M06
    ({"kinds": ("CAPITALISATION",)}, (9, 3, 33.33)),  # M01 M04 M06
    ({"families": ("ONG",)}, (6, 3, 50.0)),  # M01 M02 M03 M07 M08 M10; M01 M02 and M03, ONG in 2016
    ({"families": ("ESS",)}, (1, 1, 100.0)),
]


@pytest.mark.parametrize(("choice", "expected"), PERIODS)
def test_uptake_of_period(small: Store, choice: Row, expected: tuple[float, ...]) -> None:
    assert figure_table(small, "uptake_of_period", "members users rate_pct", **choice) == [expected]


# Activities add M03 in 2014 (M06 sent nobody), M05 in 2016, M07 in 2021 (M08 sent nobody). In 2013 no visit is recorded yet.
def test_uptake_any_by_year(small: Store) -> None:
    users = (2, 0, 4, 1, 1, 0, 0, 2)
    assert figure_table(small, "uptake_any_by_year", "year members users") == list(
        zip(YEARS[1:], MEMBERS[1:], users, strict=True)
    )
    local = (2, 0, 1, 1, 0, 0, 0, 0)
    assert [row[0] for row in figure_table(small, "uptake_any_by_year", "users", regions=("84",))] == list(
        local
    )


GROUP = "members users rate_pct membership_years yearly_pct yearly_all_pct standing"
FEW = "NON_CALCULABLE"


def groups(store: Store, name: str, column: str, **choice: object) -> list[tuple[object, ...]]:
    return figure_table(store, f"uptake_by_{name}", f"{column} {GROUP}", **choice)


# 2013 to 2020: 46 years of membership, 8 of them served, 17.39 %. A group under five members gets no word.
# ONG: M01 8, M02 5, M03 4, M07 3, M08 2, M10 2 years; served M01 3, M02 1, M03 1. COLLECTIVITE: M04 8, M05 6,
# M06 4; M04 1, M06 1. ESS: M03 4; 1.
def test_uptake_by_family(small: Store) -> None:
    assert groups(small, "family", "actor_family") == [
        ("ONG", 6, 3, 50.0, 24, 20.83, 17.39, "SEMBLABLE"),
        ("COLLECTIVITE", 3, 2, 66.67, 18, 11.11, 17.39, FEW),
        ("ESS", 1, 1, 100.0, 4, 25.0, 17.39, FEW),
    ]


# M05 and M08 have no size. MOINS_10: M01 8, M03 8, M07 3, M10 2; M01 3, M03 2.
def test_uptake_by_size(small: Store) -> None:
    assert groups(small, "size", "size_band") == [
        ("MOINS_10", 4, 2, 50.0, 21, 23.81, 17.39, FEW),
        ("DE_10_A_49", 1, 1, 100.0, 5, 20.0, 17.39, FEW),
        ("DE_50_A_249", 1, 1, 100.0, 4, 25.0, 17.39, FEW),
        ("PLUS_250", 1, 1, 100.0, 8, 12.5, 17.39, FEW),
        (None, 2, 0, 0.0, 8, 0.0, 17.39, FEW),
    ]


# In the list's order, 84 first. 84: M03 8, M04 8, M08 2; 2 + 1. 11: M01 8, M02 5, M06 4; 3 + 1 + 1. None: M05
# 6, M07 3, M10 2.
def test_uptake_by_region(small: Store) -> None:
    assert groups(small, "region", "region") == [
        ("84", 3, 2, 66.67, 18, 16.67, 17.39, FEW),
        ("11", 3, 3, 100.0, 17, 29.41, 17.39, FEW),
        (None, 3, 0, 0.0, 11, 0.0, 17.39, FEW),
    ]


# Year less the year of first joining. The year of joining: M04 M05 M07 M08 M10, none served. Under 3: M03 2, M04 2, M05 2,
# M06 1, M07 2, M08 1, M10 1; M04 in 2014.
# 3 to 5: M03 3, M04 3, M05 3, M06 3; M03 in 2016 and 2017, M06. 6 to 10: M02 2, M03 3, M04 2; M02.
# Over 10: M01 8, M02 3 (its return counts from 2005); M01 in 2013, 2016 and 2018.
def test_uptake_by_seniority(small: Store) -> None:
    found = groups(small, "seniority", "seniority_band")
    assert [row[:-1] for row in found] == [
        ("ARRIVEE", 5, 0, 0.0, 5, 0.0, 17.39),
        ("MOINS_3", 7, 1, 14.29, 11, 9.09, 17.39),
        ("DE_3_A_5", 4, 2, 50.0, 12, 25.0, 17.39),
        ("DE_6_A_10", 3, 1, 33.33, 7, 14.29, 17.39),
        ("PLUS_10", 2, 1, 50.0, 11, 27.27, 17.39),
    ]
    assert [row[-1] for row in found] == [FEW, "SEMBLABLE", FEW, FEW, FEW]


FILTERED_GROUPS = [
    # M03 8 years, M04 8, M08 2: M03 is ONG to 2016.
    (
        "family",
        "actor_family",
        {"regions": ("84",)},
        [
            ("ONG", 2, 1, 6, 16.67, 16.67),
            ("COLLECTIVITE", 1, 1, 8, 12.5, 16.67),
            ("ESS", 1, 1, 4, 25.0, 16.67),
        ],
    ),
    # Of 46 years four are served: M01 in 2016 and 2018, M04, M06.
    (
        "region",
        "region",
        {"kinds": ("CAPITALISATION",)},
        [("84", 3, 1, 18, 5.56, 8.7), ("11", 3, 2, 17, 17.65, 8.7), (None, 3, 0, 11, 0.0, 8.7)],
    ),
    # 2016 to 2018, 15 years, 5 served: M01 3 (2), M03 3 (2), M07 1; M02 1; M06 1 (1); M04 3; M05 3.
    (
        "size",
        "size_band",
        {"first_year": 2016, "last_year": 2018},
        [
            ("MOINS_10", 3, 2, 7, 57.14, 33.33),
            ("DE_10_A_49", 1, 0, 1, 0.0, 33.33),
            ("DE_50_A_249", 1, 1, 1, 100.0, 33.33),
            ("PLUS_250", 1, 0, 3, 0.0, 33.33),
            (None, 1, 0, 3, 0.0, 33.33),
        ],
    ),
    # M04 and M05 in their first year; M04 1 and 2 years (served in 2014), M05 1 and 2, M06 2; M04 3 to 5, M05 3 to 5, M06 3 to 5 (2016); M04 6
    # and 7.
    (
        "seniority",
        "seniority_band",
        {"families": ("COLLECTIVITE",)},
        [
            ("ARRIVEE", 2, 0, 2, 0.0, 11.11),
            ("MOINS_3", 3, 1, 5, 20.0, 11.11),
            ("DE_3_A_5", 3, 1, 9, 11.11, 11.11),
            ("DE_6_A_10", 1, 0, 2, 0.0, 11.11),
        ],
    ),
]


@pytest.mark.parametrize(("name", "column", "choice", "expected"), FILTERED_GROUPS)
def test_uptake_by_group_filtered(
    small: Store, name: str, column: str, choice: Row, expected: list[tuple[object, ...]]
) -> None:
    columns = f"{column} members users membership_years yearly_pct yearly_all_pct"
    assert figure_table(small, f"uptake_by_{name}", columns, **choice) == expected


# On 5 May 2021, the last day known, eight are members. M08 is only granted and sent nobody; M10 came to an
# activity that was not held yet. M02 was served during its first stay, M05 came once, M07 the same day.
def test_never_reached(small: Store) -> None:
    columns = "name actor_family region size_band joined_on member_years members_all"
    assert answer_figure(small, "never_reached").as_of == date(2021, 5, 5)
    assert figure_table(small, "never_reached", columns) == [
        ("Nom M10", "ONG", None, "DE_10_A_49", date(2019, 1, 1), 2, 8),
        ("Nom M08", "ONG", "84", None, date(2019, 7, 1), 1, 8),
    ]
    assert figure_table(small, "never_reached", "name members_all", regions=("84",)) == [("Nom M08", 3)]
    ngos = figure_table(small, "never_reached", "name members_all", families=("ONG",))
    assert ngos == [("Nom M10", 5), ("Nom M08", 5)]  # M01 M02 M07 M08 M10
    assert figure_table(small, "never_reached", "name", families=("COLLECTIVITE",)) == []


@pytest.mark.parametrize(
    ("choice", "count"),
    [
        ({}, "2 membres d’aujourd’hui sur 8 (25 %) n’ont jamais été accompagnés et ne sont jamais venus à une activité depuis leur adhésion."),
        ({"regions": ("84",)}, "1 membre d’aujourd’hui sur 3 n’a jamais été accompagné et n’est jamais venu à une activité depuis son adhésion."),
    ],
)  # fmt: skip
def test_never_reached_is_told_as_a_count_out_of_a_total(
    recorded_each_year: Store, choice: dict, count: str
) -> None:
    sentence = answer_figure(recorded_each_year, "never_reached", **choice).finding.sentence
    assert sentence.replace("\u00a0", " ").replace("\u202f", " ").startswith(count)


# M01 carries A01 A02 A05 A09 A12 A13, M03 two (A04 as co-porteur), M02 M04 M06 one, M05 M07 M08 M10 none.
REPEATS = [
    ({}, [(0, 4, 44.44, 0), (1, 3, 33.33, 3), (2, 1, 11.11, 2), (5, 1, 11.11, 6)]),
    # M01 to M07: M01 A05 A09 A13, M03 two, M06 one.
    (
        {"first_year": 2016, "last_year": 2018},
        [(0, 4, 57.14, 0), (1, 1, 14.29, 1), (2, 1, 14.29, 2), (3, 1, 14.29, 3)],
    ),
    ({"regions": ("11",)}, [(1, 2, 66.67, 2), (5, 1, 33.33, 6)]),  # M02 M06; M01
    ({"kinds": ("CAPITALISATION",)}, [(0, 6, 66.67, 0), (1, 2, 22.22, 2), (2, 1, 11.11, 2)]),  # M04 M06; M01
    ({"families": ("COLLECTIVITE",)}, [(0, 1, 33.33, 0), (1, 2, 66.67, 2)]),  # M05; M04 M06
]


@pytest.mark.parametrize(("choice", "expected"), REPEATS)
def test_repeat_use(small: Store, choice: Row, expected: list[tuple[float, ...]]) -> None:
    assert (
        figure_table(small, "repeat_use", "carried members members_pct carried_total", **choice) == expected
    )


# --- requests ---


# A03 is asked in 2013 and starts in 2014. 2021 is not over.
def test_accompaniments_by_year(small: Store) -> None:
    columns = "year requested delivered is_partial"
    assert figure_table(small, "accompaniments_by_year", columns) == [
        (2013, 3, 2, False),
        (2014, 1, 2, False),
        (2015, 0, 0, False),
        (2016, 2, 2, False),
        (2017, 2, 1, False),
        (2018, 3, 2, False),
        (2019, 0, 0, False),
        (2020, 0, 0, False),
        (2021, 3, 1, True),
    ]


FILTERED_YEARS = [
    # M01 and, in 2018, M02 (A08).
    ({"regions": ("11",)}, (2, 0, 0, 1, 0, 3, 0, 0, 1), (2, 0, 0, 1, 0, 2, 0, 0, 1)),
    # Asked A03 | A05 | A07 | A13 | A11, started A03 (in 2014) | A05 | A13.
    ({"kinds": ("CAPITALISATION",)}, (1, 0, 0, 1, 1, 1, 0, 0, 1), (0, 1, 0, 1, 0, 1, 0, 0, 0)),
    # M03 asked for A06 the day before it became ESS.
    ({"families": ("ESS",)}, (0, 0, 0, 0, 0, 0, 0, 0, 0), (0, 0, 0, 0, 1, 0, 0, 0, 0)),
]


@pytest.mark.parametrize(("choice", "requested", "started"), FILTERED_YEARS)
def test_accompaniments_by_year_filtered(small: Store, choice: Row, requested: tuple, started: tuple) -> None:
    expected = list(zip(YEARS, requested, started, strict=True))
    assert figure_table(small, "accompaniments_by_year", "year requested delivered", **choice) == expected
    chosen = {"first_year": 2017, "last_year": 2018} | choice
    assert (
        figure_table(small, "accompaniments_by_year", "year requested delivered", **chosen) == expected[4:6]
    )


FUNNEL = "step reached reached_pct refused abandoned pending median_days"


# Fourteen requests: A07 refused, A08 abandoned, A10 waits, A11 is granted, A09 is abandoned once started, A05
# A12 A13 run, six are over. Days to the decision 1 2 2 2 2 4 4 6 8 10 10; to the start 1 4 4 10 10 10 16 20
# 20 30; to the end 30.
def test_requests_funnel(small: Store) -> None:
    assert figure_table(small, "requests_funnel", FUNNEL) == [
        ("DEMANDE", 14, 100.0, 0, 0, 0, None),
        ("ACCORDE", 11, 78.57, 1, 1, 1, 4.0),
        ("DEMARRE", 10, 71.43, 1, 1, 1, 10.0),
        ("TERMINE", 6, 42.86, 1, 2, 3, 30.0),
    ]


FILTERED_FUNNELS = [
    # A01 A02 A05 A08 A09 A12 A13: decided after 2 4 4 6 8 10, started after 10 10 16 20 20 30.
    (
        {"regions": ("11",)},
        [(7, 0, 0, 0, None), (6, 0, 1, 0, 5.0), (6, 0, 1, 0, 18.0), (2, 0, 2, 3, 30.0)],
    ),
    # A03 A05 A07 A11 A13: decided after 2 4 8 10, started after 10 10 16; A03 is over.
    (
        {"kinds": ("CAPITALISATION",)},
        [(5, 0, 0, 0, None), (4, 1, 0, 0, 6.0), (3, 1, 0, 1, 10.0), (1, 1, 0, 2, 30.0)],
    ),
    # A03 A07 A10, of M04 and M05.
    (
        {"families": ("COLLECTIVITE",)},
        [(3, 0, 0, 0, None), (1, 1, 0, 1, 2.0), (1, 1, 0, 0, 10.0), (1, 1, 0, 0, 30.0)],
    ),
    # A04 A05 A06 A07: decided after 1 2 8, started after 1 4 16.
    (
        {"first_year": 2016, "last_year": 2017},
        [(4, 0, 0, 0, None), (3, 1, 0, 0, 2.0), (3, 1, 0, 0, 4.0), (2, 1, 0, 1, 30.0)],
    ),
]


@pytest.mark.parametrize(("choice", "expected"), FILTERED_FUNNELS)
def test_requests_funnel_filtered(small: Store, choice: Row, expected: list[tuple[object, ...]]) -> None:
    columns = "reached refused abandoned pending median_days"
    assert figure_table(small, "requests_funnel", columns, **choice) == expected


DELAYS = "year delivered low_days median_days high_days"


# 10 and 20 days; 4 and 10; 4 and 16; 1; 10 and 20; 30. A quartile of two delays is a quarter of the way
# between.
def test_request_delays(small: Store) -> None:
    assert figure_table(small, "request_delays", f"{DELAYS} is_partial tendency") == [
        (2013, 2, 12.5, 15.0, 17.5, False, FEW),
        (2014, 2, 5.5, 7.0, 8.5, False, FEW),
        (2016, 2, 7.0, 10.0, 13.0, False, FEW),
        (2017, 1, 1.0, 1.0, 1.0, False, FEW),
        (2018, 2, 12.5, 15.0, 17.5, False, FEW),
        (2021, 1, 30.0, 30.0, 30.0, True, FEW),
    ]


FILTERED_DELAYS = [
    ({"regions": ("84",)}, [(2014, 2, 5.5, 7.0, 8.5), (2016, 1, 4.0, 4.0, 4.0), (2017, 1, 1.0, 1.0, 1.0)]),
    (
        {"kinds": ("CAPITALISATION",)},
        [(2014, 1, 10.0, 10.0, 10.0), (2016, 1, 16.0, 16.0, 16.0), (2018, 1, 10.0, 10.0, 10.0)],
    ),
    ({"families": ("ESS",)}, [(2017, 1, 1.0, 1.0, 1.0)]),
    ({"first_year": 2018, "last_year": 2020}, [(2018, 2, 12.5, 15.0, 17.5)]),
]


@pytest.mark.parametrize(("choice", "expected"), FILTERED_DELAYS)
def test_request_delays_filtered(small: Store, choice: Row, expected: list[tuple[float, ...]]) -> None:
    assert figure_table(small, "request_delays", DELAYS, **choice) == expected


# --- completeness ---

LINES = {
    "organisations": 12,
    "organisation_profiles": 14,  # two of M03 M06 M10, none of X1
    "memberships": 11,  # two of M02
    "accompaniments": 14,
    "accompaniment_organisations": 17,  # three have two
    "theme_marks": 19,  # 11 on gender, 4 on mitigation, 3 on adaptation, 1 of an activity
    "activities": 4,
    "participations": 9,
}
# The columns with empty cells, and how many cells are filled.
HOLES = {
    "organisations": {"siren": 0, "country": 0, "successor_id": 0},
    "organisation_profiles": {"legal_category": 0, "is_ess": 0, "region": 10, "size_band": 11},
    "memberships": {"left_on": 3, "college": 0},
    "accompaniments": {
        "offer_id": 0,
        "decided_on": 12,
        "started_on": 10,
        "ended_on": 6,
        "cost_eur": 8,
        "cofinancing_eur": 0,
        "country": 0,
        "sector": 0,
    },
    "theme_marks": {"justification": 0},
    "activities": {"offer_id": 0, "series": 0, "ended_on": 0, "format": 0, "places": 0},
    "participations": {"women": 0},
}


def test_completeness(small: Store) -> None:
    expected = [
        (schemas.title(name), column.title, LINES[name], HOLES.get(name, {}).get(column.name, LINES[name]))
        for name in schemas.TABLES
        if name in LINES
        for column in schemas.columns(name)
    ]
    found: dict[tuple[object, ...], list[int]] = {}
    for title, column, rows, filled in figure_table(
        small, "completeness", "table_title column_title rows filled"
    ):
        counted = found.setdefault((title, column), [0, 0])
        counted[:] = counted[0] + rows, counted[1] + filled
    assert [(*names, *counted) for names, counted in found.items()] == expected


# --- words ---

# Eight members that all do the same: of the 2^8 flips only two are as extreme, p = 0.008.

EIGHT = [f"M{number}" for number in range(1, 9)]
JOINED = date(2012, 1, 1)


def alike(
    folder: Path, today: date, studies: list[tuple[str, str, str | None]], marks: dict[int, dict[str, int]]
) -> Store:
    """Eight members with the same studies: (status, request, start). `marks` has scores by number of study."""
    lines = [
        [f"{who}-{number}", "EVALUATION", status, asked, None, started, None, None, f"P:{who}"]
        for who in EIGHT
        for number, (status, asked, started) in enumerate(studies)
    ]
    profile = {"valid_from": JOINED, "actor_family": "ONG", "field": "AUTRE"}
    tables = {
        "organisations": [{"organisation_id": who, "name": who} for who in EIGHT],
        "organisation_profiles": [profile | {"organisation_id": who} for who in EIGHT],
        "memberships": [{"organisation_id": who, "joined_on": JOINED} for who in EIGHT],
        **accompaniment_tables(lines),
        "theme_marks": [
            {"subject": "accompaniment", "subject_id": f"{who}-{number}", "theme": theme, "score": score}
            for who in EIGHT
            for number, scores in marks.items()
            for theme, score in scores.items()
        ],
    }
    return commit_tables(folder, today, tables)


def words(store: Store, figure_id: str, column: str = "tendency", **choice: object) -> set[object]:
    return set(answer_figure(store, figure_id, **choice).table[column])


# All served in 2013, none from 2014 to 2016, when others are refused: requests are recorded. All in 2017 again, which is not over: with
# it, 2013 and 2017 cancel out. One that is no member came to an activity each year: visits are recorded.
def test_the_trend_of_uptake_leaves_out_the_year_that_is_not_over(tmp_path: Path) -> None:
    studies = [("TERMINE", f"{year}-03-01", f"{year}-03-01") for year in (2013, 2017)]
    refused = [("REFUSE", f"{year}-03-01", None) for year in (2014, 2015, 2016)]
    store = alike(tmp_path, date(2017, 10, 15), [*studies, *refused], {})
    assert words(store, "uptake_by_year") == {"BAISSE"}
    held = [
        {"activity_id": f"T{year}", "kind": "FORMATION", "title": "T", "held_on": date(year, 6, 1)}
        for year in range(2013, 2017)
    ]
    came = [
        {"activity_id": row["activity_id"], "organisation_id": "X", "role": "PARTICIPANT", "participants": 1}
        for row in held
    ]
    everyone = [{"organisation_id": who, "name": who} for who in (*EIGHT, "X")]
    tables = {"organisations": everyone, "activities": held, "participations": came}
    commit_next(store, date(2017, 10, 15), tables)
    assert words(store, "uptake_any_by_year") == {"BAISSE"}


# 20, 10, 10 and 50 days, then 0 in the year that is not over: around 2015, -2 × 20 - 10 + 50 + 2 × 0 = 0.
# Gender is aimed at in 2013 and in 2017 only: around 2015 they cancel out too.
def test_the_trends_of_delays_and_themes_leave_out_the_year_that_is_not_over(tmp_path: Path) -> None:
    starts = {2013: 21, 2014: 11, 2015: 11, 2016: 51, 2017: 1}
    started = {
        year: date.fromordinal(date(year, 3, 1).toordinal() + days - 1) for year, days in starts.items()
    }
    studies = [("TERMINE", f"{year}-03-01", each.isoformat()) for year, each in started.items()]
    marks = {number: {"GENRE": score} for number, score in enumerate((2, 0, 0, 0, 2))}
    store = alike(tmp_path, date(2017, 10, 15), studies, marks)
    assert [row[0] for row in figure_table(store, "request_delays", "median_days")] == [20, 10, 10, 50, 0]
    assert words(store, "request_delays") == {"HAUSSE"}
    assert words(store, "themes_by_year", themes=("GENRE",)) == {"BAISSE"}


# One study in 2013 and three in 2018. Gender is examined on all four; agroecology on one of the three, under
# half.
def test_a_triennial_examined_under_half_gets_no_word(tmp_path: Path) -> None:
    studies = [("TERMINE", f"{year}-03-01", f"{year}-03-01") for year in (2013, 2018, 2018, 2018)]
    marks = {0: {"GENRE": 0, "AGROECO": 0}, 1: {"GENRE": 2, "AGROECO": 2}, 2: {"GENRE": 2}, 3: {"GENRE": 2}}
    store = alike(tmp_path, date(2019, 10, 15), studies, marks)
    columns = "theme examined_before examined_after difference_points tendency"
    assert figure_table(store, "themes_triennials", columns, themes=("GENRE", "AGROECO")) == [
        ("GENRE", 8, 24, 100.0, "HAUSSE"),
        ("AGROECO", 8, 8, None, "PEU_EXAMINE_SANS_TEST"),
    ]


# Decided: gender is in one of the two that started, and not in the refused one. With the one that waits it
# would be in one of two on both sides.
def test_requests_that_wait_are_not_held_against_those_that_started(tmp_path: Path) -> None:
    studies = [
        ("TERMINE", "2016-03-01", "2016-04-01"),
        ("EN_COURS", "2016-03-01", "2016-04-01"),
        ("REFUSE", "2016-03-01", None),
        ("INSTRUCTION", "2016-03-01", None),
    ]
    marks = {number: {"GENRE": score} for number, score in enumerate((2, 0, 0, 1))}
    store = alike(tmp_path, date(2019, 10, 15), studies, marks)
    assert figure_table(store, "themes_requested_delivered", ASKED_GIVEN) == [
        ("GENRE", 32, 16, 50.0, 50.0, 0.0, "PLUS")
    ]


# Holm: the smallest of two is doubled, the other is not less than it. 0.009 and 0.012 become 0.018 and 0.018.
def test_words_come_after_the_adjustment_over_the_whole_figure() -> None:
    assert describe_each([0.009, 0.012, None], [1.0, -1.0, 1.0], describe_trend) == [
        "AUCUNE",
        "AUCUNE",
        "NON_CALCULABLE",
    ]
    assert describe_each([0.009, None], [1.0, 1.0], describe_trend) == ["HAUSSE", "NON_CALCULABLE"]
    assert describe_each([0.012, 0.006], [1.0, -1.0], describe_trend) == ["HAUSSE", "BAISSE"]
    assert describe_each([0.009, 0.012], [1.0, -1.0], describe_difference) == ["SEMBLABLE", "SEMBLABLE"]
    assert describe_each([0.012, 0.006], [1.0, -1.0], describe_difference) == ["PLUS", "MOINS"]


# --- breaks and charts ---


def test_a_break_of_a_leaf_reaches_its_parent_and_not_its_sister(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, "theme:CLIMAT_ADAPTATION")
    years = pd.Series([2014, 2015, 2016])
    assert segments("CLIMAT_ADAPTATION", years) == segments("CLIMAT", years) == [0, 1, 1]
    assert segments("CLIMAT_ATTENUATION", years) == segments("GENRE", years) == [0, 0, 0]
    compared = figure_table(small, "themes_triennials", "theme tendency", themes=("GENRE", *CLIMATE))
    assert compared == [
        ("CLIMAT", "RUPTURE"),
        ("CLIMAT_ATTENUATION", "PEU_EXAMINE_SANS_TEST"),  # A01 A03 of four, then A09 alone of five
        ("CLIMAT_ADAPTATION", "RUPTURE"),
        ("GENRE", "NON_CALCULABLE"),
    ]


def rules(spec: dict[str, object]) -> int:
    return sum(layer["mark"]["type"] == "rule" for layer in spec["layer"])


def test_a_break_is_drawn_where_both_sides_are_shown_and_names_its_theme(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, "theme:CLIMAT_ADAPTATION")
    both = draw_chart(small, "themes_by_year", themes=("CLIMAT", "GENRE"))
    assert rules(both) == 1
    texts = [row["text"] for data in both["datasets"].values() for row in data if "text" in row]
    named = [text for text in texts if text.startswith("Rupture de série")]
    assert named == ["Rupture de série\u00a0: Climat"]
    for choice in ({"first_year": 2016}, {"last_year": 2014}):
        assert rules(draw_chart(small, "themes_by_year", themes=("CLIMAT", "GENRE"), **choice)) == 0
    assert rules(draw_chart(small, "themes_by_year", themes=("GENRE",))) == 0


@pytest.mark.parametrize("what", ["theme:INCONNU", "kind:EVALUATION", "GENRE"])
def test_a_break_of_no_theme_is_refused_in_french(
    small: Store, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    declare(monkeypatch, what)
    with pytest.raises(Refused, match=r"codelists/breaks\.csv.*thème"):
        answer_figure(small, "themes_by_year")


def test_a_dumbbell_goes_from_the_first_share_to_the_second(small: Store) -> None:
    columns = ("theme", "gap", "shown")
    given = chart_data(
        draw_chart(small, "themes_requested_delivered", regions=("11",), themes=("GENRE",)), *columns
    )
    assert given == [("GENRE", pytest.approx(10.0), "+10\u00a0points")]
    moved = chart_data(draw_chart(small, "themes_triennials"), *columns)
    assert moved == [("CLIMAT", None, "trop peu examiné"), ("GENRE", None, "écart non calculable")]


@pytest.mark.parametrize(
    ("figure_id", "flag"), [("themes_by_year", "is_hollow"), ("uptake_by_year", "is_partial")]
)
def test_points_left_out_of_the_tests_are_hollow(small: Store, figure_id: str, flag: str) -> None:
    points = {
        layer["transform"][0]["filter"]: layer["mark"]
        for layer in draw_chart(small, figure_id)["layer"]
        if layer["mark"]["type"] == "point"
    }
    full, hollow = points[f"!datum.{flag}"], points[f"datum.{flag}"]
    assert full["filled"] and full.get("fill") is None
    assert not hollow["filled"] or hollow["fill"] == theme.PAPER


# --- versions that hold next to nothing ---


def _members_only(folder: Path) -> Store:
    kept = ("organisations", "organisation_profiles", "memberships")
    return commit_tables(folder, TODAY, {name: small_tables()[name] for name in kept})


def _one_accompaniment_only(folder: Path) -> Store:
    lines = [line for line in parse_cells(ACCOMPANIMENTS) if line[0] == "A01"]
    marks = [row for row in small_tables()["theme_marks"] if row["subject_id"] == "A01"]
    only = accompaniment_tables(lines)["accompaniments"]
    return commit_tables(folder, TODAY, {"accompaniments": only, "theme_marks": marks})


def _one_member(folder: Path) -> Store:
    stay = {"organisation_id": "M1", "joined_on": JOINED}
    return commit_tables(
        folder, TODAY, {"organisations": [{"organisation_id": "M1", "name": "Une"}], "memberships": [stay]}
    )


def _no_table(folder: Path) -> Store:
    store = _one_member(folder)
    store.undo(1, "essai")
    assert not store.current().tables
    return store


MAKERS = {
    "members only": _members_only,
    "one accompaniment only": _one_accompaniment_only,
    "one member": _one_member,
    "no table": _no_table,
}


@pytest.fixture(scope="module", params=MAKERS)
def thin(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Store]:
    return request.param, MAKERS[request.param](tmp_path_factory.mktemp("thin"))


@pytest.mark.parametrize("figure_id", REGISTRY)
def test_every_figure_answers_a_version_that_holds_next_to_nothing(
    thin: tuple[str, Store], figure_id: str
) -> None:
    answer = answer_figure(thin[1], figure_id)
    assert answer.finding.sentence.endswith(".")
    figure = REGISTRY[figure_id]
    assert list(answer.table.columns) == [column.name for column in figure.columns]
    if figure.chart and not answer.table.empty:
        assert isinstance(figure.chart(answer.table), charts.Chart)


# Without activity or accompaniment there is no year, and so no member of a year.
def test_what_little_a_version_holds_is_counted(thin: tuple[str, Store]) -> None:
    name, store = thin
    by_year = [(2013, 1, 1)] if name == "one accompaniment only" else []
    assert figure_table(store, "accompaniments_by_year", "year requested delivered") == by_year
    assert answer_figure(store, "uptake_by_year").table.empty
