"""No part of a sheet, and no kind of reminder, is empty in all the demo; and what these say, counted from its files."""

from __future__ import annotations

from datetime import date
from statistics import fmean

import pytest
from halves import round_as_read
from test_followed_by_hand import find_line, list_official_names, parse_day, query, read_raw

from dse import french
from dse.following import accompaniment, activity, descriptions, follow_up_list, stages
from dse.query import Query
from schemas import codelists

__all__ = ["query"]
ANSWERED = {"accompaniment": "ACC-2020-001", "activity": "ACT-2021-08"}
READ = {"accompaniment": accompaniment.read_sheet, "activity": activity.read_sheet}
FILES = {"accompaniment": "accompagnements", "activity": "activites"}
SATISFACTION = ("Pas du tout satisfait·e", "Plutôt pas satisfait·e", "Plutôt satisfait·e", "Très satisfait·e")
QUESTION, RECOMMENDING, NEXT = (
    "Êtes-vous satisfait·e de ce qui s’achève ?",
    "De 0 à 10, le recommanderiez-vous à une autre organisation ?",
    "Qu’en ferez-vous ?",
)
PARTS = ("marks", "answers", "texts", "outputs", "changes", "decisions")


@pytest.mark.parametrize("subject", READ)
def test_every_part_of_a_sheet_has_something_somewhere(query: Query, subject: str) -> None:
    empty = set(PARTS)
    for line in reversed(read_raw(FILES[subject])):
        sheet = READ[subject](query, line["Référence"])
        empty -= {part for part in empty if getattr(sheet, part)}
        if not empty:
            return
    pytest.fail(f"no {subject} of the demo has {empty}")


def test_every_kind_of_reminder_is_there(query: Query) -> None:
    reminders = follow_up_list.list_reminders(follow_up_list.read_rows(query))
    assert set(reminders["reason"]) == set(stages.REASONS)


def test_an_end_that_passed_without_a_status_is_told_with_its_day(query: Query) -> None:
    reminders = follow_up_list.list_reminders(follow_up_list.read_rows(query))
    passed = [line for line in read_raw("accompagnements") if line["Statut"] == "En cours" and line["Fin"]]
    told = reminders[reminders["reason"] == stages.OLD_STATUS]
    assert list(zip(told["id"], told["since"], strict=True)) == [
        (line["Référence"], parse_day(line["Fin"])) for line in passed
    ]
    assert len(passed) == 1


@pytest.mark.parametrize("subject", ANSWERED)
def test_what_was_answered_about_it_counts_each_organisation_once(query: Query, subject: str) -> None:
    sheet = READ[subject](query, ANSWERED[subject])
    given = [line for line in read_raw("enquete_fin_2021") if line["Référence"] == ANSWERED[subject]]
    by_organisation: dict[str, list[dict[str, str]]] = {}
    for line in given:
        by_organisation.setdefault(list_official_names()[line["Structure"]], []).append(line)
    ranks = [
        fmean(1 + SATISFACTION.index(line[QUESTION]) for line in group) for group in by_organisation.values()
    ]
    favourable = [
        fmean(SATISFACTION.index(line[QUESTION]) >= 2 for line in group) for group in by_organisation.values()
    ]
    scores = [fmean(int(line[RECOMMENDING]) for line in group) for group in by_organisation.values()]
    satisfied, recommended = sheet.answers
    assert (satisfied.question, satisfied.voices, satisfied.highest) == (QUESTION, len(ranks), 4)
    assert satisfied.mean == pytest.approx(fmean(ranks))
    assert satisfied.favourable_pct == pytest.approx(100 * fmean(favourable))
    assert (recommended.voices, recommended.mean) == (len(scores), pytest.approx(fmean(scores)))
    assert sorted(text.text for text in sheet.texts) == sorted(line[NEXT] for line in given if line[NEXT])


def test_why_a_theme_is_aimed_at_is_told_where_the_file_says_it(query: Query) -> None:
    labels = codelists.labels("themes")
    reasons = {
        (line["subject"], line["subject_id"], labels[line["theme"]]): line["justification"]
        for line in read_raw("marques_thematiques")
    }
    for subject, subject_id in {key[:2] for key in reasons}:
        sheet, line = READ[subject](query, subject_id), find_line(FILES[subject], "Référence", subject_id)
        told = {row["Thème"]: row["Justification"] for row in descriptions.list_marks(sheet.marks)}
        of_sheet = {theme: reasons.get((subject, subject_id, theme), "") for theme in labels.values()}
        assert told == {
            theme: reason for theme, reason in of_sheet.items() if reason or line.get(theme) in ("1", "2")
        }
        others = [theme for theme in labels.values() if line.get(theme) == "0" and not of_sheet[theme]]
        assert descriptions.describe_not_aimed_at(sheet.marks) == (
            french.typeset(f"Examinés, non visés : {french.listed(others)}.") if others else ""
        )


def test_the_sheet_of_a_full_activity_says_its_attendance(query: Query) -> None:
    came = [line for line in read_raw("presences") if line["Activité"] == "ACT-2013-04"]
    people = sum(int(line["Participants"]) for line in came)
    taken = sum(int(line["Participants"]) for line in came if line["Rôle"] == "Participant")
    places = find_line("activites", "Référence", "ACT-2013-04")["Places"]
    first, second, *_ = [
        text.replace("\u00a0", " ")
        for text in descriptions.list_attendance(activity.read_sheet(query, "ACT-2013-04"))
    ]
    assert (taken, people, places) == (5, 12, "10")
    assert first.startswith("5 places prises sur 10") and second.startswith("12 personnes")


def test_the_share_of_co_funding_and_the_delay_to_an_output(query: Query) -> None:
    output = next(line for line in read_raw("productions") if line["Accompagnement"])
    line = find_line("accompagnements", "Référence", output["Accompagnement"])
    sheet = accompaniment.read_sheet(query, line["Référence"])
    cost, share = (float(line[column].replace(",", ".")) for column in ("Coût (€)", "Cofinancement (€)"))
    assert descriptions.list_costs(sheet)[-1] == (
        "Part cofinancée",
        f"{round_as_read(100 * share / cost)}\u202f%",
    )
    ended, delivered = parse_day(line["Fin"]), parse_day(output["Remise le"])
    assert isinstance(ended, date) and isinstance(delivered, date)
    told = descriptions.list_outputs(sheet.outputs, ended)[0]
    assert told["Production"] == output["Intitulé de la production"]
    assert f"{(delivered - ended).days} jours" in told["Remise"].replace("\u00a0", " ")
