"""Answers that name persons, who are no options of a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dse.ingest.spelling import words

PERSON_NAMES = (
    "Des noms de personnes, semble-t-il : gardé comme un texte, sans choix. "
    "Laissez la question de côté, ou changez sa forme et écrivez les choix si ce n’en sont pas."
)
COMMENT = "Un commentaire, d’après son titre : gardé comme un texte, même si des réponses se répètent."
_WRITE = re.compile(
    r"\b(?:commentaires?|remarques?|suggestions?|observations?|precis(?:ez|ions?)|mots libres?)\b"
)
_CIVILITY = re.compile(
    r"(?:M|Mr|MM|Mme|Mmes|Mlle|Mle|Dr|Me|Pr|Monsieur|Madame|Mademoiselle)\b\.? +[^\W\d_].*"
)
_CAPITAL = r"[^\W\d_a-zà-öø-ÿ][^\W\d_]*(?:[-'’.][^\W\d_]+)*\.?"
_NAME = re.compile(rf"(?!(?:La|Les|Une?|Des) ){_CAPITAL}(?: {_CAPITAL}){{1,2}}")
_ONE = re.compile(_CAPITAL)
_ASKS = re.compile(
    r"\b(?:qui etes vous|(?:avec|par|pour|chez|de|a) qui|qui vous|quelle personne|prenoms?|(?:votre|vos|son|leurs?) noms?"
    r"|noms? (?:d\w*|de \w+) (?:personne|interlocut|referent|conseill|charge)\w*)\b"
)


def invites_to_write(wording: str) -> bool:
    """Whether a title asks for a comment."""
    return bool(_WRITE.search(words(wording)))


def are_person_names(labels: Sequence[str], wording: str) -> bool:
    """Whether most answers look like a first name and a name, or have a civility; any, where the title asks who.

    There, a word alone with a capital may be a first name.
    """
    named = [label for label in labels if _CIVILITY.fullmatch(label) or _NAME.fullmatch(label)]
    if _ASKS.search(words(wording)):
        return bool(named) or (bool(labels) and all(map(_ONE.fullmatch, labels)))
    return 2 * len(named) > len(labels)
