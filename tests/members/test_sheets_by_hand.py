"""Every statement of the sheets of five organisations of the demo, counted from its own files, line by line.

One that left and came back, one that another took over, one never reached, one with several respondents, one ordinary.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache

import pandas as pd
import pytest

from dse import paths
from dse.figures.records import VISITS, Records
from dse.members import directory, events, everyone, lines
from dse.members.answers import RECOMMENDATION
from dse.members.reasons import list_reasons
from dse.members.recorded import Recorded
from dse.members.sheet import Sheet, read_sheet
from dse.members.wishes import Wish
from dse.query import Query, Selection, open_version
from dse.store import Store
from schemas import codelists

CAME_BACK, NEVER_REACHED, SEVERAL, ORDINARY = "ORG-051", "ORG-008", "ORG-043", "ORG-073"
TAKEN_OVER, SUCCESSOR, PARTNER = "ORG-100", "ORG-050", "ORG-141"
FIVE = (CAME_BACK, NEVER_REACHED, SEVERAL, ORDINARY, SUCCESSOR)
CLOSED = {2015: date(2015, 12, 11), 2018: date(2018, 6, 15), 2021: date(2021, 12, 10)}
LAST_DAY = date(2021, 12, 25)
END_YEAR, END_WORDS = 2021, "Qu’en ferez-vous ?"
END_QUESTIONS = (
    "Êtes-vous satisfait·e de ce qui s’achève ?",
    "De 0 à 10, le recommanderiez-vous à une autre organisation ?",
)
NEED_RANKS = {"Aucun besoin": 1, "Besoin faible": 2, "Besoin moyen": 3, "Besoin fort": 4}
SATISFACTION = (
    "Pas du tout satisfait·e",
    "Plutôt pas satisfait·e",
    "Ni satisfait·e ni insatisfait·e",
    "Plutôt satisfait·e",
    "Très satisfait·e",
)
AGREEMENT = (
    "Pas du tout d’accord",
    "Plutôt pas d’accord",
    "Ni d’accord ni pas d’accord",
    "Plutôt d’accord",
    "Tout à fait d’accord",
)
EXPERTISE = ("Débutant·e", "Quelques notions", "Intermédiaire", "Confirmé·e", "Expert·e")
STEPS = {label: rank for scale in (SATISFACTION, AGREEMENT, EXPERTISE) for rank, label in enumerate(scale, 1)}
FOUR_STEPS = {label: rank for rank, label in enumerate([*SATISFACTION[:2], *SATISFACTION[3:]], 1)}
IN_FILES = {"Démarche AOC": "Approches orientées changement"}
THEMES = {
    "Climat": ("Climat : atténuation", "Climat : adaptation"),
    **{
        name: (name,) for name in ("Genre", "Agroécologie", "Jeunesses", "Pouvoir d’agir", "Interculturalité")
    },
}
NOT_STARTED = ("Demandé", "En instruction", "Refusé")
WISHES = "À quoi souhaitez-vous prendre part"


@cache
def read_raw(name: str) -> list[dict[str, str]]:
    encoding = "cp1252" if name == "activites" else "utf-8-sig"
    path = paths.DEMO / f"{name}.csv"
    return pd.read_csv(path, sep=";", dtype=str, encoding=encoding, keep_default_na=False).to_dict("records")


def parse_day(text: str) -> date | None:
    return datetime.strptime(text, "%d/%m/%Y").date() if text else None  # noqa: DTZ007 - a day has no zone


@cache
def list_names(organisation_id: str) -> set[str]:
    lines = [
        line
        for name in ("membres", "autres_organisations")
        for line in read_raw(name)
        if line["Identifiant"] == organisation_id
    ]
    return {name.strip() for line in lines for name in (line["Nom"], *line["Autres noms"].split("|")) if name}


def list_stays(organisation_id: str) -> list[tuple[date, date | None]]:
    lines = [line for line in read_raw("membres") if line["Identifiant"] == organisation_id]
    days = {(parse_day(line["Adhésion"]), parse_day(line["Départ"])) for line in lines if line["Adhésion"]}
    return sorted(days, key=lambda stay: stay[0])


def is_named(cell: str, organisation_id: str) -> bool:
    return any(name.strip() in list_names(organisation_id) for name in cell.split("|"))


def list_works(organisation_id: str, *titles: str) -> list[dict[str, str]]:
    return [
        line
        for line in read_raw("accompagnements")
        if any(is_named(line[title], organisation_id) for title in titles)
    ]


def list_visits(organisation_id: str) -> list[tuple[dict[str, str], int]]:
    activities = {line["Référence"]: line for line in read_raw("activites")}
    people: dict[str, int] = {}
    for line in read_raw("presences"):
        if line["Organisation"] in list_names(organisation_id) and int(line["Participants"]) > 0:
            people[line["Activité"]] = people.get(line["Activité"], 0) + int(line["Participants"])
    return [(activities[activity], count) for activity, count in people.items()]


def list_replies(organisation_id: str, year: int) -> list[dict[str, str]]:
    """The answers of its members' respondents to a wave, where it was a member on the day it closed."""
    if not any(
        joined <= CLOSED[year] and (not left or left >= CLOSED[year])
        for joined, left in list_stays(organisation_id)
    ):
        return []
    lines = [
        line
        for line in read_raw(f"enquete_membres_{year}")
        if line["Structure"] in list_names(organisation_id)
        and line["Vous répondez en tant que"] == "Membre du réseau"
    ]
    return [line for line in lines if any(cell not in ("", "N/A") for cell in list(line.values())[7:])]


