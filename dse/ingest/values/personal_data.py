"""What in a free text probably designates a person: a question before anything is kept, and never quoted."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from dse import paths
from dse.ingest.files.dictionary_column import match_texts
from dse.ingest.issues import CellIssue
from dse.ingest.registry import QUESTION, cells, check
from dse.ingest.spelling import words
from schemas.columns import Column

_KINDS = {
    # At most 64 signs before the @ (RFC 5321): without a bound, a long word is read again from each of its letters.
    "adresse électronique": r"[\w.+'’-]{1,64}\s?(?:@|(?i:\(at\)|\[at\]))\s?[\w-]+(?:\.[\w-]+)+",
    "numéro de téléphone": r"(?<![\w.,/+-])(?:(?:\+33|0033)[ .]?(?:\(0\)[ .]?)?|0)[1-9](?:[ .\-\u00a0\u202f]?[0-9]{2}){4}(?![\w/-])"
    r"|(?<![\w.,/+-])(?:\+|00)[1-9][0-9]{0,2}(?:[ .\-()\u00a0\u202f]{0,2}[0-9]){7,11}(?![\w/-])",
    "numéro de sécurité sociale": r"(?<![\w/-])[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]) ?(?:2[AB]|[0-9]{2}) ?[0-9]{3} ?[0-9]{3}(?: ?[0-9]{2})?(?![\w/-])",
    "compte bancaire": r"(?<!\w)[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)",
}
NAME = "nom d’une personne"
# A bank account or a social security number holds what could be a telephone: the longest first.
_IN_ORDER = ("adresse électronique", "compte bancaire", "numéro de sécurité sociale", "numéro de téléphone")
_IDENTIFIERS = {kind: re.compile(pattern) for kind, pattern in _KINDS.items()}
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'-]+"
_AFTER_TITLE = re.compile(
    rf"\b(?:M\.|MM\.|Mr\.?|Mmes?|Mlles?|Dr\.?|Pr\.?|Monsieur|Madame|Mademoiselle) (?:{_CAPITAL}|[A-Z]\.)(?: {_CAPITAL})*"
)
# Two words in capitals of which the first may be a given name, « Jean-Pierre Fictif », « Awa Fictive »; each word may begin one.
# « Khadija Foundation » and « Saïda District » are no surnames.
_PLACES = "Association|Camp|District|Fondation|Foundation|Province|Society"
_PAIR = re.compile(rf"(?<![\w’'-])(?=(({_CAPITAL}) (?:(?:ben|ould|el|al) )?(?!(?:{_PLACES})\b){_CAPITAL}))")
# What bears the name of a person is no person: « Hôpital du Dr Fictif », « École primaire Jean Moulin ».
_BEARERS = re.compile(
    r"\b(?:association|amphith[eé][aâ]tre|avenue|b[aâ]timent|biblioth[eè]que|boulevard|camp|campus|centre|cit[eé]|clinique|coll[eè]ge"
    r"|commune|cr[eè]che|dispensaire|district|[eé]cole|espace|festival|fondation|foyer|gymnase|h[oô]pital|institut|lyc[eé]e"
    r"|maison|m[eé]diath[eè]que|mosqu[eé]e|mus[eé]e|parc|place|pont|prix|quai|quartier|rue|salle|square|stade|th[eé][aâ]tre"
    r"|universit[eé]|village|sainte?)"
    r"(?: (?:primaire|maternelle|[eé]l[eé]mentaire|social|sociale|culturel|culturelle|hospitalier|m[eé]dical|municipal|municipale"
    r"|national|nationale|public|publique|priv[eé]e?))*(?: de| du)? $",
    re.IGNORECASE,
)

# A cell that is nothing but a name, where prose would say more: « C. Durand », « camille.durand ».
_INITIAL = re.compile(r"(?:[^\W\d_]\.[ -]?)+[^\W\d_][\w’'-]+|[^\W\d_][\w’'-]+,? (?:[^\W\d_]\.[ -]?)+")
_ACCOUNT = re.compile(r"[^\W\d_][\w-]*(?:\.[^\W\d_][\w-]*)+")
_MOST_NAMES = 4

# Patterns of RE2 found in every text in which an identifier, or a name, is, and in few others: the rest need not be read.
_IDENTIFIER_CLUE = r"@|(?i:\(at\)|\[at\])|[0-9](?:[^0-9]{0,2}[0-9]){7}|[A-Z]{2}[0-9]{2}"
_NAME_CLUE = (
    r"(?:M\.|MM\.|Mr\.?|Mmes?|Mlles?|Dr\.?|Pr\.?|Monsieur|Madame|Mademoiselle) "
    r"|[A-ZÀ-ÖØ-Þ][^ ]+ (?:(?:ben|ould|el|al) )?[A-ZÀ-ÖØ-Þ]"
)


def must_name_nobody(column: Column) -> bool:
    """Whether anything may be written in a column, and its schema has no place for persons there."""
    return column.is_free_text and not column.names_persons


def find_personal_data(text: str, organisations: Iterable[str] = ()) -> list[str]:
    """Kinds of personal data in a text, in French. `organisations` are names that are no person's."""
    kinds = _find_identifiers(text)
    return [*kinds, NAME] if names_somebody(text, organisations) else kinds


