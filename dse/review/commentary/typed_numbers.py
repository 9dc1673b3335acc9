"""Numbers that somebody typed, where the rule of an audience might have hidden or bounded them: to be read again before a public has
them.

Seen: digits of any script, whatever stands beside them (`52 %`, `3/4`, `½`, `2e`); numbers in words from « deux » on, with their plurals,
ordinals and collectives (« douze », « une centaine », « un tiers », « la moitié », « un membre sur deux », « un couple »); all, none and alone (« tous »,
« chaque membre », « aucune », « pas une », « à l’unanimité », « un seul », « personne », « sauf une »), which tell of 100 %, of 0 and of one. Signs that hide within a word are gone before it is
read, and bold within a number is no obstacle.

Not seen: years that stand by themselves (2019, 2016-2018, « en 2019, nous avons ») and dates (12 mai); the number that begins a line of a
list (« 1. D’abord »); how many parts the text itself has (« trois points à retenir », « deux causes »): a number in words before a noun of `_PLAIN`, which
counts no answer, or after « ces » before one of `_NAMED_BEFORE` and a sign; « aucun doute » that nobody expressed; « aux seuls membres », which says for whom and not how many; « seuls » before digits, which are seen; how long in words (« trois ans
après », « un quart d’heure ») and « le dixième le plus … »; « un » and « une » alone, which are articles; words that compare without counting (« la
plupart », « une majorité », « peu »); misspelt words; numbers in another language, or drawn; shares that may be repeated (`dse/export/dossier/printed_beside.py`).
Numbers that a comment takes from a figure are not typed: they pass the rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
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
# Nouns that count the parts of a text, or what no answer, member or accompaniment is counted by. What a respondent expresses is none.
_PLAIN = """angles? aspects? axes? causes? chapitres? constats? enjeux? enseignements? etapes? facons? figures? graphiques? hypotheses? idees? lecons?
    leviers? limites? manieres? pages? paragraphes? periodes? phases? pistes? priorites? questions? raisons? tableaux? triennaux temps volets?"""
_POINTS = (
    "points? (?:a (?:retenir|noter|souligner|suivre|discuter|approfondir)|cles?|d.attention|de vigilance)"
)
_PLAIN_NOUN = rf"(?:{'|'.join(_PLAIN.split())}|{_POINTS})\b"
_BEFORE_PLAIN = (
    "(?:(?:les|ces|ses|nos|vos|leurs|autres?|grande?s?|premier(?:e?s)?|principa(?:les?|ux)|bonnes?|nouve(?:lles|aux)|vraie?s?|petite?s?"
    "|fortes?) ){0,2}"
)
# What a text may have named before it says « ces deux », where nothing is said of it after that: « ces deux chantiers d’accompagnement »
# and « ces deux chantiers sont terminés » may count what a rule hides.
_NAMED_BEFORE = "(?:chantiers|defis|facteurs|tendances)(?= ?[.,;!?])"
_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_TO_TEN = "deux|trois|quatre|cinq|six|sept|huit|neuf|dix"
# What is a noun there, and what counts the parts of the text.
_NO_NUMBERS = re.compile(
    r"\b(?:personnes|(?:une|la|cette|en) personne)\b"
    rf"|\bces (?:{_TO_TEN}) {_NAMED_BEFORE}"
    rf"|\b(?:{_TO_TEN}|double|triple|quadruple|deuxieme|troisieme|quatrieme|cinquieme|aucune?|nulle?|tous|toutes|seule?s?) "
    rf"{_BEFORE_PLAIN}{_PLAIN_NOUN}"
    r"|\baucun doute(?= ?(?:[.,;:!]|que\b|$))"
    rf"|\b(?:{_TO_TEN}|douze|dix-huit|vingt) (?:ans|annees|mois|semaines|jours|triennaux)\b"
    r"|\b(?:tous les (?:ans|mois|jours)|toutes les semaines|quarts? (?:d.heure|de siecle)|demi-(?:journees?|heures?)|nulle part)\b"
    r"|\b(?:aux|des) seule?s(?= [^\W\d])"
    rf"|\bseule?s? (?!(?:19|20)\d\d\b|\d{{1,2}}(?:er)? (?:{_MONTHS})\b)(?=\d)"
    r"|\bdixieme le plus\b"
)
_ORDINAL = re.compile(
    "(?:deux|trois|quatr|cinqu|six|sept|huit|neuv|dix|onz|douz|treiz|quatorz|quinz|seiz|vingt|trent|(?:quar|cinqu|soix)ant|cent|mill)iemes?"
)
_AFTER_YEAR = "a|au|aux|avec|avait|avaient|c|ce|ces|cette|comme|dans|de|des|donc|du|elle|elles|en|est|et|etait|etaient|il|ils|l|la|le|les|mais|nos|notre|nous|on|ont|ou|par|pour|puis|que|qui|sa|sans|se|ses|son|sont|sous|sur|y"
_DATE = re.compile(
    rf"(?:1er|(?<![0-9])(?:0?[1-9]|[12][0-9]|3[01])) (?:{_MONTHS})\b"
    rf"|\b(?:19|20)[0-9]{{2}} ?[-–] ?(?:19|20)[0-9]{{2}}\b(?! ?[%€])"
    r"|\b(?:en|fin|debut|mi|courant|annees?)[ -](?:19|20)[0-9]{2}\b(?! ?[%€]| sur [0-9])"
    rf"|\b(?:19|20)[0-9]{{2}}\b(?! ?[%€]| sur [0-9])(?! (?!(?:{_AFTER_YEAR})\b)[^\W\d])"
)
# `1 829` and `181,5` are one number each.
_WORD = re.compile(r"(?<!\w)\d{1,3}(?: \d{3})+(?:,\d+)?(?!\w)|\d+,\d+\w*|\w+")
_SIGN_AFTER = re.compile(r"\s?[%€]")
_UNITS = {"pour cent": "%", "points": "point"}  # as they are compared
_DIGITS = r"\d+(?: \d{3}\b)*(?:,\d+)?"
_SHARE = re.compile(
    rf"(?<![\d,.])({_DIGITS}) ?(%|pour cent\b|points?\b)(?: ?((?:ou|au) (?:plus|moins)|environ)\b)?"
)
# What bounds a share, right before it.
_BOUND = re.compile(
    rf"(?:\b(?:(?:au|le|du) (?:moins|plus)|(?:plus|moins|pres) d[eu]s?|environ|entre|jusqu.a|(?:{_DIGITS}|%|points?) ?(?:a|et|ou))|[<>≤≥~≈±+−–-]) ?$"
)


@dataclass(frozen=True)
class TypedNumbers:
    """Numbers typed near one another, as they were, and the words around them."""

    numbers: tuple[str, ...]
    excerpt: str


def find_typed_numbers(text: str, excused: Collection[str] = ()) -> list[TypedNumbers]:
    """The numbers typed in a comment, in order, but for shares that are `excused`; those near one another share an excerpt."""
    return [found for line in insertion.list_typed_lines(text) for found in _group_by_excerpt(line, excused)]


def list_shares(line: str) -> list[str]:
    """The shares and points that stand in digits in a line, each with what bounds it: `42 %`, `au moins 90 %`, `+ 34 point`."""
    return [share for _, share in _find_shares(line)]


def simplify(line: str) -> str:
    """A line in small letters without accents, so that places stay; spaces of every width are one."""
    return "".join(map(_simplify_letter, line))


def _simplify_letter(letter: str) -> str:
    if letter.isspace():
        return " "
    small = unicodedata.normalize("NFD", letter)[0].lower()
    return small if len(small) == 1 else letter


def _find_shares(line: str) -> Iterator[tuple[tuple[int, int], str]]:
    plain = simplify(line)
    for match in _SHARE.finditer(plain):
        before, (number, unit, after) = _BOUND.search(plain[: match.start()]), match.groups()
        bound = before[0].strip() if before else ""
        yield match.span(), " ".join(filter(None, (bound, number, _UNITS.get(unit, unit), after)))


def _group_by_excerpt(line: str, excused: Collection[str]) -> Iterator[TypedNumbers]:
    spans: list[tuple[int, int, list[str]]] = []
    repeated = [place for place, share in _find_shares(line) if share in excused]
    for start, end in _find_numbers(line):
        if any(first <= start and end <= last for first, last in repeated):
            continue
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
    plain = simplify(line)
    others = [match.span() for pattern in (_DATE, _NO_NUMBERS) for match in pattern.finditer(plain)]
    words = [match.span() for match in _WORD.finditer(plain) if _is_number(match[0])]
    counted = [
        span for span in words if not any(start <= span[0] and span[1] <= end for start, end in others)
    ]
    return sorted([*counted, *(match.span() for match in _PHRASES.finditer(plain))])


def _is_number(word: str) -> bool:
    return any(map(str.isnumeric, word)) or word in _WORDS or _ORDINAL.fullmatch(word) is not None


def _extend(line: str, start: int, end: int) -> tuple[int, int]:
    """A place with what stands around it, up to whole words."""
    first, last = max(0, start - AROUND), min(len(line), end + AROUND)
    if first:
        first = line.find(" ", first, start) + 1 or start
    if last < len(line):
        last = max(line.rfind(" ", end, last), end)
    return first, last
