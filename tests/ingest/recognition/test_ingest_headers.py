"""Columns that a form does not know, or knows twice, or cannot use alone: never lost without a word."""

from __future__ import annotations

import pytest
import uploads
from uploads import proposed

from dse import paths
from dse.ingest import Upload, propose
from dse.ingest.files.cells import Sheet
from dse.ingest.recognition import form_matching, unrecognised_sheets
from dse.store import Store


@pytest.mark.parametrize(
    ("lines", "code", "title"),
    [
        (
            ("activity_id,organisation,role,participants", "ACT-1,M001,PARTICIPANT,9"),
            "IMP-111",
            "« Activité »",
        ),
        (
            ("Référence de l’activité;Organisme;Rôle;Participants;Dont femmes", "ACT-1;M001;PARTICIPANT;9;1"),
            "IMP-111",
            "« Organisme »",
        ),
        (("Identifiant;Dénomination;Fam;Chp", "M001;Autre;ONG;AUTRE"), "IMP-110", "« Dénomination »"),
        (
            ("Référence;Intitulé;Type;Statut;Demande;Genre", "ACC-1;Évaluer;EVALUATION;TERMINE;03/04/2018;2"),
            "IMP-111",
            "« Porteur »",
        ),
        (("organisation_id,name,siret", "M001,Terres d’Orvaine,1"), "IMP-118", "« siret »"),
    ],
)
def test_a_file_with_a_misnamed_column_is_no_other_table(
    store: Store, lines: tuple[str, ...], code: str, title: str
) -> None:
    proposal = proposed(store, *lines)
    assert [each.code for each in proposal.problems] == [code]
    assert title in proposal.problems[0].reason and len(proposal.problems[0].sentence) <= 300


def test_a_form_must_know_half_of_the_columns() -> None:
    known = form_matching.load_known_forms(paths.FORMS)
    lines = Sheet("f.csv", headers=("Identifiant", "Nom", "a1", "b2"), columns=((), (), (), ()))
    found = form_matching.recognise_sheet(lines, known, known)
    assert isinstance(found, form_matching.RecognisedSheet) and found.form.name == "membres"
    fewer = Sheet("f.csv", headers=("Identifiant", "Nom", "a1", "b2", "c3"), columns=((), (), (), (), ()))
    assert not isinstance(form_matching.recognise_sheet(fewer, known, known), form_matching.RecognisedSheet)


@pytest.mark.parametrize(("more", "code"), [((), None), (("Note",), "IMP-113")])
def test_a_form_asked_for_knows_half_of_what_the_best_one_does(
    more: tuple[str, ...], code: str | None
) -> None:
    known = form_matching.load_known_forms(paths.FORMS)
    asked = [form_matching.choose_form("membres", known)]
    headers = ("Identifiant", "Nom", "Type", "Intitulé", "Ouverture", *more)
    found = form_matching.recognise_sheet(
        Sheet("f.csv", headers=headers, columns=((),) * len(headers)), asked, known
    )
    assert (None if isinstance(found, form_matching.RecognisedSheet) else found.code) == code


def test_a_column_that_nothing_uses_alone_is_a_problem(store: Store) -> None:
    proposal = proposed(store, "Identifiant;Nom;Départ", "M001;Terres d’Orvaine;01/02/2019")
    assert uploads.codes(proposal) == [("IMP-119", None, "C")]
    assert "« Départ » demande aussi « Adhésion »" in proposal.problems[0].reason


def test_a_departure_without_its_membership_is_a_problem(store: Store) -> None:
    header = "Identifiant;Nom;Adhésion;Départ"
    proposal = proposed(store, header, "M001;Terres d’Orvaine;;01/02/2019", "M002;Ville de Lysée;;")
    assert uploads.codes(proposal) == [("IMP-214", 2, "D")]


@pytest.mark.parametrize(
    ("header", "expected_header"), [("Participans", "« Participants »"), ("Don femmes", "« Dont femmes »")]
)
def test_a_column_nearly_named_asks(store: Store, header: str, expected_header: str) -> None:
    lines = ("Activité;Organisation;Rôle;Participants;Dont femmes", "ACT-1;M003;PARTICIPANT;3;1")
    known = lines[0].replace("Participants", "Présents") if header == "Participans" else lines[0]
    misspelt = known.replace("Dont femmes", header) if header == "Don femmes" else f"{known};{header}"
    proposal = proposed(store, misspelt, lines[1] + (";4" if header == "Participans" else ""))
    if header == "Don femmes":
        assert proposal.status == "confirm"
        assert [each.code for each in proposal.doubts] == ["IMP-116"] and expected_header in proposal.doubts[
            0
        ].advice
    else:  # what it resembles is there
        assert [each.code for each in proposal.notices] == ["IMP-116"]


