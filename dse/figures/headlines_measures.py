"""The headline measures over any span of years, from the facts that the pages' own figures count, and over two.

One reading of the facts serves every year and both periods: a share of a triennial is not the mean of its years.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from dse.figures.headlines_words import DAYS, PERCENT
from dse.figures.period_differences import Difference, Pair, Span, Value
from dse.figures.records import ACCOMPANIMENTS, CARRIERS, MEMBERSHIPS, VISITS, Records, read_records
from dse.figures.requests.delays import compare_delays, count_waits, median_wait
from dse.figures.rows import Row
from dse.figures.themes.differences import compare_themes, share_of_theme
from dse.figures.themes.marks import counts_by_year
from dse.figures.uptake.served import (
    ACCOMPANIED,
    compare_rates,
    count_served,
    count_served_by_year,
    rate_of,
)
from dse.query import Query, Selection
from schemas import codelists

# The themes that the seminar of 2018 names, shown where none is chosen.
NAMED_THEMES = ("CLIMAT", "GENRE", "AGROECO")
TABLES = ("theme_marks",)
UNITS = {
    "MEMBRES": "membres",
    "RECOURS": PERCENT,
    "ACCOMPAGNEMENTS": "accompagnements",
    "DELAI": DAYS,
    "PARTICIPATIONS": "participations",
    "THEME": PERCENT,
}
# What a measure cannot be told without: records, and tables.
_REQUIRED = {
    "MEMBRES": (MEMBERSHIPS,),
    "RECOURS": (MEMBERSHIPS, CARRIERS),
    "ACCOMPAGNEMENTS": (ACCOMPANIMENTS,),
    "DELAI": (ACCOMPANIMENTS,),
    "PARTICIPATIONS": (VISITS,),
    "THEME": (ACCOMPANIMENTS, "theme_marks"),
}
# Why, where nothing of it was imported.
_WHY = {
    MEMBERSHIPS: "SANS_ADHESION",
    ACCOMPANIMENTS: "SANS_ACCOMPAGNEMENT",
    CARRIERS: "SANS_PORTEUR",
    VISITS: "SANS_ACTIVITE",
    "theme_marks": "SANS_MARQUE",
}
NOT_RECORDED = "NON_ENREGISTRE"

_IMPORTED = "select " + ", ".join(
    f"(select count(*) from (select 1 from {name} limit 1) as first_row) > 0 as {name}" for name in TABLES
)

# People of the organisations chosen, at their profile of that day; without filter, also those of no organisation.
_PARTICIPATIONS = """
select year, cast(sum(participants) as bigint) as participations from chosen_participations group by year
"""


_STARTED = "select year, count(*) as delivered from chosen_delivered group by year"
# A measure, its theme if it is one's share, and what two periods say of it.
Compared = tuple[str, str | None, Difference]


@dataclass(frozen=True)
class Facts:
    """What the measures are counted from, over all the years that are needed: rows with their `year`, read where a measure wants them.

    Members of several years are counted once: `query` asks for them, of the years that are wanted.
    """

    query: Query

    @cached_property
    def imported(self) -> dict[str, bool]:
        """Whether there is a row of each table."""
        (row,) = self.query.read(_IMPORTED).to_pylist()
        return row

    @cached_property
    def records(self) -> Records:
        """What is recorded in which years."""
        return read_records(self.query)

    @cached_property
    def members(self) -> list[Row]:
        """Members of each year, and those accompanied."""
        return count_served_by_year(self.query, ACCOMPANIED).to_dict("records")

    @cached_property
    def started(self) -> list[Row]:
        """Accompaniments that started."""
        return self.query.read(_STARTED).to_pylist()

    @cached_property
    def waits(self) -> list[Row]:
        """Days from request to start."""
        return count_waits(self.query).to_pylist()

    @cached_property
    def participations(self) -> list[Row]:
        """People who came."""
        return self.query.read(_PARTICIPATIONS).to_pylist()

    @cached_property
    def marks(self) -> list[Row]:
        """Accompaniments examined on the themes, and aiming at them."""
        return counts_by_year(self.query).to_dict("records")

    def missing(self, measure: str, span: Span) -> str | None:
        """Why nothing can be told of a measure over a span: what was not imported, or is not recorded over all of it."""
        required = _REQUIRED[measure]
        for name in required:
            if not (self.imported[name] if name in TABLES else self.records.list_years(name)):
                return _WHY[self.records.name(name)]
        first = span.last if measure == "MEMBRES" else span.first
        recorded = (self.records.covers(name, first, span.last) for name in required if name not in TABLES)
        return None if all(recorded) else NOT_RECORDED


@dataclass(frozen=True)
class Measured:
    """A measure over a span: the parts of its `Value`, with its name."""

    measure: str
    theme: str | None = None
    value: float | None = None
    counted: int | None = None
    base: int | None = None
    reason: str | None = None
    segments: frozenset[int] = frozenset({0})


def name_value(measure: str, theme: str | None, value: Value) -> Measured:
    """A value with the name of its measure."""
    return Measured(measure, theme, value.value, value.counted, value.base, value.reason, value.segments)


def facts(query: Query, first_year: int, last_year: int) -> Facts:
    """What the measures need, for these years and the other filters chosen."""
    return Facts(_with_themes(query).with_years(first_year, last_year))


def chosen_themes(selection: Selection) -> tuple[str, ...]:
    """The themes chosen, else those the seminar names, in the order of the codelist."""
    wanted = selection.themes or NAMED_THEMES
    return tuple(code for code in codelists.codes("themes") if code in wanted)


def _with_themes(query: Query) -> Query:
    return replace(query, selection=replace(query.selection, themes=chosen_themes(query.selection)))


def measured(facts: Facts, span: Span, theme_codes: tuple[str, ...]) -> Iterator[Measured]:
    """Every measure over a span of years, in the order of the codelist."""
    for code, compute in _MEASURES.items():
        yield name_value(code, None, _find_value(facts, code, compute, span))
    for theme in theme_codes:
        yield name_value("THEME", theme, _find_share(facts, theme, span))


def compare(facts: Facts, pair: Pair, theme_codes: tuple[str, ...]) -> Iterator[Compared]:
    """Every measure over two periods, in the same order: counts are not tested."""
    for code, compute in _MEASURES.items():
        if _is_missing(facts, code, pair):
            before, after = (_find_value(facts, code, compute, span) for span in (pair.before, pair.after))
            yield code, None, Difference(before, after)
        elif code in _TESTED:
            yield code, None, _TESTED[code](facts.query, pair)
        else:
            before, after = (compute(facts, span) for span in (pair.before, pair.after))
            yield code, None, Difference(before, after, is_tested=False)
    is_missing = _is_missing(facts, "THEME", pair)
    differences = {} if is_missing else compare_themes(facts.query, pair)
    for theme in theme_codes:
        if is_missing:
            before, after = (_find_share(facts, theme, span) for span in (pair.before, pair.after))
            yield "THEME", theme, Difference(before, after)
        else:
            yield "THEME", theme, differences[theme]


def _is_missing(facts: Facts, code: str, pair: Pair) -> bool:
    return any(facts.missing(code, span) for span in (pair.before, pair.after))


def _find_value(facts: Facts, code: str, compute: Callable[[Facts, Span], Value], span: Span) -> Value:
    reason = facts.missing(code, span)
    return Value(reason=reason) if reason else compute(facts, span)


def _find_share(facts: Facts, theme: str, span: Span) -> Value:
    return _find_value(facts, "THEME", lambda facts, span: share_of_theme(facts.marks, theme, span), span)


def members_alone(members: int, theme_codes: tuple[str, ...]) -> Iterator[Measured]:
    """Every measure where nothing but memberships was imported."""
    yield Measured("MEMBRES", value=float(members), counted=members)
    for code in ("RECOURS", "ACCOMPAGNEMENTS", "DELAI"):
        yield Measured(code, reason="SANS_ACCOMPAGNEMENT")
    yield Measured("PARTICIPATIONS", reason="SANS_ACTIVITE")
    for code in theme_codes:
        yield Measured("THEME", code, reason="SANS_ACCOMPAGNEMENT")


def _total(rows: list[Row], name: str, span: Span) -> int:
    return sum(int(row[name]) for row in rows if span.first <= row["year"] <= span.last)


def _members(facts: Facts, span: Span) -> Value:
    return _count(_total(facts.members, "members", Span(span.last, span.last)))


def _uptake(facts: Facts, span: Span) -> Value:
    if span.first == span.last:
        return rate_of(_total(facts.members, "members", span), _total(facts.members, "users", span))
    return rate_of(*count_served(facts.query.with_years(span.first, span.last), ACCOMPANIED))


def _started(facts: Facts, span: Span) -> Value:
    return _count(_total(facts.started, "delivered", span))


def _delay(facts: Facts, span: Span) -> Value:
    return median_wait(facts.waits, span)


def _participations(facts: Facts, span: Span) -> Value:
    return _count(_total(facts.participations, "participations", span))


def _count(number: int) -> Value:
    return Value(float(number), number)


_MEASURES: dict[str, Callable[[Facts, Span], Value]] = {
    "MEMBRES": _members,
    "RECOURS": _uptake,
    "ACCOMPAGNEMENTS": _started,
    "DELAI": _delay,
    "PARTICIPATIONS": _participations,
}
_TESTED: dict[str, Callable[[Query, Pair], Difference]] = {
    "RECOURS": lambda query, pair: compare_rates(query, pair, ACCOMPANIED),
    "DELAI": compare_delays,
}
