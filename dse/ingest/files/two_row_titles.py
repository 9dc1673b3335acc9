"""Join titles that stand over two rows, as some web forms write them: the question, then the option under it."""

from __future__ import annotations

from collections.abc import Sequence

from dse.ingest.spelling import canonical

# Under a question that has no options, the second row says only how it was answered.
_ANSWERS = ("Response", "Open-Ended Response", "Réponse", "Réponse ouverte", "Réponse libre")
_OPEN = frozenset(map(canonical, _ANSWERS))
_NUMBERS = (
    "Respondent ID",
    "ID du répondant",
    "Identifiant du répondant",
    "Numéro de soumission",
    "Numéro de série",
)
_FIRST = frozenset(map(canonical, _NUMBERS))
# Columns that Kobo fills on every line: under them, labels have nothing, or the name again.
_FILLED = ("_id", "_uuid", "_submission_time")


def join_titles(first: Sequence[str], second: Sequence[str]) -> list[str] | None:
    """One title a column, « question [option] »; None where the second row is an answer like the others.

    Known by the words with which the tool fills the second row; or by questions that span columns without a title of
    their own, each with its option under it, where the first column numbers respondents. Or names over labels, as Kobo has.
    """
    width = max(len(first), len(second))
    above = [*first, *[""] * (width - len(first))]
    below = [*second, *[""] * (width - len(second))]
    if _are_labels(above, below):
        return _labelled(above, below)
    if not above or not above[0].strip() or below[0].strip():
        return None
    spans = any(not title.strip() and option.strip() for title, option in zip(above, below, strict=True))
    is_survey = spans and canonical(above[0]) in _FIRST
    if not is_survey and not any(canonical(option) in _OPEN for option in below):
        return None
    titles, question = [], ""
    for title, option in zip(above, below, strict=True):
        question = title.strip() or question
        plain = option.strip()
        titles.append(f"{question} [{plain}]" if plain and canonical(plain) not in _OPEN else question)
    return titles


def _are_labels(names: Sequence[str], labels: Sequence[str]) -> bool:
    """Whether a second row says in words what the names of a Kobo form are."""
    filled = [label.strip() for name, label in zip(names, labels, strict=True) if name in _FILLED]
    questions = [label.strip() for name, label in zip(names, labels, strict=True) if not name.startswith("_")]
    return (
        bool(filled) and {*filled} <= {"", *_FILLED} and 2 * sum(map(bool, questions)) >= len(questions) > 0
    )


def _labelled(names: Sequence[str], labels: Sequence[str]) -> list[str]:
    """The label of each column, that of an option after its question; the name where it has none."""
    labels_by_name = dict(zip(names, (label.strip() for label in labels), strict=True))
    return [
        f"{labels_by_name[parent] or parent}/{labels_by_name[name] or name}"
        if parent in labels_by_name
        else labels_by_name[name] or name
        for name, parent in ((name, name.rpartition("/")[0]) for name in names)
    ]
