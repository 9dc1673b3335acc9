"""Stays in the network whose known end changes, and stays that meet: a correction, or the wrong line?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import schemas
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.rows.gathering import Gathered, joined
from dse.ingest.rows.merge import Merged

TABLE = "memberships"


def doubts(gathered: Gathered, change: Merged) -> Iterator[Issue]:
    """Questions about the stays that files change or add."""
    rows = {key: row for row, key in enumerate(gathered.keys.to_pylist())}
    yield from _ended_otherwise(gathered, change, rows)
    yield from _overlapping(gathered, change, rows)


def _ended_otherwise(gathered: Gathered, change: Merged, rows: Mapping[str, int]) -> Iterator[Issue]:
    """A known departure that moves or goes away; one that was not known is what files are for."""
    keys = joined(change.detail.after, schemas.key(TABLE)).to_pylist()
    before, after = (each["left_on"].to_pylist() for each in (change.detail.before, change.detail.after))
    for key, old, new in zip(keys, before, after, strict=True):
        if old is not None and old != new:
            since = "L’adhésion court-elle encore ?" if new is None else "Est-ce une correction ?"
            reason = f"Le départ connu est le {old:%d/%m/%Y}. {since}"
            yield gathered.problem(
                CellIssue("IMP-522", reason, "Confirmez, ou corrigez la cellule.", True), rows[key], "left_on"
            )


def _overlapping(gathered: Gathered, change: Merged, rows: Mapping[str, int]) -> Iterator[Issue]:
    """A new stay during another of the same organisation: a second one, or the date corrected?"""
    stays: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for stay in change.content.to_pylist():
        stays[stay["organisation_id"]].append(stay)
    added = change.detail.added.to_pylist()
    for key, new in zip(joined(change.detail.added, schemas.key(TABLE)).to_pylist(), added, strict=True):
        others = [each for each in stays[new["organisation_id"]] if _meet(each, new)]
        if others:
            reason = f"Une adhésion depuis le {others[0]['joined_on']:%d/%m/%Y} court déjà à cette date."
            advice = (
                "Confirmez une seconde adhésion ; pour corriger la date, donnez le fichier comme complet."
            )
            yield gathered.problem(CellIssue("IMP-504", reason, advice, True), rows[key], "joined_on")


def _meet(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two stays have a day in common; none where they are the same."""
    first, last = sorted((one, other), key=lambda stay: stay["joined_on"])
    if first["joined_on"] == last["joined_on"]:
        return False
    return first["left_on"] is None or first["left_on"] > last["joined_on"]
