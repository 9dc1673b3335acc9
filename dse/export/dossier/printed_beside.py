"""Shares that a comment may repeat unasked: those that the sentence of its figure prints above it, where the comment names nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from dse.disclosure import marks
from dse.export.dossier.cells import display_rows
from dse.export.dossier.contents import Contents
from dse.review.commentary import insertion
from dse.review.commentary.typed_numbers import list_shares, simplify
from schemas import codelists

# Lists that say who or where; their words are asked about wherever the figure has not named them.
_GROUPS = (
    "actor_families",
    "colleges",
    "legal_categories",
    "regions",
    "size_bands",
    "survey_populations",
    "themes",
)
# Words that tell a group apart, or that a bound is reached, whatever follows.
_APART = re.compile(r"\b(?:aupres|chez|exactement|parmi|precisement)\b")
# Words that name nothing: they may begin a sentence, and stand in the name of a hidden question.
_EMPTY = """a ai ainsi apres au aujourd aussi autre autres aux avant avec avez bien c car ce cela celle celles celui ces cet cette ceux comme contre
    d dans de depuis des deux donc dont du e elle elles en encore enfin entre est et etaient etait ete etes etre eux globalement il ils j je l la le
    les leur leurs lui m mais meme moins n ne nos notre nous on ont ou par pas peu plus pour pourtant puis qu quand que quel quelle quelles quels qui
    quoi s sa sans se sera ses seulement si soit son sont sous sur t tres trois un une vos votre vous y"""
_EMPTY_WORDS = frozenset(_EMPTY.split())
_LETTERS = re.compile(r"[^\W\d_]+")
_OF_WHOM = re.compile(
    r"(?:%|pour cent|points?) (?:(?:de|des|du|d|l|la|les|nos|ces|ses|leurs)\b[ '’]?)+([a-z]+)"
)
_STEM = 6  # letters by which « agroécologie » and « agroécologique » are one name
_SHORT = 3  # letters of a word that has no plural


def list_excused(text: str, sentences: Sequence[str], hidden: frozenset[str]) -> frozenset[str]:
    """The shares that a comment may repeat of the sentences of its figure: none where it names what is `hidden`, or what they do not name."""
    lines = [unicodedata.normalize("NFC", line) for line in insertion.list_typed_lines(text)]
    words = _list_stems(*lines)
    named = words & _list_groups() | frozenset().union(*map(_list_named, lines))
    is_apart = any(_APART.search(simplify(line)) for line in lines)
    if is_apart or words & hidden or named - _list_stems(*sentences):
        return frozenset()
    return frozenset(share for sentence in sentences for share in list_shares(sentence))


def list_hidden(contents: Contents) -> frozenset[str]:
    """The stems of what names, anywhere in a document, a row that is hidden or bounded: groups, themes, questions, options."""
    names = (
        cell
        for entry in contents.entries()
        for answer in entry.answers()
        for row in display_rows(entry.figure, answer)
        if any(map(marks.hides, row))
        for cell in row
        if isinstance(cell, str) and not marks.hides(cell)
    )
    return _list_stems(*set(names))


def _list_named(line: str) -> frozenset[str]:
    """The stems of words with a capital, wherever they stand, and of what a share is said to be of."""
    capitals = (word for word in _split(line) if word[0] != word[0].lower())
    return _list_stems(*capitals, *_OF_WHOM.findall(simplify(line)))


def _list_stems(*texts: str) -> frozenset[str]:
    spellings = {spelling for text in texts for spelling in _split(simplify(text))}
    return frozenset(map(_cut, spellings - _EMPTY_WORDS))


def _cut(spelling: str) -> str:
    """The stem of a word, whose plural is no other."""
    return (spelling[:-1] if len(spelling) > _SHORT and spelling[-1] in "sx" else spelling)[:_STEM]


def _split(text: str) -> list[str]:
    return _LETTERS.findall(text)


@cache
def _list_groups() -> frozenset[str]:
    return _list_stems(*(label for name in _GROUPS for label in codelists.labels(name).values()))
