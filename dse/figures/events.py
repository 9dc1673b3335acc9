"""Pieces of SQL and of reasoning shared by the figures on accompaniments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import pandas as pd

from dse import french, sentences, stats, theme
from dse.charts import PeriodMean
from dse.errors import Refused
from dse.stats.estimate import Estimate
from schemas import codelists

_SAY = sentences.read(__file__)

# The filters of `chosen_delivered` and `chosen_requested`. An accompaniment counts under its lead's profile.
ACCOMPANIMENT_FILTERS = ("families", "regions", "kinds")

# Those of `chosen_member_years`.
MEMBER_FILTERS = ("families", "regions")

THEME_FILTERS = (*ACCOMPANIMENT_FILTERS, "themes")

# The level of every word, as the methods name it.
LEVEL_PERCENT = f"{100 * stats.LEVEL:g}{french.NARROW}%".replace(".", ",")
# That of intervals that hold together for a family of comparisons.
CONFIDENCE_PERCENT = f"{100 - 100 * stats.LEVEL:g}{french.NARROW}%".replace(".", ",")

# When an accompaniment has started, and under whom it and its request count: views `delivered` and `requested`.
STARTED_DETAIL = (_SAY("detail.started"),)
LEAD_DETAIL = (_SAY("detail.lead"), *STARTED_DETAIL)
REQUEST_DETAIL = (_SAY("detail.request"),)

ARROWS = {"HAUSSE": " ▲", "BAISSE": " ▼", "PLUS": " ▲", "MOINS": " ▼"}  # behind a number that clearly differs


def segments(theme: str, years: Iterable[int]) -> list[int]:
    """For each year the number of declared breaks of a theme or of its leaves up to that year, 0 before the first.

    The year in which a break falls belongs to what follows it. Raises Refused for a break of nothing known.
    """
    concerned = {theme} | {code.code for code in codelists.load("themes") if code.parent == theme}
    starts = [day.year for code, day in _theme_breaks() if code in concerned]
    return [sum(start <= year for start in starts) for year in years]


def _theme_breaks() -> list[tuple[str, date]]:
    breaks = [(declared.what.partition(":"), declared.from_date) for declared in codelists.breaks()]
    for (kind, _, code), _day in breaks:
        if kind != "theme" or code not in codelists.codes("themes"):
            raise Refused(
                f"Le fichier codelists/breaks.csv nomme « {kind}:{code} », qui n’est pas un thème. "
                "Écrivez par exemple « theme:GENRE »."
            )
    return [(code, day) for (_, _, code), day in breaks]


def ends(
    rows: pd.DataFrame, part: str, base: str, colour: str = theme.NEUTRAL
) -> tuple[PeriodMean, PeriodMean]:
    """The first and the last third of the years, each with its pooled share.

    A single year would say more of chance than of the trend. A sentence that compares them stands over a chart that draws them.
    """
    size = max(1, len(rows) // 3)
    first, last = (_pool(third, part, base, colour) for third in (rows.iloc[:size], rows.iloc[-size:]))
    return first, last


def _pool(rows: pd.DataFrame, part: str, base: str, colour: str) -> PeriodMean:
    years = int(rows["year"].min()), int(rows["year"].max())
    return PeriodMean(*years, float(rows[part].sum()), float(rows[base].sum()), colour)


def describe_trend(p_value: float | None, slope: float) -> str:
    """The word for a trend, from an adjusted p-value: a code of the codelist `tendencies`."""
    if p_value is None:
        return "NON_CALCULABLE"
    if p_value >= stats.LEVEL:
        return "AUCUNE"
    return "HAUSSE" if slope > 0 else "BAISSE"


def describe_change(change: Estimate | None) -> str | None:
    """The word for a change, from the interval of its family: a code of the codelist `tendencies`; None where nothing was compared."""
    if change is None or change.value is None:
        return None
    if change.low is None or change.high is None:
        return "NON_CALCULABLE"
    if change.low <= 0 <= change.high:
        return "AUCUNE"
    return "HAUSSE" if change.low > 0 else "BAISSE"


def describe_difference(p_value: float | None, difference: float) -> str:
    """The word for a difference, from an adjusted p-value: a code of the codelist `standings`."""
    if p_value is None:
        return "NON_CALCULABLE"
    if p_value >= stats.LEVEL:
        return "SEMBLABLE"
    return "PLUS" if difference > 0 else "MOINS"


def describe_each(
    p_values: list[float | None], signs: list[float], describe: Callable[[float | None, float], str]
) -> list[str]:
    """A word for each p-value of a figure, after Holm's adjustment over all of them."""
    return [describe(p, sign) for p, sign in zip(stats.holm(p_values), signs, strict=True)]
