"""What a decision follows of a figure: one value a period, and whether two periods differ more than chance would have it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from dse import stats
from dse.figures.events import tendency
from dse.query import Ask


@dataclass(frozen=True)
class Followed:
    """The mean of what happened: `events` gives one row an event with `unit` (the member), `year` and `hit`.

    `hit` is 0, 1 or a quantity in `unit` (`%` for a share, of which `hit` is from 0 to 1). `of_one` names a filter that must
    choose a single code, as a theme; `what` begins a French sentence.
    """

    what: str
    unit: str
    events: Callable[[Ask], pd.DataFrame]
    of_one: str = ""

    def fits(self, ask: Ask) -> bool:
        """Whether the selection chooses what must be chosen."""
        return not self.of_one or len(getattr(ask.selection, self.of_one)) == 1

    def happened(self, ask: Ask) -> pd.DataFrame:
        """The events of the selection's whole years; none where the selection does not fit."""
        rows = self.events(ask)[["unit", "year", "hit"]]
        running = ask("select year from years where is_partial")["year"]
        return rows[~rows["year"].isin(running)] if self.fits(ask) else rows.iloc[:0]

    def value(self, events: pd.DataFrame) -> float | None:
        """The mean of the events in its unit; None where there is none."""
        if events.empty:
            return None
        return float(events["hit"].astype("float64").mean()) * (100 if self.unit == "%" else 1)


@dataclass(frozen=True)
class Since:
    """A value then and since, the members behind the latter, and the word for the difference: a code of `tendencies`."""

    before: float | None
    after: float | None
    first_year: int
    last_year: int
    members: int
    tendency: str


def since(followed: Followed, ask: Ask) -> Since | None:
    """The same over the years that follow those chosen, as many as are known; None where none has ended.

    Members are flipped whole, see `stats.trend_p_value`, as in every figure on the register.
    """
    last = ask("select max(year) as last from years where not is_partial")["last"].iloc[0]
    if pd.isna(last) or last <= ask.selection.last_year:
        return None
    first_year, last_year = ask.selection.last_year + 1, int(last)
    before, after = followed.happened(ask), followed.happened(ask.over(first_year, last_year))
    both = pd.concat([before.assign(x=0), after.assign(x=1)])
    p_value = stats.trend_p_value(both, fewest_years=2) if len(before) and len(after) else None
    values = followed.value(before), followed.value(after)
    difference = values[1] - values[0] if None not in values else 0.0
    return Since(*values, first_year, last_year, after["unit"].nunique(), tendency(p_value, difference))
