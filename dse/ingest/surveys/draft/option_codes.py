"""Codes of the options of a draft, and their order where codes of the tool tell one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from dse.ingest.forms.survey_definitions import Option
from dse.ingest.spelling import words

_ANSWER_CODE = re.compile(r"([A-Za-z]+)([0-9]{1,4})")


def sort_labels(labels: Sequence[str]) -> list[str]:
    """Labels as they come; codes such as A1 and A10 in the order of their numbers."""
    matches = [_ANSWER_CODE.fullmatch(label) for label in labels]
    if not all(matches):
        return list(labels)
    return [
        ordered_match[0] for ordered_match in sorted(matches, key=lambda match: (match[1], int(match[2])))
    ]


def make_codes_unique(options: Sequence[Option]) -> tuple[Option, ...]:
    """Options with different codes."""
    counts: Counter[str] = Counter()
    options_with_codes = []
    for option in options:
        counts[option.code] += 1
        code = option.code if counts[option.code] == 1 else f"{option.code}-{counts[option.code]}"
        options_with_codes.append(Option(code, option.label, option.rank, option.missing, option.aliases))
    return tuple(options_with_codes)


def make_code(label: str, position: int) -> str:
    """A short code made of the words of a label, else of its place."""
    plain = "-".join(re.findall(r"[a-z0-9]+", words(label)))[:24].strip("-")
    return plain or str(position)
