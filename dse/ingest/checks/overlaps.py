"""Partnerships twice at once: the same partner, service and kind on the same days, at two depths or at one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from dse.ingest.issues import CellIssue, Issue, shorten
from dse.ingest.registry import ERROR, check, lines
from dse.ingest.rows.gathering import Gathered
from dse.ingest.rows.merge import Merged
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
)
def overlapping(
    gathered: Mapping[str, Gathered], new: Mapping[str, Gathered], merged: Mapping[str, Merged]
) -> Iterator[Issue]:
    """Rows of the files whose days meet those of another, both ends included, one of the two being new or changed."""
    if TABLE not in gathered:
        return
    rows, changed = gathered[TABLE], set(new[TABLE].rows["partnership_id"].to_pylist())
    places = {each: row for row, each in enumerate(rows.rows["partnership_id"].to_pylist())}
    for earlier, later in _meeting(merged[TABLE].content.to_pylist()):
        if changed.isdisjoint((earlier["partnership_id"], later["partnership_id"])):
            continue
        told, other, column = later, earlier, "started_on"
        if told["partnership_id"] not in places:
            told, other, column = earlier, later, "ended_on"
        if told["partnership_id"] in places:
            yield rows.problem(_fault(other), places[told["partnership_id"]], column)


def _meeting(rows: list[Row]) -> Iterator[tuple[Row, Row]]:
    """Each row with the one before it that lasts longest, where that one is not over when it starts."""
    spans: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        about = (row["organisation_id"], row["kind"], row["started_on"])
        if None not in about:
            spans[row["organisation_id"], canonical(row["department"] or ""), row["kind"]].append(row)
    for found in spans.values():
        found.sort(key=lambda row: (row["started_on"], row["partnership_id"]))
        longest = found[0]
        for row in found[1:]:
            if _end(longest) >= row["started_on"]:
                yield longest, row
            longest = max(longest, row, key=_end)


def _end(row: Row) -> date:
    return row["ended_on"] or date.max


def _fault(other: Row) -> CellIssue:
    until = f"jusqu’au {other['ended_on']:%d/%m/%Y}" if other["ended_on"] else "sans fin"
    return CellIssue(
        f"« {shorten(other['partnership_id'])} » court depuis le {other['started_on']:%d/%m/%Y}, {until} : même partenaire, "
        "même service, même type.",
        "Finissez l’un la veille du début de l’autre.",
    )
