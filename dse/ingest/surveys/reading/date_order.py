"""Days with slashes: whether the month comes first, which no cell of the first twelve days of a month can tell."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dse.ingest.values import dates

MONTH_FIRST = "%m/%d/%Y"
_SLASHES = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/(?:[0-9]{4}|[0-9]{2})")
_READ = (
    "Des dates n’existent pas le jour avant le mois : toutes sont lues le mois avant le jour (mm/jj/aaaa)."
)
_IMPOSSIBLE = "Des dates n’existent pas le jour avant le mois ; sont-elles écrites mm/jj/aaaa ?"
_EITHER = "Toutes les dates se lisent aussi bien jj/mm que mm/jj ; elles sont lues le jour avant le mois."


def is_month_first(days: Iterable[str]) -> bool:
    """Whether some day does not exist, day first, where month first reads them all."""
    parts = set(days)
    return any(month > 12 for _, month in _day_parts(parts)) and all(
        dates.parse_date(part, (MONTH_FIRST,))[1] is None for part in parts
    )


def describe_ambiguity(days: Iterable[str]) -> str | None:
    """What a person has to say of days read as they are in France; None where one of them tells."""
    parts = _day_parts(days)
    if any(month > 12 for _, month in parts):
        return _IMPOSSIBLE
    either = all(day <= 12 for day, _ in parts) and any(day != month for day, month in parts)
    return _EITHER if either else None


def list_notes(days: Iterable[str]) -> tuple[str, ...]:
    """What a draft says of the order of its days."""
    parts = set(days)
    note = _READ if is_month_first(parts) else describe_ambiguity(parts)
    return (note,) if note else ()


def _day_parts(days: Iterable[str]) -> list[tuple[int, int]]:
    matches = map(_SLASHES.fullmatch, days)
    return [(int(match[1]), int(match[2])) for match in matches if match]
