"""Contacts and notes written on the sheet: each deed a version that names nobody, under the checks of an import."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import uploads

from dse.contacts import contacts, notes
from dse.contacts.contacts import Contact
from dse.contacts.notes import Note
from dse.errors import Conflict, Refused
from dse.members import directory
from dse.members.sheet import read_sheet
from dse.query import Query, Selection, open_version
from dse.store import Store

NOLWENN = Contact("M001", "Nolwenn Zélicourt", "Présidence", "n.zelicourt@example.org", "01 99 00 45 67")
NOTE = Note("M002", date(2018, 5, 4), "Cherche un atelier court.", "Pôle réseau")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "store")
    uploads.accepted(made, uploads.clean("membres"), uploads.clean("contacts"))
    return made


def names(store: Store, organisation_id: str = "M001") -> list[str]:
    return [each.name for each in contacts.find_contacts(store, store.current(), organisation_id)]


def test_a_contact_added_is_there_and_the_version_does_not_name_them(store: Store) -> None:
    version = contacts.add(store, NOLWENN, "Nadia")
    assert names(store) == ["Awa Bellombre", "Nolwenn Zélicourt"]
    assert version.message == "Contact ajouté : Terres d’Orvaine"
    store.undo(version.number, "Nadia")
    assert names(store) == ["Awa Bellombre"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": ""}, "Contact"),
        ({"email": "nolwenn"}, "nom@domaine.fr"),
        ({"since": date(2019, 1, 1), "until": date(2018, 1, 1)}, "précéder"),
        ({"name": "awa bellombre"}, "déjà un contact de ce nom"),
        ({"organisation_id": "M999"}, "n’existe pas"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    store: Store, changes: dict[str, object], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        contacts.add(store, replace(NOLWENN, **changes), "Nadia")
    assert store.current().number == 1


def test_a_correction_takes_the_place_of_what_was_seen_and_of_nothing_else(store: Store) -> None:
    (before,) = contacts.find_contacts(store, store.current(), "M001")
    after = replace(before, telephone="06 39 98 00 00")
    assert contacts.correct(store, before, after, "Nadia").message == "Contact corrigé : Terres d’Orvaine"
    assert contacts.find_contacts(store, store.current(), "M001") == [after]
    with pytest.raises(Refused, match="a changé entre-temps"):
        contacts.correct(store, before, replace(before, role="Trésorerie"), "Paul")
    assert contacts.correct(store, after, after, "Paul") is None


def test_two_who_write_at_once_do_not_overwrite_each_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = store.current()
    notes.add(store, NOTE, "Nadia")
    monkeypatch.setattr(Store, "current", lambda _store: stale)
    with pytest.raises(Conflict):
        contacts.add(store, NOLWENN, "Paul")


def test_contacts_of_organisations_that_left_three_years_ago_are_to_be_removed(store: Store) -> None:
    left = "M004;Les Anciens;ONG;Solidarité internationale;01/01/2010;31/12/2014"
    header = "Identifiant;Nom;Famille d’acteur;Champ;Adhésion;Départ"
    uploads.accepted(store, uploads.build_upload("membres.csv", header, left))
    old = Contact("M004", "Corentin Ambrelin")
    contacts.add(store, old, "Nadia")
    found = contacts.find_outdated(store, store.current(), date(2018, 6, 1))
    assert found == [(old, "Les Anciens", date(2014, 12, 31))]
    assert contacts.find_outdated(store, store.current(), date(2017, 12, 31)) == []
    assert contacts.find_outdated(store, store.current(), date(2020, 2, 29)) == found


def test_a_member_that_left_and_came_back_keeps_its_contacts(store: Store) -> None:
    contacts.add(store, Contact("M003", "Mariam Orvigny"), "Nadia")
    assert contacts.find_outdated(store, store.current(), date(2030, 1, 1)) == []


def test_notes_are_told_newest_first_and_keep_their_number(store: Store) -> None:
    notes.add(store, NOTE, "Nadia")
    notes.add(store, replace(NOTE, written_on=date(2018, 7, 1), text="A rappelé."), "Nadia")
    newest, first = notes.find_notes(store, store.current(), "M002")
    assert (newest.text, newest.note_id, first.note_id) == ("A rappelé.", "NOTE-2018-002", "NOTE-2018-001")
    assert (
        notes.correct(store, first, replace(first, text="Cherche deux ateliers."), "Paul").message
        == "Note corrigée : Ville de Lysée"
    )
    assert notes.remove(store, newest, "Paul").message == "Note retirée : Ville de Lysée"
    assert [each.text for each in notes.find_notes(store, store.current(), "M002")] == [
        "Cherche deux ateliers."
    ]
    notes.add(store, NOTE, "Nadia")
    assert {each.note_id for each in notes.read_notes(store, store.current())} == {
        "NOTE-2018-001",
        "NOTE-2018-003",
    }


@pytest.mark.parametrize("changes", [{"text": ""}, {"organisation_id": "M999"}])
def test_an_empty_note_or_one_on_nobody_is_refused(store: Store, changes: dict[str, object]) -> None:
    with pytest.raises(Refused):
        notes.add(store, replace(NOTE, **changes), "Nadia")


def test_an_organisation_answers_for_those_that_it_took_over(store: Store) -> None:
    contacts.add(store, Contact("M003", "Mariam Orvigny"), "Nadia")
    query = Query(open_version(store, store.current().number), Selection())
    names = read_sheet(query, directory.find(query, "M001").organisation).names
    assert list(names.items()) == [("M001", "Terres d’Orvaine"), ("M003", "Fonds Aubrelle")]
    listed = contacts.find_contacts(store, store.current(), *names)
    assert {each.organisation_id for each in listed} == {"M001", "M003"}