def list_end_replies(organisation_id: str) -> list[dict[str, str]]:
    """What its people answered at the end of an activity or an accompaniment."""
    names = list_names(organisation_id)
    return [line for line in read_raw("enquete_fin_2021") if line["Structure"] in names]


def name_question(header: str) -> str:
    return match[1] if (match := re.search(r"\[([^\[\]]*)\]\s*$", header)) else header


def is_need(header: str) -> bool:
    return "besoin d’appui" in header or "votre besoin de chacune" in header


def list_needs(organisation_id: str, year: int) -> set[str]:
    """What half of its respondents who answered say they need a little or much."""
    needs = set()
    replies = list_replies(organisation_id, year)
    for header in filter(is_need, replies[0] if replies else {}):
        ranks = [NEED_RANKS[line[header]] for line in replies if line[header] in NEED_RANKS]
        if ranks and sum(rank >= 3 for rank in ranks) / len(ranks) >= 0.5:
            needs.add(name_question(header))
    return needs


def find_last_service(organisation_id: str, need: str) -> int | None:
    """The last year of a service on a theme, or of a kind."""

    def is_about(line: dict[str, str]) -> bool:
        marks = [line[column] for column in THEMES.get(need, ())]
        return any(mark in ("1", "2") for mark in marks) or line["Type"] == {
            "Approches orientées changement": "Démarche AOC"
        }.get(need, need)

    works = [
        line
        for line in list_works(organisation_id, "Porteur", "Co-porteurs")
        if line["Début"] and line["Statut"] not in NOT_STARTED
    ]
    years = [parse_day(line["Début"]).year for line in works if is_about(line)]
    years += [parse_day(line["Date"]).year for line, _ in list_visits(organisation_id) if is_about(line)]
    return max(years, default=None)


KINDS = {"Approches orientées changement": "Démarche AOC"}


def find_last_request(organisation_id: str, need: str) -> tuple[date | None, str | None]:
    """The day and the status of the last request that it carried on a theme, or for a kind."""
    lines = [
        line
        for line in list_works(organisation_id, "Porteur", "Co-porteurs")
        if any(line[column] in ("1", "2") for column in THEMES.get(need, ()))
        or line["Type"] == KINDS.get(need, need)
    ]
    lines.sort(key=lambda line: (parse_day(line["Demande"]), line["Référence"]))
    return (parse_day(lines[-1]["Demande"]), lines[-1]["Statut"]) if lines else (None, None)


def find_outcome(organisation_id: str, need: str, year: int) -> str:
    """What has become of a need said in a year, up to the last day of the files."""
    day, status = find_last_request(organisation_id, need)
    lines = [
        line
        for line in list_works(organisation_id, "Porteur", "Co-porteurs")
        if line["Début"] and line["Statut"] not in NOT_STARTED
    ]
    about = [
        parse_day(line["Début"]).year
        for line in lines
        if any(line[column] in ("1", "2") for column in THEMES.get(need, ()))
        or line["Type"] == KINDS.get(need, need)
    ]
    served = find_last_service(organisation_id, need)
    if max(about, default=0) >= year - 2:
        return "Accompagné"
    if (served or 0) >= year - 2:
        return "Venu à une activité seulement"
    if status in ("Demandé", "En instruction", "Accordé"):
        return "En attente"
    if status in ("Refusé", "Abandonné") and (served is None or day.year >= year - 2):
        return "Demandé sans suite"
    if served:
        return "Accompagné ou venu autrefois"
    return "Jamais demandé à ce sujet" if lines or list_visits(organisation_id) else "Jamais touché"


