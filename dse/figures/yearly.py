"""A share year by year: its last whole year, as a number and as a sentence, and how it moves."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from dse import charts, french
from dse.figures.events import ends
from dse.figures.figure import Finding


def last_whole(frame: pd.DataFrame, name: str) -> float | None:
    """A column in the last year that had ended; None where no year had. Rows are one a year with `is_partial`."""
    full_years = frame[~frame["is_partial"]]
    return float(full_years[name].iloc[-1]) if len(full_years) else None


def last_told(frame: pd.DataFrame) -> pd.Series:
    """The row of the last year that had ended, or of the last year where none had."""
    full_years = frame[~frame["is_partial"]]
    return (full_years if len(full_years) else frame).iloc[-1]


def share_of_members(row: pd.Series, part: str, verbs: tuple[str, str]) -> str:
    """`En 2018, 38 % des membres portent… (32 sur 84)`, or `En 2018, 1 membre sur 3 porte…` of a few."""
    number, members = int(row[part]), int(row["members"])
    if members < french.FEWEST:
        few = f"{french.count(number, 'membre')} sur {french.number(members)}"
        return f"En {row['year']}, {few} {verbs[1] if number > 1 else verbs[0]}"
    counts = f"{french.number(number)} sur {french.number(members)}"
    return f"En {row['year']}, {french.percent(100.0 * number / members)} des membres {verbs[1]} ({counts})"


def share_by_year(
    frame: pd.DataFrame,
    parts: tuple[str, str],
    now: Callable[[pd.Series], str],
    moves: tuple[str, str],
    missing: str,
) -> Finding:
    """What the rows of a share say, one a year with `is_partial` and the figure's `tendency`.

    `parts` are the columns of its numerator and denominator, `now` tells the last whole year, `moves` what a rise and a fall are
    called, `missing` what there is too little of where no trend can be told.
    """
    full_years = frame[~frame["is_partial"]] if not frame["is_partial"].all() else frame
    last = full_years.iloc[-1]
    sentence = now(last)
    if last["tendency"] in charts.CLEAR:
        (early, before), (late, after) = ends(full_years, *parts)
        moved = moves[0] if last["tendency"] == "HAUSSE" else moves[1]
        between = f"de {french.percent(before)} en {early} à {french.percent(after)} en {late}"
        return Finding(f"{sentence} ; {moved}, {between}.", abs(after - before) / 100)
    if last["tendency"] == "AUCUNE":
        return Finding(f"{sentence}, sans tendance nette sur la période.")
    return Finding(f"{sentence} ; tendance non calculable, faute d’années ou {missing}.")
