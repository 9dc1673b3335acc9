"""Who carries most, who comes back, who uses what, and where requests are lost: counted by hand on the small register."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from counted_store import (
    TODAY,
    Row,
    answer_figure,
    chart_data,
    commit_tables,
    figure_table,
    small_tables,
    small_tables_with_visits,
)

from dse import decisions
from dse.figures import REGISTRY
from dse.query import Selection
from dse.stats import concentration
from dse.store import Store
from schemas import codelists


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return commit_tables(tmp_path_factory.mktemp("small"), TODAY, small_tables_with_visits())


# --- concentration ---

# M01 carries six, M03 two, M02 M04 M06 one; nine members: a tenth is one of them, a quarter two, half five: a half goes away from zero.
CONCENTRATED = [
    ({}, 9, 11, [("DIXIEME", 1, 6, 54.55), ("QUART", 2, 8, 72.73), ("MOITIE", 5, 11, 100.0)]),
    # M01 six, M02 M06 one: of three members, a tenth and a quarter are one, half are two.
    ({"regions": ("11",)}, 3, 8, [("DIXIEME", 1, 6, 75.0), ("QUART", 1, 6, 75.0), ("MOITIE", 2, 7, 87.5)]),
    # M01 two, M04 M06 one.
    (
        {"kinds": ("CAPITALISATION",)},
        9,
        4,
        [("DIXIEME", 1, 2, 50.0), ("QUART", 2, 3, 75.0), ("MOITIE", 5, 4, 100.0)],
    ),
    # M04 M06 one, M05 none.
    (
        {"families": ("COLLECTIVITE",)},
        3,
        2,
        [("DIXIEME", 1, 1, 50.0), ("QUART", 1, 1, 50.0), ("MOITIE", 2, 2, 100.0)],
    ),
]


@pytest.mark.parametrize(("choice", "members", "total", "expected"), CONCENTRATED)
def test_concentration(small: Store, choice: Row, members: int, total: int, expected: list[tuple]) -> None:
    assert (
        figure_table(small, "uptake_concentration", "top_group top_members top_carried top_pct", **choice)
        == expected
    )
    found = answer_figure(small, "uptake_concentration", **choice).table
    assert set(found["members_all"]) == {members}
    assert set(found["carried_all"]) == {total}
    assert REGISTRY["uptake_concentration"].scalars["tenth_pct"](found) == pytest.approx(
        expected[0][3], abs=0.01
    )


def test_a_year_without_accompaniment_has_no_concentration(small: Store) -> None:
    found = answer_figure(small, "uptake_concentration", first_year=2019, last_year=2020)
    assert found.table.empty and found.finding.sentence.startswith(
        "Aucun accompagnement n’est enregistré pour ces années"
    )


def by_chance(panel: pd.DataFrame, sizes: list[int]) -> np.ndarray:
    """From a row a member and year."""
    wide = panel.pivot(index="unit", columns="year", values="carried")
    return concentration.by_chance(wide.notna().to_numpy(), wide.sum().to_numpy(int), sizes)


# Two members, two accompaniments a year apart, one member the first year: A carries the first, then either. Half of the
# worlds give the first both, half one each.
def test_chance_keeps_to_who_was_a_member_each_year() -> None:
    panel = pd.DataFrame({"unit": ["A", "A", "B"], "year": [2013, 2014, 2014], "carried": [1, 1, 0]})
    drawn = by_chance(panel, [1, 2])
    assert set(drawn[:, 0]) == {1, 2} and set(drawn[:, 1]) == {2}
    assert drawn[:, 0].mean() == pytest.approx(1.5, abs=0.04)


# Three members share three accompaniments of a year: 3 worlds of 27 give one of them all, 6 one each, the others two.
def test_chance_is_that_of_all_the_worlds_counted() -> None:
    panel = pd.DataFrame({"unit": list("ABC"), "year": 2013, "carried": [3, 0, 0]})
    drawn = by_chance(panel, [1])[:, 0]
    assert drawn.mean() == pytest.approx((3 * 3 + 18 * 2 + 6 * 1) / 27, abs=0.05)
    assert concentration.chance_p_value(3, drawn) == pytest.approx(3 / 27, abs=0.025)
    assert concentration.chance_p_value(1, drawn) == 1.0


def world(seed: int, taste: float) -> pd.DataFrame:
    """Eighty members over nine years, twenty-two accompaniments a year; `taste` spreads how readily each asks."""
    rng = np.random.default_rng(seed)
    asks = np.exp(taste * rng.standard_normal(80))
    rows = [
        (f"M{who}", year, count)
        for year in range(2013, 2022)
        for who, count in enumerate(rng.multinomial(22, asks / asks.sum()))
    ]
    return pd.DataFrame(rows, columns=["unit", "year", "carried"])


@cache
def chance() -> np.ndarray:
    """What chance gives in any of these worlds: each year they have as many members and accompaniments."""
    return by_chance(world(0, taste=0.0), [8])[:, 0]


def is_called_concentrated(panel: pd.DataFrame) -> bool:
    observed = concentration.carried_by_most(panel.groupby("unit")["carried"].sum().to_numpy(), [8])
    return concentration.chance_p_value(int(observed[0]), chance()) < 0.05


@pytest.mark.parametrize("taste", [0.0, 0.8])
def test_chance_knows_nothing_of_who_carries(taste: float) -> None:
    assert np.array_equal(by_chance(world(1, taste), [8])[:, 0], chance())


def test_equal_chances_are_called_concentrated_at_the_nominal_rate() -> None:
    assert sum(is_called_concentrated(world(seed, taste=0.0)) for seed in range(200)) <= 18  # 9 % of 200


def test_members_that_ask_far_more_than_others_are_found() -> None:
    assert sum(is_called_concentrated(world(seed, taste=0.8)) for seed in range(20)) >= 18


def test_the_lasting_taste_of_the_demo_is_found(demo_store: Store) -> None:
    found = answer_figure(demo_store, "uptake_concentration")
    assert set(found.table["standing"]) == {"PLUS"}
    assert "au hasard entre les membres, ce serait moins" in found.finding.sentence
    assert (found.table["top_pct"] > found.table["chance_high_pct"]).all()


def test_few_accompaniments_are_never_called_concentrated(small: Store) -> None:
    found = answer_figure(small, "uptake_concentration", first_year=2013, last_year=2013)
    assert set(found.table["standing"]) == {"NON_CALCULABLE"}  # five members
    both = {"kinds": ("CAPITALISATION",)}
    assert set(answer_figure(small, "uptake_concentration", **both).table["standing"]) == {"SEMBLABLE"}


def test_what_members_carry_is_the_same_in_the_three_figures(demo_store: Store) -> None:
    carried = answer_figure(demo_store, "uptake_member_years").table["carried"].sum()
    assert carried == answer_figure(demo_store, "uptake_concentration").table["carried_all"].iloc[0]
    assert carried == answer_figure(demo_store, "repeat_use").table["carried_total"].sum()


# --- repeat use ---


# M01 and M03 of the five that were served came back; four of nine members were not.
def test_who_came_back_is_told(small: Store) -> None:
    sentence = answer_figure(small, "repeat_use").finding.sentence
    assert sentence.startswith("Sur 5\u00a0membres accompagnés, 2 l’ont été plus d’une fois (40\u202f%)")
    assert figure_table(small, "repeat_use", "carried members members_pct")[0] == (0, 4, 44.44)
    of_others = answer_figure(
        small, "repeat_use", first_year=2017, last_year=2017, families=("COLLECTIVITE",)
    )
    assert of_others.finding.sentence == "Aucun membre n’a été accompagné sur la période."


# --- members and years ---


def years_of(store: Store, who: str) -> dict[int, tuple[object, object]]:
    rows = figure_table(store, "uptake_member_years", "name year is_member carried attended")
    return {
        year: (carried, came) for name, year, member, carried, came in rows if name == f"Nom {who}" and member
    }


def test_a_member_has_a_cell_for_each_year_in_which_it_was_one(small: Store) -> None:
    assert years_of(small, "M02") == {2013: (1, 0), 2014: (0, 0)} | dict.fromkeys(range(2018, 2022), (0, 0))
    assert years_of(small, "M05") == dict.fromkeys(range(2015, 2022), (0, 0)) | {2016: (0, 1)}
    assert years_of(small, "M03") == dict.fromkeys(range(2013, 2022), (0, 0)) | {
        2014: (0, 1),
        2016: (1, 0),
        2017: (1, 0),
    }
    assert years_of(small, "M10") == dict.fromkeys(range(2019, 2022), (0, 0))  # its activity is not held yet


# M02 came while it was no member, M08 is expected in December.
def test_what_a_member_does_outside_its_stay_or_has_not_done_yet_is_no_cell(tmp_path: Path) -> None:
    tables = small_tables()
    for name, held, who in (("T5", date(2016, 5, 1), "M02"), ("T6", date(2021, 12, 1), "M08")):
        tables["activities"].append(
            {"activity_id": name, "kind": "FORMATION", "title": name, "held_on": held}
        )
        tables["participations"].append(
            {"activity_id": name, "organisation_id": who, "role": "PARTICIPANT", "participants": 1}
        )
    found = answer_figure(commit_tables(tmp_path, TODAY, tables), "uptake_member_years").table
    assert found["attended"].sum() == said_of(found, "Nom M04") + said_of(found, "Nom M03") + 2  # M05 and M07
    assert said_of(found, "Nom M02") == said_of(found, "Nom M08") == 0


def said_of(frame: pd.DataFrame, name: str) -> int:
    return int(frame.loc[frame["name"] == name, "attended"].sum())


# Carried, then attended, then the name.
def test_members_stand_from_the_most_served_to_those_never_served(small: Store) -> None:
    names = list(dict.fromkeys(answer_figure(small, "uptake_member_years").table["name"]))
    assert names == [f"Nom {who}" for who in ("M01", "M03", "M04", "M02", "M06", "M05", "M07", "M08", "M10")]
    sentence = answer_figure(small, "uptake_member_years").finding.sentence
    assert (
        "2 ont été accompagnés et sont venus à une activité, 3 ont seulement été accompagnés, "
        "2 sont seulement venus à une activité et 2 n’ont fait ni l’un ni l’autre" in sentence
    )


def test_members_and_years_follow_the_filters(small: Store) -> None:
    columns = "name year carried attended"
    assert figure_table(small, "uptake_member_years", columns, families=("ESS",), last_year=2018) == [
        ("Nom M03", 2017, 1, 0),
        ("Nom M03", 2018, 0, 0),
    ]


def test_families_partition_the_cells(demo_store: Store) -> None:
    def sums(**choice: object) -> np.ndarray:
        found = answer_figure(demo_store, "uptake_member_years", **choice).table
        return found[["is_member", "carried", "attended"]].sum().to_numpy(float)

    parts = sum(sums(families=(code,)) for code in codelists.codes("actor_families"))
    assert parts.tolist() == sums().tolist()


def test_a_cell_is_drawn_for_the_years_of_membership_only(small: Store) -> None:
    spec = REGISTRY["uptake_member_years"].chart(answer_figure(small, "uptake_member_years").table).to_dict()
    cells = chart_data(spec, "row", "year", "count0", "count1")
    assert ("Nom M01", 2013, 2, 0) in cells and ("Nom M05", 2016, 0, 1) in cells
    assert not [cell for cell in cells if cell[0] == "Nom M02" and 2014 < cell[1] < 2018]


# --- where visits are not recorded ---


@pytest.fixture(scope="module")
def without_visits(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Only members and accompaniments were imported."""
    tables = small_tables() | {"activities": [], "participations": []}
    return commit_tables(tmp_path_factory.mktemp("without-visits"), TODAY, tables)


