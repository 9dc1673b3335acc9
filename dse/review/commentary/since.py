"""What a comment was written in front of, and whether that has changed since: for the team only.

Kept with a comment, as the team saw them when it was saved: each number that it takes, and the headline of its own figure, which is
its first named scalar or, where it has none, its sentence. Texts are kept, and not values: what is compared is what was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from dse.figures import REGISTRY, Answer
from dse.review.commentary import insertion, numbers
from dse.review.commentary.numbers import NamedNumber
from schemas import renamed, sources

FINDING = "finding:"


def record(text: str, figure_id: str | None, answers: Mapping[str, Answer]) -> dict[str, str]:
    """What is kept with a comment, by code; `figure_id`: the figure under which it stands. `answers`: those of the team."""
    read = numbers.make_reader(answers)
    inserted = insertion.list_numbers(text)
    headline = _find_headline(figure_id)
    kept = {number.code: read(number).text for number in chain(inserted, [headline] if headline else [])}
    if figure_id and headline is None and figure_id in answers:
        kept[f"{FINDING}{figure_id}"] = answers[figure_id].finding.sentence
    return kept


def describe_changes(kept: Mapping[str, str], answers: Mapping[str, Answer], version: int = 0) -> list[str]:
    """A sentence on each of them that reads otherwise now, with the version in front of which it was written. What can no longer be
    compared is not said to have changed."""
    start = f"Écrit sur la version {version}, quand" if version else "Écrit quand"
    read = numbers.make_reader(answers)
    sentences = []
    for code, then in kept.items():
        if code.startswith(FINDING):
            answer = answers.get(renamed.figure(code.removeprefix(FINDING)))
            if answer is not None and answer.finding.sentence != then:
                sentences.append(f"{start} la figure disait : « {then} »")
        elif (number := numbers.find_code(str(sources.read(code)), answers)) and (
            now := read(number).text
        ) != then:
            sentences.append(f"{start} « {number.name} » était {then} ; c’est {now} à présent.")
    return sentences


def _find_headline(figure_id: str | None) -> NamedNumber | None:
    """The first number of a figure that is not of one row."""
    scalar = next(iter(REGISTRY[figure_id].scalars), None) if figure_id in REGISTRY else None
    listed = (number for number in numbers.list_numbers() if not number.row)
    return next(
        (number for number in listed if (number.figure_id, number.scalar) == (figure_id, scalar)), None
    )
