"""Catalogue of bad inputs, 32 and beside it: lines that are none of the table, told once each and for what they are."""

from __future__ import annotations

import catalogue
import pytest
import uploads
from catalogue import Grid, fingerprinted, grid, is_refused, letter, upload

from dse import paths
from dse.ingest.files.cells import Sheet
from dse.ingest.forms import form_files
from dse.ingest.recognition.stacked_tables import cut_second_table
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


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(
    ("above", "between", "below", "location"),
    [
        ("presences", [], "activites", (5, "Activités")),
        ("presences", [["Partenariats"]], "partenariats", (6, "Partenariats")),
        ("partenariats", [[""]], "presences", (5, "Présences")),
        ("membres", [], "presences", (7, "Présences")),
    ],
)
def test_a_second_table_of_another_form_is_told_at_its_titles_and_nowhere_else(
    clean_store: Store, kind: str, above: str, between: Grid, below: str, location: tuple[int, str]
) -> None:
    cells = [*grid(above), *between, *grid(below)]
    width = max(map(len, cells))
    proposal = fingerprinted(
        clean_store, [upload(above, [[*row, *[""] * (width - len(row))] for row in cells], kind)]
    )
    assert proposal.forms == (above,)
    assert catalogue.places(proposal.problems) == [("IMP-125", location[0], None)]
    assert (
        f"commencer ligne {location[0]}, avec les titres de « {location[1]} »" in proposal.problems[0].reason
    )


def test_lines_too_long_or_too_short_of_a_second_table_are_not_told_apart(clean_store: Store) -> None:
    lines = [";".join(row) for name in ("presences", "activites") for row in grid(name)]
    proposal = fingerprinted(clean_store, [uploads.build_upload("presences.csv", *lines)])
    assert catalogue.places(proposal.problems) == [("IMP-125", 5, None)]


def test_two_titles_of_a_form_in_a_line_begin_no_table() -> None:
    columns = (("ACT-1", "Code"), ("TDO", "Nom"))
    sheet = Sheet("presences.csv", ("Activité", "Organisation"), columns, (2, 3))
    assert cut_second_table(sheet, form_files.load_line_forms(paths.FORMS)) is sheet
