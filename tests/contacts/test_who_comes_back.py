"""Who is refused once somebody was forgotten, and who is not: colleagues of one mailbox, two keys, notes erased."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import uploads

from dse.contacts import contacts, forgetting, notes, texts
from dse.contacts.contacts import Contact
from dse.contacts.notes import Note
from dse.errors import Refused
from dse.ingest import Proposal, confirm, propose, pseudonyms
from dse.store import Store

HEADER = "Organisation;Contact;Adresse électronique"
MAILBOX = "contact@example.org"
AWA = Contact("M001", "Awa Bellombre", email=MAILBOX, telephone="01 99 00 12 34")
BRUNO = Contact("M001", "Bruno Ambrelin", email=MAILBOX, telephone="01 99 00 12 34")
NOTE = Note("M001", date(2021, 5, 4), "Mme Bellombre rappelle jeudi.", "Nadia Orvigny")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("DSE_KEY_FILE", str(tmp_path / "key"))
    made = Store(tmp_path / "store")
    uploads.accepted(made, uploads.clean("membres"))
    return made


def add(store: Store, *added: Contact) -> None:
    for contact in added:
        contacts.add(store, contact, "Nadia")


def propose_contacts(store: Store, *lines: str) -> Proposal:
    return propose([uploads.build_upload("contacts.csv", HEADER, *lines)], store)


@contextmanager
def key(number: int) -> Iterator[None]:
    with pseudonyms.use_key(bytes([number]) * pseudonyms.KEY_BYTES):
        yield


def test_a_colleague_of_the_same_mailbox_is_corrected_ends_and_holds_no_import_back(store: Store) -> None:
    add(store, AWA, BRUNO)
    forgetting.forget(store, AWA, "Nadia")
    ended = replace(BRUNO, until=date(2022, 1, 31))
    contacts.correct(store, BRUNO, ended, "Nadia")
    for line in (f"M001;Bruno Ambrelin;{MAILBOX}", "M001;Chloé Valbrume;chloe@example.org"):
        confirm(propose_contacts(store, line), store, code="all", author="Nadia", message="")
    assert not propose_contacts(store, f"M001;Dora Orvigny;{MAILBOX}").problems


def test_a_successor_at_the_mailbox_of_somebody_forgotten_is_welcome_and_she_is_not(store: Store) -> None:
    add(store, AWA)
    forgetting.forget(store, AWA, "Nadia")
    add(store, BRUNO)
    line = f"M002;Mme Bellombre;{MAILBOX}"
    assert [issue.code for issue in propose_contacts(store, line).problems] == ["IMP-412"]


def test_a_preview_is_held_to_its_own_lines(store: Store) -> None:
    """Awa is a contact elsewhere too, where nobody asked yet: an import of somebody else is no matter of hers."""
    own = replace(AWA, email="awa.bellombre@example.org")
    add(store, own, replace(own, organisation_id="M002"))
    forgetting.forget(store, own, "Nadia")
    proposal = propose_contacts(store, "M001;Chloé Valbrume;")
    assert confirm(proposal, store, code="all", author="Nadia", message="").number == 4


def test_an_earlier_colleague_of_the_same_mailbox_or_switchboard_stays_in_the_past(store: Store) -> None:
    add(store, BRUNO, AWA)
    before = store.current().number
    uploads.accepted(
        store, uploads.build_upload("contacts.csv", HEADER, "M001;Awa Bellombre;"), complete=True
    )
    assert [each.name for each in contacts.read_contacts(store, store.current())] == ["Awa Bellombre"]
    assert forgetting.preview(store, AWA).spellings == ("Awa Bellombre",)
    forgetting.forget(store, AWA, "Nadia")
    assert [each.name for each in contacts.read_contacts(store, store.version(before))] == ["Bruno Ambrelin"]
    assert not propose_contacts(store, f"M001;Bruno Ambrelin;{MAILBOX}").problems


def test_she_whose_name_changed_at_her_own_address_goes_under_both(store: Store) -> None:
    former = Contact("M001", "Awa Ndiaye", email="awa.n@example.org")
    add(store, former)
    contacts.correct(store, former, replace(former, name="Awa Bellombre"), "Nadia")
    assert set(forgetting.preview(store, replace(former, name="Awa Bellombre")).spellings) == {
        "Awa Bellombre",
        "Awa Ndiaye",
    }


def test_by_two_keys_each_is_asked_about_where_the_other_is_at_hand(store: Store) -> None:
    dora = Contact("M002", "Dora Orvigny")
    add(store, AWA, dora)
    for number, contact in enumerate((AWA, dora), 1):
        with key(number):
            forgetting.forget(store, contact, "Nadia")
    for number in (1, 2):
        with key(number):
            proposal = propose_contacts(store, "M001;Awa Bellombre;", "M002;Dora Orvigny;")
            assert [issue.code for issue in proposal.problems] == ["IMP-412"]
            assert [issue.code for issue in proposal.doubts] == ["IMP-526"]
            assert contacts.may_miss_forgotten(store)


def test_by_one_key_nobody_is_asked(store: Store) -> None:
    add(store, AWA, BRUNO)
    for contact in (AWA, BRUNO):
        forgetting.forget(store, contact, "Nadia")
    assert not contacts.may_miss_forgotten(store)
    assert not propose_contacts(store, "M001;Chloé Valbrume;").doubts


def test_another_key_is_not_made_without_a_word(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add(store, AWA, BRUNO)
    assert not forgetting.preview(store, AWA).makes_key
    forgetting.forget(store, AWA, "Nadia")
    assert not forgetting.preview(store, BRUNO).makes_key
    monkeypatch.setenv("DSE_KEY_FILE", str(store.path.parent / "elsewhere"))
    assert forgetting.preview(store, BRUNO).makes_key


def test_a_note_erased_comes_back_by_no_import_and_its_number_is_not_given_again(store: Store) -> None:
    notes.add(store, NOTE, "Nadia")
    line = "NOTE-2021-001;M001;04/05/2021;;Mme Bellombre rappelle jeudi."
    file = uploads.build_upload("notes.csv", "Référence de la note;Identifiant;Jour;Auteur·e;Note", line)
    notes.remove(store, notes.read_notes(store, store.current())[0], "Nadia")
    preview = propose([file], store)
    assert not preview.problems
    texts.erase(store, notes.TABLE, "NOTE-2021-001", "Nadia")
    (problem,) = propose([file], store).problems
    assert (problem.code, problem.row, problem.value) == ("IMP-412", 2, None)
    with pytest.raises(Refused, match="effacée pour toujours"):
        confirm(preview, store, code="all", author="Nadia", message="")
    notes.add(store, NOTE, "Nadia")
    assert notes.read_notes(store, store.current())[0].note_id == "NOTE-2021-002"


def test_the_author_of_a_note_is_taken_out_of_every_version(store: Store) -> None:
    notes.add(store, NOTE, "Nadia")
    (note,) = notes.read_notes(store, store.current())
    notes.correct(store, note, replace(note, author="Pôle réseau"), "Nadia")
    assert texts.has_past(store, notes.TABLE, note.note_id)
    texts.erase_past(store, notes.TABLE, note.note_id, "Nadia")
    assert not texts.has_past(store, notes.TABLE, note.note_id)
    with pytest.raises(Refused, match="peut-être déjà fait"):
        texts.erase_past(store, notes.TABLE, note.note_id, "Nadia")
