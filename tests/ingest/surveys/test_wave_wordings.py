"""Wordings of a next wave that may ask something else are asked about; what only says of whom or of how many is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from next_wave import compare, describe, extended, google_forms, limesurvey, list_points

from dse.ingest.surveys.tools.limesurvey_structure import LssQuestion
from dse.ingest.surveys.tools.survey_tool import Structure
from dse.ingest.surveys.waves.wave_points import NEW_QUESTION

OTHER_SENSE = {
    "wish": (
        "Participez-vous à une communauté de pratiques ?",
        "Participeriez-vous à une communauté de pratiques ?",
    ),
    "past": (
        "Participez-vous à une communauté de pratiques ?",
        "Participiez-vous à une communauté de pratiques ?",
    ),
    "given or received": (
        "L’appui à vos partenaires est-il utile ?",
        "L’appui de vos partenaires est-il utile ?",
    ),
    "in line": ("Le conseil [à distance] est-il utile ?", "Le conseil [de distance] est-il utile ?"),
    "gender": ("Y a-t-il des adhérents au bureau ?", "Y a-t-il des adhérentes au bureau ?"),
}
SAME_SENSE = {
    "address": ("Participez-vous à votre communauté ?", "1. Participes-tu à ta communauté"),
    "agreement": (
        "Êtes-vous associé aux décisions du réseau ?",
        "Êtes-vous associées aux décisions du réseau ?",
    ),
    "plural": ("Avez-vous un projet commun ?", "Avez-vous des projets communs ?"),
}
OTHER = "Votre note du conseil"
ROWS = [[("Oui", "Non")[line % 2], str(line % 11)] for line in range(24)]


def describe_second(both: tuple[str, str], folder: Path) -> tuple[list[str], int]:
    """What a second wave proposes of the question, where it asks, and how many questions the survey then has."""
    path = describe(google_forms(2018, [both[0], OTHER], ROWS), folder)
    new = compare(google_forms(2021, [both[1], OTHER], ROWS), path)
    return [point.proposed for point in list_points(new, "question")], len(extended(new).questions)


@pytest.mark.parametrize("case", OTHER_SENSE)
def test_a_wording_that_may_ask_something_else_is_asked_about(case: str, tmp_path: Path) -> None:
    assert describe_second(OTHER_SENSE[case], tmp_path) == ([NEW_QUESTION], 3)


@pytest.mark.parametrize("case", SAME_SENSE)
def test_what_says_of_whom_or_of_how_many_is_the_same_question(case: str, tmp_path: Path) -> None:
    assert describe_second(SAME_SENSE[case], tmp_path) == ([], 2)


BEFORE = "L’offre vous convient-elle ?"
UNDER_ONE_CODE = {"mood": "L’offre vous conviendrait-elle ?", "not": "L’offre ne vous convient-elle pas ?"}


@pytest.mark.parametrize("case", UNDER_ONE_CODE)
@pytest.mark.parametrize("are_declared", [False, True], ids=["full titles", "codes"])
def test_a_code_that_stays_before_a_near_wording_is_asked_about(
    case: str, are_declared: bool, tmp_path: Path
) -> None:
    def structure(wording: str) -> Structure | None:
        return (
            Structure(("fr",), {"fr": "Avis"}, (LssQuestion("B", "N", {"fr": wording}),))
            if are_declared
            else None
        )

    def title(wording: str) -> list[str]:
        return ["B" if are_declared else f"B. {wording}"]

    rows = [[str(20 + line)] for line in range(24)]
    after = UNDER_ONE_CODE[case]
    path = describe(limesurvey(2018, title(BEFORE), rows), tmp_path, structure(BEFORE))
    new = compare(limesurvey(2021, title(after), rows), path, structure(after))
    (point,) = list_points(new, "question")
    (known,) = new.known_survey.questions
    assert dict(point.choices).keys() == {known.question_id, NEW_QUESTION}
    assert new.pairs() == {point.question_ids[0]: known.question_id}
    answered = compare(
        limesurvey(2021, title(after), rows), path, structure(after), **{point.key: NEW_QUESTION}
    )
    assert set(answered.pairs().values()) == {None}


def test_a_code_that_stays_before_a_wording_that_says_the_same_asks_nothing(tmp_path: Path) -> None:
    rows = [[str(20 + line)] for line in range(24)]
    path = describe(limesurvey(2018, ["B. Depuis combien d’années êtes-vous membre ?"], rows), tmp_path)
    new = compare(limesurvey(2021, ["B. Depuis combien d’années êtes-vous membres"], rows), path)
    assert list_points(new, "question") == []
