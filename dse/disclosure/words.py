"""What was masked, in French."""

from __future__ import annotations

from collections.abc import Iterable

from dse import french
from dse.disclosure.answers import Hidden

_TOLD = {
    "withheld": "des colonnes réservées à l’équipe",
    "rounded": "des pourcentages arrondis à l’unité",
    "refused": "figure réservée à l’équipe",
}
NAMES = "Ce qui nomme des organisations, ou croise ce qu’elles ont répondu, est réservé à l’équipe."
NOTHING_LEFT = "Trop peu de réponses, ou des réponses trop semblables, pour être montrées à ce public."


def told(hidden: Iterable[Hidden]) -> str:
    """One phrase on what an audience is not shown; empty where nothing is hidden."""
    parts = []
    for each in hidden:
        if each.kind == "merged":
            parts.append("des groupes réunis")
        elif each.kind == "masked":
            parts.append(french.count(int(each.what), "ligne masquée"))
        else:
            parts.append(_TOLD[each.kind])
    return french.listed(list(dict.fromkeys(parts)))
