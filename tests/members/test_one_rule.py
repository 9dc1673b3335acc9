"""A word means the same in the list, on every sheet and in the figures; what was never recorded is not said of anybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from counted_store import accompaniment_tables, answer_figure, commit_tables, parse_cells
from survey_rows import answer_row, item_row, parse_replies, register_tables, scale_rows, wave_row

from dse.figures.uptake.never_reached import never_reached
from dse.following import activity
from dse.members import directory, events, everyone, lines
from dse.members.reasons import QUIET_YEARS, list_reasons
from dse.members.sheet import Sheet, read_sheet
from dse.query import Query, Selection, open_version
from dse.store import Store

Tables = dict[str, list[dict[str, Any]]]
STEPS = ("Pas du tout", "Plutôt pas", "Entre les deux", "Plutôt", "Tout à fait")
WAVES = (("V18", date(2018, 6, 30)), ("V21", date(2021, 6, 30)))
MEMBERS = "\n".join(f"M{number} ONG 2010-01-01 -" for number in range(1, 5))
TODAY = date(2021, 12, 31)


@pytest.mark.xdist_group("sheets")
def test_every_word_of_the_list_is_that_of_the_sheet(demo_sheets: tuple[Query, dict[str, Sheet]]) -> None:
    query, sheets = demo_sheets
    everybody = everyone.read_everyone(query)

    def choose(situation: str) -> set[str]:
        choice = everyone.Choice(situations=(situation,), quiet_years=QUIET_YEARS)
        return set(everyone.choose(query, everybody, choice)["organisation_id"])

    def has_need(sheet: Sheet) -> bool:
        return any(need.is_never_served for need in sheet.stated_needs.needs) if sheet.stated_needs else False

    assert choose(everyone.NEVER_REACHED) == {key for key in sheets if sheets[key].standing.is_never_reached}
    assert choose(everyone.UNSERVED) == {key for key in sheets if has_need(sheets[key])}
    assert choose(everyone.DISPLEASED) == {key for key in sheets if sheets[key].displeased}
    assert choose(everyone.WISHING) == {key for key in sheets if sheets[key].wishes}
    idle = {key for key in sheets if (sheets[key].standing.idle_years or 0) >= QUIET_YEARS}
    never = {key for key in sheets if not sheets[key].standing.last_service}
    assert choose(everyone.QUIET) == idle | never
    assert set(never_reached(query)["name"]) == {
        sheet.organisation.name for sheet in sheets.values() if sheet.standing.is_never_reached
    }
    counts = {row.organisation_id: row.needs for row in everybody.itertuples()}
    assert all(
        counts[key] == sum(need.is_never_served for need in sheet.stated_needs.needs)
        for key, sheet in sheets.items()
        if sheet.stated_needs
    )


@pytest.mark.xdist_group("sheets")
def test_no_line_of_needs_contradicts_itself(demo_sheets: tuple[Query, dict[str, Sheet]]) -> None:
    needs = [
        need for sheet in demo_sheets[1].values() if sheet.stated_needs for need in sheet.stated_needs.needs
    ]
    assert len({need.outcome for need in needs}) == 7
    for need in needs:
        if need.outcome in ("JAMAIS_DEMANDE", "JAMAIS_TOUCHE"):
            assert need.requested_on is None and need.served_in is None, need
        if need.outcome in ("ACCOMPAGNE", "VENU", "SERVI_AVANT"):
            assert not need.is_never_served, need


def read(store: Store, organisation_id: str = "M1") -> Sheet:
    query = Query(open_version(store, store.current().number), Selection())
    opened = directory.find(query, organisation_id)
    assert opened is not None
    return read_sheet(query, opened.organisation)


def say(sheet: Sheet) -> list[str]:
    return [reason.sentence.replace("\u00a0", " ") for reason in list_reasons(sheet)]


def survey(
    answers: str, waves: tuple[tuple[str, date], ...] = WAVES, *, is_anonymous: bool = False
) -> Tables:
    """Answers as `V18 M1 besoin 5`; questions on a need, satisfaction and two in words."""
    questions = {
        "besoin": ("need", "GENRE"),
        "content": ("satisfaction", None),
        "attend": ("expectation", None),
        "dit": ("effect", None),
    }
    cells = parse_cells(answers)
    repliers = sorted({(wave, who) for wave, who, *_ in cells})
    return {
        **register_tables(MEMBERS),
        "survey_waves": [wave_row(name, day, is_anonymous) for name, day in waves],
        "survey_questions": [
            {"question_id": key, "dimension": dimension, "theme": theme, "kind_asked_about": None}
            for key, (dimension, theme) in questions.items()
        ],
        "survey_options": scale_rows("S5", STEPS),
        "survey_items": [
            item_row(name, key, f"Question {key}", *(("text", None) if key in ("attend", "dit") else ()))
            for name, _ in waves
            for key in questions
        ],
        "survey_respondents": [
            row
            for wave, who in repliers
            for row, _ in parse_replies(wave, f"R-{who} {'-' if is_anonymous else who} complete")
        ],
        "survey_answers": [
            answer_row(wave, f"R-{who}", key, int(value) if value.isdigit() else value)
            for wave, who, key, value in cells
        ],
    }


def test_who_answers_an_anonymous_survey_is_not_said_to_be_silent(tmp_path: Path) -> None:
    sheet = read(commit_tables(tmp_path, TODAY, survey("V21 M1 content 5", is_anonymous=True)))
    assert not any("répondu" in sentence for sentence in say(sheet))
    assert not [event for event in sheet.events if event.lane == events.SURVEY]
    assert lines.describe_silence(sheet, lines.NEEDS).startswith(
        "Aucune enquête importée ne dit qui a répondu"
    )


def test_a_survey_that_is_not_closed_yet_was_not_left_unanswered(tmp_path: Path) -> None:
    sheet = read(commit_tables(tmp_path, date(2021, 6, 1), survey("V18 M1 content 5\nV21 M2 content 5")))
    assert not any("répondu" in sentence for sentence in say(sheet))
    assert lines.describe_silence(
        read(commit_tables(tmp_path / "b", TODAY, survey("V21 M2 content 5"))), lines.NEEDS
    ) == ("Elle n’a répondu à aucune enquête.")


def test_two_surveys_of_one_year_keep_their_own_columns_and_the_later_one_counts(tmp_path: Path) -> None:
    waves = (("A", date(2021, 6, 10)), ("B", date(2021, 6, 30)))
    text = "A M1 content 1\nB M1 content 5\nA M1 besoin 5\nA M2 besoin 5\nB M2 besoin 1\nB M2 content 1"
    tables = survey(text, waves)
    for row, title in zip(tables["survey_waves"], ("Juin", "Fin juin"), strict=True):
        row["title"] = title
    store = commit_tables(tmp_path, TODAY, tables)
    one, other = read(store), read(store, "M2")
    assert lines.list_answers(one.answers)[0].keys() == {"Question", "Juin", "Fin juin"}
    assert one.displeased is None and other.displeased is not None
    assert [need.name for need in one.stated_needs.needs] == ["Genre"] and not other.stated_needs.needs


def test_a_note_is_compared_with_two_others_of_the_family_at_least(tmp_path: Path) -> None:
    store = commit_tables(
        tmp_path, TODAY, survey("V18 M1 content 5\nV21 M1 content 5\nV21 M2 content 1\nV21 M3 content 3")
    )
    alone, among = read(store).answers
    assert (alone.family_mean, among.family_mean, among.family_members) == (None, 3, 3)
    assert "famille" not in lines.list_answers((alone,))[0]["2018"]
    said = lines.list_answers((among,))[0]["2021"].replace("\u00a0", " ")
    assert said.endswith("(5 sur 5) ; famille : 3 sur 5 (3 membres)")


def test_only_an_answer_on_what_is_expected_is_told_as_a_wish(tmp_path: Path) -> None:
    sheet = read(commit_tables(tmp_path, TODAY, survey("V21 M1 attend Rencontres\nV21 M1 dit Déçus")))
    assert lines.list_expectations(sheet) == ["En 2021 : « Rencontres »"]
    assert lines.list_texts(sheet) == ["En 2021, « Question dit » : « Déçus »"]


def test_answers_of_who_was_no_member_that_day_are_said_not_to_count(tmp_path: Path) -> None:
    tables = survey("V18 M1 besoin 5\nV18 M2 besoin 5")
    tables["memberships"][0]["joined_on"] = date(2019, 1, 1)
    sheet = read(commit_tables(tmp_path, TODAY, tables))
    assert (
        lines.describe_silence(sheet, lines.NEEDS)
        .replace("\u00a0", " ")
        .startswith("En 2018, elle a répondu")
    )


def requests(text: str) -> Tables:
    marks = [
        {"subject": "accompaniment", "subject_id": line[0], "theme": "GENRE", "score": 2}
        for line in parse_cells(text)
    ]
    return {**register_tables(MEMBERS), **accompaniment_tables(parse_cells(text)), "theme_marks": marks}


@pytest.mark.parametrize("status", ["TERMINE", "EN_COURS"])
def test_what_is_finished_or_running_waits_for_nothing(tmp_path: Path, status: str) -> None:
    text = f"A1 EVALUATION {status} 2020-03-01 - - - - P:M1"
    sheet = read(commit_tables(tmp_path, TODAY, {**survey("V21 M1 besoin 5"), **requests(text)}))
    assert sheet.accompaniments[0].outcome == events.SERVED
    assert not any("attend" in sentence for sentence in say(sheet))
    need = sheet.stated_needs.needs[0]
    assert (need.outcome, need.is_never_served) == ("ACCOMPAGNE", False)
    assert lines.list_needs(sheet.stated_needs.needs, sheet.recorded)[0]["Dernier service"] == "sans date"


def test_nobody_is_quiet_while_an_accompaniment_runs(tmp_path: Path) -> None:
    text = """
    A1 EVALUATION EN_COURS 2018-03-01 2018-03-02 2018-04-01 -          - P:M1
    A2 EVALUATION TERMINE  2018-03-01 2018-03-02 2018-04-01 2018-05-01 - P:M2
    A3 EVALUATION DEMANDE  2021-12-01 -          -          -          - P:M3
    """
    came = {"activity_id": "T1", "organisation_id": "M4", "role": "PARTICIPANT", "participants": 1}
    held = {"activity_id": "T1", "kind": "FORMATION", "title": "T1", "held_on": date(2018, 3, 1)}
    store = commit_tables(tmp_path, TODAY, requests(text) | {"activities": [held], "participations": [came]})
    query = Query(open_version(store, 1), Selection())
    rows = everyone.choose(
        query, everyone.read_everyone(query), everyone.Choice(situations=(everyone.QUIET,))
    )
    assert set(rows["organisation_id"]) == {"M2", "M3", "M4"}
    assert "Un accompagnement est en cours depuis avril 2018." in say(read(store))
    assert not any("n’est plus venue" in sentence for sentence in say(read(store)))
    # In 2019 and 2020 nothing is recorded of anybody.
    assert "Son dernier service enregistré remonte à avril 2018." in say(read(store, "M2"))


def test_a_need_served_since_the_survey_is_said_to_be(tmp_path: Path) -> None:
    tables = {
        **survey("V18 M1 besoin 5"),
        **requests("A1 EVALUATION TERMINE 2021-03-01 2021-03-02 2021-04-01 - - P:M1"),
    }
    need = read(commit_tables(tmp_path, TODAY, tables)).stated_needs.needs[0]
    assert (need.outcome, need.served_in, need.status) == ("ACCOMPAGNE", 2021, "TERMINE")


@pytest.mark.parametrize(
    ("year", "ending"), [(2016, ", avant l’enquête et non depuis"), (2018, ""), (2020, "")]
)
def test_what_was_served_before_the_survey_is_not_told_as_what_became_of_the_need(
    tmp_path: Path, year: int, ending: str
) -> None:
    tables = {
        **survey("V18 M1 besoin 5"),
        **requests(f"A1 EVALUATION TERMINE {year}-03-01 {year}-03-02 {year}-04-01 - - P:M1"),
    }
    sheet = read(commit_tables(tmp_path, TODAY, tables))
    (row,) = lines.list_needs(sheet.stated_needs.needs, sheet.recorded)
    assert row["Ce qui en est advenu"] == f"Accompagné{ending}"


def test_a_survey_left_without_an_answer_is_named_and_stands_beside_answers_to_the_same_one(
    tmp_path: Path,
) -> None:
    tables = survey("V18 M1 besoin 5\nV21 M2 besoin 5")
    same = list_reasons(read(commit_tables(tmp_path / "same", TODAY, tables)))
    tables["survey_waves"][0]["series"] = "suivi"
    other = list_reasons(read(commit_tables(tmp_path / "other", TODAY, tables)))
    whys = [
        [reason.why for reason in reasons if "n’a pas répondu à l’enquête de 2021" in reason.sentence]
        for reasons in (same, other)
    ]
    assert whys == [
        ["Sa dernière réponse est celle de 2018."],
        ["Sa dernière réponse, à une autre enquête, est de 2018."],
    ]


def test_all_that_was_taken_over_is_on_the_last_sheet(tmp_path: Path) -> None:
    tables = survey("V18 M1 besoin 5")
    tables["organisations"][0]["successor_id"], tables["organisations"][1]["successor_id"] = "M2", "M3"
    tables["activities"] = [
        {"activity_id": "T1", "kind": "FORMATION", "title": "Genre", "held_on": date(2012, 3, 1)}
    ]
    tables["participations"] = [
        {"activity_id": "T1", "organisation_id": "M1", "role": "PARTICIPANT", "participants": 2}
    ]
    sheet = read(commit_tables(tmp_path, TODAY, tables))
    assert sheet.organisation.organisation_id == "M3"
    assert [each.organisation.organisation_id for each in sheet.taken_over] == ["M2", "M1"]
    visits = [event.organisation_id for event in sheet.events if event.lane == events.ACTIVITY]
    assert visits == ["M1"]
    assert [need.name for need in sheet.taken_over[1].stated_needs.needs] == ["Genre"]
    reason = list_reasons(sheet)[0]
    assert "sans participation" in reason.sentence and "« Nom M2 » et « Nom M1 »" in reason.why.replace(
        "\u00a0", " "
    )


# The demo has waves of 2015, 2018 and 2021.
def test_a_survey_that_comes_after_the_day_of_the_data_is_on_no_page(own_demo: Store) -> None:
    own_demo.commit({}, parent=own_demo.current().number, author="a", message="m", as_of=date(2019, 12, 31))
    query = Query(open_version(own_demo, own_demo.current().number), Selection())
    sheets = [
        read_sheet(query, directory.find(query, organisation_id).organisation)
        for organisation_id in ("ORG-043", "ORG-073", "ORG-050")
    ]
    assert {answer.year for sheet in sheets for answer in sheet.answers} == {2015, 2018}
    assert {year for sheet in sheets for year in sheet.participation.years} == {2015, 2018}
    assert set(query("select year from survey_asked")["year"]) == {2015, 2018}
    assert answer_figure(own_demo, "response_rate").table["wave"].nunique() == 2


def test_only_who_came_to_what_was_held_is_said_to_have_come(tmp_path: Path) -> None:
    tables: Tables = {
        **register_tables(MEMBERS),
        "activities": [
            {"activity_id": name, "kind": "FORMATION", "title": "Genre", "held_on": day}
            for name, day in (("T1", date(2021, 3, 1)), ("T2", date(2022, 3, 1)))
        ],
        "participations": [
            {"activity_id": name, "organisation_id": who, "role": "PARTICIPANT", "participants": count}
            for name, who, count in (("T1", "M1", 2), ("T1", "M2", 0), ("T2", "M3", 5))
        ],
    }
    query = Query(open_version(commit_tables(tmp_path, TODAY, tables), 1), Selection())
    assert [part.organisation_id for part in activity.read_sheet(query, "T1").parts] == ["M1"]
    planned = activity.read_sheet(query, "T2")
    assert planned.activity.is_to_come and not planned.parts


@pytest.mark.xdist_group("sheets")
def test_a_consultant_is_told_by_what_it_came_to_and_what_it_works_on(
    demo_sheets: tuple[Query, dict[str, Sheet]],
) -> None:
    first, second = list_reasons(demo_sheets[1]["ORG-131"])
    assert first.why.startswith("Elle est pourtant venue à une activité")
    assert (
        second.sentence.replace("\u00a0", " ") == "Elle prend part à 3 accompagnements en cours (consultant)."
    )


def say_needs(folder: Path, change: Callable[[Tables], None], answers: str = "V21 M1 content 5") -> str:
    """What the sheet of M1 says of its needs, of a survey that is changed."""
    tables = survey(answers)
    change(tables)
    sheet = read(commit_tables(folder, TODAY, tables))
    assert sheet.stated_needs is None
    return re.sub("[\u00a0\u202f]", " ", lines.describe_needs(sheet))


def ask_otherwise(kind: str, scale_id: str | None = None) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        for row in tables["survey_items"]:
            if row["question_id"] == "besoin":
                row |= {"kind": kind, "scale_id": scale_id}

    return change


def ask_without_theme(tables: Tables) -> None:
    tables["survey_questions"][0]["theme"] = None


def ask_no_need(tables: Tables) -> None:
    for name in ("survey_items", "survey_questions"):
        tables[name] = [row for row in tables[name] if row["question_id"] != "besoin"]


ELSEWHERE = (
    "À l’enquête de 2021, les questions sur ses besoins sont posées {}, et cette fiche ne les lit pas ainsi. "
)
SILENT = [
    (
        lambda tables: None,
        "En 2021, elle a répondu à l’enquête, sans répondre aux questions sur ses besoins "
        "(si plusieurs portent sur le même sujet, seule la première compte).",
    ),
    (ask_no_need, "En 2021, elle a répondu à l’enquête, qui ne pose aucune question sur ses besoins."),
    (
        ask_otherwise("multiple", "S5"),
        ELSEWHERE.format(
            "par des cases dont aucune ne dit de quel thème ou de quelle forme d’appui elle parle"
        )
        + "Voir, en choisissant cette année, « Que choisissent les membres quand ils peuvent choisir plusieurs réponses ? » "
        "(page Enquêtes membres).",
    ),
    (
        ask_without_theme,
        ELSEWHERE.format("sans dire à propos de quel thème ni de quelle forme d’appui")
        + "Voir, en choisissant cette année, « Quels appuis les membres demandent-ils le plus ? » (page Enquêtes membres).",
    ),
]


@pytest.mark.parametrize(("change", "sentence"), SILENT)
def test_a_sheet_tells_why_it_has_no_need(
    tmp_path: Path, change: Callable[[Tables], None], sentence: str
) -> None:
    assert say_needs(tmp_path, change) == sentence


def test_a_need_without_a_subject_is_not_said_to_be_none(tmp_path: Path) -> None:
    said = say_needs(tmp_path, ask_without_theme, answers="V21 M1 besoin 5")
    assert "ne dit aucun besoin" not in said and "sans dire à propos de quel thème" in said


def test_without_any_survey_a_sheet_says_so(tmp_path: Path) -> None:
    sheet = read(commit_tables(tmp_path, TODAY, register_tables(MEMBERS)))
    for part in (lines.NEEDS, lines.WISHES, lines.ANSWERS):
        assert lines.describe_silence(sheet, part).startswith("Aucune enquête n’est importée")
