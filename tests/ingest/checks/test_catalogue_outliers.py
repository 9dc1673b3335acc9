"""Catalogue of bad inputs, 73: a factor of a thousand, and a year mistyped, beside the other values of the column."""

from __future__ import annotations

from pathlib import Path

import catalogue
import pytest
import surveys
import uploads
from catalogue import fingerprinted, grid, is_asked, letter, put, upload

from dse.ingest import Proposal, confirm, propose
from dse.store import Store

FAR = [
    ("presences", "Participants", 2, "3000"),
    ("activites", "Places", 2, "20000"),
    ("offre", "Places par an", 3, "15000"),
    ("accompagnements", "Coût (€)", 2, "12500500"),
    ("indicateurs", "Réalisé", 4, "87000"),
    ("indicateurs", "Cible", 4, "85000"),
    ("accompagnements", "Demande", 3, "05/02/2090"),
    ("offre", "Ouverture", 2, "03/01/1911"),
    ("offre", "Ouverture", 3, "08/01/1978"),
    ("accompagnements", "Demande", 3, "05/02/2050"),
]


BOTH = [("IMP-520", "Coût (€)"), ("IMP-524", "Cofinancement (€)")]


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(("name", "header", "row", "text"), FAR)
def test_73_a_value_far_from_those_known_asks(
    clean_store: Store, kind: str, name: str, header: str, row: int, text: str
) -> None:
    changed = upload(name, put(grid(name), row, header, text), kind)
    is_asked(clean_store, [("IMP-520", row, letter(name, header))], changed)


@pytest.mark.parametrize("kind", catalogue.KINDS)
def test_73_a_cost_a_thousand_times_too_small_asks_and_is_less_than_its_cofinancing(
    clean_store: Store, kind: str
) -> None:
    small = upload("accompagnements", put(grid("accompagnements"), 2, "Coût (€)", "12,50"), kind)
    places = [(code, 2, letter("accompagnements", header)) for code, header in BOTH]
    is_asked(clean_store, places, small)


@pytest.mark.parametrize("day", ["08/01/1995", "08/01/2030"])
def test_73_a_year_less_than_twenty_away_asks_nothing(clean_store: Store, day: str) -> None:
    cells = put(put(grid("offre"), 3, "Ouverture", day), 3, "Fermeture", "")
    assert not fingerprinted(clean_store, [upload("offre", cells)]).doubts


def test_73_of_few_values_the_one_that_stands_alone_is_asked_about(tmp_path: Path) -> None:
    store = Store(tmp_path)
    others = [each for each in uploads.every_clean() if each.name != "presences.csv"]
    uploads.accepted(store, *others)
    once = put(grid("presences"), 4, "Participants", "3000")
    is_asked(store, [("IMP-520", 4, "D")], upload("presences", once))
    twice = put(once, 3, "Participants", "3000")
    is_asked(store, [("IMP-520", 2, "D")], upload("presences", twice))


def test_73_a_value_far_from_the_others_of_a_first_import_asks(tmp_path: Path) -> None:
    others = [each for each in uploads.every_clean() if each.name != "presences.csv"]
    wrong = upload("presences", put(grid("presences"), 4, "Participants", "3000"))
    proposal = propose([*others, wrong], Store(tmp_path))
    assert [(each.code, each.row, each.column) for each in proposal.doubts] == [("IMP-520", 4, "D")]


def test_73_a_first_import_of_ordinary_files_asks_nothing(tmp_path: Path) -> None:
    assert not propose(uploads.every_clean(), Store(tmp_path)).doubts


def counts(tmp_path: Path, kind: str, *texts: str, store: Store | None = None) -> Proposal:
    """What a wave of the small survey says whose notes are numbers without bounds."""
    titles = surveys.HEADERS.split(";")
    lines = [[f"{row}@b.fr", "Collectif Fictif", "", text, "", ""] for row, text in enumerate(texts)]
    form = surveys.small_form(tmp_path, ('kind = "scale"\nlowest = 1\nhighest = 5', 'kind = "number"'))
    file = upload("petite", [titles, *lines], kind)
    return propose([file], store or surveys.registered(tmp_path / "store"), form=form)


@pytest.mark.parametrize("kind", catalogue.KINDS)
def test_73_a_number_of_a_survey_far_from_the_other_answers_asks(tmp_path: Path, kind: str) -> None:
    usual = ["2", "0,5", "12", "5", "85", "0", "", "31", "7", "3", "18"]
    assert not counts(tmp_path / "usual", kind, *usual).doubts
    made = counts(tmp_path / "far", kind, *usual[:4], "85000", *usual[5:])
    assert not made.problems and catalogue.places(made.doubts) == [("IMP-520", 6, "D")]
    assert "de 0,50 à 31" in made.doubts[0].reason


def test_73_a_number_of_a_survey_once_confirmed_is_not_asked_again(tmp_path: Path) -> None:
    store = surveys.registered(tmp_path / "store")
    answered = [*map(str, range(2, 22)), "85000"]
    confirm(
        counts(tmp_path, "csv", *answered, store=store), store, code="all", author="Nadia", message="Vague"
    )
    replaced = ("IMP-551", None, None)
    known = counts(tmp_path, "csv", *answered[1:], "4", store=store)
    assert catalogue.places(known.doubts) == [replaced]
    again = counts(tmp_path, "csv", "99000000", *answered[1:], store=store)
    assert sorted(catalogue.places(again.doubts), key=str) == [("IMP-520", 2, "D"), replaced]


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


def test_73_what_was_confirmed_is_not_asked_again(store: Store) -> None:
    far = put(grid("presences"), 2, "Participants", "3000")
    uploads.accepted(store, upload("presences", far))
    assert not propose([upload("presences", put(far, 2, "Dont femmes", "1"))], store).doubts
