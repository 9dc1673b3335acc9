"""How near two wordings of survey questions are: the same, the same but for how somebody is addressed, or alike."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from dse.ingest.forms.survey_definitions import Question
from dse.ingest.spelling import canonical, words

_PART = re.compile(r"(.*\S)\s*\[([^\[\]]+)\]")
_CODED = re.compile(r"([A-Za-z]\w*)((?:\[[^\]]+\]){0,2})(?:\.\s+(\S.*))?")
_NUMBERED = re.compile(r"(?:(?:question|q)\s*)?[0-9]{1,3}\s*[.):/-]\s*(?=\D)", re.IGNORECASE)
# Words whose change asks nothing else; « pas », « leur » or « avant » do.
_ARTICLES = frozenset(
    ["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "un", "une"]
)
_ADDRESS = {
    "tu": "vous",
    "te": "vous",
    "t": "vous",
    "toi": "vous",
    "ton": "vos",
    "ta": "vos",
    "tes": "vos",
    "votre": "vos",
}
_ENDING = re.compile(r"(?:eraient|erait|eriez|erez|iez|ees|ent|ez|er|ee|es|e|s|x)$")
_SHORTEST_STEM = 3


def list_wordings(question: Question) -> Iterator[str]:
    """Every text that may be the wording of a question, its own first, those of its titles without a code."""
    if question.wording:
        yield question.wording
    yield from map(_strip_code, question.columns)
    for _, spellings in question.option_columns:
        yield from (_PART.sub(r"\1", _strip_code(text)) for text in spellings)


def title_code(title: str) -> str:
    """The code that a title begins with or is made of, after its groups; empty where it is a wording."""
    match = _CODED.fullmatch(title if " " in title else title.rpartition("/")[2])
    return canonical(f"{match[1]}{match[2]}") if match else ""


def _strip_code(title: str) -> str:
    match = _CODED.fullmatch(title)
    return match[3] if match and match[3] else title


def normalise_wording(text: str) -> str:
    """A wording without the number before it, its case, accents and punctuation."""
    return words(_NUMBERED.sub("", text))


def list_contents(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of a wording and of its line that tell what is asked, without their endings."""
    return tuple(
        tuple(
            _stem(_ADDRESS.get(token, token))
            for token in normalise_wording(part).split()
            if token not in _ARTICLES
        )
        for part in _split_part(text)
    )


def _stem(token: str) -> str:
    stem = _ENDING.sub("", token)
    return stem if len(stem) >= _SHORTEST_STEM else token


def measure_resemblance(one: str, other: str) -> float:
    """How near two wordings are, from 0 to 1; of lines of a grid, the less near of the question and of the line."""
    pairs = zip(_split_part(one), _split_part(other), strict=True)
    return min(
        difflib.SequenceMatcher(None, normalise_wording(mine), normalise_wording(theirs)).ratio()
        for mine, theirs in pairs
    )


def read_part(title: str) -> str:
    """What stands in brackets at the end of a title; empty where nothing does."""
    return _split_part(title)[1]


def _split_part(text: str) -> tuple[str, str]:
    match = _PART.fullmatch(text)
    return (match[1], match[2]) if match else (text, "")
