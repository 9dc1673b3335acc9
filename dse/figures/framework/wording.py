"""What the figures of the framework have in common: columns, detail, words."""

from __future__ import annotations

import pandas as pd

from dse import french, sentences
from dse.figures import columns as c
from dse.indicator_status import LATE, MISSED, ON_TRACK, REACHED, UNDER_WAY, UNKNOWN

_SAY = sentences.read(__file__)

PAGE = "cadre-de-suivi"
WHOLES = {
    REACHED: ("atteint", "atteints"),
    ON_TRACK: ("en bonne voie", "en bonne voie"),
    LATE: ("en retard", "en retard"),
    MISSED: ("non atteint", "non atteints"),
    UNKNOWN: ("non calculable", "non calculables"),
}
PARTS = {
    REACHED: ("atteinte", "atteintes"),
    ON_TRACK: ("en bonne voie", "en bonne voie"),
    UNDER_WAY: ("en cours", "en cours"),
    LATE: ("en retard", "en retard"),
    MISSED: ("non atteinte", "non atteintes"),
    UNKNOWN: ("non calculable", "non calculables"),
}
DETAIL = (_SAY("detail.progress"),)
WHEN_EMPTY = "Aucun indicateur n’est suivi pour ce choix : importez votre cadre de suivi (modèle « Indicateurs » de la page Données)."
COLUMNS = (
    c.INDICATOR,
    c.BREAKDOWN,
    c.STATUS,
    c.PROGRESS,
    c.ELAPSED,
    c.BASELINE,
    c.ACTUAL,
    c.TARGET,
    c.UNIT,
    c.PERIOD_START,
    c.PERIOD_END,
    c.BASELINE_ON,
    c.ACTUAL_ON,
    c.TARGET_ON,
    c.NOTE,
    c.ORIGIN,
    c.DIRECTION,
    c.OBJECTIVE,
    c.RESULT,
    c.INDICATOR_ID,
)


def counts(frame: pd.DataFrame, words: dict[str, tuple[str, str]]) -> str:
    """How many rows stand where, in the order of `words`: « 4 atteints, 1 en retard »."""
    sizes = frame["status"].value_counts()
    return french.listed(
        [french.count(int(sizes[status]), *word) for status, word in words.items() if sizes.get(status)]
    )


def size(frame: pd.DataFrame) -> str:
    """How many indicators a table is about."""
    return french.count(frame["indicator_id"].nunique(), "indicateur")
