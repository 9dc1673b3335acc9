"""Words by which people, survey tools and statistics programs say that there is no answer, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dse.ingest.spelling import canonical, words
from dse.ingest.surveys.tools.survey_tool import SurveyTool

NO_ANSWER, UNKNOWN, NOT_CONCERNED, NOT_ASKED = "SR", "NSP", "NC", "NP"

_WORDS = {
    NO_ANSWER: (
        "Sans réponse",
        "Pas de réponse",
        "Aucune réponse",
        "Non réponse",
        "Ne souhaite pas répondre",
        "Je ne souhaite pas répondre",
        "Préfère ne pas répondre",
        "Je préfère ne pas répondre",
        "Ne souhaite pas se prononcer",
        "SR",
        "No answer",
        "Non renseigné",
        "Non renseignée",
        "Non répondu",
        "Ne répond pas",
    ),
    UNKNOWN: (
        "Ne sait pas",
        "Ne sais pas",
        "Je ne sais pas",
        "Ne sait pas encore",
        "NSP",
        "NSPP",
        "Ne se prononce pas",
        "Ne sait pas / ne se prononce pas",
        "Je ne me prononce pas",
        "NSP / NC",
        "Sans opinion",
        "Sans avis",
        "Pas d’avis",
        "Je n’ai pas d’avis",
        "Don’t know",
        "I don’t know",
        "Je ne sais pas encore",
    ),
    NOT_CONCERNED: (
        "Non concerné",
        "Non concernée",
        "Non concerné·e",
        "Non concerné(e)",
        "Pas concerné",
        "Pas concernée",
        "Pas concerné·e",
        "Pas concerné(e)",
        "Je ne suis pas concerné",
        "Je ne suis pas concerné(e)",
        "NC",
        "N/C",
        "Sans objet",
        "Non applicable",
        "Not applicable",
    ),
    NOT_ASKED: ("Non posée", "Question non posée", "NP"),
}
_NO_ORGANISATION = (
    "Aucun",
    "Aucune",
    "Aucune organisation",
    "Aucune structure",
    "Pas d’organisation",
    "Pas de structure",
    "Sans",
    "Sans organisation",
    "Sans structure",
    "Hors réseau",
    "Hors du réseau",
    "Néant",
    "RAS",
    "Rien",
    "À titre individuel",
    "À titre personnel",
)
_REASONS = {words(text): reason for reason, texts in _WORDS.items() for text in texts}
# A tool may write this where a question was not shown; elsewhere people write it for « non concerné ».
NOT_SHOWN = "N/A"


# What may be an answer as well: a person is asked.
_PERHAPS = {
    words(text): reason
    for reason, texts in {
        UNKNOWN: (
            "Ne connais pas",
            "Je ne connais pas",
            "Ne connaît pas",
            "Connais pas",
            "Pas connu",
            "Je n’ai pas d’opinion",
            "Aucune idée",
        ),
        NOT_CONCERNED: ("Pas d’usage", "Je n’utilise pas", "Non utilisé", "S.O."),
    }.items()
    for text in texts
}
_ABSENT_TEXTS = {
    NO_ANSWER: (
        *("NA", "<NA>", "NaN", "#N/A", "NULL", "n.a.", "n.a", "n. a.", "n.d.", "n.d", "ND", "NR", "N.R."),
        *("-", "--", "—", "–", ".", "...", "_", "/", "//", "(vide)", "vide", "missing"),
        *("#REF!", "#VALEUR!", "#VALUE!", "#NOM?", "#NAME?", "#DIV/0!"),
    ),
    UNKNOWN: ("?", "??", "inconnu"),
    NOT_CONCERNED: ("s.o.", "s.o", "s/o", "so"),
}
_REASONS_BY_TEXT = {canonical(text): reason for reason, texts in _ABSENT_TEXTS.items() for text in texts}
_NO_ORGANISATION_WORDS = frozenset(map(words, _NO_ORGANISATION))
_PLUS, _MINUS = re.compile(r"\++"), re.compile(r"[-–—−]+")
_COUNTRY_CODE = re.compile(r"[A-Z]{2}")


def find_possible_reason(text: str) -> str | None:
    """Why a cell may say that there is no answer, where it may also be one."""
    return _PERHAPS.get(words(text)) if text else None


def find_reason(text: str) -> str | None:
    """Why a cell says that there is no answer, by its words; None for an answer."""
    return _REASONS.get(words(text)) if text else None


def names_no_organisation(text: str) -> bool:
    """Whether a cell in the column of organisations says that there is none, or that there is no answer."""
    return bool(
        words(text) in _NO_ORGANISATION_WORDS
        or find_reason(text)
        or canonical(text) in _REASONS_BY_TEXT
        or canonical(text) == canonical(NOT_SHOWN)
    )


def find_reason_in_text(text: str) -> str | None:
    """Why a cell of free text says nothing; there, « N/A » that no form declares is somebody's « non concerné », and a stroke no text."""
    if _MINUS.fullmatch(canonical(text)):
        return NO_ANSWER
    return NOT_CONCERNED if canonical(text) == canonical(NOT_SHOWN) else find_reason(text)


def declared_reasons(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Cells that a form declares to mean no answer, in canonical spelling, with the reason."""
    return {canonical(text): reason for text, reason in pairs}


@dataclass(frozen=True)
class AbsentText:
    """A text that means no answer: the reason that is supposed, and how many cells of how many columns hold it.

    `is_sure`: the tool says so itself.
    """

    text: str
    reason: str
    cells: int
    columns: int
    is_sure: bool = False


def find_absent_texts(
    counts_by_column: Sequence[Mapping[str, int]], tool: SurveyTool
) -> tuple[AbsentText, ...]:
    """Texts of a file that are no answer, the most frequent first."""
    reasons = dict(_REASONS_BY_TEXT)
    reasons[canonical(NOT_SHOWN)] = NOT_ASKED if tool.not_applicable_is_not_asked else NOT_CONCERNED
    cells: Counter[str] = Counter()
    columns: Counter[str] = Counter()
    texts: dict[str, str] = {}
    if any(map(_are_signs, counts_by_column)):
        reasons = {plain: reason for plain, reason in reasons.items() if not _MINUS.fullmatch(plain)}
    for counts in counts_by_column:
        for text, count in counts.items():
            plain = canonical(text)
            if plain in reasons and not _is_code(text, counts):
                texts.setdefault(plain, text)
                cells[plain] += count
                columns[plain] += 1
    return tuple(
        AbsentText(
            texts[plain],
            reasons[plain],
            count,
            columns[plain],
            is_sure=reasons[plain] == NOT_ASKED,
        )
        for plain, count in cells.most_common()
    )


def _are_signs(texts: Iterable[str]) -> bool:
    """Whether answers are signs from minus to plus, as « -- », « - », « + », « ++ »: a stroke is one of them."""
    signs = set(map(canonical, texts))
    return any(map(_PLUS.fullmatch, signs)) and any(map(_MINUS.fullmatch, signs))


def _is_code(text: str, counts: Mapping[str, int]) -> bool:
    """Whether a text stands among other codes of two letters: NA is Namibia there."""
    others = [other for other in counts if other != text]
    codes = [other for other in others if _COUNTRY_CODE.fullmatch(other)]
    return bool(_COUNTRY_CODE.fullmatch(text)) and len(codes) > 1 and 2 * len(codes) > len(others)
