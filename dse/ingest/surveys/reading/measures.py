"""Numbers with their unit: « 52 ans », « 12 km »."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
    "m²",
    "kg",
    "euro",
    "€",
    "k€",
    "%",
    "personne",
    "salarie",
    "benevole",
    "fois",
    "etp",
    "enfant",
)
_PARTS = re.compile(r"([-+]?[0-9][0-9\s.,\u00a0\u202f]*?)\s*([a-z€%²]*[a-z€%²2])?", re.IGNORECASE)
_SAME = {"h": "heure", "min": "minute", "€": "euro", "m²": "m2"}


_OTHER_UNIT = describe_answer_off_scale(
    "Cette réponse a une autre unité que les autres de la colonne.",
    "Convertissez-la, ou écrivez le nombre seul dans l’unité des autres.",
)


@dataclass
class OneUnit:
    """The unit of the first answer of a column that has one: all the others have it too."""

    unit: str = ""

    def read(self, text: str, fault: CellIssue) -> float | CellIssue:
        """The number of a text with a unit; the fault where it has none that is known, or another than before."""
        measure = split_unit(text)
        if measure is None:
            return fault
        self.unit = self.unit or measure[1]
        return measure[0] if measure[1] == self.unit else _OTHER_UNIT


def split_unit(text: str) -> tuple[float, str] | None:
    """A number and its unit, in the singular; None where it is neither a number nor a number with a usual unit."""
    match = _PARTS.fullmatch(canonical(text))
    if match is None:
        return None
    unit = match[2] or ""
    singular = unit.removesuffix("s") if unit.removesuffix("s") in _UNITS else unit
    if unit and singular not in _UNITS:
        return None
    value = numbers.parse_real(match[1])
    return None if isinstance(value, CellIssue) else (value, _SAME.get(singular, singular))
