"""Partnerships twice at once: the same partner, service and kind on the same days, at two depths or at one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue, shorten
from dse.ingest.registry import ERROR, check, lines
from dse.ingest.spelling import canonical

TABLE = "partnerships"
Row = dict[str, Any]


@check(
    "IMP-410",
    level=ERROR,
    title="Partenariats qui se chevauchent",
    explanation=(
        "Un partenaire, un service et un type ne peuvent avoir deux partenariats le même jour : il serait compté deux "
        "fois, et l’on ne saurait plus quelle profondeur il avait."
    ),
    advice="Terminez l’un la veille du début de l’autre, ou gardez une seule des deux lignes.",
    trips=lines("partenariats", {"Référence": "PAR-9", "Début": "01/12/2017", "Fin": ""}),
    passes=lines("partenariats", {"Référence": "PAR-9", "Début": "01/01/2015", "Fin": "29/02/2016"}),
    on_rows=True,
)
def find_overlapping_partnerships(context: RowContext) -> Iterator[Issue]:
    """Rows of the files whose days meet those of another, both ends included, one of the two being new or changed."""
    if TABLE not in context.gathered:
        return
    rows = context.gathered[TABLE]
    changed = set(context.changed[TABLE].rows["partnership_id"].to_pylist())
    index = {key: row for row, key in enumerate(rows.rows["partnership_id"].to_pylist())}
    for earlier, later in _overlapping_pairs(context.content(TABLE).to_pylist()):
        if changed.isdisjoint((earlier["partnership_id"], later["partnership_id"])):
            continue
        if earlier["partnership_id"] in index and rows.is_faulty(
            index[earlier["partnership_id"]], "ended_on"
        ):
            continue
        if later["partnership_id"] in index:
            yield rows.problem(_describe(earlier), index[later["partnership_id"]], "started_on")
        elif earlier["partnership_id"] in index:
            yield rows.problem(_describe(later), index[earlier["partnership_id"]], "ended_on")


def _overlapping_pairs(rows: list[Row]) -> Iterator[tuple[Row, Row]]:
    """Each row with the one before it that lasts longest, where that one is not over when it starts."""
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if None not in (row["organisation_id"], row["kind"], row["started_on"]):
            groups[row["organisation_id"], canonical(row["department"] or ""), row["kind"]].append(row)
    for group in groups.values():
        group.sort(key=lambda row: (row["started_on"], row["partnership_id"]))
        longest = group[0]
        for row in group[1:]:
            if _end(longest) >= row["started_on"]:
                yield longest, row
            longest = max(longest, row, key=_end)


def _end(row: Row) -> date:
    return row["ended_on"] or date.max


def _describe(other: Row) -> CellIssue:
    until = f"jusqu’au {other['ended_on']:%d/%m/%Y}" if other["ended_on"] else "sans fin"
    return CellIssue(
        f"« {shorten(other['partnership_id'])} » court depuis le {other['started_on']:%d/%m/%Y}, {until} : même partenaire, "
        "même service, même type.",
        "Finissez l’un la veille du début de l’autre.",
    )
