"""What is said of a survey quotes nobody: the cell as it is read, then all that leaves, each guard on its own."""

from __future__ import annotations

import tomllib

import pytest
from surveys import HEADERS, SMALL

from dse.ingest.files.cells import Sheet
from dse.ingest.forms import survey_form_building
from dse.ingest.issues import CellIssue
from dse.ingest.recognition.form_matching import RecognisedSheet, Remarks
from dse.ingest.surveys.draft import choice_guessing
from dse.ingest.surveys.reading import survey_cells
from dse.ingest.surveys.reading.survey_cells import SurveyCells
from dse.ingest.values import redaction

CELLS = ("claire.martin@exemple.invalid", "Ville Fictive", "Bof", "9", "Claire", "Appelez Claire Martin")
TITLES = tuple(HEADERS.split(";"))
FAULT = CellIssue("Cette réponse n’est pas sur l’échelle.", "Écrivez « claire » autrement.", code="IMP-217")


@pytest.fixture
def read() -> RecognisedSheet:
    """A line of the small survey, every cell of which is wrong."""
    sheet = Sheet("petite.csv", TITLES, tuple((each,) for each in CELLS), (2,))
    form = survey_form_building.build_from_toml("petite", tomllib.loads(SMALL))
    places = {title: place for place, title in enumerate(TITLES)}
    return RecognisedSheet(sheet, form, places, Remarks())


def test_a_fault_at_a_personal_cell_has_neither_its_text_nor_an_advice_that_quotes(
    read: RecognisedSheet,
) -> None:
    said = survey_cells.mask_cell_issue(read.sheet, FAULT, 0, 0)
    assert (said.value, said.row, said.column, said.reason) == (None, 2, "A", FAULT.reason)
    assert "claire" not in said.advice.lower()
    plain = CellIssue("Vide.", "Remplissez-la.", code="IMP-201")
    assert survey_cells.mask_cell_issue(read.sheet, plain, 0, 0).advice == plain.advice


@pytest.mark.parametrize("title", ["Mail", "Appuis", "Texte"])
def test_a_column_read_as_personal_is_masked_before_anything_leaves(
    read: RecognisedSheet, title: str
) -> None:
    cells = SurveyCells(read)
    cells.read((title,), lambda text: (None, FAULT), personal=True)
    (said,) = cells.problems
    assert said.value is None and said.header == title and "claire" not in said.sentence.lower()


def test_what_leaves_shows_only_cells_that_say_nothing_of_who_answered(read: RecognisedSheet) -> None:
    """Problems as other readers make them, with the text of their cell."""
    every = [read.sheet.problem(FAULT, 0, place) for place in range(len(TITLES))]
    assert [each.value for each in every] == list(CELLS)
    left = survey_cells.mask_issues(every, [read])
    assert {each.header: each.value for each in left} == {
        "Mail": None,
        "Structure": "Ville Fictive",
        "Avis": "Bof",
        "Note": "9",
        "Appuis": None,  # « Autre » may be anything
        "Texte": None,
    }
    assert not [each.value for each in survey_cells.mask_issues(every, []) if each.value], (
        "a file of no known form"
    )


def test_what_stands_after_the_last_column_is_not_quoted(read: RecognisedSheet) -> None:
    extra = CellIssue("Cellule de trop : « Claire Martin ».", "Retirez-la.", code="IMP-106")
    (left,) = survey_cells.mask_issues([read.sheet.problem(extra, 0, 5)], [read])
    assert left.value is None and "Claire" not in left.sentence


@pytest.mark.parametrize(
    "title", ["Un commentaire ?", "Vos remarques", "Commentaires libres", "Si oui, précisez"]
)
def test_a_comment_stays_a_text_even_where_answers_repeat(title: str) -> None:
    assert choice_guessing.invites_to_write(title)
    assert not choice_guessing.invites_to_write("Avez-vous déjà commenté une étude ?")


@pytest.mark.parametrize(
    "name",
    [
        "DURAND Camille",
        "Durand Camille",
        "camille durand",
        "C. Durand",
        "camille.durand",
        "Durand (Camille)",
        "Camille",
        "aidante de Mme Fictive",
        "a@exemple.org",
    ],
)
def test_a_name_in_the_column_of_organisations_is_not_shown_however_it_is_written(name: str) -> None:
    assert redaction.may_designate(name)


@pytest.mark.parametrize(
    "name",
    [
        "Ville Fictive",
        "Assoc. Fictive Un",
        "École Camille Fictive",
        "F3E",
        "Fondation Awa",
        "Eau-Vive",
        "hors réseau",
    ],
)
def test_the_name_of_an_organisation_is_shown(name: str) -> None:
    assert not redaction.may_designate(name)
