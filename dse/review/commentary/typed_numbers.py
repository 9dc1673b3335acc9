"""Numbers that somebody typed, where the rule of an audience might have hidden or bounded them: to be read again before a public has
them.

Seen: digits of any script, whatever stands beside them (`52 %`, `3/4`, `½`, `2e`); numbers in words from « deux » on, with their plurals,
ordinals and collectives (« douze », « une centaine », « un tiers », « la moitié », « un membre sur deux », « un couple »); all, none and alone (« tous »,
« chaque membre », « aucune », « pas une », « à l’unanimité », « un seul », « personne », « sauf une »), which tell of 100 %, of 0 and of one. Signs that hide within a word are gone before it is
read, and bold within a number is no obstacle.

Not seen: years that stand by themselves (2019, 2016-2018, « en 2019, nous avons ») and dates (12 mai); the number that begins a line of a list (« 1. D’abord »)
how many parts the text itself has, or reasons, or ideas (« trois points à retenir », « deux causes », « aucun doute »): before a noun of `_PLAIN`, which nobody counts in answers; « aux seuls membres », which says
for whom and not how many; how long in words (« trois ans après », « un quart d’heure ») and « le dixième le plus … »; « un » and « une » alone, which are articles; words that compare without counting
(« la plupart », « une majorité », « peu »); misspelt words; numbers in another language, or drawn; what the document prints beside the text (`printed_numbers.py`). Numbers that a comment takes from a
figure are not typed: they pass the rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dse.review.commentary import insertion
from dse.review.commentary.printed_numbers import PrintedNumbers, simplify

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
# Nouns that no answer, no member and no accompaniment is counted by, whatever number stands before them.
_PLAIN = """actualites? ambitions? ambiguites? analyses? angles? annexes? arguments? aspects? atouts? axes? bilans? causes? chantiers? chapitres?
    choix choses? conclusions? conditions? confusions? consequences? constats? contradictions? contraintes? criteres? decisions? defis? demarches? 
    dimensions? directions? documents? donnees? doutes? ecueils? elements? engagements? enjeux? enquetes? enseignements? erreurs? esprits? etapes? evidences? evolutions? exemples? explications?
    facteurs? facons? figures? formes? garanties? graphiques? hasards? hypotheses? idees? illusions? incidences? inconnues? interets? interpretations? intuitions?
    lacunes? lecons? lectures? leviers? lignes? limites? logiques? manieres? messages? methodes? motifs? moyens mots? moments? niveaux nouveautes? nuances? objectifs?
    objections? opportunites? options? orientations? ouvertures? pages? paradoxes? paragraphes? parties? paris? peines? periodes? perspectives? phases? phenomenes? pistes? plans? precautions?
    preoccupations? priorites? problemes? progres propositions? questions? rangs? raisons? recommandations? reculs? registres? regrets? remarques? reserves? risques?
    ruptures? scenarios? sens signaux sortes? sources? strategies? sujets? surprises? tableaux temps tendances? tensions? themes? titres? tournants? traits? transformations? triennaux triennal
    urgences? usages? variations? versants? vigilances? volets? voies?"""
_PLAIN_NOUN = rf"(?:{'|'.join(_PLAIN.split())}|points? (?:a [a-z]+(?:er|ir|re)|cles?|d.attention|de vigilance|importants?|forts?|faibles?))\b"
_BEFORE_PLAIN = r"(?:(?:les|ces|ses|nos|vos|leurs|autres?|grande?s?|premier(?:e?s)?|principa(?:les?|ux)|bonnes?|nouve(?:lles|aux)|vraie?s?|petite?s?|fortes?) ){0,2}"
# What is a noun there, and what counts the parts of the text.
_NO_NUMBERS = re.compile(
    r"\b(?:personnes|(?:une|la|cette|en) personne)\b"
    rf"|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|double|triple|quadruple|deuxieme|troisieme|quatrieme|cinquieme|aucune?|nulle?|tous|toutes|seule?s?) {_BEFORE_PLAIN}{_PLAIN_NOUN}"
    r"|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|dix-huit|vingt) (?:ans|annees|mois|semaines|jours|triennaux)\b"
    r"|\b(?:tous les (?:ans|mois|jours)|toutes les semaines|quarts? (?:d.heure|de siecle)|demi-(?:journees?|heures?)|nulle part|(?:aux|des) seule?s(?= [^\W\d]))\b"
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


def find_typed_numbers(text: str, printed: Sequence[PrintedNumbers] = ()) -> list[TypedNumbers]:
    """The numbers typed in a comment, in order, but for those that a figure prints beside it; those near one another share an excerpt."""
    return [found for line in insertion.list_typed_lines(text) for found in _group_by_excerpt(line, printed)]


def _group_by_excerpt(line: str, printed: Sequence[PrintedNumbers]) -> Iterator[TypedNumbers]:
    spans: list[tuple[int, int, list[str]]] = []
    for start, end in _find_numbers(line):
        if any(beside.have(line, start, end) for beside in printed):
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
