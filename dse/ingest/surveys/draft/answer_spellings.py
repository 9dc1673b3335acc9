"""One answer typed in several ways, as « Non », « non » and « Non. »: answers that only their case, accents and punctuation tell apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache

from dse.ingest.spelling import canonical, words_and_signs
from dse.ingest.surveys.reading import missing_answers

_MOST = 100  # distinct answers of a column, up to which it may be a list; more are texts
_ENDS = " .,;:!"
_JOINS = ";|,"  # signs between several answers of a cell
_JOINED = re.compile(r"([;|,])")


def merge_spellings(counts: Mapping[str, int]) -> Counter[str]:
    """Answers with how often each comes, under its most frequent spelling."""
    if len(counts) > _MOST:
        return Counter(counts)
    return Counter(
        {spellings[0]: sum(map(counts.__getitem__, spellings)) for spellings in group_spellings(counts)}
    )


def group_spellings(counts: Mapping[str, int], spell: Callable[[str], str] | None = None) -> list[list[str]]:
    """Spellings of each answer, the most frequent first. `spell` is what all of one answer have in common."""
    spellings_by_answer: dict[str, list[str]] = {}
    for text in counts:
        spellings_by_answer.setdefault((spell or _spell)(text), []).append(text)
    return [
        sorted(spellings, key=counts.__getitem__, reverse=True) for spellings in spellings_by_answer.values()
    ]


@lru_cache(maxsize=65536)  # a column is cut in several ways, and looked at twice
def _spell(text: str) -> str:
    """A text without its punctuation, which numbers keep, as does what says that there is no answer."""
    plain = canonical(text)
    if missing_answers.find_reason(text) or missing_answers.find_possible_reason(text):
        return plain
    if not any(sign.isdigit() for sign in plain):
        return (
            "".join(part if part in _JOINS else words_and_signs(part) for part in _JOINED.split(plain))
            or plain
        )
    return plain.strip(_ENDS) if any(sign.isalpha() for sign in plain) else plain
