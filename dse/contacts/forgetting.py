"""Forgetting a contact in every version: who it is under every spelling, what would go, which texts name the person."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from dse import paths
from dse.contacts import comments, contacts, next_steps, notes, rows
from dse.contacts.contacts import Contact
from dse.contacts.mentions import list_digits, names_person
from dse.contacts.next_steps import NextStep
from dse.contacts.notes import Note
from dse.errors import Refused
from dse.french import listed
from dse.ingest import pseudonyms
from dse.ingest.organisations import contact_marks
from dse.ingest.organisations.contact_marks import is_in_address, spell_email, spell_name
from dse.ingest.spelling import nearest
from dse.store import Erasure, Store, Target

# What a person or a program must know once somebody is forgotten.
AFTERWARDS = (
    "Les versions gardent leurs numéros. Les sauvegardes faites avant contiennent encore cette personne, et en restaurer une la "
    "ramènerait sans trace de son oubli : faites une nouvelle sauvegarde, puis détruisez les anciennes."
)
RESEMBLANCE = (
    0.75  # of two names that one mailbox or number had one after the other, from which they are of one person
)


def describe_earlier_data() -> str:
    """Where what is erased stays: the data of an earlier application that lie beside this one. Empty where there are none."""
    stores = [str(folder / "store") for folder in paths.earlier_data()]
    if not stores:
        return ""
    return (
        f"Une installation plus ancienne a laissé des données dans {listed(stores)} : elles ne sont plus lues, mais gardent ce que vous "
        f"effacez ici. Jetez-les quand vous aurez vérifié que tout le reste est dans {paths.usual_store()}."
    )


@dataclass(frozen=True)
class Forgetting:
    """What forgetting a contact means: the rows that go, and what the team has to look at by hand.

    `spellings` are the names under which versions have the person; `elsewhere` contacts of other organisations that may be the
    same person; `notes` and `steps` those that name her, current or not, and `comments` how many of reviews do, out of which her name
    is taken. `makes_key`: the key by which others are recognised is not at hand,
    and another would be made.
    """

    erasure: Erasure
    spellings: tuple[str, ...]
    elsewhere: tuple[Contact, ...]
    notes: tuple[Note, ...]
    steps: tuple[NextStep, ...]
    makes_key: bool
    comments: int

    @property
    def code(self) -> str:
        """Eight signs that stand for exactly this."""
        return hashlib.sha256(f"{self.erasure.code} {self.comments}".encode()).hexdigest()[:8]


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
        tuple(find_steps_naming(store, persons)),
        _makes_another_key(store),
        comments.count_naming(store, persons),
    )


def describe_other_key() -> str:
    """What is to be known before another key is made."""
    return (
        f"La clé des pseudonymes n’est pas sur ce poste ({pseudonyms.key_path()}) : une autre sera faite, et un poste qui a la première "
        "ne reconnaîtra pas cette personne si un fichier la ramène. Remettez d’abord la clé à sa place, si vous l’avez."
    )


def forget(store: Store, contact: Contact, author: str) -> Erasure:
    """Take a contact out of every version, and have imports refuse the person. It cannot be undone."""
    persons = _find_rows(store, contact)
    shared_emails = _list_emails_of_others(store, persons)
    marks = contact_marks.make_marks(map(vars, persons), store.find_forgotten, shared_emails)
    target = _make_target(persons, marks)
    store.preview_erasing(target)  # what would be refused is, before anything is changed
    comments.forget_in_comments(store, persons)  # first: a person who is forgotten is not looked for again
    return store.erase(target, author)


def count_later_comments(store: Store, contact: Contact) -> int:
    """The comments that name a contact who is forgotten already: written since."""
    return comments.count_naming(store, [contact])


def forget_later_comments(store: Store, contact: Contact) -> None:
    """Take a contact who is forgotten already out of the comments written since. It cannot be undone."""
    comments.forget_in_comments(store, [contact])


def describe_comments(number: int) -> str:
    """What is said of comments of reviews that name the person; empty where none does."""
    if not number:
        return ""
    whose = (
        "Un commentaire du Bilan la nomme" if number == 1 else f"{number} commentaires du Bilan la nomment"
    )
    return f"{whose}, aujourd’hui ou avant : son nom, son adresse et son numéro en sont retirés aussi, le reste du texte est gardé."


def describe_later_comments(number: int) -> str:
    """The same of comments written since the person was forgotten: what she was reached by is not known any more."""
    whose = (
        "Un commentaire du Bilan écrit depuis la nomme"
        if number == 1
        else f"{number} commentaires du Bilan écrits depuis la nomment"
    )
    return (
        f"{whose} : son nom en est retiré, le reste du texte est gardé. Son adresse et son numéro ne sont plus connus : relisez ces "
        "commentaires, s’ils en donnent."
    )


def find_notes_naming(store: Store, persons: Sequence[Contact]) -> list[Note]:
    """Notes of any version that name a person: any word of the name on the same organisation, the full name or the address elsewhere."""
    return [
        Note(**row)
        for row, _ in rows.read_all_versions(store, notes.TABLE)
        if any(names_person(row["text"], {row["organisation_id"]}, person) for person in persons)
    ]


def find_steps_naming(store: Store, persons: Sequence[Contact]) -> list[NextStep]:
    """The same of next steps, on all that concerns the organisation: what is to be done, or who sees to it."""
    steps = [NextStep(**row) for row, _ in rows.read_all_versions(store, next_steps.TABLE)]
    concerned = next_steps.find_organisations(store, {step.about for step in steps})
    return [
        step
        for step in steps
        if any(
            names_person(f"{step.text} {step.owner or ''}", concerned[step.about], person)
            for person in persons
        )
    ]


def _find_rows(store: Store, contact: Contact) -> list[Contact]:
    """Every row of any version that is of this person at this organisation, the newest first.

    The same name, however it is spelled; or one like it, which nobody there bears today, with the same address or number: the
    name was corrected since.
    """
    known = [Contact(**row) for row, _ in rows.read_all_versions(store, contacts.TABLE)]
    there = [each for each in known if each.organisation_id == contact.organisation_id]
    same_name = [each for each in there if each.identity == contact.identity]
    if not same_name:
        raise Refused(
            "Aucune version ne connaît ce contact dans cette organisation. Vérifiez le nom et l’identifiant."
        )
    in_place = {each.identity for each in contacts.read_contacts(store, store.current())}
    earlier = [
        each
        for each in there
        if each.identity not in in_place | {contact.identity} and _is_like_one(each, same_name)
    ]
    return [*same_name, *earlier]


def _is_like_one(other: Contact, persons: Sequence[Contact]) -> bool:
    """Whether a contact is reached as one of some persons are, and has nearly the same name, or a word of it in the address."""
    return any(
        bool(_list_means(other) & _list_means(person))
        and (bool(nearest(other.name, [person.name], 1, RESEMBLANCE)) or _has_address_of(other, person))
        for person in persons
    )


def _has_address_of(other: Contact, person: Contact) -> bool:
    email = spell_email(person.email)
    return (
        bool(email)
        and spell_email(other.email) == email
        and is_in_address(person.name, email)
        and is_in_address(other.name, email)
    )


def _list_emails_of_others(store: Store, persons: Sequence[Contact]) -> set[str]:
    """The addresses that anybody else has or had, anywhere."""
    names = {spell_name(each.name) for each in persons}
    known = [Contact(**row) for row, _ in rows.read_all_versions(store, contacts.TABLE)]
    return {spell_email(each.email) for each in known if spell_name(each.name) not in names} - {""}


def _makes_another_key(store: Store) -> bool:
    """Whether there is no key at hand where persons, in surveys or forgotten, are hidden by one."""
    if pseudonyms.has_key():
        return False
    respondents = rows.read_rows(store, store.current(), "survey_respondents")
    signs = pseudonyms.list_key_signs(row["respondent_id"] for row in respondents)
    return bool(signs) or contact_marks.count_keys(store.find_forgotten) > 0


def _list_means(contact: Contact) -> set[str]:
    """How a contact is reached, written in one way."""
    email = spell_email(contact.email)
    digits = list_digits(contact.telephone or "")
    return {each for each in (email, digits) if each}


def _find_elsewhere(store: Store, persons: Sequence[Contact]) -> tuple[Contact, ...]:
    names = {spell_name(each.name) for each in persons}
    here = persons[0].organisation_id
    return tuple(
        each
        for each in contacts.read_contacts(store, store.current())
        if each.organisation_id != here and (spell_name(each.name) in names or _is_like_one(each, persons))
    )


def _make_target(persons: Sequence[Contact], marks: set[str] | None = None) -> Target:
    organisation_id, names = persons[0].organisation_id, [each.name for each in persons]

    def leaves(table: pa.Table) -> pa.Array:
        return pc.and_(
            pc.equal(table["organisation_id"], organisation_id),
            pc.is_in(table["name"], value_set=pa.array(names, pa.string())),
        )

    return Target(rows={contacts.TABLE: leaves}, marks=marks or ())