def score(header: str, cell: str, year: int) -> float | None:
    """A note, or a step: the question on guides had four of them until 2021."""
    if header.startswith("De 0 à 10"):
        return float(cell) if cell.isdigit() else None
    return (FOUR_STEPS if "guides" in header and year < 2021 else STEPS).get(cell)


def average(organisation_id: str, year: int, header: str) -> float | None:
    scores = [score(header, line[header], year) for line in list_replies(organisation_id, year)]
    known = [each for each in scores if each is not None]
    return sum(known) / len(known) if known else None


def find_family(organisation_id: str, day: date) -> str:
    lines = [line for line in read_raw("membres") if line["Identifiant"] == organisation_id]
    lines.sort(key=lambda line: parse_day(line["Situation depuis le"]))
    then = [line for line in lines if parse_day(line["Situation depuis le"]) <= day] or lines[:1]
    return then[-1]["Famille d’acteur"]


@pytest.fixture(scope="module")
def sheets(demo_store: Store) -> dict[str, Sheet]:
    """The sheets of the five, and the one that opens for who was taken over."""
    query = Query(open_version(demo_store, demo_store.current().number), Selection())
    opened = {
        organisation_id: directory.find(query, organisation_id) for organisation_id in (*FIVE, TAKEN_OVER)
    }
    return {key: read_sheet(query, each.organisation) for key, each in opened.items() if each}


@pytest.mark.parametrize("organisation_id", FIVE)
def test_stays_and_names_are_those_of_the_register(sheets: dict[str, Sheet], organisation_id: str) -> None:
    profile = sheets[organisation_id].profile
    stays = [(row["joined_on"], row["left_on"]) for row in profile.stays]
    assert stays == list_stays(organisation_id)
    assert {profile.name, *profile.aliases} == list_names(organisation_id)
    assert sheets[organisation_id].standing.joined_on == stays[0][0]


@pytest.mark.parametrize("organisation_id", FIVE)
def test_the_history_has_every_line_and_no_other(sheets: dict[str, Sheet], organisation_id: str) -> None:
    own = [event for event in sheets[organisation_id].events if event.organisation_id == organisation_id]
    by_lane = {
        lane: sorted((event.day, event.title) for event in own if event.lane == lane) for lane in events.LANES
    }
    works = list_works(
        organisation_id, "Porteur", "Co-porteurs", "Partenaires", "Consultants", "Cofinanceurs"
    )
    visits = list_visits(organisation_id)
    assert by_lane[events.REQUEST] == sorted((parse_day(line["Demande"]), line["Intitulé"]) for line in works)
    assert by_lane[events.ACTIVITY] == sorted(
        (parse_day(line["Date"]), f"{line['Type']} : {line['Intitulé']}") for line, _ in visits
    )
    told = [event.detail.replace("\u00a0", " ") for event in own if event.lane == events.ACTIVITY]
    people = sorted(int(re.search(r"^(\d+) personnes?", text)[1]) for text in told)
    assert people == sorted(count for _, count in visits)
    changes = [line for line in read_raw("changements") if is_named(line["Organisation"], organisation_id)]
    assert [day for day, _ in by_lane[events.CHANGE]] == sorted(
        parse_day(line["Observé le"]) for line in changes
    )
    answered = {
        event.day.year for event in own if event.lane == events.SURVEY and event.outcome == events.SERVED
    }
    replied = {year for year in CLOSED if list_replies(organisation_id, year)}
    assert answered == replied | ({END_YEAR} if list_end_replies(organisation_id) else set())


@pytest.mark.parametrize("organisation_id", FIVE)
def test_steps_of_requests_are_those_of_the_file(sheets: dict[str, Sheet], organisation_id: str) -> None:
    told = {
        (work.title, work.requested_on): (work.started_on, work.ended_on, work.is_carried)
        for work in sheets[organisation_id].accompaniments
    }
    works = list_works(
        organisation_id, "Porteur", "Co-porteurs", "Partenaires", "Consultants", "Cofinanceurs"
    )
    carried = list_works(organisation_id, "Porteur", "Co-porteurs")
    expected = {}
    for line in works:
        has_started = line["Statut"] not in NOT_STARTED
        days = [parse_day(line[title]) if has_started else None for title in ("Début", "Fin")]
        expected[line["Intitulé"], parse_day(line["Demande"])] = (*days, line in carried)
    assert told == expected


