"""Stages, reasons and answers on stores of a few lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from counted_store import accompaniment_tables, commit_tables, parse_cells
from survey_rows import answer_row, item_row, parse_replies, register_tables, scale_rows, wave_row

from dse.figures.network.complementarity import FIGURES as COMPLEMENTARITY
from dse.following import accompaniment, activity, descriptions, follow_up_list, related_rows, stages
from dse.following.follow_up_list import Choice
from dse.following.usual_delays import UsualDelays
from dse.query import Query, Selection, open_version

Row = dict[str, Any]
Tables = dict[str, list[Row]]
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
    rows = follow_up_list.list_reminders(follow_up_list.read_rows(query))
    return dict(zip(rows["id"], rows["reason"], strict=True))


def test_each_reason_is_said_of_what_it_fits_and_of_nothing_else(tmp_path: Path) -> None:
    query = read(tmp_path, works(USUAL.strip() + WAITING))
    assert list_reasons(query) == {"B2": "decision", "B4": "demarrage", "B5": "statut", "B6": "statut"}
    rows = follow_up_list.list_reminders(follow_up_list.read_rows(query))
    sentences = {
        row.id: descriptions.describe_reason(row).replace("\u00a0", " ") for row in rows.itertuples()
    }
    assert sentences == {
        "B2": "Demandé le 10 juin 2021 : 20 jours sans décision, d’habitude 10.",
        "B4": "Accordé le 5 juin 2021 : 25 jours sans commencer, d’habitude 20.",
        "B5": "Commencé le 25 juin 2021 d’après sa date de début, mais toujours « Accordé ».",
        "B6": "Terminé le 15 juin 2021 d’après sa date de fin, mais toujours « En cours ».",
    }


def test_where_no_delay_is_known_nothing_waits_too_long(tmp_path: Path) -> None:
    query = read(tmp_path, works("B1 EVALUATION DEMANDE 2019-06-25 - - - - P:M1"))
    assert list_reasons(query) == {}
    assert accompaniment.read_sheet(query, "B1").usual == UsualDelays(None, None, None)


def test_an_activity_held_without_attendance_is_followed_up_unless_no_attendance_is_kept(
    tmp_path: Path,
) -> None:
    held, empty = visit("T1", date(2021, 3, 1), ("M1", 2)), visit("T2", date(2021, 4, 1), ("M1", 0))
    planned = visit("T3", date(2022, 4, 1))
    going_on = visit("T4", date(2021, 5, 1), ended=date(2022, 2, 1), kind="EXPERIMENTATION")
    query = read(tmp_path / "a", held, empty, planned, going_on)
    assert list_reasons(query) == {"T2": "presences"}
    frame = follow_up_list.read_rows(query).set_index("id")
    assert frame["stage"].to_dict() == {"T1": "fait", "T2": "fait", "T3": "a-venir", "T4": "en-cours"}
    assert frame["subject"].to_dict()["T4"] == "experimentation"
    assert list_reasons(read(tmp_path / "b", visit("T2", date(2021, 4, 1)))) == {}


def test_filters_keep_what_touched_the_people_and_years_what_lasted_in_one(tmp_path: Path) -> None:
    since_a_year = "C1 EVALUATION DEMANDE 2020-05-01 - - - - P:M1"
    tables = works(USUAL.strip() + WAITING + since_a_year)
    visits = [visit("T1", date(2020, 3, 1), ("M1", 2)), visit("T2", date(2021, 4, 1), ("M2", 1))]
    query = read(tmp_path, tables, *visits)

    def list_ids(choice: Choice = Choice(), **selection: Any) -> set[str]:
        narrowed = replace(query, selection=Selection(**selection))
        return set(follow_up_list.choose_rows(narrowed, follow_up_list.read_rows(narrowed), choice)["id"])

    assert list_ids(first_year=2020, last_year=2020) == {"A1", "A2", "A3", "C1", "T1"}
    assert list_ids(first_year=2021, last_year=2021) == list_ids() - {"A1", "A2", "T1"}
    assert list_ids(families=("COLLECTIVITE",)) == set()
    assert list_ids(families=("ONG",)) == list_ids()
    assert list_ids(Choice(reason="decision"), first_year=2020, last_year=2020) == {"B2", "C1"}
    assert list_ids(Choice(stages=("a-venir",))) == {"B3", "B4", "B5"}
    assert list_ids(Choice(subjects=("activite",), text="TITRE t2")) == {"T2"}
    assert list_ids(kinds=("FORMATION",)) == {"T1", "T2"}


def partnership(
    name: str, kind: str, depth: str, first: date, last: date | None = None, partner: str = "M1"
) -> Row:
    days = {"started_on": first, "ended_on": last}
    return {"partnership_id": name, "organisation_id": partner, "kind": kind, "depth": depth, **days}


def test_a_partnership_is_one_line_at_its_last_depth(tmp_path: Path) -> None:
    rows = [
        partnership("P1", "ECHANGE", "1", date(2019, 1, 1), date(2019, 12, 31)),
        partnership("P2", "ECHANGE", "2", date(2020, 1, 1)),
        partnership("P3", "PLAIDOYER", "3", date(2018, 1, 1), date(2018, 6, 1)),
    ]
    frame = follow_up_list.read_rows(read(tmp_path, works(USUAL), {"partnerships": rows}))
    columns = ("id", "status", "first_on", "stage")
    partnerships = frame[frame["subject"] == stages.PARTNERSHIP]
    assert sorted(tuple(row) for row in partnerships[[*columns]].itertuples(index=False)) == [
        ("P2", "2", date(2019, 1, 1), "en-cours"),
        ("P3", "3", date(2018, 1, 1), "fait"),
    ]


def test_a_partnership_goes_on_here_where_the_figures_say_so_and_the_deepest_of_a_day_is_its_last(
    tmp_path: Path,
) -> None:
    rows = [
        partnership("P1", "ECHANGE", "1", date(2019, 1, 1)),
        partnership("P2", "ECHANGE", "3", date(2019, 1, 1)),
        # The data end on 30 June 2021: that it ended in July is not known yet on the figures.
        partnership("P3", "PLAIDOYER", "1", date(2018, 1, 1), date(2021, 7, 15)),
        partnership("P4", "PLAIDOYER", "1", date(2018, 1, 1), date(2021, 6, 1), partner="M2"),
    ]
    query = read(tmp_path, works(USUAL), {"partnerships": rows})
    frame = follow_up_list.read_rows(query).set_index("id")
    partnerships = frame[frame["subject"] == stages.PARTNERSHIP]
    assert partnerships["stage"].to_dict() == {"P2": "en-cours", "P3": "en-cours", "P4": "fait"}
    assert partnerships["status"].to_dict()["P2"] == "3"
    assert sum(COMPLEMENTARITY[0].rows(query)["going_on"]) == 2


def test_only_what_needs_somebody_waits(tmp_path: Path) -> None:
    query = read(tmp_path, works(USUAL.strip() + WAITING), visit("T1", date(2020, 3, 1), ("M1", 2)))
    frame = follow_up_list.read_rows(query)
    waiting = frame[frame["waited_days"].notna()]
    assert dict(zip(waiting["id"], waiting["waited_days"], strict=True)) == {
        "B2": 20,
        "B4": 25,
        "B5": 5,
        "B6": 15,
    }


def test_what_was_granted_without_a_day_of_decision_is_not_said_to_be_granted_on_the_day_of_the_request(
    tmp_path: Path,
) -> None:
    query = read(tmp_path, works(USUAL.strip() + "\nB1 EVALUATION ACCORDE 2021-01-01 - - - - P:M1"))
    (row,) = follow_up_list.list_reminders(follow_up_list.read_rows(query)).itertuples()
    sentence = "Accordé, sans date de décision connue : pas commencé."
    assert descriptions.describe_reason(row).replace("\u00a0", " ") == sentence
    assert descriptions.describe_reason(follow_up_list.find_reminder(query, stages.ACCOMPANIMENT, "B1")) == (
        descriptions.describe_reason(row)
    )


def test_a_reason_is_of_what_it_is_said_of_and_not_of_another_of_the_same_identifier(tmp_path: Path) -> None:
    asked = works(USUAL.strip() + "\nT2 EVALUATION DEMANDE 2020-01-01 - - - - P:M1")
    query = read(tmp_path, asked, visit("T2", date(2021, 4, 1), ("M1", 2)))
    assert follow_up_list.find_reminder(query, stages.ACTIVITY, "T2") is None
    assert follow_up_list.find_reminder(query, stages.ACCOMPANIMENT, "T2").reason == "decision"


def test_no_family_leaves_out_an_activity_to_come_or_without_attendance(tmp_path: Path) -> None:
    visits = (
        visit("T1", date(2021, 3, 1), ("M1", 2)),
        visit("T3", date(2021, 4, 1)),
        visit("T4", date(2022, 4, 1)),
    )
    query = read(tmp_path, *visits, families=("COLLECTIVITE",))
    assert set(follow_up_list.read_rows(query)["id"]) == {"T3", "T4"}
    assert list_reasons(query) == {"T3": "presences"}


def test_the_list_is_read_once_whatever_is_chosen(tmp_path: Path) -> None:
    query = read(tmp_path, works(USUAL))
    narrowed = replace(query, selection=Selection(families=("ONG",), kinds=("EVALUATION",)))
    assert follow_up_list.read_unfiltered_rows(narrowed) is follow_up_list.read_unfiltered_rows(query)
    assert len(follow_up_list.read_rows(narrowed)) == 3


def name_tables(**titles: str) -> Tables:
    visits = {name: visit(name, date(2021, 3, 1), ("M1", 2)) for name in titles}
    for name, title in titles.items():
        visits[name]["activities"][0]["title"] = title
    tables: Tables = {}
    for each in visits.values():
        for table, rows in each.items():
            tables[table] = [*tables.get(table, []), *rows]
    return tables


def test_titles_are_found_and_sorted_whatever_their_accents_and_ligatures(tmp_path: Path) -> None:
    query = read(tmp_path, name_tables(T1="Évaluer son œuvre", T2="Zones humides", T3="Suivre une cœur"))
    frame = follow_up_list.read_rows(query)

    def list_ids(**choice: Any) -> list[str]:
        return follow_up_list.choose_rows(query, frame, Choice(**choice))["id"].tolist()

    assert list_ids(order=follow_up_list.TITLE) == ["T1", "T3", "T2"]
    assert list_ids(text="oeuvre") == ["T1"]
    assert list_ids(text='"Zones humides"') == ["T2"] and list_ids(text='"Zones"') == []


def test_what_somebody_leads_is_found_by_all_its_names_and_by_those_of_others_who_lead_it(
    tmp_path: Path,
) -> None:
    named = {"organisation_aliases": [{"organisation_id": "M2", "alias": "Réseau Océan Durable"}]}
    led = works(
        "A1 EVALUATION TERMINE 2020-01-01 2020-01-11 2020-01-31 2020-06-01 - P:M1,C:M2\n"
        "A2 EVALUATION TERMINE 2020-01-01 2020-01-11 2020-01-31 2020-06-01 - P:M2\n"
        "A3 EVALUATION TERMINE 2020-01-01 2020-01-11 2020-01-31 2020-06-01 - P:M3"
    )
    query = read(tmp_path, led, named)
    frame = follow_up_list.read_rows(query)
    assert set(follow_up_list.choose_rows(query, frame, Choice(text="ocean"))["id"]) == {"A1", "A2"}
    assert set(follow_up_list.choose_rows(query, frame, Choice(text="Réseau Océan Durabel"))["id"]) == {"A2"}


def test_an_identifier_with_one_digit_wrong_leads_to_the_nearest(tmp_path: Path) -> None:
    query = read(tmp_path, name_tables(**{"ACT-2013-09": "Un", "ACT-2019-30": "Deux", "XYZ": "Trois"}))
    nearest = follow_up_list.list_nearest(query, (stages.ACTIVITY, stages.EXPERIMENT), "ACT-2013-08", 5)
    assert nearest["id"].tolist()[0] == "ACT-2013-09" and "XYZ" not in set(nearest["id"])


def test_what_waits_longest_comes_first_where_it_is_asked_so(tmp_path: Path) -> None:
    query = read(tmp_path, works(USUAL.strip() + WAITING))
    frame = follow_up_list.read_rows(query)
    rows = follow_up_list.choose_rows(query, frame, Choice(order=follow_up_list.WAITING))
    assert rows["id"].tolist()[:4] == ["B2", "B4", "B6", "B5"] and len(rows) == len(frame)


def test_the_day_of_a_line_is_the_one_that_it_is_sorted_by(tmp_path: Path) -> None:
    rows = [
        partnership("P1", "ECHANGE", "1", date(2019, 1, 1), date(2019, 12, 31)),
        partnership("P2", "ECHANGE", "2", date(2020, 1, 1)),
    ]
    query = read(tmp_path, works(USUAL.strip() + WAITING), {"partnerships": rows})
    said = {
        row.id: [fact.replace("\u00a0", " ") for fact in descriptions.list_facts(row)]
        for row in follow_up_list.read_rows(query).itertuples()
    }
    assert "fin le 30 juin 2021" in said["A3"] and "début le 1er février 2021" in said["B7"]
    assert "décision le 20 juin 2021" in said["B3"] and "demande le 25 juin 2021" in said["B1"]
    assert not any("demande le" in fact for fact in said["B2"])  # its reason says the day
    assert "depuis le 1er janvier 2019, à cette profondeur depuis le 1er janvier 2020" in said["P2"]


def test_places_are_taken_by_participants_alone(tmp_path: Path) -> None:
    trained = visit("T1", date(2021, 3, 1), ("M1", 5))
    trained["activities"][0]["places"] = 10
    trained["participations"] += [
        {"activity_id": "T1", "organisation_id": "M2", "role": "INTERVENANT", "participants": 7}
    ]
    (few,) = [row for row in trained["participations"] if row["role"] == "PARTICIPANT"]
    few["women"] = 3
    sheet = activity.read_sheet(read(tmp_path, trained), "T1")
    assert [text.replace("\u00a0", " ") for text in descriptions.list_attendance(sheet)] == [
        "5 places prises sur 10",
        "12 personnes venues avec les intervenants",
        "3 femmes sur 5 (60\u202f%) parmi les personnes dont on le sait",
    ]
    few["participants"] = 4
    sheet = activity.read_sheet(read(tmp_path / "few", trained), "T1")
    assert descriptions.list_attendance(sheet)[2].replace("\u00a0", " ").startswith("3 femmes sur 4 parmi")


def test_an_activity_under_way_is_not_said_to_be_over(tmp_path: Path) -> None:
    going_on = visit("T4", date(2021, 5, 1), ended=date(2022, 2, 1))
    sheet = activity.read_sheet(read(tmp_path, going_on), "T4")
    assert descriptions.describe_days(sheet.activity).replace("\u00a0", " ") == (
        "Se tient du 1er mai 2021 au 1er février 2022."
    )


def test_what_is_drawn_of_a_series_is_what_its_meetings_say(tmp_path: Path) -> None:
    met = [
        visit("T1", date(2021, 3, 1), ("M1", 1), ("M2", 1)),
        visit("T2", date(2021, 4, 1), ("M1", 1)),
        visit("T3", date(2021, 5, 1), ("M1", 1), ("M2", 1), ("M3", 1)),
    ]
    for each in met:
        each["activities"][0]["series"] = "Communauté"
    meetings = activity.read_meetings(read(tmp_path, *met), "Communauté")
    rows = descriptions.count_groups(meetings, 2).drop(columns="is_partial")
    assert rows.to_dict("records") == [
        {"meeting": "01/04/21", "first": 0, "again": 1, "absent": 1},
        {"meeting": "01/05/21", "first": 1, "again": 2, "absent": 0},
    ]
    assert descriptions.describe_latest(meetings).replace("\u00a0", " ") == (
        "Le 1er mai 2021, 3 organisations sont venues, dont 1 nouvelle\u202f; "
        "aucune de celles de la rencontre d’avant n’était absente."
    )


def test_those_absent_of_a_meeting_are_said_in_the_singular_too(tmp_path: Path) -> None:
    met = [
        visit("T1", date(2021, 3, 1), ("M1", 1), ("M2", 1), ("M3", 1)),
        visit("T2", date(2021, 4, 1), ("M1", 1), ("M2", 1)),
        visit("T3", date(2021, 5, 1), ("M4", 1)),
    ]
    for each in met:
        each["activities"][0]["series"] = "Communauté"
    _, second, third = activity.read_meetings(read(tmp_path, *met), "Communauté")
    labels = [
        [group.label.replace("\u00a0", " ") for group in descriptions.list_groups(one)]
        for one in (second, third)
    ]
    assert labels == [
        ["2 de nouveau", "1 absente, venue à la rencontre d’avant"],
        ["1 pour la première fois", "2 absentes, venues à la rencontre d’avant"],
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
    assert descriptions.list_answers(sheet.answers)[0]["Moyenne"] == "4 sur 5"
    assert descriptions.list_texts(sheet.texts) == ["En 2021, « Dites » : « Très utile »"]
    assert related_rows.read_marks(query, related_rows.ACTIVITY, "T1") == []


def test_an_unknown_sheet_is_none(tmp_path: Path) -> None:
    query = read(tmp_path, visit("T1", date(2021, 3, 1)))
    assert activity.read_sheet(query, "T9") is None and accompaniment.read_sheet(query, "T1") is None


def test_without_a_filter_the_list_is_read_once_whatever_the_years(tmp_path: Path) -> None:
    query = read(tmp_path, works(USUAL))
    unfiltered = follow_up_list.read_unfiltered_rows(query)
    assert follow_up_list.read_rows(query.with_years(2018, 2019)) is unfiltered
    assert follow_up_list.count_reminders(unfiltered) == len(follow_up_list.list_reminders(unfiltered))


def test_a_sheet_says_what_it_cost_at_which_themes_it_aims_and_what_it_left(tmp_path: Path) -> None:
    tables = works("A1 EVALUATION TERMINE 2020-01-01 2020-01-11 2020-01-31 2020-06-01 4000 P:M1")
    tables["accompaniments"][0]["cofinancing_eur"] = Decimal(1000)
    about_it = {"subject": "accompaniment", "subject_id": "A1", "score": 2}
    tables["theme_marks"] = [{**about_it, "theme": "GENRE", "justification": "Un volet entier."}]
    delivered = {
        "Synthèse": date(2020, 5, 30),
        "Rapport": date(2020, 6, 1),
        "Guide": date(2020, 6, 11),
        "Vidéo": date(2022, 3, 1),  # announced: the data do not go that far
    }
    tables["outputs"] = [
        {
            "output_id": f"P{number}",
            "kind": "RAPPORT",
            "title": title,
            "accompaniment_id": "A1",
            "delivered_on": day,
        }
        for number, (title, day) in enumerate(delivered.items())
    ]
    sheet = accompaniment.read_sheet(read(tmp_path, tables), "A1")
    costs = [(title, _plain(text)) for title, text in descriptions.list_costs(sheet)]
    assert costs == [("Coût", "4 000 €"), ("Cofinancement du F3E", "1 000 €"), ("Part cofinancée", "25 %")]
    assert [row["Justification"] for row in descriptions.list_marks(sheet.marks)] == ["Un volet entier."]
    outputs = descriptions.list_outputs(sheet.outputs, sheet.accompaniment.ended_on)
    assert [(row["Production"], _plain(row["Remise"])) for row in outputs] == [
        ("Synthèse", "le 30 mai 2020, 2 jours avant la fin"),
        ("Rapport", "le 1er juin 2020, à la fin"),
        ("Guide", "le 11 juin 2020, 10 jours après la fin"),
    ]


def test_an_identifier_of_something_else_leads_to_it(tmp_path: Path) -> None:
    query = read(tmp_path, works(USUAL), visit("T1", date(2020, 3, 1), ("M1", 2)))
    rows = follow_up_list.list_nearest(query, (stages.ACTIVITY,), "A2", 5)
    assert list(zip(rows["subject"], rows["id"], strict=True)) == [(stages.ACCOMPANIMENT, "A2")]


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")
