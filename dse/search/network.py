"""What the store has to be found: organisations and activities. For the team only: before a public this is not called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dse.ingest.organisations.name_comparison import list_initials
from dse.query import Query
from dse.search.entries import ACTIVITY, MEMBER, SYNONYM, Entry, Line
from schemas import codelists

_ORGANISATIONS = "select organisation_id, name, siren from organisations order by name, organisation_id"
_ALIASES = "select organisation_id, alias from organisation_aliases order by alias"
_ACTIVITIES = "select activity_id, title, kind, held_on from activities order by held_on desc, activity_id"
_CAME = """
    select distinct presences.organisation_id, organisations.name
    from presences join organisations on organisations.organisation_id = presences.organisation_id
    where presences.activity_id = $activity order by organisations.name, presences.organisation_id"""


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


def list_activities(query: Query) -> Iterator[Entry]:
    """Activities by their titles and years, the latest first."""
    kinds = codelists.labels("activity_kinds")
    for row in query.read(_ACTIVITIES).to_pylist():
        detail = kinds.get(row["kind"], "") if row["kind"] else ""
        lines = (Line(row["title"]),)
        if row["held_on"]:
            detail = f"{detail}, {row['held_on']:%d/%m/%Y}"
            lines = (Line(f"{row['title']} {row['held_on'].year}"),)
        yield Entry(ACTIVITY, row["activity_id"], row["title"], detail, lines)


def list_who_came(query: Query, activity_id: str) -> list[tuple[str, str]]:
    """Identifiers and names of the organisations that came to an activity, in the order of their names."""
    rows = query.with_parameters(activity=activity_id).read(_CAME).to_pylist()
    return [(row["organisation_id"], row["name"]) for row in rows]