@pytest.mark.parametrize("organisation_id", FIVE)
def test_needs_are_said_by_half_of_the_respondents_and_served_by_the_lines(
    sheets: dict[str, Sheet], organisation_id: str
) -> None:
    said = sheets[organisation_id].stated_needs
    answered = [year for year in CLOSED if list_replies(organisation_id, year)]
    if said is None:
        assert not answered
        return
    assert said.year == answered[-1]
    statuses, outcomes = codelists.labels("accompaniment_statuses"), codelists.labels("need_outcomes")
    names = {IN_FILES.get(need.name, need.name): need for need in said.needs}
    assert names.keys() == list_needs(organisation_id, said.year)
    for name, need in names.items():
        assert need.served_in == find_last_service(organisation_id, name), name
        day, status = find_last_request(organisation_id, name)
        assert (need.requested_on, statuses.get(need.status)) == (day, status), name
        assert outcomes[need.outcome] == find_outcome(organisation_id, name, said.year), name
        assert all(name in list_needs(organisation_id, year) for year in need.years)
        before = [year for year in answered if year < need.years[0]]
        assert not before or name not in list_needs(organisation_id, before[-1])


@pytest.mark.parametrize("organisation_id", FIVE)
def test_wishes_are_those_of_half_of_the_respondents(sheets: dict[str, Sheet], organisation_id: str) -> None:
    answered = [year for year in CLOSED if list_replies(organisation_id, year)]
    chosen = set()
    replies = list_replies(organisation_id, answered[-1]) if answered else []
    for header in [each for each in (replies[0] if replies else {}) if each.startswith(WISHES)]:
        given = [line[header] for line in replies if line[header] in ("Oui", "Non")]
        if given and given.count("Oui") / len(given) >= 0.5:
            chosen.add(name_question(header))
    wishes = {wish.label: wish for wish in sheets[organisation_id].wishes}
    assert wishes.keys() == chosen
    for label, kind in (
        ("Une formation", "Formation"),
        ("Une communauté de pratiques", "Communauté de pratiques"),
    ):
        if label in wishes:
            days = [
                parse_day(line["Date"]) for line, _ in list_visits(organisation_id) if line["Type"] == kind
            ]
            assert wishes[label].last_on == max(days, default=None)


@pytest.mark.parametrize("organisation_id", FIVE)
def test_answers_are_means_of_respondents_beside_those_of_the_family(
    sheets: dict[str, Sheet], organisation_id: str
) -> None:
    answers = sheets[organisation_id].answers
    expected = {}
    for year in CLOSED:
        replies = list_replies(organisation_id, year)
        for header in replies[0] if replies else {}:
            value = None if is_need(header) else average(organisation_id, year, header)
            if value is not None:
                expected[year, name_question(header)] = value
    given = {(answer.year, answer.question): answer.value for answer in answers}
    at_an_end = {key: given.pop(key) for key in list(given) if key[1] in END_QUESTIONS}
    assert given == pytest.approx(expected)
    ends = list_end_replies(organisation_id)
    recommended = [int(line[END_QUESTIONS[1]]) for line in ends]
    assert set(at_an_end) == {(END_YEAR, question) for question in END_QUESTIONS if ends}
    assert at_an_end.get((END_YEAR, END_QUESTIONS[1]), 0) == pytest.approx(
        sum(recommended) / max(1, len(recommended))
    )


def test_the_family_is_every_member_of_it_that_answered(sheets: dict[str, Sheet]) -> None:
    answer = next(
        each for each in sheets[ORDINARY].answers if each.dimension == RECOMMENDATION and each.year == 2018
    )
    header = next(each for each in read_raw("enquete_membres_2018")[0] if each.startswith("De 0 à 10"))
    family = find_family(ORDINARY, CLOSED[2018])
    notes = [
        note
        for organisation_id in {line["Identifiant"] for line in read_raw("membres")}
        if find_family(organisation_id, CLOSED[2018]) == family
        and (note := average(organisation_id, 2018, header)) is not None
    ]
    assert (answer.family_members, answer.family_mean) == (len(notes), pytest.approx(sum(notes) / len(notes)))


