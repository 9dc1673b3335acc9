"""How soon new members are accompanied, counted by hand on nine arrivals."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from counted_store import (
    Row,
    accompaniment_tables,
    answer_figure,
    commit_tables,
    figure_table,
    parse_cells,
    parse_day,
)

from dse.figures import REGISTRY
from dse.figures.uptake.arrivals import name_cohorts
from dse.store import Store

TODAY = date(2019, 12, 31)

# Who, joined, left, family. The years begin in 2013: N0, which had joined before, is no arrival. N5 changes line the day
# after its first one ends, N6 comes back after two years. The last day known is the request of 1 June 2019.
STAYS = """
N0 2010-01-01 -          ONG
N1 2013-01-01 -          ONG
N2 2013-02-01 -          ONG
N3 2013-03-01 2013-12-26 ONG
N4 2014-01-01 2015-12-31 ONG
N5 2014-06-01 2015-06-30 ONG
N5 2015-07-01 -          ONG
N6 2015-01-01 2016-01-01 ONG
N6 2018-01-01 -          ONG
N7 2016-01-01 -          ONG
N8 2017-01-01 -          ONG
N9 2018-01-01 -          COLLECTIVITE
"""
# N1 after 100 days; N2 after 300, as co-porteur, one before it joined not counting; N4 after it had left; N5 after 500, under
# its second line; N6 during its second stay; N7 only as a partner; N9 after 365. That of N8 is only planned.
STUDIES = """
A0 EVALUATION     TERMINE 2013-01-01 - 2013-01-05 - - P:N0
A1 EVALUATION     TERMINE 2013-01-01 - 2013-04-11 - - P:N1
A2 EVALUATION     TERMINE 2013-01-01 - 2013-11-28 - - P:N0,C:N2
A3 EVALUATION     TERMINE 2013-01-01 - 2013-01-20 - - P:N2
A4 EVALUATION     TERMINE 2015-01-01 - 2016-02-01 - - P:N4
A5 CAPITALISATION TERMINE 2015-01-01 - 2015-10-14 - - P:N5
A6 EVALUATION     TERMINE 2018-01-01 - 2018-05-01 - - P:N6
A7 EVALUATION     TERMINE 2016-01-01 - 2016-05-01 - - P:N0,A:N7
A8 EVALUATION     ACCORDE 2019-06-01 - 2020-05-01 - - P:N8
A9 EVALUATION     TERMINE 2018-01-01 - 2019-01-01 - - P:N9
"""
COLUMNS = "days at_risk happened left incidence_pct left_pct"


def arrivals() -> dict[str, list[Row]]:
    lines = parse_cells(STAYS)
    families = {who: family for who, _, _, family in lines}
    return {
        "organisations": [{"organisation_id": who, "name": who} for who in families],
        "organisation_profiles": [
            {"organisation_id": who, "valid_from": date(2010, 1, 1), "actor_family": family, "field": "AUTRE"}
            for who, family in families.items()
        ],
        "memberships": [
            {"organisation_id": who, "joined_on": parse_day(joined), "left_on": parse_day(left)}
            for who, joined, left, _ in lines
        ],
        **accompaniment_tables(parse_cells(STUDIES)),
    }


@pytest.fixture(scope="module")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return commit_tables(tmp_path_factory.mktemp("nine"), TODAY, arrivals())


# Of nine: N1 at 100; N2 at 300, where N3 leaves; N9 at 365, where N6 leaves; N5 at 500; N4 leaves at 729. N8 is followed for
# 881 days, N7 for 1 247; the fifth longest, N5, could be for 1 826: the curve ends there.
def test_time_to_first(nine: Store) -> None:
    assert figure_table(nine, "time_to_first", COLUMNS) == [
        (0, 9, 0, 0, 0.0, 0.0),
        (100, 9, 1, 0, 11.11, 0.0),
        (300, 8, 2, 1, 22.22, 11.11),
        (365, 6, 3, 2, 33.33, 22.22),
        (500, 4, 4, 2, 44.44, 22.22),
        (729, 3, 4, 3, 44.44, 33.33),
        (730, 2, 4, 3, 44.44, 33.33),
        (1096, 1, 4, 3, 44.44, 33.33),
        (1826, 0, 4, 3, 44.44, 33.33),
    ]
    found = answer_figure(nine, "time_to_first")
    assert set(found.table["cohort"]) == {"2013-2018"}  # six then three: too few to stand apart
    assert set(found.table["tendency"]) == {"NON_CALCULABLE"}
    assert "33\u202f%" in found.finding.sentence and "9\u00a0arrivées" in found.finding.sentence
    scalars = REGISTRY["time_to_first"].scalars
    assert [round(scalar(found.table), 2) for scalar in scalars.values()] == [33.33, 44.44]


# A first capitalisation: only N5's. N9 is followed for 516 days; of the five left at 729, N4 leaves: 2/9 + 6/9 x 1/5.
def test_time_to_first_of_a_kind(nine: Store) -> None:
    assert figure_table(nine, "time_to_first", COLUMNS, kinds=("CAPITALISATION",))[1:5] == [
        (300, 9, 0, 1, 0.0, 11.11),
        (365, 8, 0, 2, 0.0, 22.22),
        (500, 7, 1, 2, 11.11, 22.22),
        (729, 5, 1, 3, 11.11, 35.56),
    ]


# N1 to N5: two at 300 days, N5 at 500; N4 has left and N3 too.
def test_the_years_choose_the_arrivals_and_few_of_them_are_counted_rather_than_shared(nine: Store) -> None:
    found = answer_figure(nine, "time_to_first", first_year=2013, last_year=2014)
    assert found.table.iloc[-1][["cohort_members", "happened", "left"]].tolist() == [5, 3, 2]
    assert "C’est trop peu, ou trop récent, pour en dire une part." in found.finding.sentence
    assert "3 ont été accompagnés et 2 sont partis" in found.finding.sentence


@pytest.mark.parametrize(
    "choice", [{"families": ("COLLECTIVITE",)}, {"first_year": 2016}, {"regions": ("11",)}]
)
def test_under_five_arrivals_there_is_nothing_to_say(nine: Store, choice: Row) -> None:
    found = answer_figure(nine, "time_to_first", **choice)
    assert found.table.empty
    assert found.finding.sentence.startswith("Moins de 5 membres sont arrivés")


# N4 to N9: five of the six, all but N9, could be followed for 881 days.
def test_a_curve_ends_where_fewer_than_five_could_be_followed(nine: Store) -> None:
    days = answer_figure(nine, "time_to_first", first_year=2014).table["days"]
    assert 730 in days.to_list() and days.max() == 881


COHORTS = [
    ([2013] * 8 + [2016] * 3 + [2019] * 9, {"2013-2015": 8, "2016-2021": 12}),
    ([2013] * 8 + [2019] * 3, {"2013-2021": 11}),
    ([2013] * 9 + [2017] * 8, {"2013-2015": 9, "2016-2018": 8}),
    ([2010] * 4 + [2011] * 4 + [2014] * 8, {"2010-2011": 8, "2013-2015": 8}),  # before any triennial known
    ([2014] * 2, {"2013-2015": 2}),
    ([], {}),
]


@pytest.mark.parametrize(("years", "expected"), COHORTS)
def test_cohorts_are_triennials_put_together_until_eight_have_joined(
    years: list[int], expected: dict[str, int]
) -> None:
    cohorts = name_cohorts(Counter(years))
    names = [cohorts[year] for year in years]
    assert {name: names.count(name) for name in dict.fromkeys(names)} == expected


def test_cohorts_sum_to_the_whole_and_every_curve_climbs(demo_store: Store) -> None:
    found = answer_figure(demo_store, "time_to_first").table
    last = found.groupby("cohort", sort=False).last()
    assert list(last.index) == ["Ensemble", "2013-2015", "2016-2018", "2019-2021"]
    assert last["cohort_members"].iloc[0] == last["cohort_members"].iloc[1:].sum()
    for _, rows in found.groupby("cohort"):
        assert rows["incidence_pct"].is_monotonic_increasing and rows["days"].is_monotonic_increasing
        assert ((rows["incidence_pct"] + rows["left_pct"]) <= 100 + 1e-9).all()


def test_the_demo_has_no_cohort_that_is_served_sooner(demo_store: Store) -> None:
    found = answer_figure(demo_store, "time_to_first")
    assert set(found.table["tendency"]) == {"AUCUNE"}
    assert "On ne peut pas dire si" in found.finding.sentence
    assert found.finding.weight == 0
