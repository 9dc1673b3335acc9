"""How far a note goes, where the wording of its question says so: « sur une échelle de 1 à 5 », « (1 = jamais, 5 = toujours) »."""

from __future__ import annotations

import re

from dse.ingest.spelling import canonical

USUAL_BOUNDS = {
    (0, 10),
    (1, 10),
    (0, 5),
    (1, 5),
    (1, 7),
    (0, 7),
    (1, 4),
    (0, 4),
    (1, 6),
    (0, 6),
    (1, 3),
    (0, 3),
    (1, 9),
    (0, 9),
}
_UNITS = r"(?:ans?|annees?|mois|semaines?|jours?|heures?|fois|personnes?|salarie\w*|etp|membres?|projets?|km|%|€|euros?)"
_NUMBER = r"([0-9]{1,2})"
_FROM_TO = re.compile(
    rf"(?:\b(?:echelle|not\w*|evalu\w*|situ\w*)\b[^.?!0-9]*?\b(?:de|entre) |[(\[](?:de )?){_NUMBER} ?(?:a|et|-|–) ?{_NUMBER}\b(?! ?{_UNITS}\b)"
)
_LABELLED_ENDS = re.compile(rf"\b{_NUMBER} ?[=:] ?[^0-9]+\b{_NUMBER} ?[=:]")


def find_asked_bounds(wording: str) -> tuple[int, int] | None:
    """The lowest and the highest note that a question asks for; None where its wording says nothing of them."""
    plain = canonical(wording)
    for pattern in (_FROM_TO, _LABELLED_ENDS):
        if match := pattern.search(plain):
            bounds = (int(match[1]), int(match[2]))
            return bounds if bounds in USUAL_BOUNDS else None
    return None
