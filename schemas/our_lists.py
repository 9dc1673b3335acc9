"""Our lists of codes, triennials and breaks, as the application has them in data/codelists."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

from schemas import spreadsheets
from schemas.codes import Break, Code, Triennial

DIRECTORY = Path(__file__).resolve().parent.parent / "data" / "codelists"
TRIENNIALS, BREAKS = "triennials", "breaks"

_NEEDED = {TRIENNIALS: ("code", "label_fr", "starts_on", "ends_on"), BREAKS: ("what", "from_date", "reason")}
_NEEDED_OF_CODES = ("code", "label_fr", "description", "source", "parent", "rank", "valid_from", "valid_to")
# The data may lie inside the application's folder: to install it again in the place of the old one could lose them.
_AGAIN = (
    "emettez-le depuis une copie neuve du logiciel, sans toucher au reste : vos données ne sont pas en cause."
)
_MEND = f"Enregistrez-le en « CSV UTF-8 » depuis un tableur, ou r{_AGAIN}"


class UnusableList(Exception):
    """A list of ours is missing or cannot be read; the message says which and what helps, in French."""


# French title of each list of codes.
TITLES = {
    "accompaniment_kinds": "types d’accompagnement",
    "accompaniment_roles": "rôles dans un accompagnement",
    "accompaniment_statuses": "étapes d’un accompagnement",
    "activity_formats": "formats d’activité",
    "activity_kinds": "types d’activité",
    "actor_families": "familles d’acteurs",
    "amount_breakdowns": "découpages des montants",
    "amounts": "montants d’un accompagnement",
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
    "output_kinds": "types de production",
    "participation_roles": "rôles dans une activité",
    "partnership_depths": "profondeurs de partenariat",
    "partnership_kinds": "types de partenariat",
    "period_differences": "écarts entre deux périodes",
    "quadrants": "cadrans importance-satisfaction",
    "regions": "régions",
    "respondent_statuses": "statuts de répondant·e",
    "scores": "marques",
    "sectors": "secteurs du CAD",
    "seniority_bands": "anciennetés",
    "significances": "portées d’un changement",
    "size_bands": "tailles",
    "standings": "écarts à l’ensemble",
    "step_subjects": "objets d’une prochaine étape",
    "subjects": "objets marqués",
    "survey_populations": "qui répond à une enquête",
    "survey_units": "unités d’enquête",
    "target_measures": "mesures d’une cible",
    "tendencies": "tendances",
    "themes": "thèmes",
    "top_groups": "rangs des membres",
    "verifications": "vérifications",
}


@cache
def codes(name: str) -> tuple[Code, ...]:
    """Codes of a list in display order. UnusableList if it is missing or cannot be read."""
    with _reading(name):
        return tuple(sorted(map(_code, lines(name)), key=lambda code: code.rank))


def _code(line: dict[str, str]) -> Code:
    return Code(
        code=line["code"],
        label=line["label_fr"],
        description=line["description"],
        source=line["source"],
        parent=line["parent"] or None,
        rank=int(line["rank"]),
        valid_from=_day(line["valid_from"]),
        valid_to=_day(line["valid_to"]),
    )


@cache
def triennials() -> tuple[Triennial, ...]:
    """Triennials in order of time. UnusableList as for `codes`."""
    with _reading(TRIENNIALS):
        return tuple(
            Triennial(
                line["code"], line["label_fr"], _known_day(line["starts_on"]), _known_day(line["ends_on"])
            )
            for line in lines(TRIENNIALS)
        )


@cache
def breaks() -> tuple[Break, ...]:
    """Declared breaks in series. UnusableList as for `codes`."""
    with _reading(BREAKS):
        return tuple(
            Break(line["what"], _known_day(line["from_date"]), line["reason"]) for line in lines(BREAKS)
        )


@cache
def names() -> tuple[str, ...]:
    """Names of the lists of codes, in alphabetical order."""
    others = {TRIENNIALS, BREAKS}
    return tuple(sorted(path.stem for path in DIRECTORY.glob("*.csv") if path.stem not in others))


def lines(name: str) -> list[dict[str, str]]:
    """Lines of a file that are not empty. UnusableList if there is none, or if it cannot be read."""
    with _reading(name):
        reader = spreadsheets.rows(spreadsheets.text((DIRECTORY / f"{name}.csv").read_bytes()))
        titles = reader.fieldnames or ()
        if missing := [title for title in _NEEDED.get(name, _NEEDED_OF_CODES) if title not in titles]:
            raise _unusable(name, f"n’a pas la colonne « {missing[0]} »")
        return [
            {title: line[title] or "" for title in titles} for line in reader if any(map(line.get, titles))
        ]


@contextmanager
def _reading(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise _unusable(name, "manque", f"R{_AGAIN}") from None
    except OSError:
        raise _unusable(name, "ne se lit pas") from None
    except (ValueError, csv.Error):
        raise _unusable(name, "a une ligne qui ne se lit pas") from None


def _unusable(name: str, what: str, advice: str = _MEND) -> UnusableList:
    path = DIRECTORY / f"{name}.csv"
    return UnusableList(f"Le fichier {path}, une liste du logiciel, {what}. {advice}")


def _day(text: str) -> date | None:
    return _known_day(text) if text else None


def _known_day(text: str) -> date:
    return date.fromisoformat(spreadsheets.iso(text))
