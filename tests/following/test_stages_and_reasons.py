"""Stages, reasons and answers on stores of a few lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from counted_store import accompaniment_tables, commit_tables, parse_cells
from survey_rows import answer_row, item_row, parse_replies, register_tables, scale_rows, wave_row

from dse.following import about, accompaniment, activity, everything, lines
from dse.following.everything import Choice
from dse.following.usual import Usual
from dse.query import Query, Selection, open_version

Tables = dict[str, list[dict[str, Any]]]
TODAY = date(2021, 12, 31)
MEMBERS = "\n".join(f"M{number} ONG 2010-01-01 -" for number in range(1, 5))
# Decided after 10 days, begun 20 days later.
USUAL = """
A1 EVALUATION TERMINE     2020-01-01 2020-01-11 2020-01-31 2020-06-01 - P:M1
A2 EVALUATION TERMINE     2020-02-01 2020-02-11 2020-03-02 2020-06-01 - P:M1
A3 EVALUATION TERMINE     2020-02-01 2020-02-11 2020-03-02 2021-06-30 - P:M1
"""
WAITING = """
B1 EVALUATION DEMANDE     2021-06-25 -          -          -          - P:M1
B2 EVALUATION INSTRUCTION 2021-06-10 -          -          -          - P:M1
B3 EVALUATION ACCORDE     2021-03-01 2021-06-20 -          -          - P:M2
B4 EVALUATION ACCORDE     2021-03-01 2021-06-05 -          -          - P:M2
B5 EVALUATION ACCORDE     2021-03-01 2021-06-05 2021-06-25 -          - P:M2
B6 EVALUATION EN_COURS    2021-01-01 2021-01-11 2021-02-01 2021-06-15 - P:M2
B7 EVALUATION EN_COURS    2021-01-01 2021-01-11 2021-02-01 2022-06-15 - P:M2
"""


def visit(
    name: str, day: date, *people: tuple[str, int], ended: date | None = None, kind: str = "FORMATION"
) -> Tables:
    return {
        "activities": [
            {"activity_id": name, "kind": kind, "title": f"Titre {name}", "held_on": day, "ended_on": ended}
        ],
        "participations": [
            {"activity_id": name, "organisation_id": who, "role": "PARTICIPANT", "participants": count}
            for who, count in people
        ],
    }


def read(folder: Path, *parts: Tables, **choice: Any) -> Query:
    tables: Tables = {**register_tables(MEMBERS)}
    for part in parts:
        for name, rows in part.items():
            tables[name] = [*tables.get(name, []), *rows]
    return Query(open_version(commit_tables(folder, TODAY, tables), 1), Selection(**choice))


def works(text: str) -> Tables:
    return accompaniment_tables(parse_cells(text))


def list_reasons(query: Query) -> dict[str, str]:
    rows = everything.list_reminders(everything.read_everything(query))
    return dict(zip(rows["id"], rows["reason"], strict=True))


def test_each_reason_is_said_of_what_it_fits_and_of_nothing_else(tmp_path: Path) -> None:
    query = read(tmp_path, works(USUAL.strip() + WAITING))
    assert list_reasons(query) == {"B2": "decision", "B4": "demarrage", "B5": "statut", "B6": "statut"}
    rows = everything.list_reminders(everything.read_everything(query))
    sentences = {row.id: lines.describe_reason(row).replace("\u00a0", " ") for row in rows.itertuples()}
    assert sentences == {
        "B2": "Demandé le 10 juin 2021 : 20 jours sans décision, d’habitude 10.",
        "B4": "Accordé le 5 juin 2021 : 25 jours sans commencer, d’habitude 20.",
        "B5": "Commencé le 25 juin 2021 d’après sa date de début, mais toujours « Accordé ».",
        "B6": "Terminé le 15 juin 2021 d’après sa date de fin, mais toujours « En cours ».",
    }


def test_where_no_delay_is_known_nothing_waits_too_long(tmp_path: Path) -> None:
    query = read(tmp_path, works("B1 EVALUATION DEMANDE 2019-06-25 - - - - P:M1"))
    assert list_reasons(query) == {}
    assert accompaniment.read_sheet(query, "B1").usual == Usual(None, None, None)


def test_an_activity_held_without_attendance_is_followed_up_unless_no_attendance_is_kept(
    tmp_path: Path,
) -> None:
    held, empty = visit("T1", date(2021, 3, 1), ("M1", 2)), visit("T2", date(2021, 4, 1), ("M1", 0))
    planned = visit("T3", date(2022, 4, 1))
    going_on = visit("T4", date(2021, 5, 1), ended=date(2022, 2, 1), kind="EXPERIMENTATION")
    query = read(tmp_path / "a", held, empty, planned, going_on)
    assert list_reasons(query) == {"T2": "presences"}
    frame = everything.read_everything(query).set_index("id")
    assert frame["stage"].to_dict() == {"T1": "fait", "T2": "fait", "T3": "a-venir", "T4": "en-cours"}
    assert frame["subject"].to_dict()["T4"] == "experimentation"
    assert list_reasons(read(tmp_path / "b", visit("T2", date(2021, 4, 1)))) == {}


def test_filters_keep_what_touched_the_people_and_years_what_lasted_in_one(tmp_path: Path) -> None:
    tables = works(USUAL.strip() + WAITING)
    visits = [visit("T1", date(2020, 3, 1), ("M1", 2)), visit("T2", date(2021, 4, 1), ("M2", 1))]
    query = read(tmp_path, tables, *visits)

    def list_ids(choice: Choice = Choice(), **selection: Any) -> set[str]:
        narrowed = replace(query, selection=Selection(**selection))
        return set(everything.choose(narrowed, everything.read_everything(narrowed), choice)["id"])

    assert list_ids(first_year=2020, last_year=2020) == {"A1", "A2", "A3", "T1"}
    assert list_ids(families=("COLLECTIVITE",)) == set()
    assert list_ids(families=("ONG",)) == list_ids()
    assert list_ids(Choice(reason="decision"), first_year=2020, last_year=2020) == {"B2"}
    assert list_ids(Choice(stages=("a-venir",))) == {"B3", "B4", "B5"}
    assert list_ids(Choice(subjects=("activite",), text="TITRE t2")) == {"T2"}
    assert list_ids(kinds=("FORMATION",)) == {"T1", "T2"}


def test_a_partnership_is_one_line_at_its_last_depth(tmp_path: Path) -> None:
    rows = [
        {
            "partnership_id": name,
            "organisation_id": "M1",
            "kind": kind,
            "depth": depth,
            "started_on": first,
            "ended_on": last,
        }
        for name, kind, depth, first, last in (
            ("P1", "ECHANGE", "1", date(2019, 1, 1), date(2019, 12, 31)),
            ("P2", "ECHANGE", "2", date(2020, 1, 1), None),
            ("P3", "PLAIDOYER", "3", date(2018, 1, 1), date(2018, 6, 1)),
        )
    ]
    frame = everything.read_everything(read(tmp_path, {"partnerships": rows}))
    columns = ("id", "status", "first_on", "stage")
    assert sorted(tuple(row) for row in frame[[*columns]].itertuples(index=False)) == [
        ("P2", "2", date(2019, 1, 1), "en-cours"),
        ("P3", "3", date(2018, 1, 1), "fait"),
    ]


def test_what_participants_answered_about_it_counts_an_organisation_once(tmp_path: Path) -> None:
    replies = parse_replies("V21", "R1 M1 complete\nR2 M1 complete\nR3 M2 complete\nR4 M3 complete")
    respondents = [row for row, _ in replies]
    for row in respondents[:3]:
        row |= {"about": "activity", "about_id": "T1"}
    given = (("R1", 5), ("R2", 1), ("R3", 5), ("R4", 1))
    survey: Tables = {
        "survey_waves": [wave_row("V21", date(2021, 6, 30), False)],
        "survey_questions": [
            {"question_id": "content", "dimension": "satisfaction"},
            {"question_id": "dit", "dimension": "effect"},
        ],
        "survey_options": scale_rows("S5", ("1", "2", "3", "4", "5")),
        "survey_items": [
            item_row("V21", "content", "Content ?"),
            item_row("V21", "dit", "Dites", "text", None),
        ],
        "survey_respondents": respondents,
        "survey_answers": [
            *(answer_row("V21", who, "content", value) for who, value in given),
            answer_row("V21", "R1", "dit", "Très utile"),
            answer_row("V21", "R4", "dit", "Autre chose"),
        ],
    }
    query = read(tmp_path, visit("T1", date(2021, 3, 1), ("M1", 2)), survey)
    sheet = activity.read_sheet(query, "T1")
    (answer,) = sheet.answers
    assert (answer.voices, answer.mean, answer.favourable_pct, answer.highest) == (2, 4.0, 75.0, 5)
    assert lines.list_answers(sheet.answers)[0]["Moyenne"] == "4 sur 5"
    assert lines.list_texts(sheet.texts) == ["En 2021, « Dites » : « Très utile »"]
    assert about.read_marks(query, about.ACTIVITY, "T1") == []


@pytest.mark.parametrize("day", [date(2021, 3, 1), date(2023, 3, 1)])
def test_an_unknown_sheet_is_none(tmp_path: Path, day: date) -> None:
    query = read(tmp_path, visit("T1", day))
    assert activity.read_sheet(query, "T9") is None and accompaniment.read_sheet(query, "T1") is None
