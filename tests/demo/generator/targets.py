"""The invented targets of offers and kinds: reached, missed, or of what nobody counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.demo.generator.spreadsheets import label

REACHED, MISSED, UNKNOWN = "ATTEINTE", "NON_ATTEINTE", "NON_CALCULABLE"


@dataclass(frozen=True)
class Target:
    """What is wanted of an offer (its identifier) or of a kind (its code), and what the figure must find."""

    scope: str
    year: int
    measure: str
    target: str
    planted: str
    comment: str = ""


TARGETS = (
    Target("OFF-EVAL", 2019, "ACCOMPAGNEMENTS", "4", REACHED),
    Target("OFF-EVAL", 2020, "ACCOMPAGNEMENTS", "4", REACHED),
    Target("OFF-EVAL", 2021, "ACCOMPAGNEMENTS", "12", MISSED, "Portée à douze avec le nouveau programme."),
    Target("OFF-GENRE", 2020, "ACCOMPAGNEMENTS", "1", REACHED),
    Target("OFF-GENRE", 2021, "ORGANISATIONS", "1", REACHED),
    Target("OFF-FORM", 2019, "ACTIVITES", "6", REACHED),
    Target("OFF-FORM", 2020, "PARTICIPANTS", "40", REACHED),
    Target("OFF-FORM", 2021, "PARTICIPANTS", "120", MISSED),
    Target("OFF-FORM", 2021, "FEMMES", "50", REACHED),
    Target("OFF-TERR", 2021, "ORGANISATIONS", "15", MISSED, "Une organisation par place."),
    Target("OFF-COMM", 2021, "FEMMES", "50", REACHED),
    Target("OFF-EXPE", 2021, "PRODUCTIONS", "3", REACHED),
    Target("EVALUATION", 2021, "PRODUCTIONS", "16", MISSED),
    Target("FORMATION", 2021, "SATISFACTION", "80", UNKNOWN, "Aucune enquête ne porte sur les formations."),
    Target("OFF-TRAN", 2021, "FEMMES", "50", UNKNOWN, "Offre fermée à la fin de 2017."),
)  # fmt: skip


def generate_rows() -> Iterator[dict[str, str]]:
    """Lines of the file, the same with effects and without."""
    for number, one in enumerate(TARGETS, 1):
        is_offer = one.scope.startswith("OFF-")
        yield {
            "Référence de la cible": f"CIB-{number:02d}",
            "Offre": one.scope if is_offer else "",
            "Type d’accompagnement ou d’activité": "" if is_offer else _kind_label(one.scope),
            "Année": str(one.year),
            "Mesure": label("target_measures", one.measure),
            "Cible": one.target,
            "Commentaire": one.comment,
        }


def _kind_label(code: str) -> str:
    return label("activity_kinds" if code == "FORMATION" else "accompaniment_kinds", code)
