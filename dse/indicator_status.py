"""Where an indicator stands between its baseline and its target, and in time.

A percentage is only given where the target lies on the declared side of the baseline: elsewhere it would say the
contrary of what happened, so that only « atteinte » or « non atteinte » is told, by the declared direction.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

RISE, FALL, KEEP = "HAUSSE", "BAISSE", "MAINTIEN"
REACHED, ON_TRACK, UNDER_WAY, LATE, MISSED, UNKNOWN = (
    "ATTEINTE",
    "EN_BONNE_VOIE",
    "EN_COURS",
    "EN_RETARD",
    "NON_ATTEINTE",
    "NON_CALCULABLE",
)
WITHOUT_ORDER = {
    "3": "catégorie sans ordre, sans calcul",
    "5": "appréciation qualitative, sans calcul",
}
PROGRESS = "progress_pct"  # the column that holds it, in words where a percentage would say little
FARTHEST = 150.0  # percent of the way, beyond which words say it
BACKWARDS, EXCEEDED = "s’éloigne", "cible dépassée"
ALREADY_HELD = {
    RISE: "cible déjà atteinte au départ",
    FALL: "cible à ne pas dépasser, déjà tenue au départ",
}
WITHOUT_DISTANCE = "4"  # an ordinal measure has levels above and below, and no distance between them


@dataclass(frozen=True)
class Aim:
    """What is aimed at: `measure` and `direction` are codes, `tolerance` is the distance allowed to a value to keep."""

    direction: str
    measure: str
    baseline: float | None
    target: float | None
    tolerance: float | None


@dataclass(frozen=True)
class Status:
    """Progress in percent of the way, unclipped; None with the reason in `note`. `status` is a code."""

    status: str
    progress_pct: float | None = None
    note: str | None = None


def assess(aim: Aim, actual: float | None, elapsed_pct: float) -> Status:
    """Where an indicator stands once `elapsed_pct` of its time has passed, 100 when it is over."""
    if reason := _why_not_calculable(aim, actual):
        return Status(UNKNOWN, None, reason)
    pct, note = _progress(aim, actual)
    if _is_reached(aim, actual):
        return Status(REACHED, pct, note)
    if pct is None or elapsed_pct >= 100:
        return Status(MISSED, pct, note)
    return Status(ON_TRACK if _at_most(elapsed_pct, pct) else LATE, pct, note)


def describe_progress(pct: float | None) -> str | None:
    """The progress in words where a percentage would say little: before the start, or far behind the target."""
    if pct is None or math.isnan(pct) or 0 <= pct <= FARTHEST:
        return None
    return BACKWARDS if pct < 0 else EXCEEDED


def elapsed_pct(starts_on: date, due_on: date, day: date) -> float:
    """Share of the time passed on a day, both ends included, from 0 to 100."""
    days = (due_on - starts_on).days + 1
    return min(100.0, max(0.0, 100.0 * ((day - starts_on).days + 1) / days)) if days > 0 else 100.0


def _why_not_calculable(aim: Aim, actual: float | None) -> str | None:
    if aim.measure in WITHOUT_ORDER:
        return WITHOUT_ORDER[aim.measure]
    if aim.target is None:
        return "aucune cible"
    if actual is None:
        return "aucune valeur réalisée"
    if aim.direction == KEEP and aim.tolerance is None:
        return "aucune tolérance déclarée"
    return None


def _is_reached(aim: Aim, actual: float) -> bool:
    if aim.direction == KEEP:
        return _at_most(abs(actual - aim.target), aim.tolerance)
    return _at_most(aim.target, actual) if aim.direction == RISE else _at_most(actual, aim.target)


def _at_most(value: float, limit: float) -> bool:
    """Whether a value is not above a limit; 1,1 − 1 is not above 0,1, whatever binary fractions say."""
    return value <= limit or math.isclose(value, limit, rel_tol=1e-9)


def _progress(aim: Aim, actual: float) -> tuple[float | None, str | None]:
    """Percent of the way from baseline to target, or why there is none."""
    if aim.direction == KEEP:
        return None, None
    if aim.measure == WITHOUT_DISTANCE:
        return None, "niveaux sur une échelle, sans distance à calculer"
    if aim.baseline is None:
        return None, "aucune valeur de départ"
    way = aim.target - aim.baseline
    if way == 0:
        return None, "la cible est égale au départ"
    if (way > 0) != (aim.direction == RISE):
        return None, ALREADY_HELD[aim.direction]
    return 100.0 * (actual - aim.baseline) / way, None
