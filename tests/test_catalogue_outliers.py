"""Catalogue of bad inputs, 73: a factor of a thousand, and a year mistyped, beside the other values of the column."""

from __future__ import annotations

from pathlib import Path

import catalogue
import pytest
import uploads
from catalogue import fingerprinted, grid, is_asked, letter, put, upload

from dse.ingest import propose
from dse.store import Store

FAR = [
    ("presences", "Participants", 2, "3000"),
    ("activites", "Places", 2, "20000"),
    ("offre", "Places par an", 3, "15000"),
    ("accompagnements", "Coût (€)", 2, "12500500"),
    ("accompagnements", "Coût (€)", 2, "12,50"),
    ("indicateurs", "Réalisé", 4, "87000"),
    ("indicateurs", "Cible", 4, "85000"),
    ("accompagnements", "Demande", 3, "05/02/2090"),
    ("offre", "Ouverture", 2, "03/01/1911"),
]


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(("name", "header", "row", "text"), FAR)
def test_73_a_value_far_from_those_known_asks(
    clean_store: Store, kind: str, name: str, header: str, row: int, text: str
) -> None:
    changed = upload(name, put(grid(name), row, header, text), kind)
    is_asked(clean_store, [("IMP-520", row, letter(name, header))], changed)


def test_73_a_value_far_from_the_others_of_a_first_import_asks(tmp_path: Path) -> None:
    others = [each for each in uploads.every_clean() if each.name != "presences.csv"]
    wrong = upload("presences", put(grid("presences"), 4, "Participants", "3000"))
    proposal = propose([*others, wrong], Store(tmp_path))
    assert [(each.code, each.row, each.column) for each in proposal.doubts] == [("IMP-520", 4, "D")]


def test_73_a_first_import_of_ordinary_files_asks_nothing(tmp_path: Path) -> None:
    assert not propose(uploads.every_clean(), Store(tmp_path)).doubts


def amounts(*texts: str):
    """Requests of so much."""
    header = ["Référence", "Type", "Intitulé", "Statut", "Porteur", "Demande", "Coût (€)"]
    lines = [
        [f"N-{number}", "EVALUATION", "Évaluer", "DEMANDE", "M001", "03/04/2018", text]
        for number, text in enumerate(texts)
    ]
    return upload("accompagnements", [header, *lines])


def test_73_a_thousandfold_among_many_is_found_and_a_spread_is_not(clean_store: Store) -> None:
    spread = [str(4000 + 2500 * number) for number in range(20)]
    assert not fingerprinted(clean_store, [amounts(*spread)]).doubts
    wrong = [*spread[:5], "24000000", *spread[5:], "31000000"]
    is_asked(clean_store, [("IMP-520", 7, "G"), ("IMP-520", 23, "G")], amounts(*wrong))


def test_73_what_was_confirmed_is_not_asked_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    uploads.accepted(store, *uploads.every_clean())
    far = put(grid("presences"), 2, "Participants", "3000")
    uploads.accepted(store, upload("presences", far))
    assert not propose([upload("presences", put(far, 2, "Dont femmes", "1"))], store).doubts
