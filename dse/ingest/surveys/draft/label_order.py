"""The order that labels have of themselves: spans of numbers (« Moins de 5 ans », « 5 à 10 ans ») and how often something is done."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from dse.ingest.spelling import canonical

Rank = tuple[float, float]
_INFINITE = float("inf")
_NUMBER = r"([0-9]+(?:[  .][0-9]{3})*(?:,[0-9]+)?|un|une)"
_UNIT_DAYS = {"jour": 1, "semaine": 7, "mois": 30, "an": 365, "annee": 365, "trimestre": 91, "semestre": 182}
_UNIT = re.compile(r"\b(jour|semaine|mois|an|annee|trimestre|semestre)s?\b")
_BELOW = re.compile(
    rf"(?:moins (?:de|d'|que) ?|jusqu'?a |<=? ?|inferieure? a |maximum |avant (?:l'age de )?){_NUMBER}"
)
_ABOVE = re.compile(
    rf"(?:plus (?:de|d'|que) ?|>=? ?|superieure? a |a partir de |au moins |apres |au[- ]dela de ){_NUMBER}"
)
_OR_MORE = re.compile(
    rf"{_NUMBER} ?(?:ans|an|mois|€|euros|salaries|personnes|etp|k€)? ?(?:et|ou) (?:plus|davantage|\+)|{_NUMBER} ?\+"
)
_OR_LESS = re.compile(rf"{_NUMBER} ?(?:ans|an|mois|€|euros|salaries|personnes|etp|k€)? ?(?:et|ou) moins")
_BETWEEN = re.compile(
    rf"(?:de |entre )?{_NUMBER} ?(?:ans?|mois|jours?|€|euros|k€|%)? ?(?:-|–|—|a|et|to|/) ?{_NUMBER}\b"
)
_ALONE = re.compile(rf"(?:environ )?{_NUMBER}(?: .*)?")
_MONTHS = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]
_WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
_NONE = frozenset({"aucun", "aucune", "zero", "0", "jamais", "pas du tout"})

_PERIODS = {
    r"jour|quotidien": 365.0,
    r"semaine|hebdomadaire": 52.0,
    r"mois|mensuel": 12.0,
    r"trimestre|trimestriel": 4.0,
    r"semestre|semestriel": 2.0,
    r"ans?\b|annee|annuel": 1.0,
}
_TIMES = (
    (r"moins d'une fois|moins souvent que|moins de une fois|moins d'1 fois", 0.5),
    (r"plus d'une fois|plusieurs fois|quelques fois|plusieurs", 3.0),
    (r"deux a trois fois|2 a 3 fois|2-3 fois|2 ou 3 fois", 2.5),
    (r"(?:une|1) (?:ou deux|a deux|a 2|ou 2) fois", 1.5),
    (
        r"au moins une fois|une fois|1 fois|chaque|tous les|toutes les|quotidien|hebdo|mensuel|trimestriel|semestriel|annuel",
        1.0,
    ),
    (r"deux fois|2 fois", 2.0),
    (r"trois fois|3 fois", 3.0),
)
_VAGUE = {
    "jamais": 0.0,
    "moins souvent": 0.05,
    "exceptionnellement": 0.1,
    "rarement": 0.3,
    "plus rarement": 0.1,
    "tous les jours ou presque": 360.0,
    "presque tous les jours": 300.0,
}


def sort_spans(labels: Sequence[str]) -> list[str] | None:
    """Labels from the lowest span to the highest; None where one is no span, or two begin and end alike."""
    units = {unit for label in labels for unit in _UNIT.findall(_plain(label))}
    days = _UNIT_DAYS if len(units) > 1 else dict.fromkeys(_UNIT_DAYS, 1)
    return _sort_by(labels, lambda plain: _read_span(plain, days))


def sort_calendar(labels: Sequence[str]) -> list[str] | None:
    """Months or days of the week in their order; None where a label is neither."""
    for names in (_MONTHS, _WEEKDAYS):
        if len(labels) > 1 and all(_plain(label) in names for label in labels):
            return sorted(labels, key=lambda label: names.index(_plain(label)))
    return None


def sort_frequencies(labels: Sequence[str]) -> list[str] | None:
    """Labels from what is done least to what is done most; None where one does not tell how often."""
    return _sort_by(labels, _read_frequency)


def _sort_by(labels: Sequence[str], read: Callable[[str], Rank | None]) -> list[str] | None:
    ranks = [read(_plain(label)) for label in labels]
    if len(labels) < 2 or None in ranks or len(set(ranks)) < len(ranks):
        return None
    return [label for _, label in sorted(zip(ranks, labels, strict=True))]


def _plain(label: str) -> str:
    return canonical(label).strip(" .:;")


def _read_span(plain: str, days_by_unit: Mapping[str, int]) -> Rank | None:
    """Where a span begins and ends, in days where several units of time are compared."""
    if plain in _NONE:
        return (-1.0, -1.0)
    units = _UNIT.findall(plain)
    days = days_by_unit[units[-1]] if units else 1
    for pattern, rank in (
        (_BELOW, lambda n: (-0.5, n)),
        (_OR_LESS, lambda n: (-0.5, n)),
        (_OR_MORE, lambda n: (n, _INFINITE)),
        (_ABOVE, lambda n: (n + 0.5, _INFINITE)),
    ):
        if match := pattern.match(plain):
            return rank(_to_number(next(group for group in match.groups() if group)) * days)
    if match := _BETWEEN.match(plain):
        first = days_by_unit[units[0]] if len(units) > 1 else days
        return (_to_number(match[1]) * first, _to_number(match[2]) * days)
    if (match := _ALONE.fullmatch(plain)) and not _BETWEEN.search(plain):
        number = _to_number(match[1]) * days
        return (number, number)
    return None


def _to_number(text: str) -> float:
    if text in ("un", "une"):
        return 1.0
    return float(re.sub(r"[  .](?=[0-9]{3})", "", text).replace(",", "."))


def _read_frequency(plain: str) -> Rank | None:
    """How many times a year, about."""
    if plain in _VAGUE:
        return (_VAGUE[plain], 0.0)
    period = next((times for words_, times in _PERIODS.items() if re.search(rf"\b(?:{words_})", plain)), None)
    count = next((times for words_, times in _TIMES if re.search(words_, plain)), None)
    return None if period is None or count is None else (period * count, 0.0)
