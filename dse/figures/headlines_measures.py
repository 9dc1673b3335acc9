"""The headline measures over any span of years, from the facts that the pages' own figures count.

One reading of the facts serves every year and both periods: a share of a triennial is not the mean of its years.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from dse.figures.headlines_periods import Span
from dse.figures.headlines_words import DAYS, PERCENT
from dse.figures.requests.delays import count_waits, quantiles
from dse.figures.themes.marks import counts_by_year
from dse.figures.uptake.served import ACCOMPANIED, count_served, count_served_by_year
from dse.query import Query, Selection
from schemas import codelists

# The themes that the seminar of 2018 names, shown where none is chosen.
NAMED_THEMES = ("CLIMAT", "GENRE", "AGROECO")
TABLES = ("memberships", "accompaniments", "participations", "theme_marks")
UNITS = {
    "MEMBRES": "membres",
    "RECOURS": PERCENT,
    "ACCOMPAGNEMENTS": "accompagnements",
    "DELAI": DAYS,
    "PARTICIPATIONS": "participations",
    "THEME": PERCENT,
}

_RECORDED = "select " + ", ".join(
    f"(select count(*) from (select 1 from {name} limit 1) as first_row) > 0 as {name}" for name in TABLES
)

# People of the organisations chosen, at their profile of that day; without filter, also those of no organisation.
_PARTICIPATIONS = """
select year, cast(sum(participants) as bigint) as participations from chosen_participations group by year
"""


_STARTED = "select year, count(*) as delivered from chosen_delivered group by year"
Row = dict[str, Any]


@dataclass(frozen=True)
class Facts:
    """What the measures are counted from, over all the years that are needed: rows with their `year`.

    Members of several years are counted once: `query` asks for them, of the years that are wanted.
    """

    query: Query
    recorded: frozenset[str]
    members: list[Row]
    started: list[Row]
    waits: list[Row]
    participations: list[Row]
    marks: list[Row]


@dataclass(frozen=True)
class Measured:
    """A measure over a span. `value` is None for the reason given; a value may come with a reason to doubt it."""

    measure: str
    theme: str | None = None
    value: float | None = None
    counted: int | None = None
    base: int | None = None
    reason: str | None = None
    segments: frozenset[int] = frozenset({0})


def facts(query: Query, first_year: int, last_year: int) -> Facts:
    """Read once what the measures need, for these years and the other filters chosen."""
    wide = _with_themes(query).with_years(first_year, last_year)
    recorded = wide.read(_RECORDED).to_pylist()[0]
    return Facts(
        query=query,
        recorded=frozenset(name for name in TABLES if recorded[name]),
        members=count_served_by_year(wide, ACCOMPANIED).to_dict("records"),
        started=wide.read(_STARTED).to_pylist(),
        waits=count_waits(wide).to_pylist(),
        participations=wide.read(_PARTICIPATIONS).to_pylist(),
        marks=counts_by_year(wide).to_dict("records"),
    )


def chosen_themes(selection: Selection) -> tuple[str, ...]:
    """The themes chosen, else those the seminar names, in the order of the codelist."""
    wanted = selection.themes or NAMED_THEMES
    return tuple(code for code in codelists.codes("themes") if code in wanted)


def _with_themes(query: Query) -> Query:
    return replace(query, selection=replace(query.selection, themes=chosen_themes(query.selection)))


def measured(facts: Facts, span: Span, theme_codes: tuple[str, ...]) -> Iterator[Measured]:
    """Every measure over a span of years, in the order of the codelist."""
    yield _members(facts, span)
    yield _uptake(facts, span)
    yield _started(facts, span)
    yield _delay(facts, span)
    yield _participations(facts, span)
    for code in theme_codes:
        yield _theme(facts, span, code)


def members_alone(members: int, theme_codes: tuple[str, ...]) -> Iterator[Measured]:
    """Every measure where nothing but memberships was imported."""
    yield Measured("MEMBRES", value=float(members), counted=members)
    for code in ("RECOURS", "ACCOMPAGNEMENTS", "DELAI"):
        yield Measured(code, reason="SANS_ACCOMPAGNEMENT")
    yield Measured("PARTICIPATIONS", reason="SANS_ACTIVITE")
    for code in theme_codes:
        yield Measured("THEME", code, reason="SANS_ACCOMPAGNEMENT")


def _within(rows: list[Row], span: Span) -> list[Row]:
    return [row for row in rows if span.first <= row["year"] <= span.last]


def _total(rows: list[Row], name: str) -> int:
    return sum(int(row[name]) for row in rows)


def _members(facts: Facts, span: Span) -> Measured:
    if "memberships" not in facts.recorded:
        return Measured("MEMBRES", reason="SANS_ADHESION")
    members = _total(_within(facts.members, Span(span.last, span.last)), "members")
    return Measured("MEMBRES", value=float(members), counted=members)


def _uptake(facts: Facts, span: Span) -> Measured:
    for table, reason in (("memberships", "SANS_ADHESION"), ("accompaniments", "SANS_ACCOMPAGNEMENT")):
        if table not in facts.recorded:
            return Measured("RECOURS", reason=reason)
    members, users = _count_served(facts, span)
    if not members:
        return Measured("RECOURS", reason="SANS_MEMBRE")
    return Measured("RECOURS", value=100.0 * users / members, counted=users, base=members)


def _count_served(facts: Facts, span: Span) -> tuple[int, int]:
    if span.first == span.last:
        rows = _within(facts.members, span)
        return _total(rows, "members"), _total(rows, "users")
    return count_served(facts.query.with_years(span.first, span.last), ACCOMPANIED)


def _started(facts: Facts, span: Span) -> Measured:
    if "accompaniments" not in facts.recorded:
        return Measured("ACCOMPAGNEMENTS", reason="SANS_ACCOMPAGNEMENT")
    started = _total(_within(facts.started, span), "delivered")
    return Measured("ACCOMPAGNEMENTS", value=float(started), counted=started)


def _delay(facts: Facts, span: Span) -> Measured:
    if "accompaniments" not in facts.recorded:
        return Measured("DELAI", reason="SANS_ACCOMPAGNEMENT")
    rows = _within(facts.waits, span)
    if not rows:
        return Measured("DELAI", reason="SANS_DEMARRAGE")
    days, waits = ([row[name] for row in rows] for name in ("days", "waits"))
    return Measured("DELAI", value=float(quantiles(days, waits, [0.5])[0]), counted=sum(waits))


def _participations(facts: Facts, span: Span) -> Measured:
    if "participations" not in facts.recorded:
        return Measured("PARTICIPATIONS", reason="SANS_ACTIVITE")
    people = _total(_within(facts.participations, span), "participations")
    return Measured("PARTICIPATIONS", value=float(people), counted=people)


def _theme(facts: Facts, span: Span, code: str) -> Measured:
    if "accompaniments" not in facts.recorded:
        return Measured("THEME", code, reason="SANS_ACCOMPAGNEMENT")
    if "theme_marks" not in facts.recorded:
        return Measured("THEME", code, reason="SANS_MARQUE")
    rows = [row for row in _within(facts.marks, span) if row["theme"] == code]
    examined, marked, started = (_total(rows, name) for name in ("examined", "marked", "delivered"))
    if not examined:
        return Measured("THEME", code, reason="NON_EXAMINE" if started else "SANS_DEMARRAGE")
    return Measured(
        "THEME",
        code,
        value=100.0 * marked / examined,
        counted=marked,
        base=examined,
        reason="PEU_EXAMINE" if examined * 2 < started else None,
        segments=frozenset(int(row["segment"]) for row in rows),
    )
