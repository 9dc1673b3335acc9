"""When two spellings are one name of organisation, and which known organisations a name resembles.

`plain` decides: what it makes the same is matched. `nearest` only ranks what a person is then asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from dse.ingest.spelling import canonical, words
from dse.ingest.values import resemblance
from dse.ingest.values.departments import NAMES

_ARTICLE = re.compile(r"^(?:le|la|les|l) (?=.)")
_INITIALS = re.compile(r"\b([a-z]) (?=[a-z]\b)")
_NUMBERED = re.compile(r"\b(c[dg])(?=[0-9])")  # « CD44 »
_SAINT = re.compile(r"\bst\b")

# Words of a name that say the same: first as people shorten them, then as they are compared.
_SAME = (
    (r"conseil regional|cr|region", "region"),
    (r"conseil (?:departemental|general)|cd|cg|dept|dpt|departement", "departement"),
    (r"ville|commune|mairie|municipalite", "ville"),
    (r"com com|comcom|cc|communaute de communes", "communaute communes"),
    (r"agglo|ca|communaute d agglomeration", "communaute agglomeration"),
    (r"univ|fac|universite", "universite"),
    (r"fede|fed|federation", "federation"),
    (r"fdt|fond|fondation", "fondation"),
    (r"coll|collectif", "collectif"),
    (r"coord|coordination", "coordination"),
    (r"cie|compagnie", "compagnie"),
    (r"coop|cooperative", "cooperative"),
    (r"dev|dvpt|dvt|developpement", "developpement"),
)
_SHORTENED = tuple((re.compile(rf"\b(?:{spellings})\b"), standard) for spellings, standard in _SAME)
_FORMS_OF_BODY = ("association", "assoc", "asso", "ass", "ong", "loi", "1901")
_LITTLE = (
    *("a", "au", "aux", "avec", "d", "de", "des", "du", "en", "et"),
    *("l", "la", "le", "les", "par", "pour", "sur"),
)
_SAY_NOTHING = frozenset((*_FORMS_OF_BODY, *_LITTLE))
_SAME_INITIALS = 0.9


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """A name as it is matched: no case, accents, punctuation or first article; « & » is « et », « St » is « Saint »."""
    text_plain = words(canonical(text).replace("&", " et "))
    text_plain = _SAINT.sub("saint", _INITIALS.sub(r"\1", text_plain))
    return _ARTICLE.sub("", text_plain)


@dataclass(frozen=True)
class NameIndex:
    """Spellings of known organisations, and those that have the same initials."""

    index: resemblance.SpellingIndex
    initials: Mapping[str, frozenset[str]]


def index_names(spelled: Iterable[tuple[str, str]]) -> NameIndex:
    """What `nearest` searches: pairs of a spelling and the identifier of its organisation."""
    pairs = list(dict.fromkeys(spelled))
    initials: dict[str, set[str]] = defaultdict(set)
    for text, owner in pairs:
        for letters in list_initials(text):
            initials[letters].add(owner)
    owners_by_initials = {letters: frozenset(owners) for letters, owners in initials.items()}
    return NameIndex(resemblance.index_spellings(pairs, list_telling_words), owners_by_initials)


def nearest(text: str, among: NameIndex, count: int = 5, least: float = 0.0) -> list[str]:
    """The organisations whose spellings a name resembles most, best first; none that it resembles less than `least`."""
    scored = resemblance.score_spellings(text, among.index)
    for owner in among.initials.get(plain(text).replace(" ", ""), ()):
        scored[owner] = max(_SAME_INITIALS, scored.get(owner, 0.0))
    return resemblance.rank_owners({owner: score for owner, score in scored.items() if score >= least})[
        :count
    ]


@lru_cache(maxsize=65536)
def list_telling_words(text: str) -> tuple[str, ...]:
    """The words of a name that tell something; all of them where none does."""
    name = _NUMBERED.sub(r"\1 ", plain(text))
    for shortened, same in _SHORTENED:
        name = shortened.sub(same, name)
    every = name.split()
    if "departement" in every:
        every = [part for word in every for part in plain(NAMES.get(word.zfill(2), word)).split()]
    return tuple([word for word in every if word not in _SAY_NOTHING] or every)


def list_initials(text: str) -> set[str]:
    """First letters of all words, and of those that tell something, where there are two at least."""
    every = plain(text).split()
    initials = ["".join(word[0] for word in part) for part in (every, list_telling_words(text))]
    return {letters for letters in initials if len(letters) > 1}
