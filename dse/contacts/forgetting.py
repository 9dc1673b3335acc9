"""Forgetting a contact in every version: who it is under every spelling, what would go, which notes name the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from dse.contacts import contacts, notes, rows
from dse.contacts.contacts import Contact
from dse.contacts.notes import Note
from dse.errors import Refused
from dse.ingest.organisations import contact_marks
from dse.ingest.spelling import words
from dse.store import Erasure, Store, Target

# What a person or a program must know once somebody is forgotten.
AFTERWARDS = (
    "Les versions gardent leurs numéros. Les sauvegardes faites avant contiennent encore cette personne, et en restaurer une la "
    "ramènerait sans trace de son oubli : faites une nouvelle sauvegarde, puis détruisez les anciennes."
)
SHORTEST_WORD = 3  # letters of a name by which a note of the same organisation is found
PHONE_DIGITS = 9  # the last ones: the same number with its zero and with +33


@dataclass(frozen=True)
class Forgetting:
    """What forgetting a contact means: the rows that go, and what the team has to look at by hand.

    `spellings` are the names under which versions have the person; `elsewhere` contacts of other organisations that may be the
    same person; `notes` those that name her, current or not.
    """

    erasure: Erasure
    spellings: tuple[str, ...]
    elsewhere: tuple[Contact, ...]
    notes: tuple[Note, ...]


def is_forgotten(store: Store, contact: Contact) -> bool:
    """Whether this contact is forgotten already."""
    return bool(contact_marks.find_forgotten([vars(contact)], store.find_forgotten))


def preview(store: Store, contact: Contact) -> Forgetting:
    """What forgetting a contact would do, of which nothing is done. Refused if no version knows the person."""
    persons = _find_rows(store, contact)
    return Forgetting(
        store.preview_erasing(_make_target(persons)),
        tuple(dict.fromkeys(each.name for each in persons)),
        _find_elsewhere(store, persons),
        tuple(find_notes_naming(store, persons)),
    )


def forget(store: Store, contact: Contact, author: str) -> Erasure:
    """Take a contact out of every version, and have imports refuse the person. It cannot be undone."""
    persons = _find_rows(store, contact)
    marks = contact_marks.make_marks(map(vars, persons))
    return store.erase(_make_target(persons, marks), author)


def find_notes_naming(store: Store, persons: Sequence[Contact]) -> list[Note]:
    """Notes of any version that name a person: any word of the name on the same organisation, the full name or the address elsewhere."""
    return [
        Note(**row)
        for row, _ in rows.read_all_versions(store, notes.TABLE)
        if any(_names(row["text"], row["organisation_id"], person) for person in persons)
    ]


def _find_rows(store: Store, contact: Contact) -> list[Contact]:
    """Every row of any version that is of this person at this organisation, the newest first.

    The same name, however it is spelled; or, under a name that nobody there bears today, the same address or number: the name
    was corrected since.
    """
    known = [Contact(**row) for row, _ in rows.read_all_versions(store, contacts.TABLE)]
    there = [each for each in known if each.organisation_id == contact.organisation_id]
    same_name = [each for each in there if each.identity == contact.identity]
    if not same_name:
        raise Refused(
            "Aucune version ne connaît ce contact dans cette organisation. Vérifiez le nom et l’identifiant."
        )
    in_place = {each.identity for each in contacts.read_contacts(store, store.current())}
    means = set().union(*(_list_means(each) for each in same_name))
    earlier = [
        each
        for each in there
        if each.identity != contact.identity and each.identity not in in_place and _list_means(each) & means
    ]
    return [*same_name, *earlier]


def _list_means(contact: Contact) -> set[str]:
    """How a contact is reached, written in one way."""
    email = (contact.email or "").casefold().strip()
    digits = _digits(contact.telephone or "")
    return {each for each in (email, digits) if each}


def _digits(text: str) -> str:
    digits = "".join(sign for sign in text if sign.isdigit())[-PHONE_DIGITS:]
    return digits if len(digits) == PHONE_DIGITS else ""


def _find_elsewhere(store: Store, persons: Sequence[Contact]) -> tuple[Contact, ...]:
    names = {contact_marks.spell_name(each.name) for each in persons}
    emails = {(each.email or "").casefold().strip() for each in persons} - {""}
    here = persons[0].organisation_id
    return tuple(
        each
        for each in contacts.read_contacts(store, store.current())
        if each.organisation_id != here
        and (contact_marks.spell_name(each.name) in names or (each.email or "").casefold().strip() in emails)
    )


def _names(text: str, organisation_id: str, person: Contact) -> bool:
    spelled, name = f" {words(text)} ", contact_marks.spell_name(person.name)
    if f" {name} " in spelled:
        return True
    email = (person.email or "").casefold().strip()
    number = _digits(person.telephone or "")
    if (email and email in text.casefold()) or (number and number in "".join(filter(str.isdigit, text))):
        return True
    parts = [part for part in name.split() if len(part) >= SHORTEST_WORD]
    return organisation_id == person.organisation_id and any(f" {part} " in spelled for part in parts)


def _make_target(persons: Sequence[Contact], marks: set[str] | None = None) -> Target:
    organisation_id, names = persons[0].organisation_id, [each.name for each in persons]

    def leaves(table: pa.Table) -> pa.Array:
        return pc.and_(
            pc.equal(table["organisation_id"], organisation_id),
            pc.is_in(table["name"], value_set=pa.array(names, pa.string())),
        )

    return Target(rows={contacts.TABLE: leaves}, marks=marks or ())