def test_a_theme_in_place_of_those_that_it_gathers_is_marked_itself(store: Store) -> None:
    lines = ("Référence;Type;Intitulé;Date;Climat", "ACT-9;FORMATION;Autre;01/02/2019;2")
    proposal = proposed(store, *lines)
    assert not proposal.doubts
    marks = proposal.changes["theme_marks"].to_pylist()
    assert [(row["theme"], row["score"]) for row in marks if row["subject_id"] == "ACT-9"] == [("CLIMAT", 2)]


def test_a_misspelt_column_is_named_even_where_nothing_changes(store: Store) -> None:
    header = "Activité;Organisation;Rôle;Participants;Don femmes"
    proposal = proposed(store, header, "ACT-1;M001;PARTICIPANT;3;1")
    assert proposal.status == "unchanged" and [each.code for each in proposal.notices] == ["IMP-116"]


def test_two_spellings_of_one_header_are_a_problem(store: Store) -> None:
    proposal = proposed(store, "Identifiant;Nom;Structure", "M001;Terres d’Orvaine;Autre")
    assert uploads.codes(proposal) == [("IMP-108", None, "C")]
    assert "« Nom » (colonne B) et « Structure »" in proposal.problems[0].reason


def test_a_complete_period_without_its_date_is_refused(store: Store) -> None:
    lines = ("Référence;Intitulé;Porteur;Type", "ACC-1;Évaluer;M001;EVALUATION")
    assert not proposed(store, *lines).problems
    proposal = proposed(store, *lines, complete=True)
    assert [each.code for each in proposal.problems] == ["IMP-120"] and "« Demande »" in proposal.problems[
        0
    ].reason


def test_headers_that_nothing_knows_are_one_sentence_without_those_of_the_lines(store: Store) -> None:
    proposal = proposed(store, "zzz;yyy;xxx", "1;2", "1;2;3;4")
    assert uploads.codes(proposal) == [("IMP-110", None, None)]
    assert "ligne 1 : « zzz », « yyy » et « xxx »." in proposal.problems[0].reason


def test_utf_16_without_its_mark_is_one_sentence(store: Store) -> None:
    content = "Activité;Organisation\nA;B\n".encode("utf-16-le")
    proposal = propose([Upload("f.csv", content)], store)
    assert [(each.code, each.reason) for each in proposal.problems] == [
        ("IMP-103", "Les lettres de ce fichier ne se lisent pas.")
    ]


def test_a_form_is_near_that_knows_a_third_of_the_titles_read_or_of_its_own() -> None:
    members = form_matching.choose_form("membres", form_matching.load_known_forms(paths.FORMS))
    own = list(members.headers)
    assert unrecognised_sheets.is_near([*own[:2], *"abcd"], members)
    assert not unrecognised_sheets.is_near([*own[:2], *"abcde"], members)
    assert unrecognised_sheets.is_near([*own[: len(own) // 3 + 1], *map(str, range(40))], members)
    assert not unrecognised_sheets.is_near([own[0], "a"], members)


def test_the_form_that_is_near_is_named_with_its_grounds(store: Store) -> None:
    proposal = proposed(store, "organisation_id,name,siret", "M001,Terres d’Orvaine,1")
    assert "(2 titres connus sur 3)" in proposal.problems[0].reason


def test_a_list_of_codes_and_labels_is_not_taken_for_members(store: Store) -> None:
    proposal = proposed(store, "Code;Couleur", "M001;Rouge")
    assert uploads.codes(proposal) == [("IMP-110", None, None)]


def test_so_many_titles_are_shown_as_the_sentence_bears(store: Store) -> None:
    titles = [f"Un titre plutôt long numéro {number}" for number in range(400)]
    for count in (1, 2, 6, 7, 400):
        (problem,) = proposed(store, ";".join(titles[:count]), ";".join("x" * count)).problems
        assert problem.sentence.endswith(problem.advice) and "« Un titre plutôt long n" in problem.reason
