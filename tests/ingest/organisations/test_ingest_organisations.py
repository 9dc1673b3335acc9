"""Names that people write lead to one organisation, or ask; never to a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest
import uploads

from dse.ingest import propose
from dse.ingest.organisations.resolution import Organisations
from dse.store import Store


@pytest.fixture
def organisations() -> Organisations:
    """Four organisations, two of which share an acronym."""
    organisations = Organisations()
    organisations.learn(
        ["M001", "M002", "M003", "M004"],
        ["Terres d’Orvaine", "Ville de Lysée", "Comité français du Lac", "Fonds Aubrelle"],
        ["123456782", None, None, None],
    )
    organisations.learn_aliases(["TDO", "CFL", "CFL"], ["M001", "M003", "M004"])
    return organisations


@pytest.mark.parametrize(
    ("spelling", "organisation_id"),
    [
        ("M001", "M001"),
        ("m001", "M001"),
        ("123 456 782", "M001"),
        ("TDO", "M001"),
        ("tdo", "M001"),
        ("Terres d'Orvaine", "M001"),
        ("TERRES D’ORVAINE", "M001"),
        ("Terres  d’Orvaine\u200b", "M001"),
        ("Terres-d’Orvaine", "M001"),
        ("ville de lysee", "M002"),
        ("Comité Français du Lac", "M003"),
    ],
)
def test_spellings_of_a_known_name_find_it(
    organisations: Organisations, spelling: str, organisation_id: str
) -> None:
    assert organisations.finder(())(spelling) == (organisation_id, None)


@pytest.mark.parametrize(
    "spelling", ["Terre d’Orvaine", "Orvaine", "Ville de Lyse", "T.D.O. France", "987 654 324"]
)
def test_what_is_close_is_asked_and_never_guessed(organisations: Organisations, spelling: str) -> None:
    value, fault = organisations.finder(())(spelling)
    assert value is None and fault is not None and fault.code == "IMP-301"


def test_the_nearest_candidates_are_shown(organisations: Organisations) -> None:
    _, fault = organisations.finder(())("Terre d’Orvaine")
    assert fault is not None and "« Terres d’Orvaine »" in fault.advice


def test_a_name_that_two_organisations_bear_is_asked(organisations: Organisations) -> None:
    value, fault = organisations.finder(())("CFL")
    assert value is None and fault is not None and fault.code == "IMP-302"
    assert "M003" in fault.reason and "M004" in fault.reason


def test_those_without_an_organisation_are_only_where_the_schema_says(organisations: Organisations) -> None:
    assert organisations.finder(("SANS_ORGANISATION",))("Sans organisation") == ("SANS_ORGANISATION", None)
    assert organisations.finder(())("Sans organisation")[0] is None


def test_a_form_may_create_organisations_from_names(organisations: Organisations) -> None:
    create = organisations.creator()
    assert create("Médecins du Fleuve") == ("MEDECINS-DU-FLEUVE", None)
    assert create("MEDECINS DU FLEUVE") == ("MEDECINS-DU-FLEUVE", None)
    assert create("terres d'orvaine")[0] == "M001"
    assert organisations.created == {"MEDECINS-DU-FLEUVE": "Médecins du Fleuve"}
    assert organisations.spellings == {"MEDECINS DU FLEUVE": "MEDECINS-DU-FLEUVE", "terres d'orvaine": "M001"}


def test_names_that_make_the_same_identifier_stay_apart(organisations: Organisations) -> None:
    create = organisations.creator()
    long = "Association pour le développement rural intégré des communes du plateau central"
    identifiers = [create(f"{long} {end}")[0] for end in ("nord", "sud")]
    assert len(set(identifiers)) == 2
    assert create("Комитет")[0].startswith("ORG-")


def test_names_of_the_same_import_are_known(tmp_path: Path) -> None:
    proposal = propose(uploads.every_clean(), Store(tmp_path))
    roles = proposal.changes["accompaniment_organisations"].to_pylist()
    assert {(row["organisation_id"], row["role"]) for row in roles if row["accompaniment_id"] == "ACC-1"} == {
        ("M001", "PORTEUR"),
        ("M002", "CO_PORTEUR"),
        ("M003", "CO_PORTEUR"),
        ("C001", "CONSULTANT"),
    }


def test_a_name_without_its_register_is_refused(tmp_path: Path) -> None:
    files = [each for each in uploads.every_clean() if each.name != "membres.csv"]
    proposal = propose(files, Store(tmp_path))
    assert {each.code for each in proposal.problems} == {"IMP-301"}
    assert [(each.file, each.row, each.column) for each in proposal.problems] == [
        ("accompagnements.csv", 2, "F"),
        ("accompagnements.csv", 2, "G"),
        ("accompagnements.csv", 2, "I"),
        ("accompagnements.csv", 3, "F"),
        ("presences.csv", 2, "B"),
        ("presences.csv", 3, "B"),
        ("partenariats.csv", 2, "B"),
        ("partenariats.csv", 3, "B"),
        ("changements.csv", 2, "C"),
        ("changements.csv", 3, "C"),
        ("contacts.csv", 2, "A"),
        ("contacts.csv", 3, "A"),
    ]
    several, one = proposal.problems[1], proposal.problems[0]
    assert several.reason == "« Ville de Lysee » et « M003 » : ces organisations ne sont pas connues."
    assert "ajoutez-les au fichier" in several.advice
    assert one.reason == "« TDO » : cette organisation n’est pas connue."
