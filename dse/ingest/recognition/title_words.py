"""The words of titles: which of them tell something, and when two titles say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from dse.ingest.spelling import LONGEST_COMPARED, words
from dse.ingest.values.suggestions import SMALL_WORDS

# Words that only say of what kind the values are, which is looked at.
NAME_WORDS = frozenset({"nom"})
LIST_WORDS = frozenset({"type", "categorie", "libelle", "code"})
IDENTIFIER_WORDS = frozenset({"code", "id", "identifiant", "numero", "no", "n", "ref", "reference"})
VALUE_WORDS = frozenset({"date", "jour", "nombre", "nb", "montant", "eur", "euros"})
QUALIFIERS = frozenset({"usuel", "officiel", "complet", "exact", "represente", "concerne", "reseau"})
SMALL = SMALL_WORDS | {"a", "au", "aux", "en", "pour", "par"}
ORGANISATION_WORDS = frozenset(
    {"organisation", "structure", "association", "organisme", "adherent", "membre"}
)
# Words of what a line leads to or of another measure: the country of a project is not that of the organisation, its budget not its staff.
_OTHERS = (
    "bailleur banque budget chiffre compte consultant contact cotisation directeur directrice facture financeur naissance nationalite "
    "partenaire personne postal president presidente referent referente responsable"
)
OTHERS = frozenset(re.findall("[a-z]+", _OTHERS))
WORK_WORDS = frozenset({"action", "intervention", "projet"})  # of an organisation; a support is about them
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])")


@lru_cache(maxsize=4096)
def list_words(text: str) -> tuple[str, ...]:
    if len(text) > LONGEST_COMPARED:
        return ()
    all_words = tuple(word for word in words(_CAMEL.sub(" ", text)).split() if word not in SMALL)
    return tuple(word for word in all_words if stem(word) not in _QUALIFIER_STEMS) or all_words


@lru_cache(maxsize=4096)
def stem(text: str) -> str:
    """A word without the mark of the plural or of the feminine, where it is long enough."""
    return re.sub(r"(?:(?<=el)le|ee|e)?[sx]?$", "", text) if len(text) > 3 else text


_QUALIFIER_STEMS = frozenset(map(stem, QUALIFIERS))


def are_same(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether the words are the same, or the same once joined: « Co-financement »."""
    return set(one) == set(other) or "".join(sorted(one)) == "".join(sorted(other))
