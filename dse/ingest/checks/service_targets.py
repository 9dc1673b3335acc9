"""Targets of the offer that cannot be meant: a share of more than the whole, a measure that its kind does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dse import french
from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.registry import QUESTION, cells, check
from schemas import codelists

TABLE = "service_targets"
_SHARES = ("FEMMES", "SATISFACTION")
# What is counted of activities alone, or of accompaniments alone: a figure says the rest cannot be computed.
_OF_ACTIVITIES = ("ACTIVITES", "PARTICIPANTS", "FEMMES")
_OF_ACCOMPANIMENTS = ("ACCOMPAGNEMENTS",)


@check(
    "IMP-533",
    level=QUESTION,
    title="Part visée de plus de 100 %",
    explanation="La mesure est une part, en pourcentage : rien ne peut dépasser le tout.",
    advice="Corrigez la valeur ou la mesure, ou confirmez : la cible ne sera jamais atteinte.",
    trips=cells("cibles", {"Mesure": "SATISFACTION", "Cible": "130"}),
    passes=cells("cibles", {"Mesure": "SATISFACTION", "Cible": "100"}),
    on_rows=True,
)
def find_shares_over_whole(context: RowContext) -> Iterator[Issue]:
    """New or changed targets of more than the whole."""
    for index, row in _list_rows(context):
        if row["measure"] in _SHARES and row["target"] is not None and row["target"] > 100:
            reason = f"« {_name_measure(row)} » est une part : {french.number(row['target'], 1).removesuffix(',0')} % dépasse le tout."
            issue = CellIssue(reason, "Corrigez la valeur ou la mesure, ou confirmez.")
            yield context.changed[TABLE].problem(issue, index, "target")


@check(
    "IMP-534",
    level=QUESTION,
    title="Mesure qui ne se compte pas pour ce type",
    explanation=(
        "Les activités tenues, les personnes venues et la part de femmes ne se comptent que pour des activités, les accompagnements "
        "commencés que pour des accompagnements. Le résultat d’une telle cible serait « non calculable »."
    ),
    advice="Corrigez la mesure, le type ou l’offre, ou confirmez : la cible restera sans résultat.",
    trips=cells("cibles", {"Offre": "OFF-1", "Mesure": "ACTIVITES"}),
    passes=cells("cibles", {"Offre": "OFF-1", "Mesure": "ACCOMPAGNEMENTS"}),
    on_rows=True,
)
def find_measures_of_another_kind(context: RowContext) -> Iterator[Issue]:
    """New or changed targets whose measure is not counted for their kind, or for that of their offer."""
    rows = list(_list_rows(context))
    offers = context.content("offers").select(["offer_id", "kind"]).to_pylist() if rows else []
    kinds = {offer["offer_id"]: offer["kind"] for offer in offers}
    studies = codelists.labels("accompaniment_kinds")
    labels = studies | codelists.labels("activity_kinds")
    for index, row in rows:
        kind = kinds.get(row["offer_id"]) if row["offer_id"] else row["kind"]
        excluded = _OF_ACTIVITIES if kind in studies else _OF_ACCOMPANIMENTS
        if kind in labels and row["measure"] in excluded:
            reason = f"« {_name_measure(row)} » ne se compte pas pour « {labels[kind]} »."
            issue = CellIssue(reason, "Corrigez la mesure, le type ou l’offre, ou confirmez.")
            yield context.changed[TABLE].problem(issue, index, "measure")


def _list_rows(context: RowContext) -> Iterator[tuple[int, dict[str, Any]]]:
    if TABLE in context.changed:
        yield from enumerate(context.changed[TABLE].rows.to_pylist())


def _name_measure(row: dict[str, Any]) -> str:
    return codelists.labels("target_measures").get(row["measure"], row["measure"])
