"""The network counted by hand on nine organisations: stays, activities, partnerships, countries, wishes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest
from counted_store import (
    Row,
    answer_figure,
    chart_data,
    commit_tables,
    draw_chart,
    figure_table,
    parse_cells,
    parse_day,
)

from dse import theme
from dse.figures.network import wishes
from dse.query import Query, Selection, open_version
from dse.store import Store

TODAY = date(2018, 7, 1)

# Who, joined, left. B's last day is that of a year; C goes on the next day under another line; D comes back; E has told
# that it will leave. X and Y never join, P is a funder without a profile.
STAYS = """
A 2010-01-01 -
B 2015-03-01 2015-12-31
C 2014-01-01 2016-06-30
C 2016-07-01 2017-05-01
D 2013-01-01 2014-06-01
D 2017-02-01 -
E 2018-01-01 2018-09-01
"""
FAMILIES = {"A": "ONG", "B": "ONG", "C": "COLLECTIVITE", "D": "ESS", "E": "ONG", "X": "ESS", "Y": "ONG"}
FIELDS = {"X": "ESS", "Y": "SOLIDARITE_NORD"}
# D comes to T4 before it is back. T6 was not held yet.
ACTIVITIES = """
T1 COMMUNAUTE_PRATIQUES S 2015-05-10 A,B,X
T2 COMMUNAUTE_PRATIQUES S 2016-03-01 A,X,Y
T3 FORMATION            - 2016-10-01 C,X,Y
T4 EXPERIMENTATION      - 2017-01-15 A,D
T5 COMMUNAUTE_PRATIQUES S 2018-02-01 A,D,Y
T6 COMMUNAUTE_PRATIQUES S 2018-08-01 A,B,C
"""
STUDIES = """
K1 SN 2015-02-01 A
K2 SN 2016-02-01 C
K3 KM 2016-05-01 A
K4 -  2017-05-01 A
"""
# Partner, department, kind, depth, from, to.
PARTNERSHIPS = """
P DPO    FINANCEMENT   3 2012-01-01 -
P Climat CO_PRODUCTION 1 2016-01-01 2016-12-31
P Climat CO_PRODUCTION 2 2017-01-01 -
X -      ECHANGE       2 2015-01-01 2016-12-31
X -      ECHANGE       1 2017-01-01 2017-06-30
"""
OPTIONS = {
    "experimentation": "Une expérimentation méthodologique",
    "communaute": "Une communauté de pratiques",
    "groupe": "Un groupe de travail du réseau",
}
# Who answers for whom, and whether they choose each option. A is of two minds on experiments; C skipped nothing.
ANSWERS = """
r1 A 1 0 1
r2 A 0 0 1
r3 C 1 1 0
"""


def survey_tables() -> dict[str, list[Row]]:
    lines = parse_cells(ANSWERS)
    wave = {"wave_id": "v", "series": "s", "title": "Vague 2016", "unit": "PERSONNE", "is_anonymous": False}
    return {
        "survey_waves": [wave | {"opened_on": date(2016, 6, 1), "closed_on": date(2016, 6, 30)}],
        "survey_questions": [{"question_id": "q", "dimension": "expectation"}],
        "survey_items": [
            {
                "wave_id": "v",
                "question_id": "q",
                "wording": "Prendre part à ?",
                "kind": "multiple",
                "scale_id": "o",
                "position": 1,
            }
        ],
        "survey_options": [
            {"scale_id": "o", "option": code, "label": label, "rank": rank}
            for rank, (code, label) in enumerate(OPTIONS.items(), 1)
        ],
        "survey_respondents": [
            {"wave_id": "v", "respondent_id": who, "organisation_id": member, "status": "complete"}
            for who, member, *_ in lines
        ],
        "survey_answers": [
            {"wave_id": "v", "respondent_id": who, "question_id": "q", "option": code, "value": float(value)}
            for who, _, *values in lines
            for code, value in zip(OPTIONS, values, strict=True)
        ],
    }


def network() -> dict[str, list[Row]]:
    held = parse_cells(ACTIVITIES)
    return {
        "organisations": [{"organisation_id": who, "name": who} for who in (*FAMILIES, "P")],
        "organisation_profiles": [
            {
                "organisation_id": who,
                "valid_from": date(2010, 1, 1),
                "actor_family": family,
                "field": FIELDS.get(who, "SOLIDARITE_INTERNATIONALE"),
            }
            for who, family in FAMILIES.items()
        ],
        "memberships": [
            {"organisation_id": who, "joined_on": parse_day(joined), "left_on": parse_day(left)}
            for who, joined, left in parse_cells(STAYS)
        ],
        "activities": [
            {"activity_id": name, "kind": kind, "series": series, "title": name, "held_on": parse_day(when)}
            for name, kind, series, when, _ in held
        ],
        "participations": [
            {"activity_id": name, "organisation_id": who, "role": "PARTICIPANT", "participants": 1}
            for name, *_, came in held
            for who in came.split(",")
        ],
        "accompaniments": [
            {
                "accompaniment_id": name,
                "kind": "EVALUATION",
                "title": name,
                "status": "TERMINE",
                "requested_on": parse_day(started),
                "started_on": parse_day(started),
                "country": country,
            }
            for name, country, started, _ in parse_cells(STUDIES)
        ],
        "accompaniment_organisations": [
            {"accompaniment_id": name, "organisation_id": who, "role": "PORTEUR"}
            for name, _, _, who in parse_cells(STUDIES)
        ],
        "partnerships": [
            {
                "partnership_id": f"P{number}",
                "organisation_id": who,
                "department": department,
                "kind": kind,
                "depth": depth,
                "started_on": parse_day(started),
                "ended_on": parse_day(ended),
            }
            for number, (who, department, kind, depth, started, ended) in enumerate(parse_cells(PARTNERSHIPS))
        ],
        **survey_tables(),
    }


@pytest.fixture(scope="module")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return commit_tables(tmp_path_factory.mktemp("network"), TODAY, network())


# --- composition ---


# B's last day is 31 December 2015: it is gone at the year's end. 2018 is looked at on 1 July: E is still there.
def test_members_at_each_year_s_end_by_family(nine: Store) -> None:
    assert figure_table(nine, "composition_by_family", "year actor_family members is_partial") == [
        (2015, "ONG", 1, False), (2015, "COLLECTIVITE", 1, False), (2015, "ESS", 0, False),
        (2016, "ONG", 1, False), (2016, "COLLECTIVITE", 1, False), (2016, "ESS", 0, False),
        (2017, "ONG", 1, False), (2017, "COLLECTIVITE", 0, False), (2017, "ESS", 1, False),
        (2018, "ONG", 2, True), (2018, "COLLECTIVITE", 0, True), (2018, "ESS", 1, True),
    ]  # fmt: skip
    sentence = answer_figure(nine, "composition_by_family").finding.sentence
    assert sentence.startswith(
        "Le réseau compte 3\u00a0membres à ce jour (2 fin 2015). Familles\u00a0: ONG (2) et Acteur de l’ESS (1)"
    )


def test_joiners_returners_and_leavers_balance_the_stock(nine: Store) -> None:
    found = figure_table(nine, "network_moves", "year joined returned left members")
    assert found == [(2015, 1, 0, 1, 2), (2016, 0, 0, 0, 2), (2017, 0, 1, 1, 2), (2018, 1, 0, 0, 3)]
    for (_, *_, before), (_, joined, returned, left, after) in zip(found, found[1:], strict=False):
        assert before + joined + returned - left == after


def test_the_list_of_moves_names_who_and_says_how_long_they_stayed(nine: Store) -> None:
    assert figure_table(nine, "network_movers", "moved_on move name stayed_years") == [
        (date(2018, 1, 1), "ARRIVEE", "E", None),
        (date(2017, 5, 1), "DEPART", "C", 3.3),
        (date(2017, 2, 1), "RETOUR", "D", None),
        (date(2015, 12, 31), "DEPART", "B", 0.8),
        (date(2015, 3, 1), "ARRIVEE", "B", None),
    ]
    assert answer_figure(nine, "network_movers").finding.sentence == "En 2018, on compte 1\u00a0arrivée (E)."


def test_moves_of_a_family_alone(nine: Store) -> None:
    choice = {"families": ("COLLECTIVITE",)}
    assert figure_table(nine, "network_moves", "year joined returned left members", **choice) == [
        (2015, 0, 0, 0, 1), (2016, 0, 0, 0, 1), (2017, 0, 0, 1, 0), (2018, 0, 0, 0, 0),
    ]  # fmt: skip


# --- opening ---


# T1: X of 3. T2 and T3: X and Y twice, of 6. T4: D, not back yet, of 2. T5: Y of 3.
def test_share_of_visits_by_non_members(nine: Store) -> None:
    assert figure_table(nine, "opening_by_year", "year visits outside_visits share_pct is_partial") == [
        (2015, 3, 1, 33.33, False), (2016, 6, 4, 66.67, False), (2017, 2, 1, 50.0, False), (2018, 3, 1, 33.33, True),
    ]  # fmt: skip


def test_non_members_first_time_and_again(nine: Store) -> None:
    assert figure_table(nine, "opening_first_and_again", "year organisations non_members first_time again unsaid") == [
        (2015, 3, 1, None, None, 1), (2016, 4, 2, 1, 1, 0), (2017, 2, 1, 1, 0, 0), (2018, 3, 1, 0, 1, 0),
    ]  # fmt: skip


def test_non_members_by_family_and_field(nine: Store) -> None:
    columns = "year actor_family non_members first_time again"
    assert [row for row in figure_table(nine, "opening_by_family", columns) if row[2]] == [
        (2015, "ESS", 1, None, None), (2016, "ONG", 1, 1, 0), (2016, "ESS", 1, 0, 1), (2017, "ESS", 1, 1, 0), (2018, "ONG", 1, 0, 1),
    ]  # fmt: skip
    fields = figure_table(nine, "opening_by_field", "year field non_members", first_year=2016, last_year=2016)
    assert fields == [(2016, "SOLIDARITE_NORD", 1), (2016, "ESS", 1)]


# D came as a non-member too, but is a member today.
def test_non_members_to_approach(nine: Store) -> None:
    assert figure_table(nine, "non_members_to_approach", "name came_to years_came last_came was_member") == [
        ("Y", 3, 2, date(2018, 2, 1), False), ("X", 3, 2, date(2016, 10, 1), False),
    ]  # fmt: skip


# --- who meets whom ---


def test_pairs_of_organisations_that_met_twice(nine: Store) -> None:
    columns = "name other_name together either overlap_pct"
    assert figure_table(nine, "organisations_met", columns) == [
        ("A", "D", 2, 4, 50.0), ("X", "Y", 2, 4, 50.0), ("A", "X", 2, 5, 40.0), ("A", "Y", 2, 5, 40.0),
    ]  # fmt: skip
    of_a_family = figure_table(nine, "organisations_met", "name other_name", families=("ESS",))
    assert of_a_family == [("A", "D"), ("X", "Y"), ("A", "X")]


# Encounters of NGOs: with NGOs 2 at T1, T2 and T5; with ESS 2, 2, 1, 1, 2; with the authority 1. Mixing within 2016: six visits,
# two each by X and Y, make 26 ordered pairs of visits by two organisations, of which 4 between NGOs, 6 with ESS, 3 with the
# authority; its 12 encounters are spread so. The other years have one way only.
def test_families_that_met_and_what_mixing_would_give(nine: Store) -> None:
    columns = "actor_family other_family encounters met_pct mixed_pct"
    found = figure_table(nine, "families_met", columns)
    assert found[:3] == [
        ("ONG", "ONG", 6, 40.0, 38.97), ("ONG", "ESS", 8, 53.33, 51.79), ("ONG", "COLLECTIVITE", 1, 6.67, 9.23),
    ]  # fmt: skip
    assert found[3:6] == [
        ("ESS", "ONG", 8, 88.89, 89.38), ("ESS", "ESS", 0, 0.0, 0.0), ("ESS", "COLLECTIVITE", 1, 11.11, 10.62),
    ]  # fmt: skip
    assert [row[:2] for row in figure_table(nine, "families_met", columns, families=("ESS",))] == [
        ("ESS", "ONG"), ("ESS", "ESS"), ("ESS", "COLLECTIVITE"),
    ]  # fmt: skip


def test_mixing_is_what_dealing_the_visits_out_again_gives(demo_store: Store) -> None:
    found = answer_figure(demo_store, "families_met", first_year=2019, last_year=2021).table
    own = (
        found[found["actor_family"] == found["other_family"]]
        .set_index("actor_family")["mixed_pct"]
        .astype(float)
    )
    dealt = dealt_again(demo_store, years=(2019, 2021), times=40)
    assert len(own) > 4
    assert [
        f"{family} {own[family]:.0f}" for family in own.index if abs(own[family] - dealt[family]) > 1.5
    ] == []


def dealt_again(store: Store, years: tuple[int, int], times: int) -> dict[str, float]:
    """Share of encounters with one's own family, in percent, when the visits of each year are dealt out at random, nobody twice at
    one activity."""
    rng = Random(2018)
    rows = Query(open_version(store, store.current().number), Selection(*years))(
        "select year, activity_id, organisation_id, coalesce(actor_family, '?') as family from presences "
        "where year between $first_year and $last_year order by all"
    )
    met, own = Counter(), Counter()
    for _, of_year in rows.groupby("year"):
        seats = list(of_year["activity_id"])
        who = list(zip(of_year["organisation_id"], of_year["family"], strict=True))
        there = {(seat, each) for seat, (each, _) in zip(seats, who, strict=True)}
        for _ in range(times):
            for _ in range(6 * len(who)):
                one, other = rng.randrange(len(who)), rng.randrange(len(who))
                new = {(seats[one], who[other][0]), (seats[other], who[one][0])}
                if seats[one] != seats[other] and not new & there:
                    there -= {(seats[one], who[one][0]), (seats[other], who[other][0])}
                    there |= new
                    who[one], who[other] = who[other], who[one]
            tables: dict[str, Counter[str]] = {}
            for seat, (_, family) in zip(seats, who, strict=True):
                tables.setdefault(seat, Counter())[family] += 1
            for table_ in tables.values():
                for family, seated in table_.items():
                    met[family] += seated * (table_.total() - 1)
                    own[family] += seated * (seated - 1)
    return {family: 100.0 * own[family] / met[family] for family in met}


# --- partnerships ---


def test_partnerships_that_deepen_loosen_and_go_beyond_the_first_department(nine: Store) -> None:
    columns = "name department depth is_first_department drawn_to"
    assert figure_table(nine, "partnerships", columns) == [
        ("P", "DPO", "3", True, date(2018, 2, 1)),
        ("P", "Climat", "1", False, date(2016, 12, 31)),
        ("P", "Climat", "2", False, date(2018, 2, 1)),
        ("X", None, "2", True, date(2016, 12, 31)),
        ("X", None, "1", True, date(2017, 6, 30)),
    ]
    finding = answer_figure(nine, "partnerships").finding
    assert (
        "Sur 3\u00a0partenariats avec 2\u00a0partenaires, entre le début et la fin de la période, 1\u00a0s’approfondit, aucun ne se distend et 1\u00a0a pris fin. "
        "1\u00a0partenaire va au-delà du premier service (P)" in finding.sentence
    )
    assert finding.weight == 0


# P is a funder without a profile: it funds, and produces with us; X shared practices until June 2017.
def test_partnerships_by_what_the_partner_is_and_what_each_does(nine: Store) -> None:
    columns = "kind partners partnerships going_on depth"
    found = [("ECHANGE", 1, 1, 0, "2"), ("CO_PRODUCTION", 1, 1, 1, "2"), ("FINANCEMENT", 1, 1, 1, "3")]
    by_family = figure_table(nine, "partnerships_by_family", f"actor_family {columns}")
    assert by_family == [("ESS", *found[0]), (None, *found[1]), (None, *found[2])]
    by_field = figure_table(nine, "partnerships_by_field", f"field {columns}")
    assert by_field == [("ESS", *found[0]), (None, *found[1]), (None, *found[2])]
    early = figure_table(nine, "partnerships_by_field", f"field {columns}", last_year=2015)
    assert early == [("ESS", "ECHANGE", 1, 1, 1, "2"), (None, "FINANCEMENT", 1, 1, 1, "3")]


def test_what_each_does_is_named_with_its_number_in_brackets(nine: Store) -> None:
    sentence = answer_figure(nine, "partnerships_by_family").finding.sentence.replace("\u00a0", " ")
    assert sentence.endswith("\u202f; 1 avec la famille Acteur de l’ESS, « Échange de pratiques » (1).")


def test_a_partnership_is_drawn_within_the_years_chosen(nine: Store) -> None:
    choice = {"first_year": 2016, "last_year": 2016}
    columns = "name depth drawn_from drawn_to"
    assert figure_table(nine, "partnerships", columns, **choice) == [
        ("P", "3", date(2016, 1, 1), date(2016, 12, 31)),
        ("P", "1", date(2016, 1, 1), date(2016, 12, 31)),
        ("X", "2", date(2016, 1, 1), date(2016, 12, 31)),
    ]
    assert figure_table(nine, "partnerships", "name", families=("ESS",)) == [("X",), ("X",)]


def test_two_kinds_at_once_have_a_row_each(tmp_path) -> None:
    tables = network()
    tables["partnerships"].append(
        tables["partnerships"][0]
        | {"partnership_id": "P9", "kind": "PLAIDOYER", "depth": "1", "started_on": date(2017, 1, 1)}
    )
    spec = draw_chart(commit_tables(tmp_path, TODAY, tables), "partnerships")
    rows = {row["row"] for data in spec["datasets"].values() for row in data if "row" in row}
    assert rows == {"P · DPO, Financement", "P · DPO, Plaidoyer", "P · Climat", "X"}


# --- countries ---


def test_countries_and_those_without_one(nine: Store) -> None:
    assert figure_table(nine, "countries", "country delivered carriers") == [
        ("SN", 2, 2),
        ("KM", 1, 1),
        (None, 1, 1),
    ]
    assert answer_figure(nine, "countries").finding.sentence == (
        "3\u00a0accompagnements ont eu lieu dans 2\u00a0pays, d’abord Sénégal (2) et Comores (1). 1\u00a0autre n’a pas de pays indiqué."
    )
    by_year = figure_table(nine, "countries_by_year", "country year delivered")
    assert [row for row in by_year if row[2]] == [("SN", 2015, 1), ("SN", 2016, 1), ("KM", 2016, 1)]
    assert len(by_year) == 2 * 4


# --- experiments and communities ---


# 2015: A and B of A, B, C. 2016: A of A, C. 2017: A and D of A, C, D. 2018: A and D of A, D, E.
def test_share_of_members_that_join(nine: Store) -> None:
    assert figure_table(nine, "joining_by_year", "year members joining share_pct is_partial") == [
        (2015, 3, 2, 66.67, False), (2016, 2, 1, 50.0, False), (2017, 3, 2, 66.67, False), (2018, 3, 2, 66.67, True),
    ]  # fmt: skip


def test_where_there_were_communities_nobody_in_them_is_none_of_the_members(nine: Store) -> None:
    """Local authorities came to none of the communities: that is 0 %, and not unknown; before 2015 nothing was held."""
    columns = "year members joining share_pct"
    assert figure_table(nine, "joining_by_year", columns, families=("COLLECTIVITE",))[:2] == [
        (2015, 1, 0, 0.0),
        (2016, 1, 0, 0.0),
    ]
    assert figure_table(nine, "joining_by_year", columns, first_year=2019) == []


def test_joining_by_family(nine: Store) -> None:
    found = figure_table(
        nine, "joining_by_family", "year actor_family members joining share_pct first_time again"
    )
    assert [row for row in found if row[0] == 2017] == [
        (2017, "ONG", 1, 1, 100.0, 0, 1), (2017, "COLLECTIVITE", 1, 0, 0.0, 0, 0), (2017, "ESS", 1, 1, 100.0, 1, 0),
    ]  # fmt: skip


def test_first_time_and_again_in_each_kind(nine: Store) -> None:
    columns = "year organisations first_time again unsaid non_members"
    assert figure_table(nine, "communities_joined", columns) == [
        (2015, 3, None, None, 3, 1), (2016, 3, 1, 2, 0, 2), (2017, 0, 0, 0, 0, 0), (2018, 3, 1, 2, 0, 1),
    ]  # fmt: skip
    assert [row for row in figure_table(nine, "experiments_joined", columns) if row[1]] == [
        (2017, 2, 2, 0, 0, 1)
    ]


def test_a_community_from_meeting_to_meeting(nine: Store) -> None:
    assert figure_table(nine, "communities_followed", "series title organisations first_time again non_members") == [
        ("S", "T1", 3, 3, 0, 1), ("S", "T2", 3, 1, 2, 2), ("S", "T5", 3, 1, 2, 1),
    ]  # fmt: skip
    # Who is new to the community is not new because the years chosen begin there.
    assert figure_table(nine, "communities_followed", "first_time again", first_year=2016) == [(1, 2), (1, 2)]


# --- wishes ---


# A, of two minds, wishes to experiment, and came in 2017; C wishes both, and was last seen at the training of 2016.
def test_wishes_and_who_came(nine: Store) -> None:
    columns = "kind answered wishing came_since came_before never_came"
    assert figure_table(nine, "wishes_and_coming", columns) == [
        ("EXPERIMENTATION", 2, 2, 1, 0, 1), ("COMMUNAUTE_PRATIQUES", 2, 1, 0, 0, 1),
    ]  # fmt: skip
    assert figure_table(nine, "wished_never_came", "name") == [], (
        "C has left: it is not on the list of who to invite"
    )


def test_who_is_still_a_member_and_never_came_is_listed(tmp_path) -> None:
    tables = network()
    for stay in tables["memberships"]:
        if stay["organisation_id"] == "C" and stay["left_on"] == date(2017, 5, 1):
            stay["left_on"] = None
    store = commit_tables(tmp_path, TODAY, tables)
    assert figure_table(store, "wished_never_came", "kind name last_activity") == [
        ("COMMUNAUTE_PRATIQUES", "C", date(2016, 10, 1)), ("EXPERIMENTATION", "C", date(2016, 10, 1)),
    ]  # fmt: skip
    sentence = answer_figure(store, "wished_never_came").finding.sentence
    assert sentence.startswith("1\u00a0membre souhaite") and "(1 pour les deux)" in sentence


def relabelled(folder, **labels: str) -> Store:
    tables = network()
    for option in tables["survey_options"]:
        option["label"] = labels.get(option["option"], option["label"])
    return commit_tables(folder, TODAY, tables)


def test_two_options_of_a_kind_are_one_wish(tmp_path) -> None:
    """A chooses the group whole, and experiments by half: once, and by the most."""
    store = relabelled(tmp_path, groupe="Une expérimentation entre pairs")
    assert figure_table(store, "wishes_and_coming", "kind answered wishing")[0] == ("EXPERIMENTATION", 2, 2)
    one = relabelled(tmp_path / "b", experimentation="Rien", groupe="Expérimenter (expérimentation)")
    assert figure_table(one, "wishes_and_coming", "kind answered wishing")[0] == ("EXPERIMENTATION", 2, 1)


def test_an_option_that_names_both_kinds_counts_for_both(tmp_path) -> None:
    store = relabelled(
        tmp_path, experimentation="Expérimentation ou communauté de pratiques", communaute="Autre"
    )
    assert figure_table(store, "wishes_and_coming", "kind answered wishing") == [
        ("EXPERIMENTATION", 2, 2), ("COMMUNAUTE_PRATIQUES", 2, 2),
    ]  # fmt: skip


def test_a_later_question_on_something_else_does_not_hide_the_wishes(tmp_path) -> None:
    tables = network()
    later = {
        "wave_id": "w",
        "title": "Vague 2018",
        "opened_on": date(2018, 3, 1),
        "closed_on": date(2018, 3, 30),
    }
    tables["survey_waves"].append(tables["survey_waves"][0] | later)
    tables["survey_questions"].append({"question_id": "z", "dimension": "expectation"})
    tables["survey_items"].append(
        tables["survey_items"][0] | {"wave_id": "w", "question_id": "z", "scale_id": "oz"}
    )
    tables["survey_options"].append({"scale_id": "oz", "option": "d", "label": "À distance", "rank": 1})
    tables["survey_respondents"].append(
        {"wave_id": "w", "respondent_id": "r1", "organisation_id": "A", "status": "complete"}
    )
    tables["survey_answers"].append(
        {"wave_id": "w", "respondent_id": "r1", "question_id": "z", "option": "d", "value": 1.0}
    )
    store = commit_tables(tmp_path, TODAY, tables)
    assert answer_figure(store, "wishes_and_coming").finding.sentence.startswith(
        "Dans l’enquête de 2016, pour «\u00a0expérimentation\u00a0», 2 sur 2 le souhaitent"
    )
    again = dict(tables)
    again["survey_options"] = [
        *tables["survey_options"],
        {"scale_id": "oz", "option": "e", "label": "Une expérimentation", "rank": 2},
    ]
    assert figure_table(commit_tables(tmp_path / "b", TODAY, again), "wishes_and_coming", "title") == [], (
        "the latest that offers it"
    )


def test_wishes_by_family_add_up_to_those_of_all(nine: Store) -> None:
    columns = "kind actor_family answered wishing came_since never_came not_wishing"
    assert figure_table(nine, "wishes_by_family", columns) == [
        ("EXPERIMENTATION", "ONG", 1, 1, 1, 0, 0), ("EXPERIMENTATION", "COLLECTIVITE", 1, 1, 0, 1, 0),
        ("COMMUNAUTE_PRATIQUES", "ONG", 1, 0, 0, 0, 1), ("COMMUNAUTE_PRATIQUES", "COLLECTIVITE", 1, 1, 0, 1, 0),
    ]  # fmt: skip
    assert answer_figure(nine, "wishes_by_family").finding.sentence.endswith(
        "pour «\u00a0expérimentation\u00a0», Collectivité territoriale (1\u00a0membre)\u202f; "
        "pour «\u00a0communauté de pratiques\u00a0», Collectivité territoriale (1\u00a0membre). "
        "Ces nombres ne comparent pas les familles."
    )
    rows = {name for name, _ in chart_data(draw_chart(nine, "wishes_by_family"), "row", "part")}
    assert "Collectivité territoriale, communauté" in rows, "a name that fits beside its bar"


def test_nobody_in_a_part_has_no_place_in_the_key(nine: Store) -> None:
    spec = draw_chart(nine, "wishes_and_coming")
    shown = {name: ink for _, name, ink in chart_data(spec, "row", "part", "ink")}
    assert set(shown) == {"Venus depuis", "Jamais venus"}
    assert shown["Jamais venus"] == theme.PAPER, "white on dark orange"


def test_wishes_are_the_team_s(nine: Store) -> None:
    for name in ("wishes_and_coming", "wishes_by_family", "wished_never_came"):
        found = answer_figure(nine, name, audience="projection")
        assert found.table.empty and "réservé à l’équipe" in found.finding.sentence


def test_who_came_before_its_wish_and_not_since(tmp_path) -> None:
    """C, had it come to an experiment in March 2016 and to none since."""
    tables = network()
    tables["activities"].append(
        tables["activities"][0]
        | {"activity_id": "x0", "kind": "EXPERIMENTATION", "held_on": date(2016, 3, 1), "series": None}
    )
    tables["participations"].append(
        tables["participations"][0] | {"activity_id": "x0", "organisation_id": "C"}
    )
    store = commit_tables(tmp_path, TODAY, tables)
    columns = "kind came_since came_before never_came"
    assert figure_table(store, "wishes_and_coming", columns)[0] == ("EXPERIMENTATION", 1, 1, 0)


@pytest.mark.parametrize(
    ("option", "kinds"),
    [
        ("Une expérimentation méthodologique", ["EXPERIMENTATION"]),
        ("UNE COMMUNAUTE DE PRATIQUES", ["COMMUNAUTE_PRATIQUES"]),
        ("Expérimentation, communauté de pratiques", ["EXPERIMENTATION", "COMMUNAUTE_PRATIQUES"]),
        ("Une formation", []),
        ("Ni expérimentation ni communauté de pratiques", []),
        ("Aucune expérimentation", []),
        ("Pas d’expérimentation", []),
        ("Je ne souhaite pas d’expérimentation", []),
        ("Nouvelle expérimentation", ["EXPERIMENTATION"]),
    ],
)
def test_an_option_names_kinds_of_activity(option: str, kinds: list[str]) -> None:
    assert wishes.kinds_of(option) == kinds
