"""Identifiers made of a prefix, a year and a number: the one after the highest that there is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

PREFIXES = {
    "accompaniments": "ACC",
    "activities": "ACT",
    "offers": "OFF",
    "partnerships": "PAR",
    "changes": "CHG",
}
_DIGITS = 3


class HighestNumbers:
    """The highest number of each prefix and year among identifiers."""

    def __init__(self, identifiers: Iterable[str]) -> None:
        self._highest: dict[str, int] = defaultdict(int)
        for identifier in identifiers:
            if match := re.fullmatch(r"(.+)-([0-9]{1,9})", identifier):
                stem = match[1].upper()
                self._highest[stem] = max(self._highest[stem], int(match[2]))

    def take_next(self, table: str, year: int | None) -> str:
        """The next identifier of a row of a table, in a year."""
        prefix = PREFIXES.get(table, "REF")
        stem = prefix if year is None else f"{prefix}-{year}"
        self._highest[stem] += 1
        return f"{stem}-{self._highest[stem]:0{_DIGITS}}"
