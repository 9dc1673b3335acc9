"""What is decided in front of a figure, written through the store: a version each time, which can be undone."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa

import schemas
from dse import selections
from dse.disclosure import audience
from dse.errors import Refused
from dse.figures import REGISTRY, Answer, records
from dse.figures.strongest import GAPS
from dse.query import Query, Selection, open_version
from dse.seals import is_sealed, seal_text
from dse.store import Store, Version, changed_tables
from schemas import codelists, renamed

TABLE = "decisions"
TO_DO = "A_FAIRE"
_FIGURES = "select decision_id, figure_id from decisions where figure_id is not null"
_OPEN_OR_DONE = """
select decision, figure_id, selection, status from decisions
where status <> 'ABANDONNEE' and figure_id is not null and selection is not null
order by decided_on desc, decision_id desc
"""
_OFFERS = "select offer_id, title from offers order by closed_on is not null, title"


@dataclass(frozen=True)
class Decision:
    """A row of the table, see `schemas`; the identifier is given when it is recorded."""

    decided_on: date
    occasion: str
    finding: str
    figure_id: str
    selection: str
    store_version: int
    decision: str
    value_then: float | None = None
    value_unit: str | None = None
    owner: str | None = None
    due_on: date | None = None
    status: str = TO_DO
    offer_id: str | None = None
    offer_change: str | None = None
    outcome: str | None = None
    closed_on: date | None = None
    decision_seal: str | None = None
    outcome_seal: str | None = None
    decision_id: str = ""


def before(
    store: Store, said: Answer, *, decided_on: date, occasion: str, decision: str, **more: Any
) -> Decision:
    """A decision taken in front of an answer: its finding, its value, its choice and its version are kept."""
    return Decision(
        decided_on=decided_on,
        occasion=_text(occasion) or "Séance de travail",
        finding=said.finding.sentence,
        figure_id=said.figure_id,
        selection=selections.written(said.selection),
        store_version=said.version,
        value_then=value(store, said),
        value_unit=metric.unit if (metric := REGISTRY[said.figure_id].tracked_metric) else None,
        decision=_required(decision, "Écrivez ce qui est décidé."),
        **more,
    )


def value(store: Store, said: Answer) -> float | None:
    """What a decision follows of a figure, over the years chosen: None where nothing is, or before a public of what is protected."""
    events = _followed(store, said)
    return None if events is None else REGISTRY[said.figure_id].tracked_metric.value(events)


def years_followed(store: Store, said: Answer) -> tuple[int, int] | None:
    """The first and the last year that this value is made of; None where there is no value."""
    events = _followed(store, said)
    return None if events is None or events.empty else (int(events["year"].min()), int(events["year"].max()))


def _followed(store: Store, said: Answer) -> pd.DataFrame | None:
    figure = REGISTRY[said.figure_id]
    if figure.tracked_metric is None or is_withheld(said):
        return None
    query = records.narrow(Query(open_version(store, said.version), said.selection), figure.requires)
    has_gap = query is None or records.find_gaps(query, figure.requires)
    return None if has_gap else figure.tracked_metric.happened(query)


def is_withheld(said: Answer) -> bool:
    """Whether the public of an answer is not to see what a decision follows of it: it is made of all the answers."""
    return REGISTRY[said.figure_id].rule is not None and audience(said.selection.audience).is_public


def offers(store: Store, number: int) -> dict[str, str]:
    """The title of each offer of a version that a decision may concern, those still open first."""
    rows = Query(open_version(store, number), Selection())(_OFFERS)
    return dict(zip(rows["offer_id"], rows["title"], strict=True))


def find_figures(store: Store, number: int) -> dict[str, str]:
    """Today's id of the figure that each decision of a version was taken in front of; none for a decision without one."""
    rows = Query(open_version(store, number), Selection())(_FIGURES)
    return dict(zip(rows["decision_id"], rows["figure_id"].map(renamed.figure), strict=True))


