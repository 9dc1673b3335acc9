"""A share that the sentence of a figure prints may be repeated under it, and nothing else passes with it."""

from __future__ import annotations

import pytest

from dse.export.dossier.printed_beside import list_excused
from dse.review.commentary.typed_numbers import find_typed_numbers

SENTENCES = [
    "Dans l’enquête de 2021, 42 % se disent contents (24 réponses ; marge d’erreur : 59 à 76 %), contre au moins 83 % en 2018, soit −41 points.",
    "Triennal 2016-2018. Le thème Climat arrive en tête : 26,4 % des présents ; aucun n’a répondu deux fois.",
]
HIDDEN = frozenset({"agroec", "formes", "globale"})
READ = [
    "42 % sont contents",
    "Seulement 42\u202f%.",
    "Ils sont 42 pour cent.",
    "**42** %, en 2021",
    "au moins 83 % auparavant",
    "Le Climat : 26,4 % des présents.",
    "C’est une baisse de −41 points.",
]
ASKED = [
    "83 %",
    "83 % au moins",
    "plus de 42 %",
    "42 % ou plus",
    "40 à 42 %",
    "42 points",
    "41 points",
    "42",
    "42 réponses",
    "24 réponses favorables",
    "76 %",
    "26 %",
    "142 %",
    "0,42 %",
    "42.5 %",
    "un quart",
    "aucun n’a répondu",
    "tous",
    "Exactement 42 %",
    "42 %. C’est exactement cela.",
    "42 % en Bretagne",
    "en bretagne, 42 %",
    "La baisse est partout.\nEn Bretagne aussi !\n42 % sont contents.",
    "Bretagne :\n- 42 % contents",
    "En Bretagne, [[taux de recours, sur la période]] sont accompagnés et 42 % contents.",
    "Rennes compte 42 % de contents",
    "Satisfaction (Rennes) : 42 %",
    "42 % ; à Angers, de même",
    "42 % chez nous",
    "42 % parmi les lycées",
    "42 % des mairies",
    "42 % de nos lycées",
    "les universités : 42 %",
    "nos mutuelles : 42 %",
    "42 % pour l’agroécologie",
    "42 % pour l’agroe\u0301cologie",
    "42 % de contents : agro**éco**logique",
    "42 % pour le genre",
]


def list_asked(text: str) -> list[str]:
    found = find_typed_numbers(text, list_excused(text, SENTENCES, HIDDEN))
    return [number for typed in found for number in typed.numbers]


@pytest.mark.parametrize("text", READ)
def test_what_is_printed_is_not_asked_about(text: str) -> None:
    assert find_typed_numbers(text) and list_asked(text) == []


@pytest.mark.parametrize("text", ASKED)
def test_what_is_not_printed_or_tells_more_is_asked_about(text: str) -> None:
    assert list_asked(text)


def test_one_number_excuses_no_other() -> None:
    assert list_asked("42 % sont contents, 43 % le seront") == ["43\u202f%"]
