"""SIREN whose last digit is not the one that the others ask for."""

from __future__ import annotations

from collections.abc import Iterator

from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.registry import QUESTION, cells, check
from dse.ingest.values.business_numbers import has_right_key

_DIGITS = 9


@check(
    "IMP-531",
    level=QUESTION,
    title="SIREN dont la clé est fausse",
    explanation=(
        "Le dernier chiffre d’un SIREN se calcule des huit premiers. Ici il ne va pas avec eux : un chiffre est mal recopié, et "
        "l’organisation pourrait être prise pour une autre."
    ),
    advice="Recopiez le SIREN depuis l’annuaire des entreprises, ou confirmez.",
    trips=cells("membres", {"SIREN": "987654321"}, line=2),
    passes=cells("membres", {"SIREN": "987654324"}, line=2),
    on_rows=True,
)
def find_wrong_keys(context: RowContext) -> Iterator[Issue]:
    """New or changed SIREN of nine digits that do not go together."""
    if "organisations" not in context.merged:
        return
    gathered = context.changed["organisations"]
    stored = set(context.current("organisations")["siren"].to_pylist())
    issue = CellIssue(
        "Le dernier chiffre de ce SIREN ne va pas avec les autres.", "Recopiez-le, ou confirmez."
    )
    for row, siren in enumerate(gathered.rows["siren"].to_pylist()):
        is_new = siren is not None and siren not in stored
        if (
            is_new
            and siren.isascii()
            and siren.isdecimal()
            and len(siren) == _DIGITS
            and not has_right_key(siren)
        ):
            yield gathered.problem(issue, row, "siren")
