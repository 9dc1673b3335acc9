"""Free texts without what designates a person: addresses, numbers, and the name of who wrote them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dse.ingest.spelling import canonical
from dse.ingest.values import personal_data

REMOVED = "[retiré]"
LINK = "lien"
# More than a telephone has to be: any long number may be told in an answer. A day, with its hour or not, is none.
_TELEPHONE = re.compile(
    r"(?<![\w.,/-])(?![0-9]{4}-[0-9]{2}-[0-9]{2}\b|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}\b)(?:\+|00)?[0-9](?:[ .\-/()\u00a0\u202f]{0,2}[0-9]){8,13}(?![\w/-])"
)
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_TELEPHONE_KIND = "numéro de téléphone"
_SHORTEST_NAME = 3  # letters; « de » and « la » are no names


def redact_identifiers(text: str, names: Sequence[str] = ()) -> tuple[str, list[str]]:
    """A free text without addresses, numbers or `names`, and the kinds of what was removed, in French.

    Links are named and stay.
    """
    text, kinds = personal_data.remove_identifiers(text, REMOVED)
    text, count = _TELEPHONE.subn(REMOVED, text)
    if count and _TELEPHONE_KIND not in kinds:
        kinds.append(_TELEPHONE_KIND)
    if _LINK.search(text):
        kinds.append(LINK)
    cut = _without_names(text, names)
    return (cut, [*kinds, "nom de la personne"]) if cut != text else (text, kinds)


def may_designate(text: str) -> bool:
    """Whether what was written in a cell may designate a person: it is shown nowhere."""
    return (
        bool(redact_identifiers(text)[1])
        or personal_data.names_somebody(text)
        or personal_data.is_person_name(text)
    )


def _without_names(text: str, names: Sequence[str]) -> str:
    """The text without the words of its author's own name, which begin with a capital: « claire » may be a word."""
    parts = {
        canonical(part)
        for name in names
        for part in re.split(r"[\s,;]+", name)
        if len(part) >= _SHORTEST_NAME
    }
    if not parts:
        return text
    return re.sub(r"\w+(?:[-'’]\w+)*", lambda match: _redact_name(match[0], parts), text)


def _redact_name(name: str, parts: set[str]) -> str:
    return REMOVED if name[0].isupper() and canonical(name) in parts else name
