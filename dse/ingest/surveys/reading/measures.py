"""Numbers with their unit: « 52 ans », « 12 km »."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from operator import itemgetter

from dse.ingest.issues import CellIssue
from dse.ingest.spelling import canonical
from dse.ingest.surveys.reading.answer_checks import describe_answer_off_scale
from dse.ingest.values import numbers

_UNITS = (
    "an",
    "mois",
    "semaine",
    "jour",
    "heure",
    "h",
    "minute",
    "min",
    "km",
    "m",
    "m2",
    "kg",
    "euro",
    "€",
    "%",
    "personne",
    "salarie",
    "benevole",
    "fois",
    "etp",
    "enfant",
)
_PARTS = re.compile(r"([-+]?[0-9](?:[0-9\s.,]*[0-9])?)\s*([^0-9\s]\S*)?")
_SAME = {"h": "heure", "min": "minute", "€": "euro"}

_OTHER_UNIT = describe_answer_off_scale(
    "Cette réponse a une unité que les autres de la colonne n’ont pas.",
    "Convertissez-la, ou écrivez le nombre seul dans l’unité des autres.",
)


def find_unit(texts: Sequence[str]) -> str:
    """The unit of most of the numbers of a column; empty where most have none."""
    measured = filter(None, map(split_unit, texts))
    return max(Counter(unit for _, unit in measured).items(), key=itemgetter(1), default=("", 0))[0]


def parse_measure(text: str, unit: str) -> float | CellIssue:
    """The number of a text, with or without the unit of its column; a fault where it has another."""
    measure = split_unit(text)
    if measure is None or not measure[1]:
        return numbers.parse_real(text)
    return measure[0] if measure[1] == unit else _OTHER_UNIT


def split_unit(text: str) -> tuple[float, str] | None:
    """A number and its unit, in the singular; None where it is neither a number nor a number with a usual unit."""
    match = _PARTS.fullmatch(text.strip())
    if match is None:
        return None
    unit = canonical(match[2] or "")
    singular = unit.removesuffix("s") if unit.removesuffix("s") in _UNITS else unit
    if unit and (singular not in _UNITS or numbers.check_thousands(match[1])):
        return None
    value = numbers.parse_real(match[1])
    return None if isinstance(value, CellIssue) else (value, _SAME.get(singular, singular))
