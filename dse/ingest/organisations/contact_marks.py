"""How a contact who was forgotten is recognised in a file that brings them back: by keyed hashes, and nothing readable.

A contact is one name at one organisation, whatever its case, accents and punctuation. The address stands for the person
too, so that another spelling of the name does not bring them back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from dse.errors import Refused
from dse.ingest import pseudonyms
from dse.ingest.spelling import words

TABLE = "contacts"
# Says, in clear, that contacts were forgotten, and with the sign of a key by which key: nothing about whom.
_ANY, _BY_KEY = "contact", "contact|{sign}"

Row = dict[str, Any]
Forgotten = Callable[[Collection[str]], set[str]]


def spell_name(name: str) -> str:
    """A name for comparison."""
    return words(name)


def make_marks(contacts: Iterable[Row]) -> set[str]:
    """What stands for contacts who are forgotten: to be kept, hashed once more, by the store."""
    secret = pseudonyms.load_key()
    marks = {_ANY, _BY_KEY.format(sign=pseudonyms.sign_of_key(secret))}
    return marks.union(*(_identify(secret, contact) for contact in contacts))


def find_forgotten(contacts: Sequence[Row], find: Forgotten) -> list[int]:
    """Which of some contacts were forgotten. None where the key at hand is not the one by which they were: see `is_key_missing`."""
    if not contacts or not pseudonyms.has_key() or not find({_ANY}):
        return []
    secret = pseudonyms.load_key()
    marks = [_identify(secret, contact) for contact in contacts]
    forgotten = find(set().union(*marks))
    return [index for index, own in enumerate(marks) if own & forgotten]


def is_key_missing(find: Forgotten) -> bool:
    """Whether contacts were forgotten by a key that is not the one at hand: nobody can be recognised."""
    if not find({_ANY}):
        return False
    return not (
        pseudonyms.has_key() and find({_BY_KEY.format(sign=pseudonyms.sign_of_key(pseudonyms.load_key()))})
    )


def require_not_forgotten(contacts: Sequence[Row], find: Forgotten) -> None:
    """Refuse contacts who asked to be forgotten, without naming them."""
    if find_forgotten(contacts, find):
        raise Refused(
            "Un de ces contacts a demandé à être oublié : il ne peut pas être enregistré de nouveau. Retirez-le, puis recommencez."
        )


def _identify(secret: bytes, contact: Row) -> set[str]:
    """The marks of one contact: its name at its organisation, and its address."""
    name, email = contact["name"] or "", contact["email"] or ""
    label = f"contact|{contact['organisation_id']}"
    marks = {pseudonyms.make_pseudonym(secret, label, spell_name(name))}
    return marks | ({pseudonyms.make_pseudonym(secret, "contact", email)} if email.strip() else set())
