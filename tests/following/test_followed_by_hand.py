"""What Suivi and five of its sheets say of the demo, counted from its own files, line by line.

A request without decision, an accompaniment under way and one that ended; a meeting of a community of practice and a training.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date, datetime
from functools import cache
from statistics import median

import pandas as pd
import pytest
from halves import round_as_read

from dse import french, paths
from dse.following import accompaniment, activity, descriptions, follow_up_list, stages
from dse.following.usual_delays import read_usual_delays
from dse.query import Query, Selection, open_version
from dse.store import Store
from schemas import codelists

NOT_STARTED = ("Demandé", "En instruction", "Refusé")
STAGES = {
    "Demandé": "demande",
    "En instruction": "demande",
    "Accordé": "a-venir",
    "En cours": "en-cours",
    "Terminé": "fait",
    "Refusé": "sans-suite",
    "Abandonné": "sans-suite",
}
ROLES = {
    "PORTEUR": "Porteur",
    "CO_PORTEUR": "Co-porteurs",
    "PARTENAIRE": "Partenaires",
    "CONSULTANT": "Consultants",
    "COFINANCEUR": "Cofinanceurs",
}
THEMES = (
    "Climat : atténuation",
    "Climat : adaptation",
    "Genre",
    "Agroécologie",
    "Jeunesses",
    "Pouvoir d’agir",
    "Interculturalité",
    "ECSI",
    "Migrations",
)
WORKS = ("ACC-2021-031", "ACC-2021-003", "ACC-2013-001")
VISITED = ("ACT-2013-01", "ACT-2019-05", "ACT-2013-02")
SERIES = "Communauté Suivi et évaluation"


@cache
def read_raw(name: str) -> list[dict[str, str]]:
    encoding = "cp1252" if name == "activites" else "utf-8-sig"
    path = paths.DEMO / f"{name}.csv"
    return pd.read_csv(path, sep=";", dtype=str, encoding=encoding, keep_default_na=False).to_dict("records")


def parse_day(text: str) -> date | None:
    return datetime.strptime(text, "%d/%m/%Y").date() if text else None  # noqa: DTZ007 - a day has no zone


def find_in_dictionary(name: str) -> str:
    """Where a French dictionary has a name: accents, capitals and signs do not count."""
    letters = unicodedata.normalize("NFD", name.replace("œ", "oe").replace("Œ", "oe")).casefold()
    words = re.sub(r"[^a-z0-9]+", " ", "".join(sign for sign in letters if not unicodedata.combining(sign)))
    return words.strip()


def find_line(name: str, column: str, value: str) -> dict[str, str]:
    return next(line for line in read_raw(name) if line[column] == value)


@cache
def list_official_names() -> dict[str, str]:
    """The name of an organisation by each of its names and other names."""
    names = {}
    for file in ("membres", "autres_organisations"):
        for line in read_raw(file):
            for name in (line["Nom"], *line["Autres noms"].split("|")):
                names[name.strip()] = line["Nom"]
    return names


@cache
def find_last_day() -> date:
    days = [parse_day(line["Demande"]) for line in read_raw("accompagnements")]
    for line in read_raw("accompagnements"):
        days += [parse_day(line["Décision"])] if line["Statut"] not in NOT_STARTED[:2] else []
        days += [parse_day(line[column]) for column in ("Début", "Fin") if line["Statut"] not in NOT_STARTED]
    days += [parse_day(line["Date"]) for line in read_raw("activites")]
    days += [parse_day(line[column]) for line in read_raw("membres") for column in ("Adhésion", "Départ")]
    return max(day for day in days if day)


def count_days(line: dict[str, str], first: str, last: str) -> int | None:
    before, after = parse_day(line[first]), parse_day(line[last])
    return (after - before).days if before and after else None


def list_waits(first: str, last: str, statuses: tuple[str, ...]) -> list[int]:
    """The days from a step to another of those that reached it."""
    waits = [
        count_days(line, first, last)
        for line in read_raw("accompagnements")
        if line["Statut"] in statuses or (line["Statut"] == "Abandonné" and line["Début"] and last != "Fin")
    ]
    return [wait for wait in waits if wait is not None]


@pytest.fixture(scope="module")
def query(demo_store: Store) -> Query:
    return Query(open_version(demo_store, demo_store.current().number), Selection())


def test_usual_delays_are_the_medians_of_all_that_reached_each_step(query: Query) -> None:
    usual = read_usual_delays(query)
    granted = ("Accordé", "En cours", "Terminé")
    assert usual.decision == median(list_waits("Demande", "Décision", granted))
    assert usual.start == median(list_waits("Décision", "Début", granted))
    assert usual.end == median(list_waits("Début", "Fin", ("Terminé",)))


def test_usual_delays_do_not_depend_on_what_is_chosen(query: Query) -> None:
    chosen = Query(query.engine, Selection(first_year=2014, last_year=2015, families=("COLLECTIVITE",)))
    assert read_usual_delays(chosen) == read_usual_delays(query)


def test_the_list_has_all_of_the_files_each_at_its_stage(query: Query) -> None:
    counts = follow_up_list.count_stages(follow_up_list.read_rows(query))
    expected = Counter(STAGES[line["Statut"]] for line in read_raw("accompagnements"))
    assert counts.loc["accompagnement"].to_dict() == {stage: expected[stage] for stage in stages.STAGES}
    kinds = Counter(line["Type"] == "Expérimentation" for line in read_raw("activites"))
    assert counts.loc["experimentation"].sum() == kinds[True] and counts.loc["activite"].sum() == kinds[False]
    running: dict[tuple[str, ...], list[str]] = {}
    for line in sorted(read_raw("partenariats"), key=lambda line: parse_day(line["Début"])):
        running[line["Partenaire"], line["Service"], line["Type"]] = line["Fin"]
    going_on = sum(not end or parse_day(end) > find_last_day() for end in running.values())
    partnerships = counts.loc["partenariat"]
    assert (partnerships["en-cours"], partnerships.sum()) == (going_on, len(running))


def test_what_waits_beyond_the_usual_is_to_be_followed_up_longest_first(query: Query) -> None:
    usual, last_day = read_usual_delays(query), find_last_day()
    waiting: dict[str, list[tuple[int, str]]] = {"decision": [], "demarrage": []}
    for line in read_raw("accompagnements"):
        if line["Statut"] in ("Demandé", "En instruction"):
            days = (last_day - parse_day(line["Demande"])).days
            waiting["decision"] += [(days, line["Référence"])] if days > usual.decision else []
        elif line["Statut"] == "Accordé" and not line["Début"]:
            days = (last_day - parse_day(line["Décision"])).days
            waiting["demarrage"] += [(days, line["Référence"])] if days > usual.start else []
    rows = follow_up_list.list_reminders(follow_up_list.read_rows(query))
    for reason, expected in waiting.items():
        mine = rows[rows["reason"] == reason]
        assert expected
        assert list(zip(mine["waited_days"], mine["id"], strict=True)) == sorted(
            expected, key=lambda row: -row[0]
        )
    came = {line["Activité"] for line in read_raw("presences") if int(line["Participants"]) > 0}
    without = {line["Référence"] for line in read_raw("activites")} - came
    assert set(rows[rows["reason"] == "presences"]["id"]) == without


@pytest.mark.parametrize("reference", WORKS)
def test_the_sheet_of_an_accompaniment_says_what_its_line_says(query: Query, reference: str) -> None:
    line, sheet = (
        find_line("accompagnements", "Référence", reference),
        accompaniment.read_sheet(query, reference),
    )
    work = sheet.accompaniment
    labels = codelists.labels_in(("accompaniment_kinds", "accompaniment_statuses", "countries", "sectors"))
    codes = (work.kind, work.status, work.country, work.sector)
    assert [labels.get(code, "") for code in codes] == [
        line[column] for column in ("Type", "Statut", "Pays", "Secteur")
    ]
    assert (work.title, work.offer_id) == (line["Intitulé"], line["Offre"])
    assert work.offer == find_line("offre", "Identifiant", line["Offre"])["Intitulé"]
    days = [parse_day(line[column]) for column in ("Demande", "Décision", "Début", "Fin")]
    assert [work.requested_on, work.decided_on, work.started_on, work.ended_on] == days
    for amount, column in ((work.cost_eur, "Coût (€)"), (work.cofinancing_eur, "Cofinancement (€)")):
        assert (f"{amount:.2f}".replace(".", ",") if amount is not None else "") == line[column]
    expected = [
        (role, list_official_names()[name.strip()])
        for role, column in ROLES.items()
        for name in line[column].split("|")
        if name.strip()
    ]
    assert [(part.role, part.name) for part in sheet.parts] == sorted(
        expected, key=lambda part: (list(ROLES).index(part[0]), find_in_dictionary(part[1]))
    )
    assert_themes(line, sheet.marks)
    assert_changes(reference, "Accompagnements", sheet.changes)
    assert_outputs(reference, "Accompagnement", sheet.outputs)
    assert_decisions(line["Offre"], sheet.decisions)
    steps = descriptions.list_steps(sheet)
    assert [step.day for step in steps] == [french.day(day) if day else "" for day in days]


def assert_themes(line: dict[str, str], marks: tuple) -> None:
    labels = codelists.labels("themes")
    assert {(labels[mark.theme], str(mark.score)) for mark in marks} == {
        (theme, line[theme]) for theme in THEMES if line[theme]
    }
    scores = [mark.score for mark in marks]
    assert scores == sorted(scores, reverse=True)


def assert_outputs(reference: str, column: str, outputs: tuple) -> None:
    labels = codelists.labels("output_kinds")
    assert [(output.title, labels[output.kind], output.delivered_on) for output in outputs] == [
        (line["Intitulé de la production"], line["Type de production"], parse_day(line["Remise le"]))
        for line in read_raw("productions")
        if line[column] == reference and parse_day(line["Remise le"])
    ]


def assert_changes(reference: str, prefix: str, changes: tuple) -> None:
    strengths = {"DECISIVE": "décisive", "PARTAGEE": "partagée", "FAIBLE": "faible"}
    expected = [
        (parse_day(line["Observé le"]), line["Description"], strength)
        for line in read_raw("changements")
        for strength, label in strengths.items()
        if reference in [cited.strip() for cited in line[f"{prefix}, contribution {label}"].split("|")]
    ]
    assert sorted((change.observed_on, change.description, change.contribution) for change in changes) == (
        sorted(expected)
    )


def assert_decisions(offer_id: str, decisions: tuple) -> None:
    expected = [line["decision"] for line in read_raw("decisions") if line["offer_id"] == offer_id]
    assert sorted(decision.decision for decision in decisions) == sorted(expected)


def test_a_step_is_told_by_its_days_and_one_to_come_by_how_long_it_is_awaited(query: Query) -> None:
    asked = find_line("accompagnements", "Référence", "ACC-2021-031")
    waited = (find_last_day() - parse_day(asked["Demande"])).days
    decision = descriptions.list_steps(accompaniment.read_sheet(query, "ACC-2021-031"))[1]
    usual = round_as_read(read_usual_delays(query).decision)
    assert [text.replace("\u00a0", " ") for text in decision] == [
        "Décision",
        "",
        f"depuis {waited} jours",
        f"{usual} jours",
    ]
    ended = find_line("accompagnements", "Référence", "ACC-2013-001")
    steps = descriptions.list_steps(accompaniment.read_sheet(query, "ACC-2013-001"))
    waits = [
        count_days(ended, *pair)
        for pair in (("Demande", "Décision"), ("Décision", "Début"), ("Début", "Fin"))
    ]
    assert [step.wait.replace("\u00a0", " ") for step in steps[1:]] == [
        f"{wait} jours après" for wait in waits
    ]


@pytest.mark.parametrize("reference", VISITED)
def test_the_sheet_of_an_activity_says_who_came(query: Query, reference: str) -> None:
    line, sheet = find_line("activites", "Référence", reference), activity.read_sheet(query, reference)
    held = sheet.activity
    labels = codelists.labels_in(("activity_kinds", "activity_formats"))
    assert [labels[held.kind], labels[held.format]] == [line["Type"], line["Format"]]
    assert (held.title, held.offer_id, held.series or "") == (line["Intitulé"], line["Offre"], line["Série"])
    assert (held.held_on, held.ended_on) == (parse_day(line["Date"]), parse_day(line["Fin"]))
    assert str(held.places or "") == line["Places"]
    came = [each for each in read_raw("presences") if each["Activité"] == reference]
    came = [each for each in came if int(each["Participants"]) > 0]
    roles = codelists.labels("participation_roles")
    assert sorted(
        (part.name or "Sans organisation", roles[part.role], part.participants, part.women)
        for part in sheet.parts
    ) == sorted(
        (
            list_official_names().get(each["Organisation"], "Sans organisation"),
            each["Rôle"],
            int(each["Participants"]),
            int(each["Dont femmes"]) if each["Dont femmes"] else None,
        )
        for each in came
    )
    for role in {part.role for part in sheet.parts}:
        names = [part.name for part in sheet.parts if part.role == role]
        assert names == sorted(names, key=lambda name: (name is None, find_in_dictionary(name or "")))
    assert sheet.people == sum(int(each["Participants"]) for each in came)
    counted = [each for each in came if each["Dont femmes"]]
    assert sheet.women == sum(int(each["Dont femmes"]) for each in counted)
    assert sheet.people_with_women == sum(int(each["Participants"]) for each in counted)
    assert_themes(line, sheet.marks)
    assert_changes(reference, "Activités", sheet.changes)
    assert_outputs(reference, "Activité", sheet.outputs)
    assert_decisions(line["Offre"], sheet.decisions)
    assert bool(sheet.meetings) == bool(line["Série"])


def test_a_series_says_at_each_meeting_who_came_first_again_and_was_absent(query: Query) -> None:
    meetings = activity.read_meetings(query, SERIES)
    held = sorted(
        (parse_day(line["Date"]), line["Référence"])
        for line in read_raw("activites")
        if line["Série"] == SERIES
    )
    assert [(meeting.held_on, meeting.id) for meeting in meetings] == held
    came = {
        reference: {
            list_official_names()[line["Organisation"]]
            for line in read_raw("presences")
            if line["Activité"] == reference
            and int(line["Participants"]) > 0
            and line["Organisation"] in list_official_names()
        }
        for _, reference in held
    }
    for place, meeting in enumerate(meetings):
        before = set().union(*(came[reference] for _, reference in held[:place]))
        now = came[meeting.id]
        last = came[held[place - 1][1]] if place else set()
        assert {one.name for one in meeting.first} == now - before
        assert {one.name for one in meeting.again} == now & before
        assert {one.name for one in meeting.absent} == last - now
        for came_so in (meeting.first, meeting.again, meeting.absent):
            assert [one.name for one in came_so] == sorted(
                (one.name for one in came_so), key=find_in_dictionary
            )
