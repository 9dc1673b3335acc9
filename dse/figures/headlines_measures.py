"""The headline measures over any span of years, from the facts that the pages' own figures count.

One reading of the facts serves every year and both periods: a share of a triennial is not the mean of its years.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from dse.figures.headlines_periods import Span
from dse.figures.headlines_words import DAYS, PERCENT
from dse.figures.requests.by_year import by_year
from dse.figures.requests.delays import waits
from dse.figures.themes.marks import counts_by_year
from dse.figures.uptake.served import ACCOMPANIED, members_served
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

_RECORDED = "select " + ", ".join(f"exists (select 1 from {name}) as {name}" for name in TABLES)

# People of the organisations chosen, at their profile of that day; without filter, also those of no organisation.
_PARTICIPATIONS = """
select year, cast(sum(participants) as bigint) as participations from chosen_participations group by year
"""


@dataclass(frozen=True)
class Facts:
    """What the measures are counted from, over all the years that are needed."""

    recorded: frozenset[str]
    panel: pd.DataFrame
    requests: pd.DataFrame
    delays: pd.DataFrame
    participations: pd.DataFrame
    marks: pd.DataFrame


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
    recorded = wide(_RECORDED).iloc[0]
    return Facts(
        recorded=frozenset(name for name in TABLES if recorded[name]),
        panel=members_served(wide, ACCOMPANIED),
        requests=by_year(wide),
        delays=waits(wide),
        participations=wide(_PARTICIPATIONS),
        marks=counts_by_year(wide),
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


def _within(rows: pd.DataFrame, span: Span, year: str = "year") -> pd.DataFrame:
    return rows[(rows[year] >= span.first) & (rows[year] <= span.last)]


def _members(facts: Facts, span: Span) -> Measured:
    if "memberships" not in facts.recorded:
        return Measured("MEMBRES", reason="SANS_ADHESION")
    members = len(_within(facts.panel, Span(span.last, span.last)))
    return Measured("MEMBRES", value=float(members), counted=members)


def _uptake(facts: Facts, span: Span) -> Measured:
    for table, reason in (("memberships", "SANS_ADHESION"), ("accompaniments", "SANS_ACCOMPAGNEMENT")):
        if table not in facts.recorded:
            return Measured("RECOURS", reason=reason)
    served = _within(facts.panel, span).groupby("unit")["hit"].max()
    if served.empty:
        return Measured("RECOURS", reason="SANS_MEMBRE")
    users, members = int(served.sum()), len(served)
    return Measured("RECOURS", value=100.0 * users / members, counted=users, base=members)


def _started(facts: Facts, span: Span) -> Measured:
    if "accompaniments" not in facts.recorded:
        return Measured("ACCOMPAGNEMENTS", reason="SANS_ACCOMPAGNEMENT")
    started = int(_within(facts.requests, span)["delivered"].sum())
    return Measured("ACCOMPAGNEMENTS", value=float(started), counted=started)


def _delay(facts: Facts, span: Span) -> Measured:
    if "accompaniments" not in facts.recorded:
        return Measured("DELAI", reason="SANS_ACCOMPAGNEMENT")
    days = _within(facts.delays, span, year="x")["hit"].astype(float)
    if days.empty:
        return Measured("DELAI", reason="SANS_DEMARRAGE")
    return Measured("DELAI", value=float(days.median()), counted=len(days))


def _participations(facts: Facts, span: Span) -> Measured:
    if "participations" not in facts.recorded:
        return Measured("PARTICIPATIONS", reason="SANS_ACTIVITE")
    people = int(_within(facts.participations, span)["participations"].sum())
    return Measured("PARTICIPATIONS", value=float(people), counted=people)


def _theme(facts: Facts, span: Span, code: str) -> Measured:
    if "accompaniments" not in facts.recorded:
        return Measured("THEME", code, reason="SANS_ACCOMPAGNEMENT")
    if "theme_marks" not in facts.recorded:
        return Measured("THEME", code, reason="SANS_MARQUE")
    rows = _within(facts.marks[facts.marks["theme"] == code], span)
    examined, marked, started = (int(rows[name].sum()) for name in ("examined", "marked", "delivered"))
    if not examined:
        return Measured("THEME", code, reason="NON_EXAMINE" if started else "SANS_DEMARRAGE")
    return Measured(
        "THEME",
        code,
        value=100.0 * marked / examined,
        counted=marked,
        base=examined,
        reason="PEU_EXAMINE" if examined * 2 < started else None,
        segments=frozenset(int(each) for each in rows["segment"]),
    )
