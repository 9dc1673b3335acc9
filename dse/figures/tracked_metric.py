"""What a decision follows of a figure: one value a period, and its difference with the period that follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dse import stats
from dse.disclosure import whole
from dse.figures.period_differences import Difference, Pair, Span, Value
from dse.query import Query


@dataclass(frozen=True)
class TrackedMetric:
    """The average of what happened: `events` gives one row an event with `unit` (the member), `year` and `hit`.

    `hit` is 0, 1 or a quantity in `unit` (`%` for a share, of which `hit` is from 0 to 1). `difference` compares two periods where the
    measure is one of a family, or is tested in another way than a mean: the same function as in the figures that compare them. `of_one`
    names a filter that must choose a single code, as a theme; `what` begins a French sentence. A year under way is left out of
    `whole_years`; what is asked once, as a survey, is known at once. `people` says
    among whom periods are compared, where a figure compares them in two ways. `former` is what decisions followed before, in another unit.
    """

    what: str
    unit: str
    events: Callable[[Query], pd.DataFrame]
    difference: Callable[[Query, Pair], Difference] | None = None
    average: Callable[[Any], Any] = np.mean
    of_one: str = ""
    whole_years: bool = True
    people: str = ""
    former: TrackedMetric | None = None

    def of_decision(self, unit: str | None) -> TrackedMetric:
        """What a decision follows that was recorded with this unit; before units were recorded, with none."""
        return self.former if self.former and unit in (None, self.former.unit) else self

    def fits(self, query: Query) -> bool:
        """Whether the selection chooses what must be chosen."""
        return not self.of_one or len(getattr(query.selection, self.of_one)) == 1

    def happened(self, query: Query) -> pd.DataFrame:
        """The events of the selection's years; none where the selection does not fit."""
        rows = self.events(query)[["unit", "year", "hit"]]
        running = query("select year from years where is_partial")["year"] if self.whole_years else ()
        return rows[~rows["year"].isin(running)] if self.fits(query) else rows.iloc[:0]

    def value(self, events: pd.DataFrame) -> float | None:
        """The average of the events in its unit; None where there is none. A share is of whole ones, as its figure counts them."""
        if events.empty:
            return None
        hits = events["hit"].to_numpy(float)
        if self.unit != "%":
            return float(self.average(hits))
        total, count = float(hits.sum()), len(hits)
        return 100.0 * whole.parted([total, count - total], count)[0] / count

    def find_pair(self, query: Query) -> Pair | None:
        """The years chosen, and those that follow them as far as they are known; None where none has ended."""
        rows = query("select year, is_partial from years order by year")
        years = rows["year"][~rows["is_partial"]] if self.whole_years else rows["year"]
        choice = query.selection
        if years.empty or years.iloc[-1] <= choice.last_year:
            return None
        first = max(choice.first_year, min(int(years.iloc[0]), choice.last_year))
        return Pair(Span(first, choice.last_year), Span(choice.last_year + 1, int(years.iloc[-1])))

    def compare(self, query: Query, pair: Pair) -> Difference:
        """The difference between two periods, with its test."""
        return (self.difference or self._compare_means)(query, pair)

    def _compare_means(self, query: Query, pair: Pair) -> Difference:
        """The means of the events of both periods: a family of its own. Members are flipped whole, see `stats.trend_p_value`."""
        sides = [self.happened(query.with_years(span.first, span.last)) for span in (pair.before, pair.after)]
        both = pd.concat([side.assign(x=place) for place, side in enumerate(sides)])
        p_value = stats.trend_p_value(both, fewest_years=2) if all(map(len, sides)) else None
        before, after = (Value(self.value(side), base=len(side)) for side in sides)
        return Difference(before, after, p_value, sides[1]["unit"].nunique())
