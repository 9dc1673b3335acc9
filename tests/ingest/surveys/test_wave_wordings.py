"""Wordings of a next wave that may ask something else are asked about; what only says of whom or of how many is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from next_wave import compare, describe, extended, google_forms, list_points

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
