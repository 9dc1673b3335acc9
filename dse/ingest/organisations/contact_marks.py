"""How a contact who was forgotten is recognised in a file that brings them back: by keyed hashes, and nothing readable.

A contact is one name at one organisation, whatever its case, accents and punctuation. An address that nobody else ever had
stands for the person too, so that another spelling of the name does not bring them back: by itself where it has a word of the
name in it, else beside such a word, since a mailbox may pass to a successor.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from dse.errors import Refused
from dse.ingest import pseudonyms
from dse.ingest.spelling import words

TABLE = "contacts"
SHORTEST_WORD = 3  # letters of a word by which a name is recognised
CIVILITIES = {"madame", "mademoiselle", "mme", "mlle", "monsieur"}
# Says, in clear, that contacts were forgotten by so many keys, and with the sign of a key by which: nothing about whom.
_FIRST_KEY, _LATER_KEY, _BY_KEY = "contact", "contact|{number}", "contact|{sign}"

Row = dict[str, Any]
Forgotten = Callable[[Collection[str]], set[str]]


def spell_name(name: str) -> str:
    """A name for comparison."""
    return words(name)


def spell_email(email: str | None) -> str:
    """An address for comparison; empty for none."""
    return (email or "").casefold().strip()


def list_name_words(name: str) -> list[str]:
    """The words of a name by which a person is recognised."""
    return [
        word for word in spell_name(name).split() if len(word) >= SHORTEST_WORD and word not in CIVILITIES
    ]


def is_in_address(name: str, email: str | None) -> bool:
    """Whether an address has a word of a name in it, as no mailbox of an organisation has."""
    mailbox = words(spell_email(email).partition("@")[0])
    return any(word in mailbox for word in list_name_words(name))


def make_marks(contacts: Iterable[Row], find: Forgotten, shared_emails: Collection[str] = ()) -> set[str]:
    """What stands for contacts who are forgotten: to be kept, hashed once more, by the store.

    `shared_emails`, spelled for comparison, are those that others have or had.
    """
    secret = pseudonyms.load_key()
    marks = {_BY_KEY.format(sign=pseudonyms.sign_of_key(secret))}
    if not find(marks):
        marks.add(_number_key(count_keys(find) + 1))
    for contact in contacts:
        marks.add(_mark_name(secret, contact))
        email = spell_email(contact["email"])
        if email and email not in shared_emails:
            marks |= _mark_words(secret, contact)
            marks |= {_mark_address(secret, email)} if is_in_address(contact["name"], email) else set()
    return marks


def find_forgotten(contacts: Sequence[Row], find: Forgotten) -> list[int]:
    """Which of some contacts were forgotten by the key at hand. Of those forgotten by another, see `is_key_missing`."""
    if not contacts or not pseudonyms.has_key() or not count_keys(find):
        return []
    secret = pseudonyms.load_key()
    marks = [_identify(secret, contact) for contact in contacts]
    forgotten = find(set().union(*marks))
    return [index for index, own in enumerate(marks) if own & forgotten]


def is_key_missing(find: Forgotten) -> bool:
    """Whether contacts were forgotten by a key that is not the one at hand: these cannot be recognised."""
    number = count_keys(find)
    has_one = bool(
        number
        and pseudonyms.has_key()
        and find({_BY_KEY.format(sign=pseudonyms.sign_of_key(pseudonyms.load_key()))})
    )
    return number > has_one


def count_keys(find: Forgotten) -> int:
    """By how many keys contacts were forgotten."""
    number = 0
    while find({_number_key(number + 1)}):
        number += 1
    return number


def require_not_forgotten(contacts: Sequence[Row], find: Forgotten) -> None:
    """Refuse contacts who asked to be forgotten, without naming them."""
    if find_forgotten(contacts, find):
        raise Refused(
            "Un de ces contacts a demandé à être oublié : il ne peut pas être enregistré de nouveau. Retirez-le, puis recommencez."
        )


def _number_key(number: int) -> str:
    return _FIRST_KEY if number == 1 else _LATER_KEY.format(number=number)


def _identify(secret: bytes, contact: Row) -> set[str]:
    """Every mark by which a contact may be recognised."""
    marks = {_mark_name(secret, contact)}
    if email := spell_email(contact["email"]):
        marks |= {_mark_address(secret, email), *_mark_words(secret, contact)}
    return marks


def _mark_name(secret: bytes, contact: Row) -> str:
    label = f"contact|{contact['organisation_id']}"
    return pseudonyms.make_pseudonym(secret, label, spell_name(contact["name"] or ""))


def _mark_address(secret: bytes, email: str) -> str:
    return pseudonyms.make_pseudonym(secret, "contact", email)


def _mark_words(secret: bytes, contact: Row) -> set[str]:
    email = spell_email(contact["email"])
    return {
        pseudonyms.make_pseudonym(secret, "contact|mot", f"{email}|{word}")
        for word in list_name_words(contact["name"] or "")
    }