def test_who_was_taken_over_leads_to_its_successor_which_has_its_history(sheets: dict[str, Sheet]) -> None:
    successors = {line["Identifiant"]: line["Successeur"] for line in read_raw("membres")}
    assert {gone: successor for gone, successor in successors.items() if successor} == {TAKEN_OVER: SUCCESSOR}
    sheet = sheets[TAKEN_OVER]
    assert sheet.organisation == sheets[SUCCESSOR].organisation
    inherited = [event for event in sheet.events if event.organisation_id == TAKEN_OVER]
    visits = [event for event in inherited if event.lane == events.ACTIVITY]
    assert len(visits) == len(list_visits(TAKEN_OVER)) > 0
    (gone,) = sheet.taken_over
    assert gone.organisation.organisation_id == TAKEN_OVER
    stays = [(row["joined_on"], row["left_on"]) for row in gone.profile.stays]
    assert stays == list_stays(TAKEN_OVER) and stays[-1][1] == date(2021, 4, 22)
    assert list(gone.participation.years) == [year for year in CLOSED if list_replies(TAKEN_OVER, year)]
    said = gone.stated_needs
    assert {IN_FILES.get(need.name, need.name) for need in said.needs} == list_needs(TAKEN_OVER, said.year)


def test_the_sentences_to_have_in_mind_follow_from_the_counts(sheets: dict[str, Sheet]) -> None:
    said = {
        key: [reason.sentence.replace("\u00a0", " ").replace("\u202f", " ") for reason in list_reasons(sheet)]
        for key, sheet in sheets.items()
    }
    works = list_works(NEVER_REACHED, "Porteur", "Co-porteurs")
    assert not list_visits(NEVER_REACHED) and all(line["Statut"] in NOT_STARTED for line in works)
    assert "Elle est membre depuis juillet 2000, et nous ne l’avons jamais touchée." in said[NEVER_REACHED]
    assert find_last_service(SEVERAL, "Agroécologie") is None
    assert all("Agroécologie" in list_needs(SEVERAL, year) for year in (2015, 2018))
    assert said[SEVERAL][0] == "Elle dit depuis 2015 le besoin « Agroécologie », jamais servi."
    assert not list_replies(SEVERAL, 2021) and said[SEVERAL][1] == "Elle n’a pas répondu à l’enquête de 2021."
    waiting = [
        parse_day(line["Demande"])
        for line in list_works(ORDINARY, "Porteur", "Co-porteurs")
        if line["Statut"] in ("Demandé", "En instruction")
    ]
    assert min(waiting).isoformat()[:7] == "2021-09"
    assert said[ORDINARY][0] == "Elle attend une réponse depuis septembre 2021."
    last = max(list_works(CAME_BACK, "Porteur", "Co-porteurs"), key=lambda line: parse_day(line["Demande"]))
    assert last["Statut"] in ("Refusé", "Abandonné") and last["Demande"].endswith("01/2021")
    assert find_last_service(CAME_BACK, "Évaluation") is None and "Évaluation" in list_needs(CAME_BACK, 2018)
    assert said[CAME_BACK][:2] == [
        "Elle a dit en 2018 le besoin « Évaluation », jamais servi.",
        "Sa dernière demande, en janvier 2021, n’a pas abouti.",
    ]
    steps = [list_replies(SUCCESSOR, 2021)[0][header] for header in list_replies(SUCCESSOR, 2021)[0]]
    assert "Plutôt pas satisfait·e" in steps
    assert said[SUCCESSOR][0] == "Elle s’est dite peu satisfaite à l’enquête de 2021."


@pytest.mark.parametrize("organisation_id", FIVE)
def test_own_words_are_those_of_its_respondents(sheets: dict[str, Sheet], organisation_id: str) -> None:
    expected = [
        (year, cell)
        for year in CLOSED
        for line in list_replies(organisation_id, year)
        for header, cell in line.items()
        if header.startswith("Qu’attendez-vous d’abord") and cell not in ("", "N/A")
    ]
    texts = sheets[organisation_id].texts
    assert sorted((text.year, text.text) for text in texts if text.is_wish) == sorted(expected)
    assert sorted(text.text for text in texts if not text.is_wish) == sorted(
        line[END_WORDS] for line in list_end_replies(organisation_id) if line[END_WORDS]
    )


