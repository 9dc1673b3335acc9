"""One answer typed in several ways or given in several languages: one option, or a question to who reviews the draft."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import uploads
from next_wave import describe, google_forms
from surveys import answers as answers_of
from surveys import registered

from dse.ingest import Upload, propose
from dse.ingest.surveys.draft import form_draft
from dse.ingest.surveys.draft.points import Point
from dse.ingest.surveys.tools.limesurvey_structure import CodedText, LssQuestion
from dse.ingest.surveys.tools.survey_tool import Structure

TYPED = {  # what is typed, how often, and how many answer each option, by its label, counted by hand
    "yes or no": (
        {"Non": 20, "non": 3, "Non.": 2, "NON !": 1, "Oui": 30, "oui": 4},
        {"Oui": 34, "Non": 26},
    ),
    "list": (
        {"Peut-être": 9, "peut être": 4, "Sans doute": 12, "Jamais de la vie": 8, "jamais de la vie.": 2},
        {"Peut-être": 13, "Sans doute": 12, "Jamais de la vie": 10},
    ),
    "family": (
        {"Très satisfait": 9, "très satisfaite": 4, "Satisfait·e": 8, "Satisfait": 9, "Peu satisfait.": 6},
        {"Très satisfait": 13, "Satisfait": 17, "Peu satisfait": 6},
    ),
    "signs that mean something": (
        {"+ de dix salariés": 12, "- de dix salariés": 9, "Aucun salarié": 8},
        {"+ de dix salariés": 12, "- de dix salariés": 9, "Aucun salarié": 8},
    ),
}


@pytest.mark.parametrize("case", TYPED)
def test_one_answer_typed_in_several_ways_is_one_option(case: str, tmp_path: Path) -> None:
    typed, expected = TYPED[case]
    upload = google_forms(
        2018, ["Votre réponse"], [[text] for text, count in typed.items() for _ in range(count)]
    )
    (question,) = form_draft.draft_from_file(upload, series="avis").survey.questions
    path = describe(upload, tmp_path)
    proposal = propose([upload], registered(tmp_path / "store"), form=path)
    assert not proposal.problems
    options = proposal.changes["survey_options"].to_pylist()
    labels = {row["rank"]: row["label"].rstrip(".") for row in options if row["rank"] is not None}
    values = Counter(value for value, *_ in answers_of(proposal)[question.question_id, "-"])
    counts = {labels[value]: count for value, count in values.items()}
    assert counts == expected


def test_choices_of_one_cell_typed_in_several_ways_are_one_choice(tmp_path: Path) -> None:
    cells = ["Eau;Santé"] * 9 + ["eau;santé."] * 3 + ["Eau."] * 4 + ["Santé"] * 8
    upload = google_forms(2018, ["Vos besoins"], [[cell] for cell in cells])
    path = describe(upload, tmp_path)
    proposal = propose([upload], registered(tmp_path / "store"), form=path)
    assert not proposal.problems
    ticked = {
        option: Counter(value for value, *_ in rows) for (_, option), rows in answers_of(proposal).items()
    }
    assert ticked == {"eau": {1.0: 16, 0.0: 8}, "sante": {1.0: 20, 0.0: 4}}


AGREED = {
    "fr": ("Pas d’accord", "Plutôt d’accord", "Tout à fait d’accord"),
    "en": ("Disagree", "Agree", "Strongly agree"),
}


def two_languages(codes: bool = False) -> Upload:
    """48 answers to LimeSurvey, of which 12 in English."""
    lines = []
    for line in range(48):
        language = "en" if line % 4 == 0 else "fr"
        place = line // 4 % 3
        answer = f"A{place + 1}" if codes else AGREED[language][place]
        lines.append(f"{line + 1};2021-03-0{line % 9 + 1} 10:00:00;{language};{answer};{place + 1}")
    return uploads.build_upload("avis-2021.csv", "id;submitdate;startlanguage;Q1;Q2", *lines)


def language_points(upload: Upload, structure: Structure | None = None, **answers: str) -> list[Point]:
    draft = form_draft.draft_from_file(upload, series="avis", structure=structure, answers=answers)
    return [point for point in draft.points if point.key == "langues"]


def test_labels_in_two_languages_are_asked_about_with_how_many_answered_in_each() -> None:
    (point,) = language_points(two_languages())
    assert point.is_open and point.question_ids == ("avis-Q1",)
    assert dict(point.counts) == {"fr": 36, "en": 12}


def test_codes_of_all_languages_are_not_asked_about() -> None:
    assert language_points(two_languages(codes=True)) == []


def test_questions_in_two_languages_are_texts_where_a_person_says_so() -> None:
    draft = form_draft.draft_from_file(two_languages(), series="avis", answers={"langues": "textes"})
    kinds = {question.question_id: question.kind for question in draft.survey.questions}
    assert kinds == {"avis-Q1": "text", "avis-Q2": "scale"}


def test_a_questionnaire_joins_the_labels_of_its_languages(tmp_path: Path) -> None:
    among = tuple(
        CodedText(f"A{place}", {"fr": french, "en": english})
        for place, (french, english) in enumerate(zip(*AGREED.values(), strict=True), 1)
    )
    question = LssQuestion("Q1", "L", {"fr": "Votre avis", "en": "Your opinion"}, answers=among)
    structure = Structure(("fr", "en"), {"fr": "Avis"}, (question,))
    assert language_points(two_languages(), structure) == []
    path = describe(two_languages(), tmp_path, structure)
    proposal = propose([two_languages()], registered(tmp_path / "store"), form=path)
    values = Counter(value for value, *_ in answers_of(proposal)["avis-avis", "-"])
    assert values == {1.0: 16, 2.0: 16, 3.0: 16}


@pytest.mark.parametrize(
    "spans",
    [("0", "1 à 5", "6 à 20"), ("1", "2 ou 3", "4 et plus"), ("- de 10", "10", "+ de 10")],
    ids=" ".join,
)
def test_spans_of_numbers_are_a_list_in_order_and_no_note(spans: tuple[str, ...], tmp_path: Path) -> None:
    upload = google_forms(2018, ["Vos salariés"], [[spans[line % 3]] for line in range(30)] + [[spans[0]]])
    draft = form_draft.draft_from_file(upload, series="avis")
    (question,) = draft.survey.questions
    labels = [option.label for option in draft.survey.scales[question.scale].options]
    assert (question.kind, labels, draft.points) == ("single", list(spans), ())
    proposal = propose([upload], registered(tmp_path / "store"), form=describe(upload, tmp_path))
    values = Counter(value for value, *_ in answers_of(proposal)[question.question_id, "-"])
    assert values == {1.0: 11, 2.0: 10, 3.0: 10}
