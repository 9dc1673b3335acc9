"""The words of a text as they are compared, and the words that the team adds to figures, pages and helps (data/search_words.csv)."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from dse import paths
from dse.ingest import spelling
from dse.ingest.organisations import name_comparison

# Words of a question that tell nothing of what is asked.
_QUESTION_WORDS = """a au aux avec c ce ces cette d dans de des du elle elles en est et eux fait il ils j je l la le les leur leurs m ma me mes n
ne nos notre nous on ont ou par pas plus pour qu que quel quelle quelles quels s sa se ses son sont sur t tous tout toute toutes un
une vos votre vous y"""
_LITTLE = frozenset(_QUESTION_WORDS.split())


def list_words(text: str) -> tuple[str, ...]:
    """The words of a text that tell something; all of them where none does."""
    every = spelling.words(text).split()
    return tuple([word for word in every if word not in _LITTLE] or every)


def list_words_of_name(text: str) -> tuple[str, ...]:
    """The words of a name that tell something, as organisations are compared; digits are one number, however they are spaced."""
    digits = "".join(text.split())
    return (digits,) if digits.isdigit() else name_comparison.list_telling_words(text)


@cache
def load_synonyms() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """By kind and target, what people say for it."""
    synonyms: dict[tuple[str, str], tuple[str, ...]] = defaultdict(tuple)
    with (paths.DATA / "search_words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            phrases = (phrase.strip() for phrase in row["words"].split(";"))
            synonyms[row["kind"], row["target"]] += tuple(filter(None, phrases))
    return synonyms