def test_no_rate_counts_visits_that_are_not_recorded(small: Store, without_visits: Store) -> None:
    answer = answer_figure(without_visits, "uptake_any_by_year")
    assert (
        answer.table.empty
        and "Aucune participation à une activité n’est enregistrée" in answer.finding.sentence
    )
    assert len(answer_figure(small, "uptake_any_by_year").table)
    assert decisions.value(without_visits, answer) is None, "what a decision would follow"
    assert len(answer_figure(without_visits, "uptake_by_year").table)


# Nobody came in 2017 and 2018: what the years chosen do not know, other years do not tell.
def test_visits_of_other_years_say_nothing_of_these(small: Store) -> None:
    assert answer_figure(small, "uptake_any_by_year", first_year=2017, last_year=2018).table.empty
    found = answer_figure(small, "uptake_member_years", first_year=2017, last_year=2018).table
    assert found["attended"].isna().all() and found["carried"].notna().any()


def test_members_are_not_said_to_have_come_to_nothing(without_visits: Store) -> None:
    answer = answer_figure(without_visits, "uptake_member_years")
    assert answer.table["attended"].isna().all()
    assert answer.finding.sentence == (
        "Sur 9\u00a0membres de la période, 5 ont été accompagnés. "
        "Aucun accompagnement n’est enregistré en 2015, 2019 et 2020. "
        "Les participations aux activités ne sont pas enregistrées."
    )
    spec = REGISTRY["uptake_member_years"].chart(answer.table).to_dict()
    assert ("Nom M01", 2013, 2) in chart_data(spec, "row", "year", "count0")
    assert "count1" not in str(spec)


