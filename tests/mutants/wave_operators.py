"""Ways in which a survey comes back otherwise in its next wave, with the columns that then ask something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from mutants import survey_operators
from mutants.survey_exports import AGREED, Export, Truth

Wave = tuple[Export, frozenset[str]]
_TENSES = {
    "Venez-vous": "Viendriez-vous",
    "convient-elle": "conviendrait-elle",
    "recommandiez": "recommanderiez",
}
_FALLING = {str(number): f"{number} - {label}" for number, label in enumerate(reversed(AGREED), 1)} | {
    "5": ""
}


def as_before(export: Export, _: Random) -> Wave:
    """The same survey."""
    return export, frozenset()


def other_order(export: Export, rng: Random) -> Wave:
    """Questions in another order."""
    return survey_operators.shuffled_columns(export, rng).export, frozenset()


def word_for_blanks(export: Export, rng: Random) -> Wave:
    """A word for no answer that the first wave had not."""
    return survey_operators.words_for_blanks(export, rng).export, frozenset()


def other_unit(export: Export, _: Random) -> Wave | None:
    """Months for years."""
    measured = [truth for truth in export.of_kind("number") if any("ans" in text for text in truth.says)]
    if not measured:
        return None
    (truth,) = measured
    (column,) = truth.columns
    says = {text.replace("ans", "mois"): number for text, number in truth.says.items()}
    months = [text.replace("ans", "mois") for text in export.table[column]]
    return _with_truth(export, truth, replace(truth, says=says), months), frozenset({column})


def other_tense(export: Export, _: Random) -> Wave | None:
    """A wish for what is done."""
    for before, after in _TENSES.items():
        for place, title in enumerate(export.titles[-1]):
            if before in title:
                titles = tuple(name.replace(before, after) for name in export.titles[-1])
                return replace(export, titles=(*export.titles[:-1], titles)), frozenset(
                    {export.columns[place]}
                )
    return None


def turned_round(export: Export, rng: Random) -> Wave | None:
    """A note whose labels say that the smallest number is the top."""
    notes = [one for one in export.of_kind("scale") if set(export.table[one.columns[0]]) <= {"", *"12345"}]
    if not notes:
        return None
    truth = rng.choice(notes)
    says = {text: text[4:] for text in _FALLING.values() if text}
    cells = [_FALLING.get(text, text) for text in export.table[truth.columns[0]]]
    return _with_truth(export, truth, replace(truth, kinds=("likert",), says=says), cells), frozenset(
        truth.columns
    )


def numbers_for_labels(export: Export, _: Random) -> Wave | None:
    """A list whose answers come as numbers, of which 1 is the last."""
    lists = [
        truth for truth in export.of_kind("likert") if set(export.table[truth.columns[0]]) <= {"", *AGREED}
    ]
    if not lists:
        return None
    truth = lists[0]
    numbers = {label: str(number) for number, label in enumerate(reversed(AGREED), 1)}
    cells = [numbers.get(text, text) for text in export.table[truth.columns[0]]]
    changed = replace(truth, kinds=("likert", "single", "scale"))
    return _with_truth(export, truth, changed, cells), frozenset(truth.columns)


def added_option(export: Export, rng: Random) -> Wave:
    """One more choice, that a third takes."""
    truth = rng.choice(export.of_kind("likert", "single"))
    cells = [
        "Tout dépend" if text and line % 3 == 0 else text
        for line, text in enumerate(export.table[truth.columns[0]])
    ]
    return (
        _with_truth(export, truth, replace(truth, kinds=("likert", "single")), cells),
        frozenset(truth.columns),
    )


def moved_boxes(export: Export, _: Random) -> Wave | None:
    """Two boxes whose labels change places under their codes."""
    several = [truth for truth in export.truths if truth.boxes and "[SQ" in _title(export, truth)]
    if not several:
        return None
    (truth,) = several
    first, second = (export.columns.index(column) for column in truth.columns[:2])
    titles = list(export.titles[-1])
    one, other = (f"[{box}]" for box in truth.boxes[:2])
    titles[first], titles[second] = titles[first].replace(one, other), titles[second].replace(other, one)
    moved = replace(truth, boxes=(truth.boxes[1], truth.boxes[0], *truth.boxes[2:]))
    truths = tuple(moved if known is truth else known for known in export.truths)
    return replace(export, titles=(*export.titles[:-1], tuple(titles)), truths=truths), frozenset()


def stopped_early(export: Export, rng: Random) -> Wave | None:
    """Questions in another order, and people who stopped on the way."""
    sent = export.column_titled("Date de soumission")
    if sent is None:
        return None
    moved, _ = other_order(export, rng)
    in_order = sorted(moved.truths, key=lambda truth: moved.columns.index(truth.columns[0]))
    left = [column for truth in in_order[len(in_order) // 2 :] for column in truth.columns]
    table = moved.table.copy()
    table.loc[table.index[-12:], [sent, *left]] = ""
    return replace(moved, table=table, day=None), frozenset()


def odd_cell(export: Export, rng: Random) -> Wave:
    """One cell that says something else."""
    truth = rng.choice(export.of_kind("number", "scale"))
    cells = ["à peu près", *export.table[truth.columns[0]][1:]]
    return _with_truth(export, truth, truth, cells), frozenset()


def _title(export: Export, truth: Truth) -> str:
    return export.titles[-1][export.columns.index(truth.columns[0])]


def _with_truth(export: Export, truth: Truth, changed: Truth, cells: list[str]) -> Export:
    truths = tuple(changed if known is truth else known for known in export.truths)
    return replace(export.with_cells(**{truth.columns[0]: cells}), truths=truths)


EVERY: dict[str, Callable[[Export, Random], Wave | None]] = {
    make.__name__: make
    for make in (
        as_before,
        other_order,
        word_for_blanks,
        other_unit,
        other_tense,
        turned_round,
        numbers_for_labels,
        added_option,
        moved_boxes,
        stopped_early,
        odd_cell,
    )
}
