"""How near two wordings of survey questions are: the same, the same but for how somebody is addressed, or alike."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Container, Iterator

from dse.ingest.forms.survey_definitions import Question
from dse.ingest.spelling import canonical, words

_PART = re.compile(r"(.*\S)\s*\[([^\[\]]+)\]")
_CODED = re.compile(r"([A-Za-z]\w*)((?:\[[^\]]+\]){0,2})(?:\.\s+(\S.*))?")
_NUMBERED = re.compile(r"(?:(?:question|q)\s*)?[0-9]{1,3}\s*[.):/-]\s*(?=\D)", re.IGNORECASE)
# Words whose change asks nothing else; « pas », « leur » or « avant » do, and « à » for « de » may.
_ARTICLES = frozenset(["des", "et", "l", "la", "le", "les", "un", "une"])
_WITH_ARTICLE = {"au": "a", "aux": "a", "d": "de", "du": "de"}
_LITTLE_WORDS = _ARTICLES | {"a", "de", "en"}
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
# What only says of how many, or of whom « vous » is; a tense, a mood, the gender of a noun say more.
_AGREEMENT = re.compile(r"(?:ees|ee|ez)$")
_PLURAL = re.compile(r"[sx]$")
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
    """The words of a wording and of its line that tell what is asked, however somebody is addressed."""
    return _list_words(text, _ARTICLES, _strip_agreement)


def list_stems(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of a wording and of its line without what joins them nor any ending: the same may yet ask something else."""
    return _list_words(text, _LITTLE_WORDS, lambda token: _ENDING.sub("", token))


def _list_words(
    text: str, little_words: Container[str], strip: Callable[[str], str]
) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(_strip_long(token, strip) for token in _plain_tokens(part) if token not in little_words)
        for part in _split_part(text)
    )


def _plain_tokens(text: str) -> Iterator[str]:
    for token in normalise_wording(text).split():
        plain = _WITH_ARTICLE.get(token, token)
        yield _ADDRESS.get(plain, plain)


def _strip_long(token: str, strip: Callable[[str], str]) -> str:
    stem = strip(token)
    return stem if len(stem) >= _SHORTEST_STEM else token


def _strip_agreement(token: str) -> str:
    return _PLURAL.sub("", _AGREEMENT.sub("e", token))


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
