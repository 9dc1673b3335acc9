"""The targets of the offer: each result counted by hand from the raw files, what is planted found, and why what cannot be computed is not."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import counted_store
import pandas as pd
import pyarrow as pa
import pytest

import schemas
from dse import paths
from dse.figures import REGISTRY, answer
from dse.query import Selection
from dse.store import Store
from schemas import codelists
from tests.demo.generator import targets

Row = dict[str, str]
NOT_STARTED = ("Demandé", "Instruction", "Accordé", "Refusé")
LABELS = codelists.labels("target_measures")
KINDS = codelists.labels("accompaniment_kinds") | codelists.labels("activity_kinds")


def read_raw(name: str) -> list[Row]:
    encoding = "cp1252" if name == "activites" else "utf-8-sig"
    with (paths.DEMO / f"{name}.csv").open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def is_of(row: Row, scope: str) -> bool:
    return row["Offre"] == scope if scope.startswith("OFF-") else row["Type"] == KINDS[scope]


def studies(scope: str, year: int) -> list[Row]:
    return [
        row
        for row in read_raw("accompagnements")
        if is_of(row, scope) and row["Début"].endswith(str(year)) and row["Statut"] not in NOT_STARTED
    ]


def sessions(scope: str, year: int) -> list[Row]:
    return [row for row in read_raw("activites") if is_of(row, scope) and row["Date"].endswith(str(year))]


def presences(scope: str, year: int) -> list[Row]:
    references = {row["Référence"] for row in sessions(scope, year)}
    return [row for row in read_raw("presences") if row["Activité"] in references]


def name_organisation(text: str) -> str:
    """An organisation is written by its name or by its acronym."""
    known = {
        name: row["Identifiant"]
        for file in ("membres", "autres_organisations")
        for row in read_raw(file)
        for name in (row["Nom"], *row["Autres noms"].split(" | "))
        if name
    }
    return known[text]


def count_organisations(scope: str, year: int) -> float:
    names = {row["Organisation"] for row in presences(scope, year)} - {"SANS_ORGANISATION"}
    for row in studies(scope, year):
        names |= {each for column in ("Porteur", "Co-porteurs") for each in row[column].split(" | ") if each}
    return len({name_organisation(name) for name in names})


def share_women(scope: str, year: int) -> float | None:
    counted = [row for row in presences(scope, year) if row["Dont femmes"]]
    people = sum(int(row["Participants"]) for row in counted)
    return 100 * sum(int(row["Dont femmes"]) for row in counted) / people if people else None


def count_outputs(scope: str, year: int) -> float:
    references = {
        row["Référence"]
        for name in ("accompagnements", "activites")
        for row in read_raw(name)
        if is_of(row, scope)
    }
    return sum(
        (row["Accompagnement"] or row["Activité"]) in references and row["Remise le"].endswith(str(year))
        for row in read_raw("productions")
    )


BY_HAND: dict[str, Callable[[str, int], float | None]] = {
    "ACCOMPAGNEMENTS": lambda scope, year: len(studies(scope, year)),
    "ACTIVITES": lambda scope, year: len(sessions(scope, year)),
    "PARTICIPANTS": lambda scope, year: sum(int(row["Participants"]) for row in presences(scope, year)),
    "ORGANISATIONS": count_organisations,
    "FEMMES": share_women,
    "PRODUCTIONS": count_outputs,
    "SATISFACTION": lambda scope, year: None,
}


@pytest.fixture(scope="module")
def rows(demo_store: Store) -> list[dict[str, Any]]:
    said = answer(demo_store, demo_store.current().number, REGISTRY["targets_by_year"], Selection())
    return said.table.to_dict("records")


def find_row(rows: list[dict[str, Any]], target: targets.Target) -> dict[str, Any]:
    offers = {row["Identifiant"]: row["Intitulé"] for row in read_raw("offre")}
    scope = offers.get(target.scope) or f"{KINDS[target.scope]}, toutes offres"
    (row,) = [
        row
        for row in rows
        if (row["scope"], row["year"], row["measure"]) == (scope, target.year, target.measure)
    ]
    return row


@pytest.mark.parametrize(
    "target", targets.TARGETS, ids=lambda target: f"{target.scope}-{target.year}-{target.measure}"
)
def test_each_result_is_that_counted_by_hand_and_stands_as_planted(
    rows: list[dict[str, Any]], target: targets.Target
) -> None:
    row = find_row(rows, target)
    by_hand = BY_HAND[target.measure](target.scope, target.year)
    assert row["status"] == target.planted
    if target.planted == targets.UNKNOWN:
        assert row["actual"] != row["actual"] and row["note"]
        assert by_hand is None
    else:
        assert row["actual"] == pytest.approx(by_hand)
        is_share = target.measure in ("FEMMES", "SATISFACTION")
        progress = float("nan") if is_share else 100 * by_hand / float(target.target)
        assert row["progress_pct"] == pytest.approx(progress, nan_ok=True)


def test_every_measure_is_planted_and_the_latest_year_alone_is_drawn(demo_store: Store) -> None:
    assert {target.measure for target in targets.TARGETS} == set(LABELS)
    figure = REGISTRY["targets_progress"]
    said = answer(demo_store, demo_store.current().number, figure, Selection())
    pairs = {(target.scope, target.measure) for target in targets.TARGETS}
    assert len(said.table) == len(pairs)
    latest = said.table[said.table["scope"] == "Fonds d’évaluation"]
    assert latest["year"].tolist() == [2021]
    assert figure.chart(said.table).to_dict()["layer"]
    counted = said.table["status"].value_counts()
    sentence = said.finding.sentence.replace("\xa0", " ")
    assert f"{counted['ATTEINTE']} atteintes" in sentence
    assert "« Formations pour les territoires » : 4 organisations en 2021, au lieu de 15." in sentence


ACTIVITY = {
    "activity_id": "A1",
    "kind": "FORMATION",
    "title": "Un",
    "held_on": date(2020, 3, 2),
    "offer_id": "O1",
}
OFFERS = [
    {"offer_id": "O1", "title": "Former", "kind": "FORMATION", "opened_on": date(2010, 1, 1)},
    {"offer_id": "O2", "title": "Évaluer", "kind": "EVALUATION", "opened_on": date(2010, 1, 1)},
]
FIRST = ACTIVITY | {"activity_id": "A0", "kind": "ATELIER", "held_on": date(2018, 3, 2), "offer_id": None}
MEMBERS = {
    "organisations": [{"organisation_id": "M1", "name": "Une"}],
    "memberships": [{"organisation_id": "M1", "joined_on": date(2018, 1, 1), "left_on": None}],
}


def read_results(
    folder: Path,
    *aims: dict[str, Any],
    on: date = date(2021, 7, 1),
    audience: str = "equipe",
    **tables: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    store = commit_targets(folder, *aims, on=on, **tables)
    return answer(store, 1, REGISTRY["targets_by_year"], Selection(audience=audience)).table.to_dict(
        "records"
    )


def commit_targets(folder: Path, *aims: dict[str, Any], on: date, **tables: list[dict[str, Any]]) -> Store:
    rows = [{"target_id": f"T{number}", "target": 10.0, **each} for number, each in enumerate(aims)]
    content = {
        **MEMBERS,
        "offers": OFFERS,
        "activities": [FIRST, ACTIVITY],
        **tables,
        "service_targets": rows,
    }
    return counted_store.commit_tables(folder / "store", on, content)


def of_offer(measure: str, year: int = 2020, offer_id: str = "O1") -> dict[str, Any]:
    return {"offer_id": offer_id, "measure": measure, "year": year}


@pytest.mark.parametrize(
    ("aim", "reason"),
    [
        (of_offer("PARTICIPANTS"), "aucune présence n’est notée"),
        (of_offer("ORGANISATIONS"), "aucune présence n’est notée"),
        (of_offer("FEMMES"), "le nombre de femmes n’est noté nulle part"),
        (of_offer("FEMMES", 2019), "aucune activité cette année-là"),
        (of_offer("SATISFACTION"), "aucune réponse d’enquête ne porte dessus"),
        (of_offer("PRODUCTIONS"), "les productions ne sont pas enregistrées"),
        (of_offer("ACTIVITES", 2026), "l’année n’est pas encore dans les données"),
        (of_offer("ACTIVITES", 2015), "les données ne commencent qu’en 2018"),
        (of_offer("ACCOMPAGNEMENTS"), "cette mesure ne se compte que pour des accompagnements"),
        (of_offer("FEMMES", offer_id="O2"), "cette mesure ne se compte que pour des activités"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_computed_says_why(tmp_path: Path, aim: dict[str, Any], reason: str) -> None:
    workshop = FIRST | {"activity_id": "A9", "held_on": date(2019, 3, 2)}
    (row,) = read_results(tmp_path, aim, activities=[FIRST, ACTIVITY, workshop])
    assert (row["status"], row["note"]) == ("NON_CALCULABLE", reason)


def test_a_target_of_a_year_in_which_nobody_noted_any_activity_is_not_missed(tmp_path: Path) -> None:
    (row,) = read_results(tmp_path, of_offer("ACTIVITES", 2019))
    why = "les activités ne sont pas enregistrées pour ces années"
    assert (row["status"], row["note"]) == ("NON_CALCULABLE", why)


@pytest.mark.parametrize("measure", ["ACTIVITES", "PARTICIPANTS", "ORGANISATIONS", "FEMMES", "PRODUCTIONS"])
def test_of_activities_that_are_not_imported_none_was_held_is_not_said(tmp_path: Path, measure: str) -> None:
    study = {
        "accompaniment_id": "E1",
        "kind": "EVALUATION",
        "title": "Une",
        "status": "TERMINE",
        "requested_on": date(2020, 2, 1),
    }
    (row,) = read_results(tmp_path, of_offer(measure), activities=[], accompaniments=[study])
    assert (row["status"], row["note"]) == ("NON_CALCULABLE", "les activités ne sont pas enregistrées")


@pytest.mark.parametrize(
    ("measure", "actual", "note"),
    [
        ("ORGANISATIONS", None, "les organisations accompagnées ne sont pas enregistrées"),
        ("ACCOMPAGNEMENTS", 1, None),
    ],
)
def test_of_accompaniments_that_nobody_is_known_to_carry_organisations_are_not_none(
    tmp_path: Path, measure: str, actual: float | None, note: str | None
) -> None:
    days = {"requested_on": date(2020, 2, 1), "started_on": date(2020, 3, 1), "ended_on": date(2020, 9, 1)}
    study = {
        "accompaniment_id": "E1",
        "offer_id": "O2",
        "kind": "EVALUATION",
        "title": "Une",
        "status": "TERMINE",
    }
    (row,) = read_results(tmp_path, of_offer(measure, offer_id="O2"), accompaniments=[study | days])
    assert row["actual"] == actual if actual else pd.isna(row["actual"])
    assert row["note"] == note if note else pd.isna(row["note"])


OTHERS = ("A4", "A5", "A6")


def test_an_activity_counts_for_its_offer_and_for_its_kind_and_part_of_the_presences_is_said(
    tmp_path: Path,
) -> None:
    second = ACTIVITY | {"activity_id": "A2", "offer_id": None}
    third = ACTIVITY | {"activity_id": "A3"}
    came = [
        {"activity_id": "A1", "organisation_id": "M1", "role": "PARTICIPANT", "participants": 4, "women": 3},
        {
            "activity_id": "A2",
            "organisation_id": "M1",
            "role": "INTERVENANT",
            "participants": 1,
            "women": None,
        },
        *(
            {
                "activity_id": name,
                "organisation_id": "M1",
                "role": "PARTICIPANT",
                "participants": 1,
                "women": 1,
            }
            for name in OTHERS
        ),
    ]
    of_kind = {"kind": "FORMATION", "measure": "ACTIVITES", "year": 2020}
    rows = read_results(
        tmp_path,
        of_offer("ACTIVITES"),
        of_kind,
        of_offer("PARTICIPANTS"),
        of_kind | {"measure": "PARTICIPANTS"},
        of_offer("FEMMES"),
        of_kind | {"measure": "FEMMES"},
        activities=[ACTIVITY, second, third, *(ACTIVITY | {"activity_id": name} for name in OTHERS)],
        participations=came,
    )
    results = {(row["scope"], row["measure"]): (row["actual"], str(row["note"])) for row in rows}
    part = "les présences ne sont notées que pour {}\xa0activités"
    women = "femmes comptées parmi {}\xa0personnes"
    assert results == {
        ("Former", "ACTIVITES"): (5.0, "nan"),
        ("Former", "PARTICIPANTS"): (7.0, part.format("4 sur 5")),
        ("Former", "FEMMES"): (100 * 6 / 7, part.format("4 sur 5")),
        ("Formation, toutes offres", "ACTIVITES"): (6.0, "nan"),
        ("Formation, toutes offres", "PARTICIPANTS"): (8.0, part.format("5 sur 6")),
        ("Formation, toutes offres", "FEMMES"): (100 * 6 / 7, women.format("7 sur 8")),
    }


@pytest.mark.parametrize("measure", ["PARTICIPANTS", "ORGANISATIONS", "FEMMES"])
def test_nothing_is_computed_of_presences_noted_for_less_than_four_activities_in_five(
    tmp_path: Path, measure: str
) -> None:
    activities = [ACTIVITY | {"activity_id": f"A{number}"} for number in range(1, 11)]
    people = [40] * 7 + [0] * 3  # nobody is noted of the last three
    came = [
        {
            "activity_id": f"A{number}",
            "organisation_id": "M1",
            "role": "PARTICIPANT",
            "participants": count,
            "women": count // 2,
        }
        for number, count in enumerate(people, 1)
    ]
    (row,) = read_results(tmp_path, of_offer(measure), activities=activities, participations=came)
    assert (row["status"], row["note"]) == (
        "NON_CALCULABLE", "les présences ne sont notées que pour 7 sur 10\xa0activités"
    )  # fmt: skip


def test_people_of_no_organisation_are_people_and_no_organisation(tmp_path: Path) -> None:
    came = [
        {"activity_id": "A1", "organisation_id": who, "role": "PARTICIPANT", "participants": 3, "women": 1}
        for who in ("M1", "SANS_ORGANISATION")
    ]
    rows = read_results(tmp_path, of_offer("ORGANISATIONS"), of_offer("PARTICIPANTS"), participations=came)
    assert {row["measure"]: row["actual"] for row in rows} == {"ORGANISATIONS": 1.0, "PARTICIPANTS": 6.0}


def test_women_counted_for_a_few_of_many_people_make_no_share(tmp_path: Path) -> None:
    came = [
        {"activity_id": "A1", "organisation_id": "M1", "role": role, "participants": people, "women": women}
        for role, people, women in (("PARTICIPANT", 4, 3), ("INTERVENANT", 300, None))
    ]
    (row,) = read_results(tmp_path, of_offer("FEMMES"), participations=came)
    assert row["status"] == "NON_CALCULABLE"
    assert row["note"] == "femmes comptées parmi 4 sur 304\xa0personnes"


@pytest.mark.parametrize(
    ("on", "status"), [(date(2020, 3, 3), "EN_COURS"), (date(2021, 7, 1), "NON_ATTEINTE")]
)
def test_a_share_is_judged_once_its_year_is_over(tmp_path: Path, on: date, status: str) -> None:
    """30 % of women where 50 are wanted: no « en bonne voie » because little of the year has passed."""
    came = [
        {"activity_id": "A1", "organisation_id": "M1", "role": "PARTICIPANT", "participants": 10, "women": 3}
    ]
    (row,) = read_results(tmp_path, of_offer("FEMMES") | {"target": 50.0}, on=on, participations=came)
    assert (row["actual"], row["status"]) == (30.0, status)
    assert row["progress_pct"] != row["progress_pct"]


def test_of_years_to_come_the_next_is_drawn_and_of_years_begun_the_last(tmp_path: Path) -> None:
    began, to_come = of_offer("ACTIVITES"), of_offer("PARTICIPANTS")
    aims = [
        aim | {"year": year}
        for aim, years in ((began, (2019, 2020)), (to_come, (2030, 2032)))
        for year in years
    ]
    store = commit_targets(tmp_path, *aims, on=date(2021, 7, 1))
    rows = answer(store, 1, REGISTRY["targets_progress"], Selection()).table
    assert dict(zip(rows["measure"], rows["year"], strict=True)) == {"ACTIVITES": 2020, "PARTICIPANTS": 2030}


def test_the_target_said_to_be_the_farthest_is_the_one_of_which_the_least_was_done(tmp_path: Path) -> None:
    """One activity: half of what was wanted of the offer, a tenth of what was wanted of its kind."""
    aims = [
        of_offer("ACTIVITES") | {"target": 2.0},
        {"kind": "FORMATION", "measure": "ACTIVITES", "year": 2020},
    ]
    store = commit_targets(tmp_path, *aims, on=date(2021, 7, 1))
    found = answer(store, 1, REGISTRY["targets_progress"], Selection())
    assert found.table["progress_pct"].tolist() == [10.0, 50.0]
    assert found.finding.named == ("Formation, toutes offres",)


@pytest.mark.parametrize("figure_id", ["targets_progress", "targets_by_year"])
def test_percentages_that_a_public_does_not_see_are_told_under_the_figure_only(
    demo_store: Store, figure_id: str
) -> None:
    team, public = (
        answer(demo_store, demo_store.current().number, REGISTRY[figure_id], Selection(audience=audience))
        for audience in ("equipe", "diffusion")
    )
    left_out = len(team.table) - len(public.table)
    assert left_out and [(hidden.kind, hidden.what) for hidden in public.hidden] == [
        ("reserved", str(left_out))
    ]
    assert "pourcentage" not in public.finding.sentence


def list_answers(favourable: int, unfavourable: int) -> Iterator[tuple[str, float]]:
    yield from ((f"p{number}", 4.0) for number in range(favourable))
    yield from ((f"q{number}", 1.0) for number in range(unfavourable))


@pytest.mark.parametrize(
    ("favourable", "unfavourable", "is_each_alone", "result"),
    [(4, 1, True, 80.0), (2, 2, True, None), (4, 1, False, None)],
)
def test_satisfied_are_counted_among_those_who_answered_about_it(
    tmp_path: Path, favourable: int, unfavourable: int, is_each_alone: bool, result: float | None
) -> None:
    given = list(list_answers(favourable, unfavourable))
    names = ["M1", *(who for who, _ in given)]
    tables = {
        "organisations": [{"organisation_id": who, "name": who} for who in names],
        "survey_waves": [
            {"wave_id": "W", "series": "S", "title": "Après", "opened_on": date(2020, 4, 1), "closed_on": date(2020, 5, 1), "unit": "PERSONNE", "is_anonymous": False}
        ],
        "survey_questions": [{"question_id": "Q", "dimension": "satisfaction"}, {"question_id": "N", "dimension": "need"}],
        "survey_items": [
            {"wave_id": "W", "question_id": question, "wording": question, "kind": "likert", "scale_id": "E", "position": position}
            for position, question in enumerate("QN", 1)
        ],
        "survey_options": [
            {"scale_id": "E", "option": f"o{rank}", "label": f"Note {rank}", "rank": rank} for rank in (1, 2, 3, 4)
        ],
        "survey_respondents": [
            {"wave_id": "W", "respondent_id": who, "organisation_id": who if is_each_alone else "M1", "status": "complete", "about": "activity", "about_id": "A1"}
            for who, _ in given
        ],
        "survey_answers": [
            {"wave_id": "W", "respondent_id": who, "question_id": question, "option": "-", "value": value}
            for who, satisfied in given for question, value in (("Q", satisfied), ("N", 4.0))
        ],
    }  # fmt: skip
    (row,) = read_results(tmp_path / "team", of_offer("SATISFACTION"), **tables)
    for audience in ("projection", "diffusion"):
        (told,) = read_results(
            tmp_path / audience,
            of_offer("SATISFACTION"),
            of_offer("FEMMES"),
            of_offer("ACTIVITES"),
            audience=audience,
            **tables,
        )
        assert told["measure"] == "ACTIVITES"
    if result is None:
        assert row["note"] == "trop peu de réponses d’enquête portent dessus"
    else:
        assert row["actual"] == result


TARGET = {
    "target_id": "T1",
    "offer_id": "O1",
    "kind": None,
    "year": 2020,
    "measure": "FEMMES",
    "target": 50.0,
    "comment": None,
}


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([TARGET], []),
        ([TARGET | {"target": 300.0}], ["jusqu’à 100"]),
        ([TARGET | {"target": 300.0, "measure": "PARTICIPANTS"}], []),
        ([TARGET, TARGET | {"target_id": "T2", "target": 60.0}], ["une cible d’une mesure"]),
        ([TARGET, TARGET | {"target_id": "T2", "year": 2021}], []),
        ([TARGET, TARGET | {"target_id": "T2", "offer_id": None, "kind": "FORMATION"}], []),
    ],
)
def test_a_share_is_at_most_all_and_an_offer_has_one_target_of_a_measure_in_a_year(
    rows: list[dict[str, Any]], faults: list[str]
) -> None:
    table = pa.Table.from_pylist(rows, schemas.arrow_schema("service_targets"))
    failures = schemas.failures("service_targets", table)
    assert [any(fault in failure.check for failure in failures) for fault in faults] == [True] * len(faults)
    assert bool(failures) == bool(faults)


def test_a_target_of_nothing_is_told_that_it_has_neither() -> None:
    row = {"target_id": "T", "year": 2021, "measure": "PERSONNES", "target": 30.0}
    table = pa.Table.from_pylist([row], schemas.arrow_schema("service_targets"))
    failures = schemas.failures("service_targets", table)
    assert any("ni d’aucun" in failure.check for failure in failures)


# The demo aims at studies and activities from 2019 to 2021.
def test_targets_of_accompaniments_that_are_not_recorded_are_not_missed(
    without_accompaniments: Store, demo_store: Store
) -> None:
    found, complete = (
        answer(store, store.current().number, REGISTRY["targets_by_year"], Selection()).table
        for store in (without_accompaniments, demo_store)
    )
    is_study = found["note"] == "les accompagnements ne sont pas enregistrés"
    assert is_study.any() and set(found["status"][is_study]) == {"NON_CALCULABLE"}
    columns = ["scope", "year", "measure", "actual", "status"]
    of_activities = found[~is_study][columns].reset_index(drop=True)
    known = complete.merge(of_activities[columns[:3]], on=columns[:3])[columns]
    pd.testing.assert_frame_equal(
        of_activities.sort_values(columns[:3], ignore_index=True),
        known.sort_values(columns[:3], ignore_index=True),
    )


def test_a_target_of_a_year_before_the_first_activity_or_output_recorded_is_not_zero(tmp_path: Path) -> None:
    study = {"accompaniment_id": "E1", "kind": "EVALUATION", "title": "Une", "status": "TERMINE", "requested_on": date(2015, 2, 1)}  # fmt: skip
    late = {"activity_id": "S", "kind": "FORMATION", "title": "S", "held_on": date(2021, 3, 1)}
    (row,) = read_results(tmp_path, of_offer("ACTIVITES"), activities=[late], accompaniments=[study])
    assert row["note"] == "les activités ne sont enregistrées que depuis 2021"
