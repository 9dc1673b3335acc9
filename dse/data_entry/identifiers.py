"""Identifiers proposed for what is typed anew: the next of those that the store has."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from dse.data_entry.entry import ACCOMPANIMENTS, ACTIVITIES

BEGINNINGS = {ACCOMPANIMENTS: "ACC-{year}-", ACTIVITIES: "ACT-{year}-"}
DEFAULT = "ORG-"
LEAST_DIGITS = 3
_NUMBERED = re.compile(r"(.*?)([0-9]+)")


def propose_identifier(form_name: str, taken: Collection[str], today: date) -> str:
    """The number after the highest one of this year, or of all; written with as many digits."""
    beginning = BEGINNINGS.get(form_name, DEFAULT).format(year=today.year)
    numbers = [
        match[2]
        for identifier in taken
        if (match := _NUMBERED.fullmatch(identifier)) and match[1] == beginning
    ]
    digits = max(map(len, numbers), default=LEAST_DIGITS)
    return f"{beginning}{max(map(int, numbers), default=0) + 1:0{digits}d}"
