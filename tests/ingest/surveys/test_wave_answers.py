"""Answers of a next wave mean what they meant: not reached, not asked, without an answer, in the same unit, on the same side."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from next_wave import compare, describe, extended, imported, limesurvey
from surveys import answers as answers_of

HELPED = tuple(
    f"{code}. {name} vous a-t-il servi ?"
    for code, name in zip("ABC", ("Conseil", "Cours", "Réseau"), strict=True)
)
READ = "N. Avez-vous lu la lettre du réseau ?"


def notes(count: int) -> list[list[str]]:
    """Lines of three notes."""
    return [[str(line % 11), str(line * 3 % 11), str(line * 7 % 11)] for line in range(count)]


def test_who_stops_before_the_questions_of_a_next_wave_has_not_reached_them(tmp_path: Path) -> None:
    path = describe(limesurvey(2018, HELPED, notes(24)), tmp_path)
    titles = [HELPED[0], READ, *HELPED[:0:-1]]
    whole = [[one, ("oui", "non")[line % 2], three, two] for line, (one, two, three) in enumerate(notes(20))]
    upload = limesurvey(2021, titles, [*whole, *[["4", "oui", "", ""]] * 5], unsent=5)
    survey = extended(compare(upload, path))
    by_title = {question.columns[0]: question.question_id for question in survey.questions}
    proposal = imported(upload, path, tmp_path)
    answers = answers_of(proposal)
    reasons = {title: Counter(why for _, _, why in answers[by_title[title], "-"]) for title in titles}
    assert reasons == {
        titles[0]: {None: 25},
        titles[1]: {None: 25},
        titles[2]: {None: 20, "NP": 5},
        titles[3]: {None: 20, "NP": 5},
    }
    positions = {row["question_id"]: row["position"] for row in proposal.changes["survey_items"].to_pylist()}
    assert positions == {by_title[title]: place for place, title in enumerate(titles, 1)}
