"""A number that a figure prints is not asked about where it is typed again, and nothing else passes with it."""

from __future__ import annotations

import pytest

from dse.review.commentary import printed_numbers
from dse.review.commentary.typed_numbers import find_typed_numbers

PRINTED = printed_numbers.gather(
    [
        "Le thème Agroécologie est demandé par au moins 90 % de ceux qui ont répondu (56 réponses), aucun membre visé n’est accompagné.",
        "Globalement, 42 % sont satisfaits (24 réponses ; 59 à 76 %), et 1 829 en Occitanie, de +35 points, 7 ou plus.",
        "26,4 %",
    ],
    targets=[90.0],
    hidden=["Bretagne", "Collectivité territoriale"],
)
READ = [
    "42 % sont satisfaits",
    "Seulement 42\u202f% (24 réponses)",
    "en Occitanie, 42 %",
    "au moins 90 % des réponses",
    "26,4 % ; 26 %",
    "1 829 en tout",
    "+35 points",
    "aucun membre n’en est",
    "un quart des réponses",
    "Un délai de 90 jours était visé",
    "notre cible de 90",
]
ASKED = [
    "90 % des réponses",
    "plus de 42 %",
    "42 membres",
    "24 membres",
    "exactement 42 %",
    "en Bretagne, 42 %",
    "Bretagne : 42 %",
    "à Rennes, 42 %",
    "42 % des collectivités",
    "76 %",
    "26,5 %",
    "43 %",
    "35 %",
    "829 en tout",
    "7 personnes",
    "aucune réponse",
    "un tiers des réponses",
    "90 jours",
    "deux membres",
]


@pytest.mark.parametrize("text", READ)
def test_what_is_printed_is_not_asked_about(text: str) -> None:
    assert find_typed_numbers(text) and find_typed_numbers(text, [PRINTED]) == []


@pytest.mark.parametrize("text", ASKED)
def test_what_is_not_printed_or_tells_more_is_asked_about(text: str) -> None:
    assert find_typed_numbers(text, [PRINTED])


def test_a_number_and_a_group_are_of_one_figure() -> None:
    others = [printed_numbers.gather(["37 % des collectivités"]), PRINTED]
    assert find_typed_numbers("37 % des collectivités", others) == []
    assert find_typed_numbers("42 % des collectivités", others)
    assert len(find_typed_numbers("42 % le disent. Exactement 42 %.", [PRINTED])) == 1