def find_in_texts(texts: Sequence[str], organisations: Iterable[str] = ()) -> list[list[str]]:
    """The same of each of many texts."""
    kinds: list[list[str]] = [[] for _ in texts]
    for index, text in _select(texts, _IDENTIFIER_CLUE):
        kinds[index] += _find_identifiers(text)
    for index, text in _select(texts, _NAME_CLUE):
        kinds[index] += [NAME] if names_somebody(text, organisations) else []
    return kinds


def _select(texts: Sequence[str], pattern: str) -> Iterator[tuple[int, str]]:
    return (
        (index, text)
        for index, (text, matches) in enumerate(zip(texts, match_texts(texts, pattern), strict=True))
        if matches
    )


def _find_identifiers(text: str) -> list[str]:
    return [kind for kind, pattern in _IDENTIFIERS.items() if pattern.search(text)]


def remove_identifiers(text: str, sign: str) -> tuple[str, list[str]]:
    """A text with a sign where an address or a number designated a person, and the kinds of these, in French. Names stay."""
    kinds = []
    for kind in _IN_ORDER:
        text, count = _IDENTIFIERS[kind].subn(sign, text)
        kinds += [kind] if count else []
    return text, kinds


def names_somebody(text: str, organisations: Iterable[str] = ()) -> bool:
    """Whether a person seems to be named in a text. `organisations` are names that are no person's."""
    persons = [name for start, name in _find_names(text) if not _BEARERS.search(text[:start])]
    others = list(organisations) if persons else []
    return any(not any(person in name for name in others) for person in persons)


def is_person_name(text: str) -> bool:
    """Whether a whole cell is the name of a person, in either order and in any case, or an account made of it."""
    name = text.strip()
    parts = re.findall(r"[^\W\d_][\w’'-]*", name)
    if _INITIAL.fullmatch(name) or _ACCOUNT.fullmatch(name):
        return True
    return len(parts) <= _MOST_NAMES and not _names_a_thing(parts) and any(map(_is_given_name, parts))


def _names_a_thing(parts: Sequence[str]) -> bool:
    return any(_BEARERS.fullmatch(f"{part} ") or re.fullmatch(_PLACES, part, re.IGNORECASE) for part in parts)


def _find_names(text: str) -> Iterator[tuple[int, str]]:
    """Position and name of what seems a person: after a title such as Mme, or a common given name and a capitalised word."""
    yield from ((match.start(), match[0]) for match in _AFTER_TITLE.finditer(text))
    yield from ((match.start(), match[1]) for match in _PAIR.finditer(text) if _is_given_name(match[2]))


def _is_given_name(text: str) -> bool:
    return words(text.split("-")[0]) in _given_names()


@cache
def _given_names() -> frozenset[str]:
    with (paths.DATA / "given_names.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return frozenset(words(row["given_name"]) for row in rows)


@check(
    "IMP-510",
    level=QUESTION,
    title="Donnée personnelle probable",
    explanation=(
        "Un texte libre contient ce qui ressemble à un nom de personne, une adresse électronique, un numéro ou un compte. Le "
        "tableau de bord ne doit désigner personne, et ce texte serait gardé."
    ),
    advice="Retirez-la du fichier ; ne confirmez que si la personne n’y est pas reconnaissable.",
    trips=cells("accompagnements", {"Intitulé": "Étude suivie par camille@exemple.org"}),
    passes=cells("accompagnements", {"Intitulé": "Étude suivie par l’équipe"}),
)
def describe_personal_data(reason: str, advice: str) -> CellIssue:
    """A free text in which a person is probably named or can be reached."""
    return CellIssue(reason, advice)


def personal_data_issue(kinds: Iterable[str]) -> CellIssue:
    """The question about a cell in which these kinds of personal data are."""
    reason = f"Donnée personnelle probable ({', '.join(kinds)}), qui serait gardée telle quelle."
    advice = "Retirez-la du fichier ; ne confirmez que si cette personne n’y est pas reconnaissable."
    return describe_personal_data(reason, advice)
