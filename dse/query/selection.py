"""What the reader chose: years and filters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from dse.filters import FILTERS
from schemas import codelists

FIRST_YEAR, LAST_YEAR = 1, 9999


@dataclass(frozen=True)
class Selection:
    """What the reader chose. Years include both ends; an empty tuple means all codes."""

    first_year: int = FIRST_YEAR
    last_year: int = LAST_YEAR
    families: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    audience: str = "equipe"

    def parameters(self) -> dict[str, Any]:
        """The choice as named parameters of SQL; without a theme chosen, `$themes` are those at the top of the list."""
        codes = {filter_.field: list(getattr(self, filter_.field)) for filter_ in FILTERS}
        everything = {f"all_{field}": not chosen for field, chosen in codes.items()}
        years = {"first_year": self.first_year, "last_year": self.last_year}
        themes = {"themes": list(self.themes or codelists.tops("themes"))}
        return years | codes | everything | themes

    def keeping(self, breakdowns: Iterable[str]) -> Selection:
        """The same choice without the filters that are not among `breakdowns`."""
        names = set(breakdowns)
        cleared: dict[str, Any] = {filter_.field: () for filter_ in FILTERS if filter_.field not in names}
        return replace(self, **cleared)
