"""What the store has to be found: organisations, accompaniments and activities. For the team only: before a public this is not called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dse.ingest.organisations.name_comparison import list_initials
from dse.query import Query
from dse.search.entries import ACCOMPANIMENT, ACTIVITY, MEMBER, SYNONYM, Entry, Line
from schemas import codelists

TABLES = ("organisations", "accompaniments", "activities")
_ORGANISATIONS = "select organisation_id, name, siren from organisations order by name, organisation_id"
_ALIASES = "select organisation_id, alias from organisation_aliases order by alias"
_ACTIVITIES = "select activity_id, title, kind, held_on from activities order by held_on desc, activity_id"
_ACCOMPANIMENTS = """
select accompaniment_id, title, kind, requested_on from accompaniments order by requested_on desc, accompaniment_id
"""


def list_organisations(query: Query) -> Iterator[Entry]:
    """Organisations by their names, other names, initials, SIREN and identifier."""
    aliases: dict[str, list[str]] = defaultdict(list)
    for row in query.read(_ALIASES).to_pylist():
        aliases[row["organisation_id"]].append(row["alias"])
    for row in query.read(_ORGANISATIONS).to_pylist():
        organisation_id, name = row["organisation_id"], row["name"]
        others = [*aliases[organisation_id], *sorted(list_initials(name)), row["siren"], organisation_id]
        lines = (Line(name), *(Line(other, SYNONYM) for other in others if other))
        yield Entry(MEMBER, organisation_id, name, ", ".join(aliases[organisation_id]), lines)


def list_accompaniments(query: Query) -> Iterator[Entry]:
    """Accompaniments by their titles and years, or their identifiers, the latest first."""
    yield from _list_dated(query, _ACCOMPANIMENTS, ACCOMPANIMENT, "accompaniment_kinds")


def list_activities(query: Query) -> Iterator[Entry]:
    """Activities by their titles and years, or their identifiers, the latest first."""
    yield from _list_dated(query, _ACTIVITIES, ACTIVITY, "activity_kinds")


def _list_dated(query: Query, sql: str, entry_kind: str, codelist: str) -> Iterator[Entry]:
    labels = codelists.labels(codelist)
    for identifier, title, kind, day in zip(*query.read(sql).to_pydict().values(), strict=True):
        detail = labels.get(kind, "")
        dated_title, detail = (f"{title} {day.year}", f"{detail}, {day:%d/%m/%Y}") if day else (title, detail)
        lines = (Line(dated_title), Line(identifier, SYNONYM))
        yield Entry(entry_kind, identifier, title, detail, lines)
