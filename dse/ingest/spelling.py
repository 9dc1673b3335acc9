"""When two spellings are the same: headers, labels, identifiers and names as people type them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
LONGEST_COMPARED = 500  # signs of a text that may be a misspelt one
_APOSTROPHES = str.maketrans("’‘ʼ´`′", "''''''")
_BETWEEN = re.compile(r"(?<=[^\W\d_]) ?[-\u2010-\u2014'] ?(?=[^\W\d_])")
_SEPARATOR = "\x00"
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
# A space that is doubled, at an end of a text, or no plain one.
_ODD_SPACE = re.compile(r"\s\s|[^\S ]|(?:^|\x00) | (?:\x00|$)")
_SIGNS = re.compile(r"[\W_]+")
_NO_LETTER = re.compile(r"[\W_]")
# A dash that says « minus »: before a number or « de », at the start or glued to its number; elsewhere it joins words.
_MINUS = re.compile(
    r"(?:^|(?<=[(\[:;,])) ?[-\u2010-\u2015] ?(?=[0-9]|d[e'])|(?<=[^\W\d] )[-\u2010-\u2015](?=[0-9])"
)
_MEANT = ("Sm", "Sc", "So")  # kinds of signs in Unicode: of mathematics, of money, and pictures


def clean(text: str) -> str:
    """Text as it is kept: composed accents (NFC), nothing invisible, no space around."""
    if text.isascii():
        return text.strip()
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).strip()


def canonical(text: str) -> str:
    """Text for comparison: no case, accents, doubled spaces, invisible signs or kinds of apostrophe."""
    return _spell_once(text) if len(text) <= LONGEST_COMPARED else _spell(text)


def _spell(text: str) -> str:
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    folded = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text).casefold().translate(_APOSTROPHES))
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return " ".join(plain.replace("œ", "oe").replace("æ", "ae").split())


_spell_once = lru_cache(maxsize=65536)(_spell)  # not of long texts, which would fill the memory


def canonical_texts(texts: Sequence[str]) -> list[str]:
    """`canonical` of each of many texts: they are treated as one long text, which is much faster."""
    joined = _SEPARATOR.join(texts)
    if joined.count(_SEPARATOR) != len(texts) - 1:  # also where there is no text
        return [_spell(text) for text in texts]
    folded = unicodedata.normalize("NFKD", _INVISIBLE.sub("", joined).casefold().translate(_APOSTROPHES))
    plain = _NOT_ASCII.sub(lambda signs: _without_accents(signs[0]), folded)
    spellings = plain.split(_SEPARATOR)
    return [" ".join(text.split()) for text in spellings] if _ODD_SPACE.search(plain) else spellings


@lru_cache(maxsize=65536)
def _without_accents(signs: str) -> str:
    plain = "".join(sign for sign in signs if not unicodedata.combining(sign))
    return plain.replace("œ", "oe").replace("æ", "ae")


@lru_cache(maxsize=65536)
def unhyphenated(text: str) -> str:
    """A label for comparison: a hyphen or an apostrophe between two letters counts as a space; no other sign does."""
    return _BETWEEN.sub(" ", canonical(text))


def words(text: str) -> str:
    """A name for comparison: its words, without punctuation either."""
    return _words_once(text) if len(text) <= LONGEST_COMPARED else spelling_words(canonical(text))


@lru_cache(maxsize=65536)
def _words_once(text: str) -> str:
    return spelling_words(canonical(text))


def spelling_words(spelling: str) -> str:
    """`words` of a text of which this is the spelling for comparison."""
    return _SIGNS.sub(" ", spelling).strip()


def words_and_signs(text: str) -> str:
    """A label for comparison: its words and the signs that may tell it from another, as + - < > % or an emoji."""
    return _words_and_signs_once(text) if len(text) <= LONGEST_COMPARED else _spell_with_signs(text)


def _spell_with_signs(text: str) -> str:
    plain = _MINUS.sub(" \u2212 ", canonical(text))
    return " ".join(_NO_LETTER.sub(lambda sign: _spell_sign(sign[0]), plain).split())


_words_and_signs_once = lru_cache(maxsize=65536)(_spell_with_signs)


def _spell_sign(sign: str) -> str:
    return f" {sign} " if sign == "%" or (unicodedata.category(sign) in _MEANT and sign not in "=|~") else " "


def nearest(text: str, among: Iterable[str], count: int = 3, resemblance: float = 0.5) -> list[str]:
    """The closest spellings, best first; order of `among` decides between equals. A text too long to be one has none."""
    if len(text) > LONGEST_COMPARED:
        return []
    by_words: dict[str, str] = {}
    for candidate in among:
        by_words.setdefault(words(candidate), candidate)
    matches = difflib.get_close_matches(words(text), list(by_words), n=count, cutoff=resemblance)
    return [by_words[match] for match in matches]
