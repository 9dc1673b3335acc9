"""Numbers that somebody typed, where the rule of an audience might have hidden or bounded them: to be read again before a public has
them.

Seen: digits of any script, whatever stands beside them (`52 %`, `3/4`, `½`, `2e`); numbers in words from « deux » on, with their plurals,
ordinals and collectives (« douze », « une centaine », « un tiers », « la moitié », « un membre sur deux », « un couple »); all, none and alone (« tous »,
« chaque membre », « aucune », « pas une », « à l’unanimité », « un seul », « personne », « sauf une »), which tell of 100 %, of 0 and of one. Signs that hide within a word are gone before it is
read, and bold within a number is no obstacle.

Not seen: years that stand by themselves (2019, 2016-2018, « en 2019, nous avons ») and dates (12 mai); the number that begins a line of a list (« 1. D’abord »)
how many things the text itself is about to say (« trois leçons »), how long in words (« trois ans après ») and « le dixième le plus … »; « un » and « une » alone, which are articles; words that compare without counting
(« la plupart », « une majorité », « peu »); misspelt words; numbers in another language, or drawn. Numbers that a comment takes from a
figure are not typed: they pass the rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from dse.review.commentary import insertion

AROUND = 40  # letters of an excerpt on either side of a number
_COUNTS = """deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante cinquante
    soixante septante huitante octante nonante cent mille million milliard zero moitie tiers quart demi double triple quadruple dizaine
    couple paire duo trio douzaine quinzaine vingtaine trentaine quarantaine cinquantaine soixantaine centaine millier"""
_WHOLES = "tous toutes totalite chacun chacune aucun aucune nul nulle personne unanime unanimite unanimement seul seule sauf hormis excepte exception"
_WORDS = {
    form for word in f"{_COUNTS} {_WHOLES}".split() for form in (word, f"{word}s", f"{word}e", f"{word}es")
}
_PEOPLE = "(?:membre|adherente?|organisation|association|structure|ong|collectivite|collectif|repondante?|personne|partenaire|acteur)"
# All, none and one in several words, of which no word tells it alone.
_PHRASES = re.compile(
    rf"\btout le monde\b|\b(?:toute?|chaque|unique) {_PEOPLE}\b|\bl.unique\b|\bpas une?(?= {_PEOPLE}\b| des? | n\W|[.,;!)]|$)"
)
# What is a noun there, and what counts the parts of the text.
_NO_NUMBERS = re.compile(
    r"\b(?:personnes|(?:une|la|cette|en) personne)\b"
    r"|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix) (?:grande?s )?(?:lecons|enseignements|constats|pistes|axes|enjeux|defis|volets|priorites|chantiers|raisons|propositions|recommandations|orientations|etapes)\b"
    r"|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|dix-huit|vingt) (?:ans|annees|mois|semaines|jours|triennaux)\b"
    r"|\bdixieme le plus\b"
)
_ORDINAL = re.compile(
    "(?:deux|trois|quatr|cinqu|six|sept|huit|neuv|dix|onz|douz|treiz|quatorz|quinz|seiz|vingt|trent|(?:quar|cinqu|soix)ant|cent|mill)iemes?"
)
_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_AFTER_YEAR = "a|au|aux|avec|avait|avaient|c|ce|ces|cette|comme|dans|de|des|donc|du|elle|elles|en|est|et|etait|etaient|il|ils|l|la|le|les|mais|nos|notre|nous|on|ont|ou|par|pour|puis|que|qui|sa|sans|se|ses|son|sont|sous|sur|y"
_DATE = re.compile(
    rf"(?:1er|(?<![0-9])(?:0?[1-9]|[12][0-9]|3[01])) (?:{_MONTHS})\b"
    rf"|\b(?:19|20)[0-9]{{2}} ?[-–] ?(?:19|20)[0-9]{{2}}\b(?! ?[%€])"
    r"|\b(?:en|fin|debut|mi|courant|annees?)[ -](?:19|20)[0-9]{2}\b(?! ?[%€]| sur [0-9])"
    rf"|\b(?:19|20)[0-9]{{2}}\b(?! ?[%€]| sur [0-9])(?! (?!(?:{_AFTER_YEAR})\b)[^\W\d])"
)
_WORD = re.compile(r"\w+")
_SIGN_AFTER = re.compile(r"\s?[%€]")


@dataclass(frozen=True)
class TypedNumbers:
    """Numbers typed near one another, as they were, and the words around them."""

    numbers: tuple[str, ...]
    excerpt: str


def find_typed_numbers(text: str) -> list[TypedNumbers]:
    """The numbers typed in a comment, in order; those near one another share an excerpt."""
    return [found for line in insertion.list_typed_lines(text) for found in _group_by_excerpt(line)]


def _group_by_excerpt(line: str) -> Iterator[TypedNumbers]:
    spans: list[tuple[int, int, list[str]]] = []
    for start, end in _find_numbers(line):
        sign = _SIGN_AFTER.match(line, end)
        number = line[start : sign.end() if sign else end]
        start, end = _extend(line, start, end)
        if spans and start <= spans[-1][1]:
            first, _, numbers = spans[-1]
            spans[-1] = first, end, [*numbers, number]
        else:
            spans.append((start, end, [number]))
    for start, end, numbers in spans:
        excerpt = f"{'…' if start else ''}{line[start:end].strip()}{'…' if end < len(line) else ''}"
        yield TypedNumbers(tuple(dict.fromkeys(numbers)), excerpt)


def _find_numbers(line: str) -> list[tuple[int, int]]:
    plain = "".join(map(_simplify, line))
    others = [match.span() for pattern in (_DATE, _NO_NUMBERS) for match in pattern.finditer(plain)]
    words = [match.span() for match in _WORD.finditer(plain) if _is_number(match[0])]
    counted = [
        span for span in words if not any(start <= span[0] and span[1] <= end for start, end in others)
    ]
    return sorted([*counted, *(match.span() for match in _PHRASES.finditer(plain))])


def _is_number(word: str) -> bool:
    return any(map(str.isnumeric, word)) or word in _WORDS or _ORDINAL.fullmatch(word) is not None


def _simplify(letter: str) -> str:
    """One small letter without its accent, so that places stay; spaces of every width are one."""
    if letter.isspace():
        return " "
    small = unicodedata.normalize("NFD", letter)[0].lower()
    return small if len(small) == 1 else letter


def _extend(line: str, start: int, end: int) -> tuple[int, int]:
    """A place with what stands around it, up to whole words."""
    first, last = max(0, start - AROUND), min(len(line), end + AROUND)
    if first:
        first = line.find(" ", first, start) + 1 or start
    if last < len(line):
        last = max(line.rfind(" ", end, last), end)
    return first, last
