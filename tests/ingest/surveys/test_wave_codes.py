"""Numbers for answers: read as a file or a questionnaire has them, and asked about where only a draft numbered the labels."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from next_wave import compare, describe, extended, google_forms, imported, limesurvey, list_points
from surveys import answers as answers_of
from surveys import registered

from dse.ingest import Upload, propose
from dse.ingest.surveys.tools.limesurvey_structure import CodedText, LssQuestion
from dse.ingest.surveys.tools.survey_tool import Structure

AGREED = ("Pas du tout satisfait", "Plutôt pas satisfait", "Plutôt satisfait", "Très satisfait")
FACES = ("😀", "😐", "😡")


def opinions(year: int, texts: list[str]) -> Upload:
    return google_forms(year, ["Votre avis"], [[text] for text in texts])


@pytest.mark.parametrize("answer", [None, "meme", "autre"])
@pytest.mark.parametrize("labels", [AGREED, FACES], ids=["family", "pictures"])
def test_numbers_after_labels_are_asked_about_and_never_read_by_the_place_of_a_label(
    labels: tuple[str, ...], answer: str | None, tmp_path: Path
) -> None:
    numbers = [str(place) for place, _ in enumerate(labels, 1)]
    path = describe(opinions(2018, [*labels] * 8), tmp_path)
    upload = opinions(2021, ["1"] * 40 + numbers * 4)
    (point,) = list_points(compare(upload, path), "echelle-codes")
    assert point.proposed == "autre" and f"1 est-il « {labels[0]} »" in point.question
    assert dict(point.counts)[f"1 : {labels[0]}"] == 44
    new = compare(upload, path, **({point.key: answer} if answer else {}))
    (question,) = extended(new).questions
    is_same = answer == "meme"
    assert (question.in_wave("2018").scale == question.in_wave("2021").scale) == is_same
    proposal = imported(upload, path, tmp_path)
    values = Counter(value for value, *_ in answers_of(proposal)[question.question_id, "-"])
    assert values == Counter({float(number): 4 + 40 * (number == "1") for number in numbers})
    assert "IMP-549" not in [issue.code for issue in proposal.doubts]
    assert not is_same or list_points(compare(opinions(2024, numbers * 9), path), "echelle-codes") == []


def test_a_file_by_numbers_under_the_form_of_labels_is_doubted_once_for_all_questions(tmp_path: Path) -> None:
    titles = ["Votre avis", "Votre accueil"]
    path = describe(google_forms(2018, titles, [[label, label] for label in AGREED * 6]), tmp_path)
    upload = google_forms(2018, titles, [[number, number] for number in "1234" * 6])
    doubts = propose([upload], registered(tmp_path / "store"), form=path).doubts
    assert [issue.code for issue in doubts] == ["IMP-549"]
    assert "Dans 2 questions" in doubts[0].reason and "1 pour « Pas du tout satisfait »" in doubts[0].reason


NUMBERED = [f"{place} - {label}" for place, label in enumerate(AGREED, 1)]


def test_numbers_that_a_file_gave_beside_labels_are_read_as_they_were(tmp_path: Path) -> None:
    path = describe(opinions(2018, NUMBERED * 6), tmp_path)
    upload = opinions(2021, list("1234") * 6 + ["1"])
    assert list_points(compare(upload, path), "echelle") == []
    (question,) = extended(compare(upload, path)).questions
    proposal = imported(upload, path, tmp_path)
    values = Counter(value for value, *_ in answers_of(proposal)[question.question_id, "-"])
    assert values == {1: 7, 2: 6, 3: 6, 4: 6} and proposal.doubts == ()


def test_numbers_that_a_later_file_gives_beside_labels_are_kept_for_the_next(tmp_path: Path) -> None:
    path = describe(opinions(2018, [*AGREED] * 6), tmp_path)
    extended(compare(opinions(2021, NUMBERED * 6), path))
    assert list_points(compare(opinions(2024, list("1234") * 6), path), "echelle") == []


def test_numbers_of_a_questionnaire_are_read_with_it_and_asked_about_without(tmp_path: Path) -> None:
    among = tuple(CodedText(str(place), {"fr": label}) for place, label in enumerate(AGREED, 1))
    question = LssQuestion("Q", "L", {"fr": "Votre avis"}, answers=among)
    structure = Structure(("fr",), {"fr": "Avis"}, (question,))
    path = describe(limesurvey(2018, ["Q"], [[number] for number in "1234" * 6]), tmp_path, structure)
    upload = limesurvey(2021, ["Q"], [[number] for number in "1234" * 6])
    assert list_points(compare(upload, path, structure), "echelle") == []
    (point,) = list_points(compare(upload, path), "echelle-codes")
    assert point.proposed == "autre" and dict(point.counts)["4 : Très satisfait"] == 6
    doubts = propose([limesurvey(2018, ["Q"], [["2"]])], registered(tmp_path / "store"), form=path).doubts
    assert "IMP-549" not in [issue.code for issue in doubts]
