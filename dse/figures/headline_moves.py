"""Which headline measures a version moved: the same choice and the same periods asked of the version before it, and which rows did it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from dse import charts
from dse.figures import headline_causes as causes
from dse.figures import headline_units
from dse.figures import headlines_words as words
from dse.figures.headline_causes import Cause, Changes
from dse.figures.headlines_measures import (
    UNITS,
    Measured,
    chosen_themes,
    compare,
    facts,
    measured,
    name_value,
)
from dse.figures.headlines_periods import KnownYears, Span, comparison, known_years
from dse.figures.period_differences import Pair
from dse.figures.uptake.served import rate_of
from dse.query import Query

# Counted by family and by region as well, where something is no longer counted under the same one.
MEASURES_OF_MEMBERS = ("MEMBRES", "RECOURS")
GROUPED = (*MEASURES_OF_MEMBERS, "ACCOMPAGNEMENTS")


@dataclass(frozen=True)
class Move:
    """A measure over a period, before and after a version, and the rows that moved it, in words.

    `group` is the label of the family or region that it is counted for; empty for the whole choice.
    """

    measure: str
    theme: str | None
    group: str
    period: str
    before: Measured
    after: Measured
    causes: tuple[Cause, ...]

    @property
    def size(self) -> float:
        """How far it moved: in points for a share, else against the larger of the two values; most where there was or is none."""
        was, now = self.before.value, self.after.value
        if was is None or now is None:
            return 1.0
        is_share = UNITS[self.measure] == words.PERCENT
        return abs(now - was) / (100.0 if is_share else max(was, now, 1.0))


@dataclass(frozen=True)
class Verdict:
    """What can be said of a measure between two periods, where it is not what the version before said: codes of `period_differences`."""

    measure: str
    theme: str | None
    pair: Pair
    before: str
    after: str


@dataclass(frozen=True)
class Moves:
    """What moved over the periods that both versions have, what is said otherwise of the two that the overview compares, and the years
    that only one of them has."""

    moves: tuple[Move, ...]
    new_years: tuple[int, ...] = ()
    lost_years: tuple[int, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True)
class _Versions:
    """The same question to the version before and to the one after, and the rows that differ between them."""

    before: Query
    after: Query
    changes: Changes | None

    def read_units(self, measure: str, theme: str | None, period: Span) -> headline_units.Units:
        """What a measure counts in each of the two."""
        return headline_units.Units(
            headline_units.read_units(self.before, measure, theme, period),
            headline_units.read_units(self.after, measure, theme, period),
        )

    def find_planned(self, units: pd.DataFrame, measure: str) -> pd.Series:
        """Whether a day of each unit came between the two versions; a stay counts for what counts members."""
        first, last = (headline_units.find_known_day(query) for query in (self.before, self.after))
        planned = headline_units.read_planned(self.after, first, last)
        is_planned = pd.Series(False, index=units.index)
        for name, ids in planned.items():
            if name != "organisation_id" or measure in MEASURES_OF_MEMBERS:
                is_planned |= units[name].isin(ids)
        return is_planned


def find_moves(before: Query, after: Query, changes: Changes | None) -> Moves:
    """What a version moved over the periods that it shows: those of the overview, and each year chosen.

    Without `changes`, which rows did it is not looked for, nor what only changed family or region.
    """
    choice, years, years_before = after.selection, known_years(after), known_years(before)
    chosen = range(choice.first_year, choice.last_year + 1)
    new = _list_years(chosen, years, years_before)
    lost = _list_years(chosen, years_before, years)
    versions = _Versions(before, after, changes)
    if years is None or years_before is None:
        return Moves(tuple(_compare_registers(versions)), new, lost)
    moves = tuple(_compare_periods(versions, _list_periods(after, years, years_before)))
    return Moves(moves, new, lost, tuple(_compare_verdicts(versions, years, years_before)))


def _list_years(chosen: range, years: KnownYears | None, others: KnownYears | None) -> tuple[int, ...]:
    """The years chosen that the first have and the others have not."""
    if years is None:
        return ()
    return tuple(
        year
        for year in range(max(chosen.start, years.first), min(chosen.stop, years.last + 1))
        if others is None or not _covers(others, Span(year, year))
    )


def _covers(years: KnownYears, period: Span) -> bool:
    return years.first <= period.first and period.last <= years.last


def _list_periods(after: Query, years: KnownYears, years_before: KnownYears) -> list[Span]:
    """The periods of the overview, then the years chosen. A period that the version before has in part goes year by year."""
    choice = after.selection
    pair = comparison(years, choice.first_year, choice.last_year)
    overview = [period for period in (pair.after, pair.before) if period] if pair else []
    last, first = min(choice.last_year, years.last), max(choice.first_year, years.first)
    periods = [*overview, *(Span(year, year) for year in range(last, first - 1, -1))]
    parts = dict.fromkeys(part for period in periods for part in _split(period, years_before))
    return [part for part in parts if _covers(years_before, part)]


def _split(period: Span, years: KnownYears) -> list[Span]:
    if _covers(years, period):
        return [period]
    return [Span(year, year) for year in range(period.last, period.first - 1, -1)]


def _compare_periods(versions: _Versions, periods: list[Span]) -> Iterator[Move]:
    if not periods:
        return
    first, last = min(period.first for period in periods), max(period.last for period in periods)
    codes = chosen_themes(versions.after.selection)
    was, now = (facts(query, first, last) for query in (versions.before, versions.after))
    # The members of a triennial are those of its last year: that year is not compared again.
    compared = {Span(period.last, period.last) for period in periods if period.first < period.last}
    for period in periods:
        pairs = zip(measured(was, period, codes), measured(now, period, codes), strict=True)
        for measure_before, measure_after in pairs:
            if measure_after.measure != "MEMBRES" or period not in compared:
                yield from _compare(versions, measure_before, measure_after, period)


def _compare_verdicts(versions: _Versions, years: KnownYears, years_before: KnownYears) -> Iterator[Verdict]:
    """What is said otherwise of the two periods that the overview compares, where both had ended in both versions: what was clear and is
    not, or the other way about."""
    choice = versions.after.selection
    compared = comparison(years, choice.first_year, choice.last_year)
    pair = compared.pair if compared else None
    if pair is None or years_before.ended is None:
        return
    if pair.before.first < years_before.first or years_before.ended < pair.after.last:
        return
    was, now = (_read_verdicts(query, pair) for query in (versions.before, versions.after))
    for (measure, theme), word in now.items():
        before = was[measure, theme]
        if word != before and (word in charts.CLEAR or before in charts.CLEAR):
            yield Verdict(measure, theme, pair, before, word)


def _read_verdicts(query: Query, pair: Pair) -> dict[tuple[str, str | None], str]:
    read = facts(query, pair.before.first, pair.after.last)
    differences = compare(read, pair, chosen_themes(query.selection))
    return {(measure, theme): difference.tendency for measure, theme, difference in differences}


def _compare(versions: _Versions, was: Measured, now: Measured, period: Span) -> Iterator[Move]:
    if versions.changes is None:
        if _has_moved(was, now):
            yield Move(now.measure, now.theme, "", period.name, was, now, ())
        return
    may_regroup = now.measure in GROUPED and causes.may_regroup(now.measure, versions.changes)
    if not may_regroup and not _has_moved(was, now):
        return
    units = versions.read_units(now.measure, now.theme, period)
    if _has_moved(was, now):
        yield Move(now.measure, now.theme, "", period.name, was, now, _explain(versions, units, now))
    if may_regroup:
        yield from _compare_groups(versions, units, now, period)


def _explain(
    versions: _Versions, units: headline_units.Units, measure: Measured, *, is_group: bool = False
) -> tuple[Cause, ...]:
    if versions.changes is None:
        return ()
    basis = causes.Basis.of_choice(measure, versions.after.selection)
    basis = replace(basis, by_people=basis.by_people or is_group)
    return causes.explain(units, basis, versions.changes, versions.find_planned)


def _compare_groups(
    versions: _Versions, units: headline_units.Units, measure: Measured, period: Span
) -> Iterator[Move]:
    for label, parts in headline_units.list_regrouped(units, measure.measure):
        was, now = (_count(measure.measure, part) for part in parts)
        if _has_moved(was, now):
            reasons = _explain(versions, parts, measure, is_group=True)
            yield Move(measure.measure, None, label, period.name, was, now, reasons)


def _count(measure: str, units: pd.DataFrame) -> Measured:
    if measure == "RECOURS":
        return name_value(measure, None, rate_of(*headline_units.count_served(units)))
    return Measured(measure, value=float(len(units)), counted=len(units))


def _has_moved(was: Measured, now: Measured) -> bool:
    return was.value != now.value


def _compare_registers(versions: _Versions) -> Iterator[Move]:
    """Where one of the two has no year: the members of the last day known of the version after, on that day in both."""
    choice = versions.after.selection
    if choice.families or choice.regions:
        return
    day = headline_units.find_last_day(versions.after)
    if day is None:
        return
    units = headline_units.Units(
        headline_units.read_members(versions.before, day), headline_units.read_members(versions.after, day)
    )
    was, now = (_count("MEMBRES", part) for part in units)
    if _has_moved(was, now):
        yield Move("MEMBRES", None, "", day, was, now, _explain(versions, units, now))
