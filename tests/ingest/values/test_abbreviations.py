"""A short name is proposed the label that it stands for, not one that looks like it."""

from __future__ import annotations

import pytest

from dse.ingest.values.codes import code_parser


@pytest.mark.parametrize(
    ("typed", "codelist", "label"),
    [
        ("IDF", "regions", "Île-de-France"),
        ("PACA", "regions", "Provence-Alpes-Côte d’Azur"),
        ("RDC", "countries", "Congo-Kinshasa"),
        ("R.D.C.", "countries", "Congo-Kinshasa"),
        ("Sénégall", "countries", "Sénégal"),
    ],
)
def test_a_short_name_is_asked_about(typed: str, codelist: str, label: str) -> None:
    code, issue = code_parser([codelist])(typed)
    assert code is None and issue is not None
    assert issue.advice.startswith(f"Voulez-vous dire « {label} »")


def test_the_codes_that_people_type_are_said_beside_their_labels() -> None:
    _, issue = code_parser(["scores"])("oui")
    assert issue is not None and issue.advice.endswith("ou « Objectif principal », ou le code : 0, 1 ou 2.")
    _, issue = code_parser(["directions"])("oui")
    assert issue is not None and issue.advice == "Choisissez « Hausse », « Baisse » ou « Maintien »."


def test_what_resembles_nothing_is_proposed_nothing() -> None:
    _, issue = code_parser(["countries"])("XQZ")
    assert issue is not None and issue.advice == "Choisissez un libellé de la liste."