# --- where requests are lost ---

LOST = "step reached pending refused_here abandoned_here step_days step_low_days step_high_days"


# From request to decision 1 2 2 2 2 4 4 6 8 10 10 days, to the start 0 2 2 6 6 8 8 10 18 24, to the end 10 20 20 26 26 29.
def test_each_step_tells_who_goes_on_who_waits_and_who_is_lost(small: Store) -> None:
    assert figure_table(small, "requests_funnel", LOST) == [
        ("DEMANDE", 14, 0, 0, 0, None, None, None),
        ("ACCORDE", 11, 1, 1, 1, 4.0, 2.0, 7.0),
        ("DEMARRE", 10, 1, 0, 0, 7.0, 3.0, 9.5),
        ("TERMINE", 6, 3, 0, 1, 23.0, 20.0, 26.0),
    ]


CHOICES = [
    {},
    {"families": ("COLLECTIVITE",)},
    {"kinds": ("EVALUATION",)},
    {"first_year": 2019},
    {"regions": ("84",)},
]


@pytest.mark.parametrize("choice", CHOICES)
def test_those_who_reached_a_step_are_all_told_of_at_the_next(demo_store: Store, choice: Row) -> None:
    found = answer_figure(demo_store, "requests_funnel", **choice).table
    parts = found[["reached", "pending", "refused_here", "abandoned_here"]].sum(axis=1)
    assert parts.tolist()[1:] == found["reached"].tolist()[:-1]


def test_the_bars_of_the_funnel_are_these_parts(small: Store) -> None:
    spec = REGISTRY["requests_funnel"].chart(answer_figure(small, "requests_funnel").table).to_dict()
    ends = {row: end for row, end in chart_data(spec, "row", "end")}
    assert ends == {"Demandés": 14, "Accordés": 14, "Démarrés": 11, "Terminés": 10}
    assert ("Refusés à cette étape", 1, 12, 13) in chart_data(spec, "part", "count", "start", "end")


def test_every_selection_is_answered(demo_store: Store) -> None:
    nobody = Selection(first_year=1900, last_year=1901)
    for name in (
        "time_to_first",
        "uptake_concentration",
        "uptake_member_years",
        "requests_funnel",
        "themes_wanted",
    ):
        found = answer_figure(demo_store, name, first_year=nobody.first_year, last_year=nobody.last_year)
        assert found.table.empty and found.finding.weight == 0