@pytest.mark.parametrize("organisation_id", FIVE)
def test_who_is_displeased_gave_an_unfavourable_answer_in_its_last_survey(
    sheets: dict[str, Sheet], organisation_id: str
) -> None:
    by_year = {}
    for year in CLOSED:
        for header in next(iter(list_replies(organisation_id, year)), {}):
            is_of_four = "guides" in header and year < 2021
            middle, mean = (2.5 if is_of_four else 3), average(organisation_id, year, header)
            if "satisfait·e" in header and mean is not None:
                by_year.setdefault(year, []).append(mean < middle)
    displeased = sheets[organisation_id].displeased
    expected = max(by_year) if by_year and any(by_year[max(by_year)]) else None
    assert (displeased.year if displeased else None) == expected


@pytest.mark.parametrize("organisation_id", FIVE)
def test_decisions_are_those_on_the_offers_that_it_used(
    sheets: dict[str, Sheet], organisation_id: str
) -> None:
    uses: dict[str, list[int]] = {}
    for line in list_works(organisation_id, "Porteur", "Co-porteurs"):
        if line["Offre"] and line["Début"] and line["Statut"] not in NOT_STARTED:
            uses.setdefault(line["Offre"], []).append(parse_day(line["Début"]).year)
    for line, _ in list_visits(organisation_id):
        if line["Offre"]:
            uses.setdefault(line["Offre"], []).append(parse_day(line["Date"]).year)
    expected = {
        line["decision_id"]: (len(uses[line["offer_id"]]), max(uses[line["offer_id"]]))
        for line in read_raw("decisions")
        if line["offer_id"] in uses
    }
    decisions = sheets[organisation_id].decisions
    assert {each.decision_id: (each.uses, each.last_year) for each in decisions} == expected


def test_partnerships_are_the_lines_of_the_file(demo_store: Store) -> None:
    query = Query(open_version(demo_store, demo_store.current().number), Selection())
    opened = directory.find(query, PARTNER)
    assert opened is not None
    told = [
        event for event in read_sheet(query, opened.organisation).events if event.lane == events.PARTNERSHIP
    ]
    lines = [line for line in read_raw("partenariats") if is_named(line["Partenaire"], PARTNER)]
    assert sorted((event.day, event.until) for event in told if event.until) == sorted(
        (parse_day(line["Début"]), parse_day(line["Fin"])) for line in lines if line["Fin"]
    )
    assert len(told) == len(lines) > 1


@pytest.mark.parametrize("organisation_id", FIVE)
def test_a_line_of_the_list_is_counted_from_the_files(demo_store: Store, organisation_id: str) -> None:
    query = Query(open_version(demo_store, demo_store.current().number), Selection())
    rows = everyone.read_everyone(query)
    row = rows[rows["organisation_id"] == organisation_id].iloc[0]
    works = list_works(organisation_id, "Porteur", "Co-porteurs")
    days = [parse_day(line["Début"]) for line in works if line["Début"] and line["Statut"] not in NOT_STARTED]
    days += [parse_day(line["Date"]) for line, _ in list_visits(organisation_id)]
    served = [day for day in days if day <= LAST_DAY]
    stays = list_stays(organisation_id)
    assert (None if pd.isna(row.last_service) else row.last_service) == max(served, default=None)
    assert row.is_never_reached == (not [day for day in served if day >= stays[0][0]])
    assert (None if pd.isna(row.returned_on) else row.returned_on) == (
        stays[-1][0] if len(stays) > 1 else None
    )
    answered = [year for year in CLOSED if list_replies(organisation_id, year)]
    needs = list_needs(organisation_id, answered[-1]) if answered else set()
    assert row.needs == sum(find_last_service(organisation_id, need) is None for need in needs)


def test_who_came_before_saying_a_wish_is_not_said_to_have_stayed_away_since() -> None:
    """The data may end some days after the survey, in which nothing was held."""
    came = Wish("Des formations", 2021, date(2021, 12, 10), ("FORMATION",), date(2021, 10, 4))
    assert lines.describe_wish(came, Recorded(Records((2013,), (2013,), {VISITS: (2013,)}))).replace(
        "\u00a0", " "
    ) == ("Des formations (dit en 2021) : y est venue avant de le dire, la dernière fois le 4 octobre 2021")
