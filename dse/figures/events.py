"""Pieces of SQL and of reasoning shared by the figures on accompaniments."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from dse import stats
from schemas import codelists

# The filters of a selection on a view of accompaniments. An accompaniment counts under its lead's profile.
CHOSEN = """
    year between $first_year and $last_year
    and ($all_families or actor_family in (select unnest($families)))
    and ($all_regions or region in (select unnest($regions)))
    and ($all_kinds or kind in (select unnest($kinds)))
"""

# The same filters, but for kinds, on a view of members by year.
CHOSEN_MEMBERS = """
    year between $first_year and $last_year
    and ($all_families or actor_family in (select unnest($families)))
    and ($all_regions or region in (select unnest($regions)))
"""

CHOSEN_THEMES = "theme in (select unnest($themes))"


def segments(what: str, years: pd.Series) -> list[int]:
    """For each year the number of declared breaks of `what` up to that year, 0 before the first.

    The year in which a break falls belongs to what follows it.
    """
    starts = [each.from_date.year for each in codelists.breaks() if each.what == what]
    return [sum(start <= year for start in starts) for year in years]


def tendency(p_value: float | None, slope: float) -> str:
    """The word for a trend, from an adjusted p-value: a code of the codelist `tendencies`."""
    if p_value is None:
        return "NON_CALCULABLE"
    if p_value >= stats.LEVEL:
        return "AUCUNE"
    return "HAUSSE" if slope > 0 else "BAISSE"


def standing(p_value: float | None, difference: float) -> str:
    """The word for a difference, from an adjusted p-value: a code of the codelist `standings`."""
    if p_value is None:
        return "NON_CALCULABLE"
    if p_value >= stats.LEVEL:
        return "SEMBLABLE"
    return "PLUS" if difference > 0 else "MOINS"


def worded(
    p_values: list[float | None], signs: list[float], word: Callable[[float | None, float], str]
) -> list[str]:
    """A word for each p-value of a figure, after Holm's adjustment over all of them."""
    return [word(p, sign) for p, sign in zip(stats.holm(p_values), signs, strict=True)]
