"""Our lists of codes, triennials and breaks, as the application has them in data/codelists."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

from schemas.codes import Break, Code, Triennial

DIRECTORY = Path(__file__).resolve().parent.parent / "data" / "codelists"
TRIENNIALS, BREAKS = "triennials", "breaks"

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


@cache
def codes(name: str) -> tuple[Code, ...]:
    """Codes of a list in display order. FileNotFoundError if there is no such list."""
    found = [
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
        for line in lines(name)
    ]
    return tuple(sorted(found, key=lambda code: code.rank))


@cache
def triennials() -> tuple[Triennial, ...]:
    """Triennials in order of time."""
    return tuple(
        Triennial(line["code"], line["label_fr"], _day(line["starts_on"]), _day(line["ends_on"]))
        for line in lines(TRIENNIALS)
    )


@cache
def breaks() -> tuple[Break, ...]:
    """Declared breaks in series."""
    return tuple(Break(line["what"], _day(line["from_date"]), line["reason"]) for line in lines(BREAKS))


def names() -> tuple[str, ...]:
    """Names of the lists of codes, in alphabetical order."""
    others = {TRIENNIALS, BREAKS}
    return tuple(sorted(path.stem for path in DIRECTORY.glob("*.csv") if path.stem not in others))


def lines(name: str) -> list[dict[str, str]]:
    """Lines of a file as they stand. FileNotFoundError if there is none."""
    with (DIRECTORY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
