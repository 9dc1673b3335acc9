"""Titles over two rows, as some web forms write them: the question, then the option under it."""

from __future__ import annotations

from collections.abc import Sequence

from dse.ingest.spelling import canonical

# Under a question that has no options, the second row says only how it was answered.
_ANSWERS = ("Response", "Open-Ended Response", "Réponse", "Réponse ouverte", "Réponse libre")
_OPEN = frozenset(map(canonical, _ANSWERS))
_FIRST = frozenset(map(canonical, ("Respondent ID", "ID du répondant", "Identifiant du répondant")))


def joined(first: Sequence[str], second: Sequence[str]) -> list[str] | None:
    """One title a column, « question [option] »; None where the second row is an answer like the others.

    Known by the words with which the tool fills the second row; or by questions that span columns without a title of
    their own, each with its option under it, where the first column numbers respondents.
    """
    width = max(len(first), len(second))
    above = [*first, *[""] * (width - len(first))]
    below = [*second, *[""] * (width - len(second))]
    if not above or not above[0].strip() or below[0].strip():
        return None
    spans = any(not title.strip() and option.strip() for title, option in zip(above, below, strict=True))
    is_survey = spans and canonical(above[0]) in _FIRST
    if not is_survey and not any(canonical(option) in _OPEN for option in below):
        return None
    found, question = [], ""
    for title, option in zip(above, below, strict=True):
        question = title.strip() or question
        plain = option.strip()
        found.append(f"{question} [{plain}]" if plain and canonical(plain) not in _OPEN else question)
    return found
