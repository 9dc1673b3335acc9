"""What a decision follows of a figure: one value a period, and whether two periods differ more than chance would have it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from dse import stats
from dse.disclosure import whole
from dse.query import Query


@dataclass(frozen=True)
class TrackedMetric:
    """The mean of what happened: `events` gives one row an event with `unit` (the member), `year` and `hit`.

    `hit` is 0, 1 or a quantity in `unit` (`%` for a share, of which `hit` is from 0 to 1). `of_one` names a filter that must
    choose a single code, as a theme; `what` begins a French sentence. A year under way is left out of `whole_years`; what is
    asked once, as a survey, is known at once.
    """

    what: str
    unit: str
    events: Callable[[Query], pd.DataFrame]
    of_one: str = ""
    whole_years: bool = True

    def fits(self, query: Query) -> bool:
        """Whether the selection chooses what must be chosen."""
        return not self.of_one or len(getattr(query.selection, self.of_one)) == 1

    def happened(self, query: Query) -> pd.DataFrame:
        """The events of the selection's years; none where the selection does not fit."""
        rows = self.events(query)[["unit", "year", "hit"]]
        running = query("select year from years where is_partial")["year"] if self.whole_years else ()
        return rows[~rows["year"].isin(running)] if self.fits(query) else rows.iloc[:0]

    def last_year(self, query: Query) -> int | None:
        """The last year of which it can say something."""
        rows = query("select year, is_partial from years")
        years = rows["year"][~rows["is_partial"]] if self.whole_years else rows["year"]
        return None if years.empty else int(years.max())

    def value(self, events: pd.DataFrame) -> float | None:
        """The mean of the events in its unit; None where there is none. A share is of whole ones, as its figure counts them."""
        if events.empty:
            return None
        total, count = float(events["hit"].astype("float64").sum()), len(events)
        if self.unit != "%":
            return total / count
        return 100.0 * whole.parted([total, count - total], count)[0] / count


@dataclass(frozen=True)
class Since:
    """A value then and since, the members behind the latter, and how likely chance is to draw such a difference."""

    before: float | None
    after: float | None
    first_year: int
    last_year: int
    members: int
    p_value: float | None

    @property
    def difference(self) -> float:
        """Since less then; 0 where one is not known."""
        return 0.0 if self.before is None or self.after is None else self.after - self.before


def since(metric: TrackedMetric, query: Query) -> Since | None:
    """The same over the years that follow those chosen, as many as are known; None where none has ended.

    Members are flipped whole, see `stats.trend_p_value`, as in every figure on the register.
    """
    last_year = metric.last_year(query)
    if last_year is None or last_year <= query.selection.last_year:
        return None
    first_year = query.selection.last_year + 1
    before, after = metric.happened(query), metric.happened(query.with_years(first_year, last_year))
    both = pd.concat([before.assign(x=0), after.assign(x=1)])
    p_value = stats.trend_p_value(both, fewest_years=2) if len(before) and len(after) else None
    values = metric.value(before), metric.value(after)
    return Since(*values, first_year, last_year, after["unit"].nunique(), p_value)
