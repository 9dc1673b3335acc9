"""A share year by year: its last whole year, as a number and as a sentence, and how it moves."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from dse import charts, french, sentences, stats
from dse.figures.events import ends
from dse.figures.figure import Finding
from schemas import Column

_SAY = sentences.read(__file__)


def last_whole(frame: pd.DataFrame, name: str) -> float | None:
    """A column in the last year that had ended; None where no year had. Rows are one a year with `is_partial`."""
    full_years = frame[~frame["is_partial"]]
    return float(full_years[name].iloc[-1]) if len(full_years) else None


def is_too_short(frame: pd.DataFrame) -> bool:
    """Whether a trend is looked for in none of so few years: then nothing is said of one, neither that there is one nor that there is
    none."""
    return frame["year"].nunique() < stats.FEWEST_YEARS


def last_told(frame: pd.DataFrame) -> pd.Series:
    """The row of the last year that had ended, or of the last year where none had."""
    full_years = frame[~frame["is_partial"]]
    return (full_years if len(full_years) else frame).iloc[-1]


def share_of_members(row: pd.Series, part: str, verbs: tuple[str, str]) -> str:
    """`En 2018, 38 % des membres portent… (32 sur 84)`, or `En 2018, 1 membre sur 3 porte…` of a few."""
    number, members = int(row[part]), int(row["members"])
    has_few = members < french.FEWEST
    return _SAY(
        "yearly.few_members" if has_few else "yearly.members",
        year=row["year"],
        rate=100.0 * number / members,
        verb=verbs[0] if has_few and number < 2 else verbs[1],
        part=number,
        members=members,
    )


def share_by_year(
    frame: pd.DataFrame, parts: tuple[str, str], now: Callable[[pd.Series], str], missing: str
) -> Finding:
    """What the rows of a share say, one a year with `is_partial` and the figure's `tendency`.

    `parts` are the columns of its numerator and denominator, `now` tells the last whole year, `missing` what there is too little of
    where no trend can be told.
    """
    full_years = _full_years(frame)
    first, last = full_years["year"].min(), full_years.iloc[-1]
    if means := _find_means(frame, parts):
        before, after = means
        sentence = _SAY(
            "yearly.rises" if last["tendency"] == "HAUSSE" else "yearly.falls",
            now=now(last),
            before=before.label,
            before_years=before.period,
            after=after.label,
            after_years=after.period,
        )
        return Finding(sentence, abs(after.value - before.value) / 100)
    if last["tendency"] == "AUCUNE":
        return Finding(_SAY("yearly.steady", now=now(last), first=first, last=last["year"]))
    if is_too_short(full_years):
        return Finding(_SAY("yearly.now", now=now(last)))
    return Finding(_SAY("yearly.unknown", now=now(last), missing=missing))


def share_chart(frame: pd.DataFrame, y: Column, parts: tuple[str, str], base: Column) -> charts.Chart:
    """The share by year, with the means that `share_by_year` compares where it does."""
    return charts.single_line(frame, y, base=base, means=_find_means(frame, parts))


def _find_means(frame: pd.DataFrame, parts: tuple[str, str]) -> tuple[charts.PeriodMean, ...]:
    """The first and the last third of the whole years, where the trend is clear."""
    full_years = _full_years(frame)
    return ends(full_years, *parts) if full_years["tendency"].iloc[-1] in charts.CLEAR else ()


def _full_years(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[~frame["is_partial"]] if not frame["is_partial"].all() else frame