def describe_follow_up(store: Store, number: int, figure_id: str, subject: str) -> str:
    """Whether a decision follows the gap of a theme or a form of support: the latest on it that is not dropped; empty of other findings."""
    metric = REGISTRY[figure_id].tracked_metric
    if figure_id not in GAPS or not subject or metric is None:
        return ""
    for row in Query(open_version(store, number), Selection())(_OPEN_OR_DONE).itertuples():
        figure = REGISTRY.get(renamed.figure(row.figure_id))
        chosen = getattr(selections.read(row.selection), metric.of_one)
        if figure and figure.page == REGISTRY[figure_id].page and chosen == (subject,):
            status = codelists.labels("decision_statuses")[row.status].lower()
            return f"Une décision suit cet écart ({status}) : « {row.decision} »"
    return "Aucune décision ne suit encore cet écart."


def only_decided_since(store: Store, version: Version) -> bool:
    """Whether a version still says what is known: none, or nothing but decisions, contacts and notes, was written after it."""
    told = {table for table in changed_tables(version, store.current()) if not schemas.is_confidential(table)}
    return told <= {TABLE}


def record(store: Store, taken: Decision, author: str) -> Version:
    """Write a decision down. Refused says what is missing, Conflict that someone came first."""
    current = store.current()
    rows = _read(store, current)
    past_ids = [past_id for (past_id,) in store.list_past_values(TABLE, ("decision_id",))]
    numbered = replace(taken, decision_id=_next(past_ids, taken.decided_on))
    return _save(store, current, [*rows, numbered], author, f"Piste consignée : {taken.decision}")


def amend(store: Store, decision_id: str, author: str, **changes: Any) -> Version | None:
    """Change a decision: where it stands, its term, what it gave. None where nothing changes.

    One that is done or dropped is closed on the day given, and opened again where it no longer is. Refused if there
    is no such decision.
    """
    current = store.current()
    rows = _read(store, current)
    if decision_id not in {each.decision_id for each in rows}:
        raise Refused(f"La décision {decision_id} n’existe plus. Rechargez la page.")
    amended = [replace(each, **changes) if each.decision_id == decision_id else each for each in rows]
    if amended == rows:
        return None
    return _save(store, current, amended, author, f"Décision {decision_id} mise à jour")


def recorded(store: Store) -> list[Decision]:
    """Every decision of the current version, oldest first."""
    return _read(store, store.current())


def mark(before: Decision, name: str, text: str | None, *, is_asked: bool) -> str | None:
    """The seal of a text that a public may read, or none. One that changed since it was marked is asked about again: the mark was of the
    former."""
    is_overtaken = text != getattr(before, name) and is_marked(before, name)
    return seal_text(text) if text and is_asked and not is_overtaken else None


def is_marked(decision: Decision, name: str) -> bool:
    """Whether a public may read a text of a decision, its `decision` or its `outcome`."""
    return is_sealed(getattr(decision, name), getattr(decision, f"{name}_seal"))


def _read(store: Store, version: Version | None) -> list[Decision]:
    if version is None:
        return []
    rows = [Decision(**row) for row in store.read(version, TABLE).to_pylist()]
    return sorted(rows, key=lambda each: (each.decided_on, each.decision_id))


def _save(store: Store, seen: Version | None, rows: list[Decision], author: str, message: str) -> Version:
    """A version with these decisions; Conflict if the one they were read from is no longer the current one."""
    names = {each.name for each in fields(Decision)}
    columns = {name: [getattr(each, name) for each in rows] for name in names}
    table = pa.table(columns, schema=schemas.arrow_schema(TABLE))
    made = store.commit({TABLE: [table]}, parent=seen.number if seen else 0, author=author, message=message)
    return made or seen


def _next(known: list[str], day: date) -> str:
    """`DEC-2018-03`: the first number that no decision of the year ever had."""
    place = 1
    while f"DEC-{day.year}-{place:02d}" in known:
        place += 1
    return f"DEC-{day.year}-{place:02d}"


def _text(written: str | None) -> str | None:
    return written.strip() or None if written else None


def _required(written: str, advice: str) -> str:
    if not (text := _text(written)):
        raise Refused(advice)
    return text
