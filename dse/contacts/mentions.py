"""Whether a text names a contact, and the same text without the name."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from dse.contacts.contacts import Contact
from dse.ingest.organisations.contact_marks import SHORTEST_WORD, spell_email, spell_name
from dse.ingest.spelling import words

PHONE_DIGITS = 9  # the last ones: the same number with its zero and with +33
NAME, EMAIL, PHONE = "(nom effacé)", "(adresse effacée)", "(numéro effacé)"
_WORD = re.compile(r"[^\W_]+")
_BETWEEN_DIGITS = r"[\s.()/-]{0,3}"


def list_digits(text: str) -> str:
    """The digits by which a number is known; empty where it has too few."""
    digits = "".join(sign for sign in text if sign.isdigit())[-PHONE_DIGITS:]
    return digits if len(digits) == PHONE_DIGITS else ""


def names_person(text: str, organisation_ids: Collection[str], person: Contact) -> bool:
    """Whether a text has the full name, the address or the number of a person, or a word of the name where it is about one of these
    organisations."""
    spelled, name = f" {words(text)} ", spell_name(person.name)
    if f" {name} " in spelled:
        return True
    email = spell_email(person.email)
    number = list_digits(person.telephone or "")
    if (email and email in text.casefold()) or (number and number in "".join(filter(str.isdigit, text))):
        return True
    parts = [part for part in name.split() if len(part) >= SHORTEST_WORD]
    return person.organisation_id in organisation_ids and any(f" {part} " in spelled for part in parts)


def redact(text: str, persons: Sequence[Contact]) -> str:
    """A text without the full names, the addresses and the numbers of persons; all else stays."""
    for person in persons:
        if email := spell_email(person.email):
            text = re.sub(re.escape(email), EMAIL, text, flags=re.IGNORECASE)
        if digits := list_digits(person.telephone or ""):
            number = _BETWEEN_DIGITS.join(digits)
            text = re.sub(rf"(?:(?:\+?33|0){_BETWEEN_DIGITS})*{number}", PHONE, text)
        text = _redact_name(text, spell_name(person.name).split())
    return text


def _redact_name(text: str, name: Sequence[str]) -> str:
    spans = [match.span() for match in _WORD.finditer(text)]
    spelled = [words(text[start:end]) for start, end in spans]
    for first in reversed(range(len(spans) - len(name) + 1)):
        if name and spelled[first : first + len(name)] == list(name):
            text = text[: spans[first][0]] + NAME + text[spans[first + len(name) - 1][1] :]
    return text
