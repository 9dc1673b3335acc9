"""Allowed codes and their French labels, read from data/codelists."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

DIRECTORY = Path(__file__).resolve().parent.parent / "data" / "codelists"

# French title of each list of codes.
TITLES = {
    "accompaniment_kinds": "types d’accompagnement",
    "accompaniment_roles": "rôles dans un accompagnement",
    "accompaniment_statuses": "étapes d’un accompagnement",
    "activity_formats": "formats d’activité",
    "activity_kinds": "types d’activité",
    "actor_families": "familles d’acteurs",
    "change_backings": "appuis cités par un changement",
    "change_directions": "sens d’un changement",
    "change_expected": "changement prévu ou imprévu",
    "change_kinds": "types de changement",
    "change_levels": "niveaux de changement",
    "colleges": "collèges",
    "concentrations": "concentration face au hasard",
    "contributions": "contributions",
    "countries": "pays",
    "decision_statuses": "statuts d’une décision",
    "demand_gaps": "écarts entre demandé et démarré",
    "dimensions": "dimensions d’enquête",
    "directions": "sens voulus d’un indicateur",
    "fields": "champs d’action",
    "funnel_steps": "étapes d’une demande",
    "headline_measures": "mesures de la vue d’ensemble",
    "headline_reasons": "raisons d’une mesure manquante",
    "indicator_levels": "niveaux d’indicateur",
    "indicator_measures": "mesures d’indicateur",
    "indicator_sources": "sources d’un indicateur",
    "indicator_statuses": "états d’un indicateur",
    "item_kinds": "formes de question",
    "legal_categories": "catégories juridiques",
    "membership_moves": "mouvements d’adhésion",
    "need_outcomes": "suites d’un besoin",
    "missing_reasons": "absences de réponse",
    "participation_roles": "rôles dans une activité",
    "partnership_depths": "profondeurs de partenariat",
    "partnership_kinds": "types de partenariat",
    "quadrants": "cadrans importance-satisfaction",
    "regions": "régions",
    "respondent_statuses": "statuts de répondant·e",
    "scores": "marques",
    "sectors": "secteurs du CAD",
    "seniority_bands": "anciennetés",
    "significances": "portées d’un changement",
    "size_bands": "tailles",
    "standings": "écarts à l’ensemble",
    "subjects": "objets marqués",
    "survey_populations": "qui répond à une enquête",
    "survey_units": "unités d’enquête",
    "tendencies": "tendances",
    "themes": "thèmes",
    "top_groups": "rangs des membres",
    "verifications": "vérifications",
}


@dataclass(frozen=True)
class Code:
    """One line of a codelist; `rank` orders the display, `parent` is a code of the same list."""

    code: str
    label: str
    description: str
    source: str
    parent: str | None
    rank: int
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class Triennial:
    """Three years of activity agreed with the funder, both ends included."""

    code: str
    label: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Break:
    """A date from which a series no longer means what it meant; `what` is like `theme:GENRE`."""

    what: str
    from_date: date
    reason: str


@cache
def load(name: str) -> tuple[Code, ...]:
    """Codes of a list in display order. FileNotFoundError if there is no such list."""
    codes = [
        Code(
            code=line["code"],
            label=line["label_fr"],
            description=line["description"],
            source=line["source"],
            parent=line["parent"] or None,
            rank=int(line["rank"]),
            valid_from=_day(line["valid_from"]),
            valid_to=_day(line["valid_to"]),
        )
        for line in _lines(name)
    ]
    return tuple(sorted(codes, key=lambda code: code.rank))


@cache
def codes(name: str) -> tuple[str, ...]:
    """Codes of a list in display order."""
    return tuple(code.code for code in load(name))


@cache
def labels(name: str) -> dict[str, str]:
    """French label of each code of a list, in display order."""
    return {code.code: code.label for code in load(name)}


@cache
def leaves(name: str) -> tuple[str, ...]:
    """Codes that are nobody's parent, in display order."""
    parents = {code.parent for code in load(name)}
    return tuple(code.code for code in load(name) if code.code not in parents)


@cache
def tops(name: str) -> tuple[str, ...]:
    """Codes without a parent, in display order."""
    return tuple(code.code for code in load(name) if code.parent is None)


@cache
def triennials() -> tuple[Triennial, ...]:
    """Triennials in order of time."""
    return tuple(
        Triennial(line["code"], line["label_fr"], _day(line["starts_on"]), _day(line["ends_on"]))
        for line in _lines("triennials")
    )


@cache
def breaks() -> tuple[Break, ...]:
    """Declared breaks in series."""
    return tuple(Break(line["what"], _day(line["from_date"]), line["reason"]) for line in _lines("breaks"))


@cache
def parameters(name: str) -> dict[str, tuple[str, ...]]:
    """The parameters that each code of a list takes; none where the list declares none."""
    return {code: tuple(each.rstrip("!") for each in told) for code, told in _parameters(name).items()}


@cache
def required_parameters(name: str) -> dict[str, tuple[str, ...]]:
    """Those that a code cannot do without: the list writes them with `!`."""
    return {
        code: tuple(each.rstrip("!") for each in told if each.endswith("!"))
        for code, told in _parameters(name).items()
    }


def _parameters(name: str) -> dict[str, list[str]]:
    return {line["code"]: (line.get("parameters") or "").split() for line in _lines(name)}


def names() -> tuple[str, ...]:
    """Names of the lists of codes, in alphabetical order."""
    others = {"triennials", "breaks"}
    return tuple(sorted(path.stem for path in DIRECTORY.glob("*.csv") if path.stem not in others))


def _lines(name: str) -> list[dict[str, str]]:
    with (DIRECTORY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
