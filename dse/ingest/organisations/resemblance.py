"""Which of many known spellings a text resembles most, by the groups of three letters of its words, the rare ones first."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

FAR = 0.3  # resemblance under which a spelling is no candidate

Words = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Known:
    """Known spellings by the pieces of their words, which `words` finds in a text.

    `owners` is what each spelling leads to, `sizes` the weight of all its pieces, `weights` that of a piece: the rarer,
    the more it tells.
    """

    owners: tuple[str, ...]
    sizes: tuple[float, ...]
    places: Mapping[str, tuple[int, ...]]
    weights: Mapping[str, float]
    words: Words


def known(spelled: Iterable[tuple[str, str]], words: Words) -> Known:
    """What is searched: pairs of a spelling and what it leads to."""
    pairs = list(dict.fromkeys(spelled))
    pieces = [_pieces(words(text)) for text, _ in pairs]
    counts = Counter(piece for each in pieces for piece in each)
    weights = {piece: (1 + math.log((1 + len(pairs)) / count)) ** 2 for piece, count in counts.items()}
    places: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(pieces):
        for piece in each:
            places[piece].append(place)
    return Known(
        owners=tuple(owner for _, owner in pairs),
        sizes=tuple(sum(weights[piece] for piece in each) for each in pieces),
        places={piece: tuple(found) for piece, found in places.items()},
        weights=weights,
        words=words,
    )


def scores(text: str, among: Known) -> dict[str, float]:
    """What a text resembles, and how much, from 0 to 1; nothing that it hardly does."""
    best: dict[str, float] = {}
    for place, score in _resembling(_pieces(among.words(text)), among):
        if score >= FAR:
            owner = among.owners[place]
            best[owner] = max(score, best.get(owner, 0.0))
    return best


def ranked(scored: Mapping[str, float]) -> list[str]:
    """The best first; the order of the alphabet decides between equals."""
    return sorted(scored, key=lambda owner: (-scored[owner], owner))


def _resembling(pieces: frozenset[str], among: Known) -> Iterator[tuple[int, float]]:
    """Place of each spelling that shares something, and how much of both it is."""
    rarest = max(among.weights.values(), default=1.0)
    size = sum(among.weights.get(piece, rarest) for piece in pieces)
    shared: dict[int, float] = defaultdict(float)
    for piece in sorted(pieces):
        for place in among.places.get(piece, ()):
            shared[place] += among.weights[piece]
    for place, common in shared.items():
        both = common / math.sqrt(size * among.sizes[place])
        one = common / min(size, among.sizes[place])  # one may say more than the other
        yield place, 0.7 * both + 0.3 * one


def _pieces(words: Sequence[str]) -> frozenset[str]:
    padded = [f" {word} " for word in words]
    return frozenset(word[start : start + 3] for word in padded for start in range(len(word) - 2))
