"""Entries by the words of their lines, rare words counting most, and the search among them.

The score of a line is the cosine of its words and those of the query, each weighted by how rare it is (G. Salton and C. Buckley,
« Term-weighting approaches in automatic text retrieval », 1988), so that a line which says all of the query and nothing else has 1.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from heapq import nlargest
from typing import NamedTuple

from dse.search.entries import Entry
from dse.search.vocabulary import Vocabulary

Words = Callable[[str], Sequence[str]]
OTHER_LINES = 0.2  # of what the lines of an entry score beside its best
LEAST_SCORE = 0.2
LEAST_OF_BEST = 0.45  # of the best score, under which a hit is noise


class Hit(NamedTuple):
    """An entry that a query found."""

    score: float
    entry: Entry


class Index:
    """Entries to search. `words` gives those of a line and of a query."""

    def __init__(self, entries: Iterable[Entry], words: Words) -> None:
        self.entries = tuple(entries)
        self._words = words
        self._lines = [(owner, line) for owner, entry in enumerate(self.entries) for line in entry.lines]
        words_of_lines = [dict.fromkeys(words(line.text)) for _, line in self._lines]
        counts = Counter(word for line_words in words_of_lines for word in line_words)
        self._rarity = {word: math.log(1 + len(self._lines) / count) for word, count in counts.items()}
        self._most_rare = math.log(1 + len(self._lines))
        self._norms = [self._measure(map(self._rarity.__getitem__, each)) for each in words_of_lines]
        self._positions: dict[str, list[int]] = defaultdict(list)
        for position, line_words in enumerate(words_of_lines):
            for word in line_words:
                self._positions[word].append(position)
        self._vocabulary = Vocabulary(counts)

    @staticmethod
    def _measure(rarities: Iterable[float]) -> float:
        return math.sqrt(sum(rarity**2 for rarity in rarities))

    def find(self, query: str, count: int) -> list[Hit]:
        """The entries that answer a query best; equals in the order of the entries."""
        best: dict[int, float] = defaultdict(float)
        sums: dict[int, float] = defaultdict(float)
        for position, score in self._score_lines(query).items():
            owner, line = self._lines[position]
            weighted = line.weight * score
            sums[owner] += weighted
            best[owner] = max(weighted, best[owner])
        scores = (
            (most + OTHER_LINES * (min(1.0, sums[owner]) - most), -owner) for owner, most in best.items()
        )
        return [
            Hit(score, self.entries[-owner])
            for score, owner in nlargest(count, scores)
            if score >= LEAST_SCORE
        ]

    def _score_lines(self, query: str) -> dict[int, float]:
        common: dict[int, float] = defaultdict(float)
        rarities = []
        for typed in dict.fromkeys(self._words(query)):
            matches = self._vocabulary.match(typed)
            rarity = self._rarity[max(matches, key=matches.__getitem__)] if matches else self._most_rare
            rarities.append(rarity)
            best: dict[int, float] = {}
            for word, quality in matches.items():
                weight = quality * rarity * self._rarity[word]
                for position in self._positions[word]:
                    best[position] = max(weight, best.get(position, 0.0))
            for position, weight in best.items():
                common[position] += weight
        norm = self._measure(rarities)
        return {position: weight / (norm * self._norms[position]) for position, weight in common.items()}


def find(query: str, indexes: Iterable[Index], count: int) -> list[Entry]:
    """The best entries of several indexes, of equals those of the first; none that hardly answers beside the best."""
    hits = sorted((hit for index in indexes for hit in index.find(query, count)), key=lambda hit: -hit.score)
    least = LEAST_OF_BEST * hits[0].score if hits else 0.0
    return [hit.entry for hit in hits[:count] if hit.score >= least]
