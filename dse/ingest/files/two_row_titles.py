"""Join titles that stand over two rows, as some web forms write them: the question, then the option under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

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

# What Drupal Webform says of an answer, in the row of the options and of the lines of grids.
_WEBFORM_TITLES = (
    *(
        "Serial",
        "SID",
        "Submitted Time",
        "Completed Time",
        "Modified Time",
        "Draft",
        "IP Address",
        "UID",
        "Username",
    ),
    *(
        "Numéro",
        "Série",
        "Numéro de série",
        "Heure de soumission",
        "Date de soumission",
        "Heure de fin",
        "Heure de modification",
    ),
    *("Brouillon", "Adresse IP", "Nom d’utilisateur", "Identifiant de soumission"),
    *(
        f"webform_{name}"
        for name in ("serial", "sid", "time", "completed_time", "modified_time", "draft", "ip_address", "uid")
    ),
)
_OF_WEBFORM = frozenset(map(canonical, _WEBFORM_TITLES))
_CROSS = frozenset({"X", "x"})
_OTHERS = ("autre", "other", "preciser", "precisez")
LOOKED_AT = 200  # lines, by which columns of one question are known


def join_questions_above(
    above: Sequence[str], titles: Sequence[str], lines: Sequence[Sequence[str]]
) -> list[str] | None:
    """One title a column, « question [option] », where the question stands over the first of its options only.

    None in any other file than one of Drupal Webform. How many columns a question has is told by what `lines` hold: crosses, or
    the answers of one grid.
    """
    if sum(canonical(title) in _OF_WEBFORM for title in titles) < 2:
        return None
    starts = [
        index
        for index, (question, title) in enumerate(zip(above, titles, strict=False))
        if question.strip() and canonical(title) not in _OF_WEBFORM
    ]
    if not starts:
        return None
    cells = [
        {line[index].strip() for line in lines if index < len(line)} - {""} for index in range(len(titles))
    ]
    joined = list(titles)
    for start, end in pairwise((*starts, len(titles))):
        for index in (start, *_find_other_columns(start, end, titles, cells)):
            question, option = above[start].strip(), titles[index].strip()
            joined[index] = f"{question} [{option}]" if option else question
    return joined


def _find_other_columns(
    start: int, end: int, titles: Sequence[str], cells: Sequence[set[str]]
) -> Iterator[int]:
    """Columns of the question that begins at `start`, after the first; none from `end` on."""
    first = next((cells[index] for index in range(start, end) if cells[index]), set())
    if first <= _CROSS:
        yield from _find_boxes(start, end, titles, cells)
        return
    answers, last = set(cells[start]), start
    for index in range(start + 1, end):
        if cells[index] and answers.isdisjoint(cells[index]):
            break
        if cells[index]:
            answers |= cells[index]
            last = index
    yield from range(start + 1, last + 1)


def _find_boxes(start: int, end: int, titles: Sequence[str], cells: Sequence[set[str]]) -> Iterator[int]:
    """Boxes and, after them, what is written beside « Autre »; a box that nobody ticked asks nothing."""
    for index in range(start + 1, end):
        if cells[index] <= _CROSS and not titles[index].rstrip().endswith("?"):
            yield index
            continue
        if canonical(titles[index]).startswith(_OTHERS):
            yield index
        return


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
