"""Which of many spellings a text resembles most, by the groups of three letters of its words; rare groups count most."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

LEAST_SCORE = 0.3  # resemblance under which a spelling is no candidate

Words = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class SpellingIndex:
    """Spellings by the trigrams of their words, which `words` finds in a text.

    `owners` is what each spelling leads to, `sizes` the weight of all its trigrams, `positions` the spellings that have a
    trigram, `weights` how much a trigram counts: the rarer, the more.
    """

    owners: tuple[str, ...]
    sizes: tuple[float, ...]
    positions: Mapping[str, tuple[int, ...]]
    weights: Mapping[str, float]
    words: Words


def index_spellings(spellings: Iterable[tuple[str, str]], words: Words) -> SpellingIndex:
    """An index to search, from pairs of a spelling and what it leads to."""
    pairs = list(dict.fromkeys(spellings))
    trigram_sets = [_trigrams(words(text)) for text, _ in pairs]
    counts = Counter(trigram for trigrams in trigram_sets for trigram in trigrams)
    weights = {trigram: (1 + math.log((1 + len(pairs)) / count)) ** 2 for trigram, count in counts.items()}
    positions: dict[str, list[int]] = defaultdict(list)
    for position, trigrams in enumerate(trigram_sets):
        for trigram in trigrams:
            positions[trigram].append(position)
    return SpellingIndex(
        owners=tuple(owner for _, owner in pairs),
        sizes=tuple(sum(weights[trigram] for trigram in trigrams) for trigrams in trigram_sets),
        positions={trigram: tuple(indexes) for trigram, indexes in positions.items()},
        weights=weights,
        words=words,
    )


def score_spellings(text: str, index: SpellingIndex) -> dict[str, float]:
    """What a text resembles, and how much, from LEAST_SCORE to 1."""
    best: dict[str, float] = {}
    for position, score in _compare(_trigrams(index.words(text)), index):
        if score >= LEAST_SCORE:
            owner = index.owners[position]
            best[owner] = max(score, best.get(owner, 0.0))
    return best


def rank_owners(scores: Mapping[str, float]) -> list[str]:
    """The best first; equals in the order of the alphabet."""
    return sorted(scores, key=lambda owner: (-scores[owner], owner))


def _compare(trigrams: frozenset[str], index: SpellingIndex) -> Iterator[tuple[int, float]]:
    """Position of each spelling with a common trigram, and how much of both texts is common."""
    rarest = max(index.weights.values(), default=1.0)
    size = sum(index.weights.get(trigram, rarest) for trigram in trigrams)
    shared: dict[int, float] = defaultdict(float)
    for trigram in sorted(trigrams):
        for position in index.positions.get(trigram, ()):
            shared[position] += index.weights[trigram]
    for position, common in shared.items():
        of_both = common / math.sqrt(size * index.sizes[position])
        of_shorter = common / min(size, index.sizes[position])  # one text may say more than the other
        yield position, 0.7 * of_both + 0.3 * of_shorter


def _trigrams(words: Sequence[str]) -> frozenset[str]:
    padded = [f" {word} " for word in words]
    return frozenset(word[start : start + 3] for word in padded for start in range(len(word) - 2))
