"""Which words of an index a typed word stands for: itself, one that it begins, one of the same stem, or one misspelt."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from itertools import takewhile

from dse.ingest.values import resemblance

# How much a match counts: the word itself is 1.
BEGINNING, STEM, MISSPELT = 0.85, 0.7, 0.75
SHORTEST_BEGINNING, SHORTEST_MISSPELT = 2, 4
LEAST_RESEMBLANCE = 0.45
MOST_MISSPELT = 8
# After the light stemmer of J. Savoy (JASIS 50, 1999), shortened: plurals, then what verbs and their nouns end in.
_ENDINGS = (
    *("issement", "ement", "ation", "ition", "aient", "antes", "ante", "ant", "euse", "eur", "ment"),
    *("ent", "ees", "ee", "er", "ez", "es", "is", "e", "s", "x", "u", "i"),
)
_SHORTEST_STEM = 4


def stem(word: str) -> str:
    """A word without its endings of number, gender and verb; short words as they are."""
    plural = word[:-1] if word[-1:] in ("s", "x") and len(word) > _SHORTEST_STEM else word
    for ending in _ENDINGS:
        if plural.endswith(ending) and len(plural) - len(ending) >= _SHORTEST_STEM:
            return plural[: -len(ending)]
    return plural


class Vocabulary:
    """The words of an index, sorted; its stems, and the groups of letters of its words."""

    def __init__(self, words: Iterable[str]) -> None:
        self._sorted = sorted(words)
        self._words = frozenset(self._sorted)
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        for word in self._sorted:
            self._by_stem[stem(word)].append(word)
        self._spellings = resemblance.index_spellings(
            ((word, word) for word in self._sorted), lambda word: [word]
        )

    def match(self, typed: str) -> dict[str, float]:
        """The words that a typed word stands for, and how well, up to 1; misspelt ones only where there is no other."""
        matches = dict.fromkeys(self._by_stem.get(stem(typed), ()), STEM)
        matches |= dict.fromkeys(self._list_begun(typed), BEGINNING)
        matches |= {typed: 1.0} if typed in self._words else {}
        return matches or self._list_misspelt(typed)

    def _list_begun(self, typed: str) -> Iterable[str]:
        if len(typed) < SHORTEST_BEGINNING:
            return ()
        start = bisect_left(self._sorted, typed)
        return takewhile(lambda word: word.startswith(typed), self._sorted[start:])

    def _list_misspelt(self, typed: str) -> dict[str, float]:
        if len(typed) < SHORTEST_MISSPELT or typed.isdigit():
            return {}
        scores = resemblance.score_spellings(typed, self._spellings)
        best = resemblance.rank_owners(scores)[:MOST_MISSPELT]
        return {word: MISSPELT * scores[word] for word in best if scores[word] >= LEAST_RESEMBLANCE}
