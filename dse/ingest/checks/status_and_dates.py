"""Accompaniments whose dates contradict their status: refused and yet started, asked for and already over, over and never started."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse import french
from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.registry import QUESTION, cells, check
from dse.store import Store, Version
from schemas import codelists

TABLE = "accompaniments"
ABANDONED = "ABANDONNE"
_FIRST_DAY = "started_on"
DATES = ("decided_on", _FIRST_DAY, "ended_on")
# The dates that a status says are still to come, or will never be. Figures count by the status: dse/query/relations.py.
CONTRADICTING = {
    "DEMANDE": DATES,
    "INSTRUCTION": DATES,
    "REFUSE": ("started_on", "ended_on"),
    ABANDONED: ("started_on",),
}
# Those that say that it has started: the day is to be known.
STARTED = ("EN_COURS", "TERMINE")
COUNTED_AS = {
    **dict.fromkeys(STARTED, "démarré, dans aucune année"),
    "DEMANDE": "demandé, en attente",
    "INSTRUCTION": "demandé, en attente",
    "REFUSE": "refusé, jamais démarré",
    ABANDONED: "démarré, puis interrompu",
}


@dataclass(frozen=True)
class ContradictingRow:
    """An accompaniment whose dates contradict its status: its reference and title, its status, and the dates that do, in words."""

    reference: str
    title: str
    status: str
    dates: str
    counted_as: str
    is_not_started: bool


@check(
    "IMP-525",
    level=QUESTION,
    title="Dates qui contredisent le statut",
    explanation=(
        "Une demande refusée, ou qui attend encore sa décision, n’a pas pu démarrer ; un accompagnement abandonné dont on ne "
        "connaît pas la décision ou la fin est peut-être une demande retirée ; ce qui est en cours ou terminé a démarré un jour. Le "
        "statut ou une date est faux, ou une date manque. Les figures suivent le statut : ce qui est demandé, en instruction ou refusé "
        "ne compte pas comme démarré, ce qui est abandonné avec une date de début compte comme démarré, puis interrompu, ce qui est "
        "en cours ou terminé sans date de début compte comme démarré, mais dans aucune année."
    ),
    advice="Corrigez le statut ou la date, ou confirmez : l’accompagnement comptera selon son statut.",
    trips=(
        cells("accompagnements", {"Statut": "Refusé", "Début": "15/05/2018", "Fin": ""}),
        cells("accompagnements", {"Statut": "Demandé", "Décision": "", "Début": "15/05/2018", "Fin": ""}),
        cells("accompagnements", {"Statut": "Abandonné", "Début": "15/05/2018", "Fin": ""}),
        cells("accompagnements", {"Statut": "Terminé", "Début": "", "Fin": ""}),
    ),
    passes=(
        cells("accompagnements", {"Statut": "Refusé", "Décision": "20/04/2018", "Début": "", "Fin": ""}),
        cells(
            "accompagnements",
            {"Statut": "Abandonné", "Décision": "20/04/2018", "Début": "15/05/2018", "Fin": "30/06/2018"},
        ),
    ),
    on_rows=True,
)
def find_contradicting_dates(context: RowContext) -> Iterator[Issue]:
    """New or changed accompaniments whose dates contradict their status. A start is missing only where the file has a column for it."""
    if TABLE not in context.gathered:
        return
    changed = context.changed[TABLE]
    for index in _find_contradicting(changed.rows).to_pylist():
        row = changed.rows.slice(index, 1).to_pylist()[0]
        column = _FIRST_DAY if row["status"] in STARTED else _list_contradicting_dates(row)[0]
        if row["status"] in STARTED and column not in changed.origin(index, column)[0].positions:
            continue
        yield changed.problem(_describe_issue(row), index, column)


def contradicting_rows(store: Store, version: Version) -> list[ContradictingRow]:
    """Every such row of a version. Damaged names a file that is not whole."""
    rows = store.read(version, TABLE)
    return [_describe_row(row) for row in rows.take(_find_contradicting(rows)).to_pylist()]


def _find_contradicting(rows: pa.Table) -> pa.Array:
    """Indices of the rows. What is abandoned with its decision, its start and its end was interrupted: nothing contradicts it."""
    masks = []
    for status, columns in CONTRADICTING.items():
        has_date = reduce(pc.or_, [pc.is_valid(rows[name]) for name in columns])
        masks.append(pc.and_(pc.fill_null(pc.equal(rows["status"], status), fill_value=False), has_date))
    is_complete = reduce(pc.and_, [pc.is_valid(rows[name]) for name in DATES])
    is_interrupted = pc.and_(pc.fill_null(pc.equal(rows["status"], ABANDONED), fill_value=False), is_complete)
    has_no_day = pc.and_(pc.is_in(rows["status"], pa.array(STARTED)), pc.is_null(rows[_FIRST_DAY]))
    return pc.indices_nonzero(pc.or_(has_no_day, pc.and_not(reduce(pc.or_, masks), is_interrupted)))


def _list_contradicting_dates(row: Mapping[str, Any]) -> list[str]:
    return [name for name in CONTRADICTING[row["status"]] if row[name] is not None]


def _describe_dates(row: Mapping[str, Any]) -> str:
    """`« Début » le 15/05/2018 et « Fin » le 30/06/2018`, or that there is no start."""
    if row["status"] in STARTED:
        return f"« {schemas.column(TABLE, _FIRST_DAY).title} » vide"
    return french.listed([_describe_date(name, row[name]) for name in _list_contradicting_dates(row)])


def _describe_date(name: str, day: date) -> str:
    return f"« {schemas.column(TABLE, name).title} » le {day:%d/%m/%Y}"


def _describe_issue(row: Mapping[str, Any]) -> CellIssue:
    label = codelists.labels("accompaniment_statuses")[row["status"]]
    reason = f"Le statut est « {label} », avec {_describe_dates(row)}."
    if row["status"] in STARTED:
        return CellIssue(reason, f"Donnez le début, ou confirmez : compté comme {COUNTED_AS[row['status']]}.")
    if row["status"] != ABANDONED:
        return CellIssue(
            reason, f"Corrigez le statut ou la date, ou confirmez : compté comme {COUNTED_AS[row['status']]}."
        )
    return CellIssue(
        f"{reason} La demande a-t-elle été retirée, ou l’accompagnement interrompu ?",
        "Effacez le début, ou donnez la décision et la fin ; ou confirmez : compté comme démarré, puis interrompu.",
    )


def _describe_row(row: Mapping[str, Any]) -> ContradictingRow:
    return ContradictingRow(
        row["accompaniment_id"],
        row["title"],
        codelists.labels("accompaniment_statuses")[row["status"]],
        _describe_dates(row),
        COUNTED_AS[row["status"]],
        row["status"] != ABANDONED and row["started_on"] is not None,
    )
