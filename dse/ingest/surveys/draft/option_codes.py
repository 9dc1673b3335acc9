"""Codes of the options of a draft, and their order where codes of the tool tell one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from dse.ingest.forms.survey_definitions import Option
from dse.ingest.spelling import words

_ANSWER_CODE = re.compile(r"([A-Za-z]+)([0-9]{1,4})")


def sort_labels(labels: Iterable[str]) -> list[str]:
    """Labels by their letters, « Autre » last, whoever chose them; codes such as A1 and A10 by their numbers."""
    matches = [_ANSWER_CODE.fullmatch(label) for label in labels]
    if not all(matches):
        return sorted(labels, key=lambda label: (words(label).startswith("autre"), words(label), label))
    return [
        ordered_match[0] for ordered_match in sorted(matches, key=lambda match: (match[1], int(match[2])))
    ]


def make_codes_unique(options: Sequence[Option]) -> tuple[Option, ...]:
    """Options with different codes."""
    codes = make_unique([option.code for option in options])
    return tuple(replace(option, code=code) for option, code in zip(options, codes, strict=True))


def free_name(name: str, names_in_use: Collection[str]) -> str:
    """A name, with a number where a name that only differs in its capitals is names_in_use."""
    numbers = (f"{name}-{number}" for number in range(2, len(names_in_use) + 3))
    return next(free for free in (name, *numbers) if free.casefold() not in names_in_use)


def make_unique(names: Sequence[str]) -> list[str]:
    """Names, each once: one that comes again has a number that no other name has."""
    names_in_use = set(names)
    seen: set[str] = set()
    unique = []
    for name in names:
        free = name
        if name in seen:
            numbers = (f"{name}-{number}" for number in range(2, len(names) + 2))
            free = next(other for other in numbers if other not in names_in_use)
        names_in_use.add(free)
        seen.add(free)
        unique.append(free)
    return unique


def make_code(label: str, position: int) -> str:
    """A short code made of the words of a label, else of its place."""
    plain = "-".join(re.findall(r"[a-z0-9]+", words(label)))[:24].strip("-")
    return plain or str(position)
