"""Contacts whose name is that of another of the same organisation, spelled otherwise: one person would be there twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue, shorten
from dse.ingest.organisations.contact_marks import TABLE, spell_name
from dse.ingest.registry import QUESTION, check, lines


@check(
    "IMP-527",
    level=QUESTION,
    title="Contact déjà connu sous une autre écriture",
    explanation=(
        "Un contact est reconnu par son organisation et son nom. Le même nom avec une autre majuscule, un autre accent ou un "
        "autre trait d’union ferait deux lignes pour une seule personne."
    ),
    advice="Écrivez le nom comme il est déjà, ou confirmez s’il s’agit de deux personnes.",
    trips=lines("contacts", {"Contact": "AWA BELLOMBRE"}),
    passes=lines("contacts", {"Contact": "Fatou Ambrelin"}),
    on_rows=True,
)
def find_other_spellings(context: RowContext) -> Iterator[Issue]:
    """New or changed contacts beside one of the same organisation and nearly the same name."""
    if TABLE not in context.changed:
        return
    spellings: dict[tuple[str, str], list[str]] = defaultdict(list)
    for contact in context.content(TABLE).to_pylist():
        spellings[_identify(contact)].append(contact["name"])
    rows = context.changed[TABLE]
    for index, contact in enumerate(rows.rows.to_pylist()):
        others = [name for name in spellings[_identify(contact)] if name != contact["name"]]
        if others:
            reason = f"Il y a déjà « {shorten(others[0])} » dans cette organisation."
            yield rows.problem(CellIssue(reason, "Écrivez le nom de la même façon."), index, "name")


def _identify(contact: dict[str, Any]) -> tuple[str, str]:
    return contact["organisation_id"] or "", spell_name(contact["name"] or "")
