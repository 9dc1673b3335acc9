"""A difference: a measure, under a filter, over one period and over the next; its values, its test and its word.

Each measure has one function that gives its differences: `themes.differences`, `requests.delays`, `uptake.served`, and
`tracked_metric` for means of events. Pages, decisions, the report, slides and files ask it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dse import french, sentences, stats
from dse.figures.events import LEVEL_PERCENT
from dse.query import Query
from schemas import codelists

_SAY = sentences.read(__file__)

UNTESTED = "SANS_TEST"
NOT_COMPARED, BROKEN = "NON_CALCULABLE", "RUPTURE"
HARDLY_EXAMINED, HARDLY_EXAMINED_BEFORE = "PEU_EXAMINE_SANS_TEST", "PEU_EXAMINE_AVANT"
PAIR_DETAIL = (_SAY("detail.pair", level=LEVEL_PERCENT, members=stats.FEWEST_MEMBERS),)


@dataclass(frozen=True)
class Span:
    """Years, both ends included."""

    first: int
    last: int

    @property
    def name(self) -> str:
        """`2016-2018`, or `2018` for one year."""
        return french.years(self.first, self.last)


@dataclass(frozen=True)
class Pair:
    """Two periods of whole years, the second right after the first."""

    before: Span
    after: Span

    def over(self, query: Query) -> Query:
        """The same question over the years of both; `$second_year` is the first of the second period."""
        wide = query.with_years(self.before.first, self.after.last)
        return wide.with_parameters(second_year=self.after.first)


def find_triennials(first_known: int, first_year: int, last_year: int) -> tuple[Span | None, Span] | None:
    """The last triennial that lies wholly within these years, after the one that ends the year before; None where none does.

    The one before need not be chosen, only be whole in the data: None where it is not.
    """
    triennials = [Span(code.starts_on.year, code.ends_on.year) for code in codelists.triennials()]
    chosen = [span for span in triennials if first_year <= span.first and span.last <= last_year]
    if not chosen:
        return None
    after = chosen[-1]
    before = [span for span in triennials if span.last == after.first - 1 and span.first >= first_known]
    return before[0] if before else None, after


@dataclass(frozen=True)
class Value:
    """A measure over a period, and what it rests on.

    It is None for the reason given, of the codelist `headline_reasons`; a value may come with a reason to doubt it. `segments` are the
    parts of a broken series that it is made of.
    """

    value: float | None = None
    counted: int | None = None
    base: int | None = None
    reason: str | None = None
    segments: frozenset[int] = frozenset({0})


@dataclass(frozen=True)
class Difference:
    """A measure over two periods. `p_value` is adjusted over the family of the measure, which is the same whatever is shown and wherever.

    None where no test can be made; `is_tested` is False for a count, which needs none. Of a survey, the word is that of the `interval` of
    the change, at the level of its family. `members` stand behind the second value.
    """

    before: Value
    after: Value
    p_value: float | None = None
    members: int | None = None
    is_tested: bool = True
    interval: tuple[float, float] | None = None

    @property
    def is_broken(self) -> bool:
        """Whether a break in series lies within the two periods."""
        return len(self.before.segments | self.after.segments) > 1

    @property
    def change(self) -> float | None:
        """The second value less the first, in the unit of the measure; None where they are not compared."""
        return None if self._why_not else self._subtract()

    @property
    def tendency(self) -> str:
        """A code of the codelist `period_differences`, or of `headline_reasons` where a value is missing or the series is broken."""
        if self._why_not:
            return self._why_not
        if not self.is_tested:
            return UNTESTED
        change = self._subtract()
        if not self.is_clear or not change:
            return "AUCUNE"
        return "HAUSSE" if change > 0 else "BAISSE"

    @property
    def _why_not(self) -> str | None:
        """Why the two values are not compared; None where they are."""
        if self.after.value is None:
            return self.after.reason or NOT_COMPARED
        if self.before.value is None:
            return "AVANT_NON_CALCULABLE" if self.before.reason else NOT_COMPARED
        if self.is_broken:
            return BROKEN
        if self.after.reason:
            return HARDLY_EXAMINED
        if self.before.reason:
            return HARDLY_EXAMINED_BEFORE
        return NOT_COMPARED if self.is_tested and self.p_value is None and self.interval is None else None

    def _subtract(self) -> float:
        return self.after.value - self.before.value

    @property
    def is_clear(self) -> bool:
        """Whether chance does not explain it."""
        if self.interval:
            return not self.interval[0] <= 0 <= self.interval[1]
        return self.p_value is not None and self.p_value < stats.LEVEL


def adjust(differences: dict[str, Difference]) -> dict[str, Difference]:
    """The differences of a family, their p-values adjusted over all of it."""
    p_values = stats.holm([difference.p_value for difference in differences.values()])
    return {
        code: replace(difference, p_value=p_value)
        for (code, difference), p_value in zip(differences.items(), p_values, strict=True)
    }
