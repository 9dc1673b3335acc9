"""Numbers that a figure prints beside a comment, and so may be typed there: its public reads them already.

One is the same where its unit is the same, and what bounds it (« au moins 90 % » is not « 90 % »); « un quart » is a share of about 25 %. It is not where
the sentence tells more than the figure does: of a group or of a place that the figure does not name, or whose row is hidden, nor where it says « exactement ».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from schemas import codelists

_NUMBER = r"\d+(?: \d{3}\b)*(?:,\d+)?"
_FRACTIONS = {"quart": 25.0, "tiers": 100 / 3, "moitie": 50.0, "deux tiers": 200 / 3, "trois quarts": 75.0}
_TOKEN = re.compile(rf"{_NUMBER}|(?:deux tiers|trois quarts)\b|[^\W\d_]+|\S")
_BOUND = re.compile(
    rf"(?:\b(?:au (?:moins|plus)|(?:plus|moins|pres) d[eu]s?|environ|entre|jusqu.a|(?:{_NUMBER}|%) ?(?:a|et|ou))|[<>≤≥~≈±+−-]) ?$"
)
_UNIT = re.compile(r" ?(%|pour cent\b|[^\W\d_]+)(?: (ou (?:plus|moins))\b)?")
_SENTENCE_END = re.compile(r"[.!?;…](?: |$)")
_TARGET = re.compile(r"\b(?:cibles?|objectifs?|vise\w*|viser|visait|engagements?|prevu\w*)\b")
_EXACT = re.compile(r"\b(?:exactement|precisement|tout juste)\b")
# Who may be told apart, where no capital says so.
_GROUP = re.compile(
    r"\b(?:ong|associations?|collectivites?|collectifs?|fondations?|syndicats?|federations?|entreprises?|communes?|mairies?|villes?|regions?|departements?"
    r"|partenaires?|publics?|petit\w*|grand\w*|moyen\w*|jeunes?|femmes?|hommes?|salarie\w*|benevoles?|elue?s?)\b"
)
_CAPITAL = re.compile(r"(?<=[\w,»)]) (?:[^\W\d_]['’])?([^\W\da-zà-ÿ_][^\W\d_]{2,})(?!\d)")
_NEAR_FRACTION = 2.0  # how far from a share a fraction may be that tells of it
_SHORT = 3  # letters of a word that may stand in any sentence
_SHORT_NAME = 3  # words of what names a row alone, where a longer text has words of many
Key = tuple[str, str, str]


@dataclass(frozen=True)
class PrintedNumbers:
    """What a figure prints: each number between what bounds it and its unit; the targets; the words that name who and what is told of, and those
    of its hidden rows alone."""

    keys: frozenset[Key] = frozenset()
    targets: frozenset[float] = frozenset()
    words: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def have(self, line: str, start: int, end: int) -> bool:
        """Whether the number that stands there in a line is one of these, in a sentence that tells no more."""
        plain = simplify(line)
        first, last = _find_sentence(plain, start)
        sentence = plain[first:last]
        if _EXACT.search(sentence) or not self._know_groups(line[first:last], sentence):
            return False
        place = next(match for match in _TOKEN.finditer(plain) if match.start() <= start < match.end())
        if place[0][0].isdecimal() and _read(place[0]) in self.targets and _TARGET.search(sentence):
            return True
        if (fraction := _FRACTIONS.get(place[0])) is not None:
            return any(abs(share - fraction) <= _NEAR_FRACTION for share, _ in self._list_shares())
        key = _make_key(plain, place)
        return key in self.keys or any(_is_rounded(key, *share) for share in self._list_shares())

    def _list_shares(self) -> Iterator[tuple[float, str]]:
        for bound, number, unit in self.keys:
            if not bound and number[0].isdigit() and unit in ("%", "point"):
                yield _read(number), unit

    def _know_groups(self, line: str, plain: str) -> bool:
        named = {simplify(match[1]) for match in _CAPITAL.finditer(line)}
        named |= {match[0] for match in _GROUP.finditer(plain)} | (_list_places() & set(_split(plain)))
        return {word.rstrip("sx") for word in named} <= self.words and not self.hidden & _list_words(plain)


def gather(texts: Iterable[str], targets: Iterable[float] = (), hidden: Iterable[str] = ()) -> PrintedNumbers:
    """The numbers of texts that are printed; `hidden`: what names a hidden row and no other."""
    lines = [simplify(text) for text in texts]
    keys = {_make_key(line, place) for line in lines for place in _TOKEN.finditer(line)}
    words = _list_words(*lines)
    names = [_list_words(simplify(text)) for text in hidden]
    hidden_words = {
        word
        for name in names
        for word in (name if len(name) <= _SHORT_NAME else name - words)
        if len(word) > _SHORT
    }
    return PrintedNumbers(frozenset(keys), frozenset(targets), words, frozenset(hidden_words))


def simplify(line: str) -> str:
    """A line in small letters without accents, so that places stay; spaces of every width are one."""
    return "".join(map(_simplify_letter, line))


def _simplify_letter(letter: str) -> str:
    if letter.isspace():
        return " "
    small = unicodedata.normalize("NFD", letter)[0].lower()
    return small if len(small) == 1 else letter


def _make_key(plain: str, place: re.Match[str]) -> Key:
    """What bounds a number, the number, and its unit or the noun that it counts, in the singular."""
    bound, unit = _BOUND.search(plain[: place.start()]), _UNIT.match(plain, place.end())
    word, after = (unit[1], unit[2] or "") if unit else ("", "")
    word = "%" if word == "pour cent" else word.rstrip("sx")
    return (f"{bound[0].strip() if bound else ''} {after}".strip(), place[0], word)


def _is_rounded(key: Key, share: float, unit: str) -> bool:
    """Whether a typed share is a printed one, with fewer decimals or as many."""
    bound, number, word = key
    if bound or word != unit or not number[0].isdecimal():
        return False
    decimals = len(number.partition(",")[2])
    return abs(_read(number) - share) <= 0.5 * 10**-decimals


def _read(number: str) -> float:
    return float(number.replace(" ", "").replace(",", "."))


def _find_sentence(plain: str, place: int) -> tuple[int, int]:
    ends = [match.end() for match in _SENTENCE_END.finditer(plain)]
    return max((end for end in ends if end <= place), default=0), min(
        (end for end in ends if end > place), default=len(plain)
    )


def _list_words(*lines: str) -> frozenset[str]:
    return frozenset(word.rstrip("sx") for line in lines for word in _split(line))


def _split(plain: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", plain)


@cache
def _list_places() -> frozenset[str]:
    """The words of the names of regions that are long enough to name one."""
    names = map(simplify, codelists.labels("regions").values())
    return frozenset(word for name in names for word in _split(name) if len(word) > 5)
