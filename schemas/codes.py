"""What a line of a codelist, of the triennials and of the breaks holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Code:
    """One line of a codelist; `rank` orders the display, `parent` is a code of the same list."""

    code: str
    label: str
    description: str
    source: str
    parent: str | None
    rank: int
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class Triennial:
    """Three years of activity agreed with the funder, both ends included."""

    code: str
    label: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Break:
    """A date from which a series no longer means what it meant; `what` is like `theme:GENRE`."""

    what: str
    from_date: date
    reason: str
