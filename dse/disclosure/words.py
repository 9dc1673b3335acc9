"""What was masked, in French."""

from __future__ import annotations

from collections.abc import Iterable

from dse import french
from dse.disclosure.answers import Hidden

_COUNTED = {
    "masked": ("ligne masquée", "lignes masquées"),
    "bounded": ("part dite « au moins » ou « au plus »", "parts dites « au moins » ou « au plus »"),
}
_TOLD = {
    "merged": "des groupes réunis",
    "withheld": "des colonnes réservées à l’équipe",
    "rounded": "des pourcentages arrondis à l’unité",
    "refused": "figure réservée à l’équipe",
}
NAMES = "Ce qui nomme des organisations, ou croise ce qu’elles ont répondu, est réservé à l’équipe."
NOTHING_LEFT = "Trop peu de réponses, ou des réponses trop semblables, pour être montrées à ce public."


def told(hidden: Iterable[Hidden]) -> str:
    """One phrase on what an audience is not shown, over all figures where there are several; empty where nothing is hidden."""
    hidden = list(hidden)
    counts = {
        kind: sum(int(each.what) for each in hidden if each.kind == kind)
        for kind in dict.fromkeys(each.kind for each in hidden)
        if kind in _COUNTED
    }
    parts = [
        french.count(counts[each.kind], *_COUNTED[each.kind]) if each.kind in counts else _TOLD[each.kind]
        for each in hidden
    ]
    return french.listed(list(dict.fromkeys(parts)))
