"""What a comment has to be read again for before a public has it."""

from __future__ import annotations

import pytest

from dse.export.comment_doubts import (
    NAMED,
    TYPED,
    KnownNames,
    StoreNames,
    describe_doubts,
    is_protected,
    list_reasons,
    list_texts,
)

ORGANISATIONS = KnownNames(("Terres d’Orvaine", "Réseau", "ADEN", "…"))
NAMES = StoreNames(ORGANISATIONS, KnownNames(("Nolwenn Samourelle",)))


def test_numbers_are_listed_under_a_figure_that_a_rule_protects_and_no_other() -> None:
    assert is_protected("satisfaction") and not is_protected("uptake_by_year") and not is_protected("gone")
    text = "Soit [[places prises]], près de 52 % des réponses."
    assert list(describe_doubts(text, NAMES, tells_numbers=False)) == []
    ((doubt, _),) = describe_doubts(text, NAMES, tells_numbers=True)
    assert doubt.endswith("des réponses. » (nombre tapé : 52\u202f%)")


def test_numbers_near_one_another_are_named_each_once() -> None:
    text = "Neuf membres sur dix, contre 42 % en 2018, soit 42 %."
    ((doubt, _),) = describe_doubts(text, NAMES, tells_numbers=True)
    assert doubt.endswith(" » (nombres tapés : Neuf, dix, 42\u202f%)")


def test_organisations_are_found_however_they_are_typed() -> None:
    assert ORGANISATIONS.find("avec TERRES D'ORVAINE.") == ["Terres d’Orvaine"]
    assert ORGANISATIONS.find("avec terres\u00a0d’orvaine") == ["Terres d’Orvaine"]
    assert ORGANISATIONS.find("le réseau, Réseaux, adens") == [] and ORGANISATIONS.find(
        "le Réseau et l’ADEN"
    ) == [
        "Réseau",
        "ADEN",
    ]
    ((doubt, _),) = describe_doubts("- avec **Terres** d’Orvaine", NAMES, tells_numbers=False)
    assert doubt == "« avec Terres d’Orvaine » (nom d’une organisation : Terres d’Orvaine)"


def test_persons_are_listed() -> None:
    ((doubt, _),) = describe_doubts("Merci à Mme Fictive, camille@exemple.org", NAMES, tells_numbers=False)
    assert (
        "camille@exemple.org" in doubt and "adresse électronique" in doubt and "nom d’une personne" in doubt
    )


def test_contacts_of_the_store_are_listed_though_their_first_name_is_none_of_a_list() -> None:
    ((doubt, _),) = describe_doubts("Comme le dit nolwenn Samourelle.", NAMES, tells_numbers=False)
    assert doubt.endswith("(nom d’un contact : Nolwenn Samourelle)")


def test_what_stands_in_brackets_and_names_no_number_is_read_as_any_text() -> None:
    text = "Chez [[Terres d’Orvaine]], [[3 réponses]]."
    doubts = list_texts(describe_doubts(text, NAMES, tells_numbers=True))
    assert ["nombre tapé" in doubts[0], "nom d’une organisation" in doubts[1]] == [True, True]


def test_several_names_are_listed_under_one_word() -> None:
    ((doubt, _),) = describe_doubts(
        "Avec l’ADEN, Terres d’Orvaine et Nolwenn Samourelle.", NAMES, tells_numbers=False
    )
    assert doubt.endswith(
        "(noms d’organisations : Terres d’Orvaine, ADEN ; nom d’un contact : Nolwenn Samourelle)"
    )


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Près de 52 %.", [TYPED]),
        ("Écrire à camille@exemple.org (nombre tapé).", [NAMED]),
        ("Avec l’ADEN (ou presque).", [NAMED]),
        ("Deux membres sur dix.\nAvec l’ADEN.\nUne moitié.", [TYPED, NAMED]),
    ],
)
def test_passages_are_read_again_for_what_stands_in_them(text: str, reasons: list[str]) -> None:
    assert list_reasons(describe_doubts(text, NAMES, tells_numbers=True)) == reasons
