"""Which period the overview speaks of, and which one it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dse.figures.period_differences import Pair, Span, find_triennials
from dse.query import Query


@dataclass(frozen=True)
class KnownYears:
    """The years of the data: first, last, and last that had ended, None where none had."""

    first: int
    last: int
    ended: int | None


@dataclass(frozen=True)
class Comparison:
    """A period and the one before it; `before` is empty, with the reason, where there is none to compare with."""

    after: Span
    before: Span | None
    reason: str | None = None

    @property
    def pair(self) -> Pair | None:
        """Both, where there is one to compare with."""
        return Pair(self.before, self.after) if self.before else None


def known_years(query: Query) -> KnownYears | None:
    """The years of the data, whatever is chosen; None where the data have none."""
    row = query(
        "select min(year) as first, max(year) as last, max(case when not is_partial then year end) as ended from years"
    ).iloc[0]
    if pd.isna(row["last"]):
        return None
    return KnownYears(
        int(row["first"]), int(row["last"]), None if pd.isna(row["ended"]) else int(row["ended"])
    )


def comparison(years: KnownYears, first_year: int, last_year: int) -> Comparison | None:
    """What is compared where these years are chosen; None where they hold no year of the data.

    The last triennial that is whole, ended and wholly chosen, with the one before it; else the last ended year
    chosen, with the year before. The period before need not be chosen, only be whole in the data. A year that
    has not ended stands alone.
    """
    ended = years.last if years.ended is None else years.ended
    first, last = max(first_year, years.first), min(last_year, years.last)
    if first > last:
        return None
    if years.ended is None or years.ended < first:
        return Comparison(Span(last, last), None, "EN_COURS")
    last = min(last, ended)
    triennials = find_triennials(years.first, first, last)
    before, after = triennials or (Span(last - 1, last - 1), Span(last, last))
    if before is None or before.first < years.first:
        return Comparison(after, None, "HORS_DONNEES")
    return Comparison(after, before)
