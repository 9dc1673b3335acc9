"""Stays in the network whose known end changes, and stays that meet: a correction, or the wrong line?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import schemas
from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.registry import QUESTION, cells, check, lines
from dse.ingest.rows.gathering import join_key_columns

TABLE = "memberships"


@check(
    "IMP-522",
    level=QUESTION,
    title="Départ connu qui change",
    explanation=(
        "Le départ de ce membre était déjà enregistré, et le fichier le déplace ou l’efface. C’est une correction, ou la "
        "ligne d’une autre adhésion : les années de présence du membre en dépendent."
    ),
    advice="Confirmez si c’est une correction ; sinon remettez la date connue.",
    trips=cells("membres", {"Départ": "31/12/2016"}, line=3),
    passes=cells("membres", {"Départ": "31/12/2020"}, line=2),
    on_rows=True,
)
def find_moved_departures(context: RowContext) -> Iterator[Issue]:
    """A known departure that moves or goes away; one that was not known is what files are for."""
    if TABLE not in context.gathered:
        return
    gathered, detail = context.gathered[TABLE], context.merged[TABLE].detail
    index = _index_by_key(gathered.keys.to_pylist())
    keys = join_key_columns(detail.after, schemas.key(TABLE)).to_pylist()
    before, after = (rows["left_on"].to_pylist() for rows in (detail.before, detail.after))
    for key, old, new in zip(keys, before, after, strict=True):
        if old is not None and old != new:
            question = "L’adhésion court-elle encore ?" if new is None else "Est-ce une correction ?"
            reason = f"Le départ connu est le {old:%d/%m/%Y}. {question}"
            issue = CellIssue(reason, "Confirmez, ou corrigez la cellule.")
            yield gathered.problem(issue, index[key], "left_on")


@check(
    "IMP-504",
    level=QUESTION,
    title="Nouvelle adhésion pendant une autre",
    explanation=(
        "Une adhésion de cette organisation court déjà à cette date. Le fichier en ajoute une seconde ; si vous vouliez "
        "corriger la date, l’ancienne resterait à côté de la nouvelle."
    ),
    advice="Confirmez une seconde adhésion ; pour corriger la date de la première, donnez le fichier comme complet.",
    trips=lines("membres", {"Adhésion": "01/01/2020"}),
    passes=lines("membres", {"Adhésion": "01/06/2016", "Départ": "01/12/2016"}, line=3),
    on_rows=True,
)
def find_overlapping_stays(context: RowContext) -> Iterator[Issue]:
    """A new stay during another of the same organisation: a second one, or the date corrected?"""
    if TABLE not in context.gathered:
        return
    gathered, change = context.gathered[TABLE], context.merged[TABLE]
    index = _index_by_key(gathered.keys.to_pylist())
    stays: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for stay in change.content.to_pylist():
        stays[stay["organisation_id"]].append(stay)
    added = change.detail.added
    for key, new in zip(
        join_key_columns(added, schemas.key(TABLE)).to_pylist(), added.to_pylist(), strict=True
    ):
        others = [stay for stay in stays[new["organisation_id"]] if _overlap(stay, new)]
        if others:
            reason = f"Une adhésion depuis le {others[0]['joined_on']:%d/%m/%Y} court déjà à cette date."
            advice = (
                "Confirmez une seconde adhésion ; pour corriger la date, donnez le fichier comme complet."
            )
            yield gathered.problem(CellIssue(reason, advice), index[key], "joined_on")


def _index_by_key(keys: list[str]) -> dict[str, int]:
    return {key: row for row, key in enumerate(keys)}


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two stays have a day in common; none where they are the same."""
    first, last = sorted((one, other), key=lambda stay: stay["joined_on"])
    if first["joined_on"] == last["joined_on"]:
        return False
    return first["left_on"] is None or first["left_on"] > last["joined_on"]
