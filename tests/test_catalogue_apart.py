"""Catalogue of bad inputs, 32 and beside it: lines that are none of the table, told once each and for what they are."""

from __future__ import annotations

import catalogue
import pytest
from catalogue import fingerprinted, grid, is_refused, letter, upload

from dse.store import Store

NAMES = ("presences", "accompagnements", "activites", "partenariats", "membres", "offre")
NOTES = [
    "Source : base des membres, extraction du 12 mars 2021",
    "Fait le 12/03/2021 à Paris",
    "(1) montant estimé",
    "2018",
    "NB : en gras, les activités annulées",
    "Activités du premier semestre",
]
SUMS = [
    *(
        "Total :",
        "Sous - total",
        "Cumul",
        "Σ",
        "Total des présences : 12",
        "À reporter",
        "Ensemble",
        "Totaux 2018",
    ),
    *("TOTAL GÉNÉRAL (3)", "S/Total", "Nombre de lignes", "Moyenne par activité", "Effectif total", "Tot."),
]


def beside(name: str, cells: dict[str, str]) -> list[str]:
    """A line of a file with only some cells."""
    return [cells.get(header, "") for header in grid(name)[0]]


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_a_line_of_one_cell_is_told_once_wherever_it_stands(clean_store: Store, kind: str, name: str) -> None:
    first = grid(name)[0][0]
    for note in NOTES:
        for at in (1, len(grid(name))):
            cells = grid(name)
            cells.insert(at, beside(name, {first: note}))
            is_refused(clean_store, [("IMP-148", at + 1, "A")], upload(name, cells, kind))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(
    ("name", "header", "number"),
    [
        ("presences", "Activité", "Participants"),
        ("presences", "Rôle", "Participants"),
        ("accompagnements", "Intitulé", "Coût (€)"),
        ("activites", "Intitulé", "Places"),
        ("partenariats", "Partenaire", "Service"),
    ],
)
def test_32_a_sum_in_other_words_is_told_as_one(
    clean_store: Store, kind: str, name: str, header: str, number: str
) -> None:
    for text in SUMS:
        cells = [*grid(name), beside(name, {header: text, number: "12"})]
        proposal = is_refused(
            clean_store, [("IMP-407", len(cells), letter(name, header))], upload(name, cells, kind)
        )
        assert "résume" in proposal.problems[0].reason


def test_32_two_sums_that_do_not_agree_are_both_told(clean_store: Store) -> None:
    titles, *lines = grid("presences")
    wrong = [
        beside("presences", {"Organisation": text, "Participants": "99"}) for text in ("Sous-total", "TOTAL")
    ]
    cells = [titles, *lines[:2], wrong[0], *lines[2:], wrong[1]]
    is_refused(clean_store, [("IMP-407", 4, "B"), ("IMP-407", 6, "B")], upload("presences", cells))


@pytest.mark.parametrize("text", ["Total participatif : bilan", "Ensemble pour l’eau", "Moyenne montagne"])
def test_a_whole_line_whose_title_begins_like_a_sum_is_a_line(clean_store: Store, text: str) -> None:
    cells = catalogue.put(grid("accompagnements"), 2, "Intitulé", text)
    assert fingerprinted(clean_store, [upload("accompagnements", cells)]).status == "ready"


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(
    "titles",
    [
        ["ACTIVITE", "Structure", "rôle", "Présents", "Femmes"],
        ["activity_id", "organisation_id", "role", "participants", "women"],
    ],
)
def test_titles_said_again_otherwise_are_not_kept(clean_store: Store, kind: str, titles: list[str]) -> None:
    cells = [*grid("presences")[:3], titles, *grid("presences")[3:]]
    cells = catalogue.put(cells, 2, "Participants", "5")
    proposal = fingerprinted(clean_store, [upload("presences", cells, kind)])
    assert not proposal.problems and ("IMP-125", 4, None) in catalogue.places(proposal.doubts)
    assert proposal.diffs["participations"].changed == 1 and not proposal.diffs["participations"].added


def test_titles_in_another_order_begin_another_table(clean_store: Store) -> None:
    cells = [*grid("presences"), ["Organisation", "Activité", "Rôle", "Participants", "Dont femmes"]]
    proposal = fingerprinted(clean_store, [upload("presences", cells)])
    assert catalogue.places(proposal.problems) == [("IMP-125", 5, None)]
